"""The command `autograder release`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import console, current


def release(
    folder: Annotated[
        Path, typer.Option("--publish", help="The students' repository.", show_default=False)
    ],
    on: Annotated[
        datetime | None,
        typer.Option(help="As of the end of this day; default: now.", formats=["%Y-%m-%d"]),
    ] = None,
) -> None:
    """Write and commit what students get into a repository of theirs."""
    from autograder.publishing.publish import publish

    course = current()
    moment = datetime.now(UTC)
    if on is not None:
        moment = on.replace(hour=23, minute=59, second=59, tzinfo=course.timezone)
    done = publish(course, folder, moment)
    for path in done.tree.files:
        console.print(f"  {path}", highlight=False)
    for stem, at in done.tree.later.items():
        console.print(f"  {stem} follows on {at:%Y-%m-%d %H:%M %Z}", highlight=False)
    if done.summary:
        console.print(done.summary, highlight=False, markup=False)
        console.print(f"Committed. To give it out: git -C {folder} push", highlight=False)
    else:
        console.print(f"{folder} is up to date; nothing was committed.", highlight=False)
