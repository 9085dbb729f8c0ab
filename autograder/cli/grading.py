"""What `autograder grade` and `autograder history` do, and what they show while at it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.batch import Batch
from autograder.course import Assignment, Course
from autograder.errors import CourseError, Interrupted
from autograder.history import Entry, History, Points
from autograder.planning import Plan
from autograder.report.cleaning import points_text, printable
from autograder.report.figures import Row, is_graded
from autograder.report.terminal import class_progress, class_table

SHOWN = 40  # lines of a table of score changes; the audit trail has them all


@dataclass(frozen=True)
class Change:
    """Points that a student has in the gradebook, and those that they would get.

    Attributes:
        student: whose.
        before: question -> points in the gradebook.
        after: question -> points; None where a person must decide.
    """

    student: str
    before: Points
    after: Points

    @property
    def questions(self) -> list[str]:
        """The questions whose points differ."""
        return [q for q, earned in self.after.items() if earned != self.before.get(q)]


def grade_class(
    course: Course,
    assignment: Assignment,
    students: Sequence[str],
    processes: int | None,
    protect: bool,
    console: Console,
    *,
    cluster: str = "",
    taken: Mapping[str, str] | None = None,
    agree: Callable[[str], bool] = lambda question: True,
) -> list[Row]:
    """Grades a class into the journal and the gradebook, and shows the table.

    Scores that are in the gradebook already and would change are kept back to the end, shown, and
    written if that is agreed to.

    Args:
        course: the course.
        assignment: what is graded.
        students: whom; all where empty.
        processes: hand-ins at a time on this machine; None is one a core.
        protect: False grades without a sandbox.
        console: where the table goes.
        cluster: where a Dask cluster is found; empty grades on this machine.
        taken: hash of a notebook -> key of a verdict from elsewhere that a person asked to use.
        agree: asked whether scores may change.

    Raises:
        Interrupted: Ctrl-C, after the table was shown.
        UnrolledError: nothing could be graded; what was graded before stays.
    """
    batch = Batch(course, assignment, protect=protect, cluster=cluster, taken=taken or {})
    if processes:
        batch.processes = processes
    total = len(batch.chosen(students))
    fresh: set[str] = set()
    kept_back: list[Change] = []
    rows: list[Row] = []
    with batch.interruptible(), batch.grading(students) as outcomes:
        if batch.changed:
            console.print(changed_verdicts(batch.changed), highlight=False)
        # Takes seconds, in which the sandbox starts.
        from autograder.nbgrader_plugin import book_points, booked_points, write_to_gradebook

        booked = booked_points(course, assignment)

        def graded() -> Iterator[str]:
            for outcome in outcomes:
                if outcome.fresh:
                    fresh.add(outcome.student)
                before = booked.get(outcome.student, {})
                after = book_points(assignment, outcome.verdict, outcome.review)
                # Who waited for a person, or was not there, has no score yet that could change.
                if any(points not in (None, after.get(q)) for q, points in before.items()):
                    kept_back.append(Change(outcome.student, before, after))
                else:
                    yield outcome.student

        write = partial(write_to_gradebook, course, assignment, acceptance=batch.acceptance)
        _write(write(graded()), rows, total, batch, console)
        if kept_back and not batch.stopped:
            console.print(_changes_table(kept_back))
            if _agreed(agree, f"Write these {len(kept_back)} changes to the gradebook?"):
                names = [change.student for change in kept_back]
                _write(write(names), rows, len(names), batch, console)
                kept_back = []
    console.print(class_table(assignment, rows, console.width))
    console.print(_summary(rows, fresh))
    by_hand = sum(assignment.written.values())
    if by_hand:
        console.print(f"Totals are without the {points_text(by_hand)} points that a person gives.")
    if kept_back:
        console.print(
            f"[yellow]{len(kept_back)} hand-ins keep the points that the gradebook has.[/] The new "
            "verdicts are in the journal; the same command asks again.",
            highlight=False,
        )
    if batch.stopped:
        raise Interrupted(
            f"Stopped: {len(rows)} of {total} are in the gradebook. "
            "Run the same command again to go on."
        )
    return rows


def _agreed(agree: Callable[[str], bool], question: str) -> bool:
    """Asks; Ctrl-C is a no, after which the same command asks again."""
    finishing = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return agree(question)
    except (KeyboardInterrupt, typer.Abort):
        return False
    finally:
        signal.signal(signal.SIGINT, finishing)


def _write(
    written: Iterator[Row], rows: list[Row], total: int, batch: Batch, console: Console
) -> None:
    failed = review = 0
    with class_progress(console) as bar:
        name = batch.assignment.stem
        task = bar.add_task(f"grading {name}", total=total, failed=0, review=0)
        for row in written:
            rows.append(row)
            _, verdict, _ = row
            if not is_graded(row):
                review += 1
            elif verdict and verdict.earned < verdict.points:
                failed += 1
            bar.update(task, advance=1, failed=failed, review=review)
            if batch.stopped:
                bar.update(task, description="finishing what is begun")


def _changes_table(changes: Sequence[Change]) -> Table:
    table = Table(title="scores that change")
    for column in ("student", "question"):
        table.add_column(column)
    for column in ("in the gradebook", "now"):
        table.add_column(column, justify="right")
    lines = [(change, question) for change in changes for question in change.questions]
    for change, question in lines[:SHOWN]:
        before = change.before.get(question)
        now = change.after[question]
        table.add_row(escape(printable(change.student)), question, _points(before), _points(now))
    if len(lines) > SHOWN:
        table.caption = f"and {len(lines) - SHOWN} more"
    return table


def _points(points: float | None) -> str:
    return "[yellow]a person decides[/]" if points is None else points_text(points)


def changed_verdicts(count: int) -> str:
    """Tells of verdicts that the journal does not believe any more."""
    verdicts = "1 verdict" if count == 1 else f"{count} verdicts"
    return (
        f"[yellow]{verdicts} in the journal had been changed[/] since the grader wrote them: by "
        "hand, by a failing disk, or by another version of the grader; graded again."
    )


def _summary(rows: Sequence[Row], fresh: Collection[str]) -> str:
    """How many hand-ins were graded now and before, and how many wait: together all of them."""
    graded = [student for student, *_ in filter(is_graded, rows)]
    now = sum(student in fresh for student in graded)
    waiting = len(rows) - len(graded)
    return (
        f"{now} graded now, {len(graded) - now} known from the journal, "
        f"{waiting} {'needs' if waiting == 1 else 'need'} review."
    )


def show_plan(
    course: Course, assignment: Assignment, students: Sequence[str], console: Console
) -> Plan:
    """Shows what `grade_class` would grade, and why; changes nothing.

    Raises:
        CourseError: someone named handed nothing in.
    """
    batch = Batch(course, assignment)
    history = History(course.journal / assignment.stem)
    plan = batch.plan(students)
    again = [student for student, why in plan.why.items() if why]
    bare = [who for who in plan.new if (last := history.last(who)) and last.origin]
    resubmitted = [
        who for who in plan.new if who not in bare and _handed_in_other(history.last(who), batch)
    ]
    counts = {
        "are graded, and stay as they are": len(plan.known),
        "were never graded": len(plan.new) - len(resubmitted) - len(bare),
        "were graded without a sandbox, and are graded whole in it": len(bare),
        "were handed in again, and are graded whole": len(resubmitted),
        "are graded again, as far as the table says": len(again),
        "cannot be read, and need review": len(plan.unreadable),
    }
    for what, count in counts.items():
        if count:
            console.print(f"{count:>6} {what}", highlight=False)
    if plan.again:
        table = Table(title="again")
        table.add_column("question")
        table.add_column("hand-ins", justify="right")
        table.add_column("because this has changed")
        for (question, reasons), count in plan.again.items():
            table.add_row(question, str(count), reasons)
        console.print(table)
    console.print("Nothing was graded or written.")
    return plan


def _handed_in_other(last: Entry | None, batch: Batch) -> bool:
    """Whether something was graded for a student, so that what is new was handed in since."""
    return bool(last and last.key and batch.knows(last.key))


def show_history(
    course: Course, assignment: Assignment, student: str | None, console: Console
) -> list[Entry]:
    """Shows who wrote which points into the gradebook, when, and why.

    Args:
        course: the course.
        assignment: of which assignment.
        student: for whom; None is everyone.
        console: where the table goes.

    Raises:
        CourseError: nothing was ever written for that student.
    """
    entries = [
        entry
        for entry in History(course.journal / assignment.stem).entries()
        if student in (None, entry.student)
    ]
    if not entries:
        whom = student or "anyone"
        raise CourseError(
            f"No points of {whom} for {assignment.stem} were written by `autograder grade` or "
            "`nbgrader autograde` since there is an audit trail"
        )
    table = Table(title=f"{assignment.stem}: points written to the gradebook")
    for column in ("when (UTC)", "who", "student", "points", "why"):
        table.add_column(column, justify="right" if column == "points" else "left")
    before: dict[str, Entry] = {}
    for entry in entries:
        earlier = before.get(entry.student)
        table.add_row(
            entry.when.removesuffix("+00:00").replace("T", " "),
            escape(printable(entry.who)),
            escape(printable(entry.student)),
            _from_to(earlier, entry),
            escape(printable(_why(entry, earlier))),
        )
        before[entry.student] = entry
    console.print(table)
    return entries


def _from_to(earlier: Entry | None, entry: Entry) -> str:
    now = _points(entry.total)
    return now if earlier is None else f"{_points(earlier.total)} → {now}"


def _why(entry: Entry, earlier: Entry | None) -> str:
    if entry.review:
        return f"needs review: {entry.review}"
    lines = [f"{question}: {', '.join(why)}" for question, why in entry.why.items()]
    lines = lines or ["first time" if earlier is None else "graded again"]
    return "\n".join([*lines, *filter(None, [entry.origin])])
