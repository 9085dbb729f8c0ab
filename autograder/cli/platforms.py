"""The commands between learning platforms and the course: `collect` and `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import NoSandbox, Stem, both, console


def collect(
    stem: Stem,
    sources: Annotated[
        list[Path],
        typer.Argument(help="Archives and folders; Moodle's worksheet, too.", show_default=False),
    ],
    layout: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="canvas, moodle, gradescope, blackboard, google, exchange or folder; "
            "default: told by the file names.",
        ),
    ] = None,
    roster: Annotated[Path | None, typer.Option(help="Who is in the class; a CSV.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Take what differs, also if nothing says it is newer.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show every student.")] = False,
) -> None:
    """Put hand-ins of Canvas, Moodle, Gradescope, ... into submitted/."""
    from autograder.collecting.collect import Wishes
    from autograder.collecting.collect import collect as collect_from
    from autograder.collecting.telling import tell

    course, assignment = both(stem)
    found = collect_from(course, assignment, sources, Wishes(layout, roster, force, dry_run))
    tell(found, stem, console, dry=dry_run, every=every)
    if not found.is_clean:
        raise typer.Exit(1)


def export(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="canvas, moodle, gradescope, csv, json, or gradescope-autograder.",
            show_default=False,
        ),
    ],
    stem: Stem,
    table: Annotated[
        Path | None, typer.Option(help="The CSV that Canvas or Moodle exported, to be filled.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Where to write.")] = None,
    column: Annotated[str, typer.Option(help="The assignment's column, if not told by name.")] = "",
    scale: Annotated[
        bool, typer.Option("--scale", help="Convert where the platform gives other points.")
    ] = False,
    roster: Annotated[Path | None, typer.Option(help="Who is in the class; a CSV.")] = None,
    no_sandbox: NoSandbox = False,
) -> None:
    """Write grades for Canvas, Moodle, Gradescope, or as CSV or JSON."""
    from autograder.exporting.command import export_autograder, export_grades

    course, assignment = both(stem)
    if kind == "gradescope-autograder":
        export_autograder(course, assignment, to, not no_sandbox, console)
    else:
        settings = {"table": table, "to": to, "column": column, "scale": scale, "roster": roster}
        export_grades(course, stem, kind, settings, console)
