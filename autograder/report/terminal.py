"""What a grading run shows in the terminal: a table of the class and a bar of its progress."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from autograder.notebook.handin import Gradable
from autograder.report.cleaning import points_text, printable
from autograder.report.figures import Row, class_figures, is_graded
from autograder.report.pages import SYMBOLS
from autograder.verdict import QuestionResult, Verdict

_STYLES = {"passed": "green", "missing": "yellow", "grader error": "yellow"}
_NAME_CHARACTERS = 40
_REASON_CHARACTERS = 120


def class_table(assignment: Gradable, rows: Sequence[Row]) -> Table:
    """A line per student: points in all and per question, state, diagnosis.

    Args:
        assignment: names the questions and their points.
        rows: student, verdict or None, and why the hand-in needs review (empty: it does not).
    """
    figures = class_figures(assignment, rows)
    table = Table(
        title=f"{assignment.stem}: {figures.graded} graded, "
        f"{figures.students - figures.graded} need review",
        show_footer=True,
    )
    table.add_column("student", footer="mean", no_wrap=True)
    table.add_column("total", footer=points_text(figures.mean), justify="right")
    for question in figures.questions:
        table.add_column(
            f"{question.question}\n/ {points_text(question.points)}",
            footer=points_text(question.mean),
            justify="right",
        )
    table.add_column("state")
    table.add_column("diagnosis")
    for row in sorted(rows, key=lambda row: row[0].casefold()):
        table.add_row(*_line(assignment, row))
    return table


def class_progress(console: Console | None = None) -> Progress:
    """A progress bar over a class: how many are done, failed, wait for review; the time left.

    Add one task with `failed=0, review=0`, and update these fields as verdicts come in:

        bar.update(task, advance=1, failed=failed, review=review)
    """
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _CountColumn("failed", "red"),
        _CountColumn("review", "yellow", "needs review"),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=console,
    )


class _CountColumn(ProgressColumn):
    """A count kept in a field of the task, quiet as long as it is 0."""

    def __init__(self, field: str, style: str, label: str = "") -> None:
        super().__init__()
        self.field, self.style, self.label = field, style, label or field

    def render(self, task: Task) -> Text:
        """The count and its label."""
        count = task.fields.get(self.field, 0)
        return Text(f"{count} {self.label}", style=self.style if count else "dim")


def _line(assignment: Gradable, row: Row) -> list[Text]:
    student, verdict, review = row
    name = Text(printable(student, _NAME_CHARACTERS).replace("\n", " "))
    if not is_graded(row) or verdict is None:
        reason = review or (verdict.needs_review if verdict else "") or "there is no verdict"
        cells = [_mark(_result(verdict, q), graded=False) for q in assignment.questions]
        why = Text(printable(reason, _REASON_CHARACTERS).replace("\n", " "))
        return [name, Text("-"), *cells, Text("needs review", style="yellow"), why]
    cells = [_mark(verdict.question(q), graded=True) for q in assignment.questions]
    return [name, Text(points_text(verdict.earned)), *cells, _state(verdict), _diagnosis(verdict)]


def _result(verdict: Verdict | None, question: str) -> QuestionResult | None:
    return verdict.question(question) if verdict else None


def _mark(result: QuestionResult | None, *, graded: bool) -> Text:
    if result is None:
        return Text("-", style="dim")
    points = f"{points_text(result.earned)} " if graded else ""
    return Text(f"{points}{SYMBOLS[result.state]}", style=_STYLES.get(result.state, "red"))


def _state(verdict: Verdict) -> Text:
    """The states that occur besides `passed`."""
    states = [q.state for q in verdict.questions if q.state != "passed"]
    others = dict.fromkeys(states)  # in the notebook's order, each once
    return Text(", ".join(others) or "passed", style="red" if others else "green")


def _diagnosis(verdict: Verdict) -> Text:
    found = [
        f"{q.question}: {q.diagnosis.misconception.replace('_', ' ')}"
        for q in verdict.questions
        if q.diagnosis
    ]
    return Text("\n".join(printable(line) for line in found))
