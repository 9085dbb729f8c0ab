"""What `autograder export` does and shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from autograder.course import Assignment, Course
from autograder.exporting.scores import Exported
from autograder.report.cleaning import shortened

NAMES = 20


def export_grades(
    course: Course, stem: str, kind: str, settings: Mapping[str, Any], console: Console
) -> None:
    """Writes grades in a platform's form and says what is in it, and what is not.

    Raises:
        CourseError: the format or the platform's table does not fit, or nothing was graded.
    """
    # Takes seconds.
    from autograder.nbgrader_plugin import export_scores

    given = {
        name: str(value) if isinstance(value, Path) else value
        for name, value in settings.items()
        if value not in (None, "", False)
    }
    path, done = export_scores(course, stem, kind, **given)
    console.print(f"wrote {escape(str(path))}", highlight=False, soft_wrap=True)
    tell(done, console, table=kind in ("canvas", "moodle"))


def export_autograder(
    course: Course, assignment: Assignment, to: Path | None, protect: bool, console: Console
) -> None:
    """Writes the zip that Gradescope takes as an autograder.

    Raises:
        CourseError: this is no clone of the repository.
    """
    from autograder.exporting.gradescope_zip import write_autograder_zip

    path = to or Path(f"{assignment.stem}-gradescope-autograder.zip")
    names = write_autograder_zip(course, assignment, path, protect=protect)
    size = f"{len(names)} files, {path.stat().st_size / 2**20:.1f} MB"
    console.print(f"wrote {escape(str(path))} ({size})", highlight=False, soft_wrap=True)
    console.print(
        "It holds the hidden tests and the solution: upload it to Gradescope, give it to nobody.",
        highlight=False,
    )
    if not protect:
        console.print(
            "[bold white on red] NO SANDBOX [/] There, a hand-in can read the hidden tests and the "
            "solution, and write its own results.",
            highlight=False,
        )


def tell(done: Exported, console: Console, *, table: bool) -> None:
    """Says what an export holds.

    Args:
        done: what came of it.
        console: where to.
        table: whether a platform's table was filled, which says something of everyone already.
    """
    console.print(f"{len(done.written)} scores.", highlight=False)
    for students, words in (
        (done.emptied, "[yellow]need review[/]: their score is empty, never 0"),
        (
            done.waiting,
            "[yellow]have answers that nobody has graded yet[/]; these count 0 in the score",
        ),
        (
            done.absent,
            "handed nothing in: " + ("left as it was" if table else "no score, or 0 in the CSV"),
        ),
        (done.unlisted, "[yellow]handed in and have no line in the table[/]"),
        (done.strangers, "lines of the table are nobody's in the gradebook: left as they were"),
    ):
        if students:
            console.print(f"{len(students)} {words}: {_names(students)}", highlight=False)
    for student, why in done.kept:
        console.print(f"{escape(student)} was left as it was: {escape(why)}", highlight=False)


def _names(students: Sequence[str]) -> str:
    shown = ", ".join(escape(shortened(student, 60)) for student in students[:NAMES])
    more = len(students) - NAMES
    return f"{shown} and {more} more" if more > 0 else shown
