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
        Path, typer.Option("--publish", help="The students' repository.", show_default=False)
    ],
    on: Annotated[
        datetime | None,
        typer.Option(
            help="As of the end of this day; default: now. Of a day to come, in a new folder.",
            formats=["%Y-%m-%d"],
        ),
    ] = None,
) -> None:
    """Write and commit what students get into a repository of theirs."""
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
