"""What `autograder grade --journal` does: takes verdicts from elsewhere, grades the rest here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.batch import Batch
from autograder.cli.grading import grade_class
from autograder.course import Assignment, Course
from autograder.errors import SandboxUnavailable
from autograder.report.cleaning import printable
from autograder.staff.taking import Taken, Taking

SHOWN = 40


def grade_with_journal(
    course: Course,
    assignment: Assignment,
    students: Sequence[str],
    path: Path,
    processes: int | None,
    console: Console,
    *,
    dry_run: bool = False,
    agree: Callable[[str], bool] = lambda question: True,
) -> Taken:
    """Writes the points of verdicts from elsewhere, and grades here whom they do not cover.

    Args:
        course: the course.
        assignment: what is graded.
        students: whom; all where empty.
        path: the folder that a staff notebook wrote, or a zip of it.
        processes: hand-ins at a time on this machine; None is one a core.
        console: where the tables go.
        dry_run: only says what fits.
        agree: asked whether scores may change.

    Raises:
        SandboxUnavailable: some hand-ins have no verdict that fits, and this machine cannot grade
            them; the others are in the gradebook.
        UnrolledError: nothing could be taken or graded.
    """
    batch = Batch(course, assignment)
    taking = Taking(batch, path)
    taken = taking.weigh(students)
    _tell(taken, path, console)
    if dry_run:
        console.print("Nothing was graded or written.")
        return taken
    taking.keep(taken)

    def grade(whom: Sequence[str]) -> None:
        grade_class(
            course, assignment, whom, processes, True, console, taken=taken.keys, agree=agree
        )

    try:
        grade(students)
    except SandboxUnavailable as error:
        covered = [*taken.fitting, *taken.ours]
        if covered:
            grade(covered)
        left = [who for who in batch.chosen(students) if who not in covered]
        raise SandboxUnavailable(
            f"{len(left)} hand-ins are left, which this machine cannot grade: {', '.join(left)}. "
            f"{error}"
        ) from error
    return taken


def _tell(taken: Taken, path: Path, console: Console) -> None:
    count = len(taken.fitting)
    console.print(
        f"{count} verdicts in {escape(str(path))} belong to hand-ins here.", highlight=False
    )
    if count:
        console.print(
            "[bold white on red] NO SANDBOX [/] They were made without one, and nothing here can "
            "vouch for them; the verdicts and `autograder history` say so:",
            highlight=False,
        )
    made = Counter(
        (verdict.origin, _versions(verdict.versions)) for verdict in taken.fitting.values()
    )
    for (origin, versions), many in made.items():
        console.print(f"  {many} {escape(printable(origin))}; {versions}", highlight=False)
    if taken.ours:
        console.print(
            f"{len(taken.ours)} were graded in the sandbox here before; that counts.",
            highlight=False,
        )
    for title, listed in (
        (
            "have other points there than in the sandbox here. Was that journal changed?",
            dict.fromkeys(taken.differ, ""),
        ),
        ("have no verdict that fits, and are graded here:", taken.refused),
        (
            "files are not as a grader wrote them, and were left:",
            dict.fromkeys(taken.damaged, ""),
        ),
    ):
        _list(title, listed, console)
    if taken.unclaimed:
        console.print(f"{taken.unclaimed} belong to no hand-in here.", highlight=False)


def _list(title: str, listed: dict[str, str], console: Console) -> None:
    if not listed:
        return
    console.print(f"[yellow]{len(listed)} {title}[/]", highlight=False)
    for name, why in list(listed.items())[:SHOWN]:
        console.print(f"  {escape(printable(name))}  {escape(printable(why))}", highlight=False)
    if len(listed) > SHOWN:
        console.print(f"  and {len(listed) - SHOWN} more")


def _versions(versions: dict[str, str]) -> str:
    told = (
        f"{name} {versions[name]}" for name in ("python", "tensorflow", "keras") if name in versions
    )
    return escape(printable(", ".join(told)))
