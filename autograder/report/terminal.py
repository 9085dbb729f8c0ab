"""What a grading run shows in the terminal: a table of the class and a bar of its progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
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
from autograder.report.cleaning import points_text, printable, shortened
from autograder.report.figures import ClassFigures, Row, class_figures, is_graded, review_reason
from autograder.report.pages import SYMBOLS
from autograder.verdict import Diagnosis, QuestionResult, Verdict

_STYLES = {"passed": "green", "missing": "yellow", "grader error": "yellow"}
_NAME_CHARACTERS = 40
_REASON_CHARACTERS = 200
# Columns that the longest state, "out of memory,", takes; and those that make a diagnosis readable.
_STATE_WIDTH = 14
_DIAGNOSIS_WIDTH = 24
_BORDERS = 3  # of a column: a line and a space on each side


def class_table(assignment: Gradable, rows: Sequence[Row], width: int) -> Table:
    """A row per student: points, state, diagnosis.

    Where there is room, each question has a column; otherwise one column, "lost", lists the
    questions that are not right, with the points lost and the diagnosis.

    Args:
        assignment: names the questions and their points.
        rows: student, verdict or None, and why the hand-in needs review (empty: it does not).
        width: the terminal's columns.
    """
    figures = class_figures(assignment, rows)
    ordered = sorted(rows, key=lambda row: row[0].casefold())
    wide = _per_question(figures, ordered)
    table = wide if _room_for(wide) <= width else _per_student(figures, ordered, width)
    waiting = figures.students - figures.graded
    table.title = (
        f"{assignment.stem}: {figures.graded} graded, "
        f"{waiting} {'needs' if waiting == 1 else 'need'} review"
    )
    return table


def term_table(graded: Mapping[str, Sequence[Row]]) -> Table:
    """A row per student, a column per assignment: the points, or that a person must look.

    Args:
        graded: assignment -> its rows.
    """
    table = Table(title=f"{len(graded)} assignments", show_footer=True)
    table.add_column("student", footer="mean", no_wrap=True)
    cells: dict[str, dict[str, Text]] = {}
    for stem, rows in graded.items():
        earned = [row[1].earned for row in rows if is_graded(row) and row[1]]
        mean = points_text(sum(earned) / len(earned)) if earned else "-"
        table.add_column(stem.replace("_", "\n", 1), footer=mean, justify="right", overflow="fold")
        for row in rows:
            mark = _total(row) if is_graded(row) else Text("review", style="yellow")
            cells.setdefault(row[0], {})[stem] = mark
    for student in sorted(cells, key=str.casefold):
        name = Text(shortened(student, _NAME_CHARACTERS))
        table.add_row(name, *(cells[student].get(stem, Text("")) for stem in graded))
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


def _per_question(figures: ClassFigures, rows: Sequence[Row]) -> Table:
    """The table with a column per question."""
    table = Table(show_footer=True)
    table.add_column("student", footer="mean", no_wrap=True)
    table.add_column("total", footer=points_text(figures.mean), justify="right")
    for question in figures.questions:
        table.add_column(
            f"{question.question}\n/ {points_text(question.points)}",
            footer=points_text(question.mean),
            justify="right",
        )
    table.add_column("state", max_width=_STATE_WIDTH)
    table.add_column("diagnosis")
    for row in rows:
        marks = [_mark(row, question.question) for question in figures.questions]
        table.add_row(_name(row), _total(row), *marks, _state(row), _diagnosis(row))
    return table


def _room_for(table: Table) -> int:
    """The columns of the terminal that a table takes while its last column is still readable."""
    console = Console(width=10_000)
    widths = [
        max(console.measure(cell).maximum for cell in (column.header, *column.cells))
        for column in table.columns[:-1]
    ]
    return sum(widths) + _DIAGNOSIS_WIDTH + _BORDERS * len(table.columns) + 1


def _per_student(figures: ClassFigures, rows: Sequence[Row], width: int) -> Table:
    """The table with one column for all that a student lost."""
    table = Table(show_footer=True)
    table.add_column("student", footer="mean", overflow="fold", max_width=max(10, width // 4))
    table.add_column("total", footer=points_text(figures.mean), justify="right")
    table.add_column("state", max_width=_STATE_WIDTH)
    table.add_column("lost", overflow="fold")
    for row in rows:
        table.add_row(_name(row), _total(row), _state(row), _lost(row))
    return table


def _name(row: Row) -> Text:
    return Text(shortened(row[0], _NAME_CHARACTERS))


def _total(row: Row) -> Text:
    verdict = _graded(row)
    return Text(points_text(verdict.earned) if verdict else "-")


def _graded(row: Row) -> Verdict | None:
    """The verdict, if the hand-in has points by it."""
    return row[1] if is_graded(row) else None


def _reason(row: Row) -> Text:
    return Text(shortened(review_reason(row), _REASON_CHARACTERS))


def _mark(row: Row, question: str) -> Text:
    result = row[1].question(question) if row[1] else None
    if result is None:
        return Text("-", style="dim")
    points = f"{points_text(result.earned)} " if is_graded(row) else ""
    return Text(f"{points}{SYMBOLS[result.state]}", style=_style(result))


def _style(result: QuestionResult) -> str:
    return _STYLES.get(result.state, "red")


def _state(row: Row) -> Text:
    """The states that occur besides `passed`."""
    verdict = _graded(row)
    if verdict is None:
        return Text("needs review", style="yellow")
    states = [q.state for q in verdict.questions if q.state != "passed"]
    others = dict.fromkeys(states)  # in the notebook's order, each once
    return Text(",\n".join(others) or "passed", style="red" if others else "green")


def _diagnosis(row: Row) -> Text:
    verdict = _graded(row)
    if verdict is None:
        return _reason(row)
    found = [f"{q.question}: {_words(q.diagnosis)}" for q in verdict.questions if q.diagnosis]
    return Text("\n".join(found))


def _words(diagnosis: Diagnosis) -> str:
    return "\n".join(printable(part.words) for part in diagnosis.parts)


def _lost(row: Row) -> RenderableType:
    """Each question that is not right, and its diagnosis below it."""
    verdict = _graded(row)
    if verdict is None:
        return _reason(row)
    lines: list[RenderableType] = []
    for result in verdict.questions:
        if result.state != "passed":
            lost = f"-{points_text(result.points - result.earned)} {SYMBOLS[result.state]}"
            lines.append(Text(f"{result.question} {lost}", style=_style(result)))
        if result.diagnosis:
            lines.append(Padding(Text(_words(result.diagnosis)), (0, 0, 0, 2)))
    return Group(*lines)
