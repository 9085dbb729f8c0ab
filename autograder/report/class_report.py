"""The class report: one HTML file without scripts, fit to be mailed and printed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.notebook.handin import Gradable
from autograder.report.cleaning import points_text
from autograder.report.figures import (
    BINS,
    ClassFigures,
    Row,
    class_figures,
    is_graded,
    review_reason,
)
from autograder.report.pages import SYMBOLS, render
from autograder.verdict import QuestionResult

# The histogram's viewBox is 640 wide; bars stand on y = 180.
_CHART_WIDTH, _MARGIN, _BASE = 640, 36, 180


def write_class_report(path: Path, assignment: Gradable, rows: Sequence[Row]) -> None:
    """Writes the report on a class.

    Args:
        path: the HTML file; a file that is there is replaced in one step.
        assignment: names the questions and their points.
        rows: student, verdict or None, and why the hand-in needs review (empty: it does not).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(class_report(assignment, rows), encoding="utf-8")
    beside.replace(path)


def class_report(assignment: Gradable, rows: Sequence[Row]) -> str:
    """The report on a class as HTML."""
    figures = class_figures(assignment, rows)
    ordered = sorted(rows, key=lambda row: row[0].casefold())
    return render(
        "class_report.html.j2",
        stem=assignment.stem,
        questions=assignment.questions,
        figures=figures,
        bars=_bars(figures),
        ticks=_ticks(figures),
        students=[_student(row, assignment) for row in ordered],
        waiting=[(row[0], review_reason(row)) for row in ordered if not is_graded(row)],
    )


@dataclass(frozen=True)
class _Bar:
    """One bar of the histogram, in the chart's units."""

    x: float
    y: float
    width: float
    height: float
    low: str
    high: str
    count: int


def _bars(figures: ClassFigures) -> list[_Bar]:
    step = (_CHART_WIDTH - 2 * _MARGIN) / BINS
    tallest = max(1, *figures.histogram)
    bars = []
    for index, count in enumerate(figures.histogram):
        height = (_BASE - _MARGIN) * count / tallest
        low, high = (figures.points * edge / BINS for edge in (index, index + 1))
        bars.append(
            _Bar(
                x=round(_MARGIN + index * step + 4, 1),
                y=round(_BASE - height, 1),
                width=round(step - 8, 1),
                height=round(height, 1),
                low=points_text(low),
                high=points_text(high),
                count=count,
            )
        )
    return bars


@dataclass(frozen=True)
class _Tick:
    """A label below the edge between two bars."""

    x: float
    label: str


def _ticks(figures: ClassFigures) -> list[_Tick]:
    step = (_CHART_WIDTH - 2 * _MARGIN) / BINS
    return [
        _Tick(round(_MARGIN + edge * step, 1), points_text(figures.points * edge / BINS))
        for edge in range(BINS + 1)
    ]


@dataclass(frozen=True)
class _Mark:
    """What one student has for one question."""

    text: str
    symbol: str
    state: str


@dataclass(frozen=True)
class _Student:
    """A line of the table of students."""

    name: str
    total: str
    marks: list[_Mark]


def _student(row: Row, assignment: Gradable) -> _Student:
    name, verdict, _ = row
    graded = is_graded(row)
    marks = [
        _mark(verdict.question(question) if verdict else None, graded)
        for question in assignment.questions
    ]
    total = points_text(verdict.earned) if verdict and graded else "review"
    return _Student(name, total, marks)


def _mark(result: QuestionResult | None, graded: bool) -> _Mark:
    if result is None:
        return _Mark("", "\N{EM DASH}", "not graded")
    text = points_text(result.earned) if graded else ""
    return _Mark(text, SYMBOLS[result.state], result.state)
