"""The command `autograder release`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import console, current
from autograder.errors import CourseError


def release(
    folder: Annotated[
        Path | None,
        typer.Option("--publish", help="The students' repository.", show_default=False),
    ] = None,
    staff: Annotated[
        Path | None,
        typer.Option(
            help="A folder for Drive: a notebook that grades, hidden tests, solutions.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            help="As of the end of this day; default: now. Of a day to come, in a new folder.",
            formats=["%Y-%m-%d"],
        ),
    ] = None,
) -> None:
    """Write what students get into a repository of theirs, or what staff takes to Colab."""
    if (folder is None) == (staff is None):
        raise typer.BadParameter("give either --publish DIR or --staff DIR")
    if staff is not None and on is not None:
        raise typer.BadParameter("--on is for --publish: staff always gets everything")
    if folder is None:
        _write_staff_folder(staff or Path())
        return
    from autograder.publishing.publish import publish

    course = current()
    now = moment = datetime.now(UTC)
    if on is not None:
        moment = on.replace(hour=23, minute=59, second=59, tzinfo=course.timezone)
    ahead = moment.date() > now.astimezone(moment.tzinfo).date()
    if ahead and folder.is_dir() and any(folder.iterdir()):
        raise CourseError(
            f"{folder} is not empty, and --on {moment:%Y-%m-%d} would put into it what nobody "
            "should have yet. Take a new folder to look ahead"
        )
    done = publish(course, folder, moment)
    for path in done.tree.files:
        console.print(f"  {path}", highlight=False)
    for stem, at in done.tree.later.items():
        console.print(f"  {stem} follows on {at:%Y-%m-%d %H:%M %Z}", highlight=False)
    if done.summary:
        console.print(done.summary, highlight=False, markup=False)
    if ahead:
        console.print(
            f"{folder} shows what there will be on {moment:%Y-%m-%d}: do not push it.",
            highlight=False,
        )
    elif done.summary:
        console.print(f"Committed. To give it out: git -C {folder} push", highlight=False)
    else:
        console.print(f"{folder} is up to date; nothing was committed.", highlight=False)


def _write_staff_folder(folder: Path) -> None:
    from autograder.staff.folder import write_staff_folder

    for path in write_staff_folder(current(), folder):
        console.print(f"wrote {path}", highlight=False, soft_wrap=True)
    console.print(
        "[bold]For staff alone:[/] this folder holds hidden tests and solutions. Put submitted/ "
        "into it, upload it to a Drive that no student sees, and open the notebook there.",
        highlight=False,
    )
