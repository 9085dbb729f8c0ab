"""What `autograder grade --journal` does: takes verdicts from elsewhere, grades the rest here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
        covered = [*taken.fitting, *taken.ours, *taken.unreadable]
        if covered:
            grade(covered)
        left = [who for who in batch.chosen(students) if who not in covered]
        raise SandboxUnavailable(
            f"Left, since this machine cannot grade them ({len(left)}): {', '.join(left)}. {error}"
        ) from error
    return taken


def _tell(taken: Taken, path: Path, console: Console) -> None:
    console.print(
        f"Verdicts of {escape(str(path))} on hand-ins here: {len(taken.fitting)}", highlight=False
    )
    if taken.fitting:
        console.print(
            "[bold white on red] NO SANDBOX [/] They were made without one, and nothing here can "
            "vouch for them; the verdicts and `autograder history` say so:",
            highlight=False,
        )
    fitting = taken.fitting.values()
    made = Counter((verdict.origin, _versions(verdict.versions)) for verdict in fitting)
    for (origin, versions), many in made.items():
        console.print(f"  {many} {escape(printable(origin))}; {versions}", highlight=False)
    if taken.ours:
        console.print(
            f"Graded in the sandbox here before, which counts: {len(taken.ours)}", highlight=False
        )
    _list("with other points there than here; was that journal changed?", taken.differ, console)
    _list("without a verdict that fits, so graded here:", taken.refused, console)
    _list("not as a grader wrote them, so left:", taken.damaged, console)
    if taken.unclaimed:
        console.print(f"Verdicts on no hand-in here: {taken.unclaimed}", highlight=False)


def _list(title: str, listed: Mapping[str, str] | Sequence[str], console: Console) -> None:
    if not listed:
        return
    console.print(f"[yellow]{len(listed)} {title}[/]", highlight=False)
    reasons = listed if isinstance(listed, Mapping) else dict.fromkeys(listed, "")
    for name, why in list(reasons.items())[:SHOWN]:
        console.print(f"  {escape(printable(name))}  {escape(printable(why))}", highlight=False)
    if len(listed) > SHOWN:
        console.print(f"  and {len(listed) - SHOWN} more")


def _versions(versions: dict[str, str]) -> str:
    told = (
        f"{name} {versions[name]}" for name in ("python", "tensorflow", "keras") if name in versions
    )
    return escape(printable(", ".join(told)))
