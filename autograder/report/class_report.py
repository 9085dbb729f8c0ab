"""The class report: one HTML file that needs nothing else, fit to be mailed, shown and printed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.notebook.handin import Gradable
from autograder.report.cleaning import points_text, printable, shortened
from autograder.report.figures import (
    BINS,
    ENOUGH,
    ClassFigures,
    Row,
    class_figures,
    is_graded,
    review_reason,
)
from autograder.report.interactive import data_block, scripts
from autograder.report.pages import SYMBOLS, render
from autograder.verdict import QuestionResult, State, Verdict

MEBIBYTE = 2**20
NAME = 60  # characters of a student's name that a plot shows
SLOWEST = 5
STATES: tuple[State, ...] = tuple(SYMBOLS)


def class_report(
    assignment: Gradable,
    rows: Sequence[Row],
    links: Mapping[str, str] | None = None,
    *,
    anonymous: bool = False,
    made: str = "",
) -> str:
    """The report on a class as HTML.

    Args:
        assignment: names the questions and their points.
        rows: student, verdict or None, and why the hand-in needs review (empty: it does not).
        links: student -> address of their feedback page, for those who have one.
        anonymous: whether to leave out whatever tells whose a hand-in is: names, reasons for
            review, links, the table of students. The order of hand-ins is shuffled.
        made: when, for people.
    """
    rows = sorted(rows, key=lambda row: row[0].casefold())
    if anonymous:
        random.SystemRandom().shuffle(rows)
    figures = class_figures(assignment, rows)
    waiting = [row for row in rows if not is_graded(row)]
    named = [] if anonymous else rows
    return render(
        "class_report.html.j2",
        stem=assignment.stem,
        made=made,
        anonymous=anonymous,
        questions=assignment.questions,
        figures=figures,
        bins=_bins(figures),
        enough=ENOUGH,
        states=STATES,
        waiting=[] if anonymous else [_Waiting.of(row, links or {}) for row in waiting],
        students=[_student(row, assignment, figures, links or {}) for row in named],
        slowest=_slowest(named),
        effort=_effort_text(rows),
        data=data_block(_data(rows, figures, anonymous)),
        scripts=scripts("tables.js", "plots.js", "class_report.js", plots=True),
    )


@dataclass(frozen=True)
class _Bin:
    """A tenth of the points, and how many hand-ins lie in it."""

    low: str
    high: str
    count: int


def _bins(figures: ClassFigures) -> list[_Bin]:
    edges = [points_text(figures.points * edge / BINS) for edge in range(BINS + 1)]
    return [_Bin(edges[at], edges[at + 1], count) for at, count in enumerate(figures.histogram)]


@dataclass(frozen=True)
class _Waiting:
    """A hand-in that a person must look at."""

    name: str
    reason: str
    link: str

    @classmethod
    def of(cls, row: Row, links: Mapping[str, str]) -> _Waiting:
        return cls(row[0], review_reason(row), links.get(row[0], ""))


@dataclass(frozen=True)
class _Mark:
    """What one student has for one question."""

    text: str
    symbol: str
    state: str


@dataclass(frozen=True)
class _Student:
    """A line of the table of students.

    Attributes:
        name: the student's.
        link: to their feedback page; empty without one.
        total: their points, as text.
        value: what the line is sorted by; -1 where there are no points.
        marks: one a question.
        seen: places of their misconceptions in the list of those that were seen.
        states: the states of their questions.
    """

    name: str
    link: str
    total: str
    value: float
    marks: list[_Mark]
    seen: str
    states: str


def _student(
    row: Row, assignment: Gradable, figures: ClassFigures, links: Mapping[str, str]
) -> _Student:
    name, verdict, _ = row
    graded = is_graded(row)
    results = [verdict.question(question) if verdict else None for question in assignment.questions]
    marks = [_mark(result, graded) for result in results]
    total = verdict.earned if verdict and graded else -1.0
    had = {
        (result.question, part.misconception)
        for result in results
        if result and result.diagnosis
        for part in result.diagnosis.parts
    }
    places = enumerate(figures.misconceptions)
    return _Student(
        name,
        links.get(name, ""),
        points_text(total) if total >= 0 else "review",
        total,
        marks,
        " ".join(str(at) for at, one in places if (one.question, one.misconception) in had),
        "|".join(sorted({mark.state for mark in marks} | (set() if graded else {"review"}))),
    )


def _mark(result: QuestionResult | None, graded: bool) -> _Mark:
    if result is None:
        return _Mark("", "\N{EM DASH}", "not graded")
    text = points_text(result.earned) if graded else ""
    return _Mark(text, SYMBOLS[result.state], result.state)


def _slowest(rows: Sequence[Row]) -> list[tuple[str, Verdict]]:
    known = [(name, verdict) for name, verdict, _ in rows if verdict]
    return sorted(known, key=lambda one: -one[1].duration_s)[:SLOWEST]


def _effort_text(rows: Sequence[Row]) -> dict[str, str]:
    """Median and largest time and memory, as text; empty where nothing is known."""
    verdicts = [verdict for _, verdict, _ in rows if verdict]
    times = sorted(verdict.duration_s for verdict in verdicts)
    memory = sorted(verdict.peak_bytes / MEBIBYTE for verdict in verdicts if verdict.peak_bytes)
    if not times:
        return {}
    told = {
        "time": f"{times[len(times) // 2]:.1f} s in the median, {times[-1]:.1f} s at most",
        "memory": "",
    }
    if memory:
        told["memory"] = (
            f"{memory[len(memory) // 2]:,.0f} MiB in the median, {memory[-1]:,.0f} MiB at most"
        )
    return told


def _data(rows: Sequence[Row], figures: ClassFigures, anonymous: bool) -> dict[str, Any]:
    """What the plots show."""
    best_first = sorted(
        ((row[0], row[1]) for row in rows if is_graded(row) and row[1]),
        key=lambda one: -one[1].earned,
    )
    names = [
        f"hand-in {place}" if anonymous else shortened(name, NAME)
        for place, (name, _) in enumerate(best_first, 1)
    ]
    columns = [_states(verdict) for _, verdict in best_first]
    return {
        "graded": figures.graded,
        "bins": [[bar.low, bar.high, bar.count] for bar in _bins(figures)],
        "questions": [
            [one.question, one.difficulty, one.discrimination, one.points]
            for one in figures.questions
        ],
        "states": STATES,
        "students": names,
        "totals": [round(verdict.earned, 2) for _, verdict in best_first],
        "tests": [[test.question, printable(test.sentence)] for test in figures.tests],
        # A row of digits per test: the place of the state in `states`, or - where there is none.
        "heat": [
            "".join(column.get((test.question, test.name), "-") for column in columns)
            for test in figures.tests
        ],
        "seconds": [round(verdict.duration_s, 2) for _, verdict in best_first],
        "mebibytes": [round(verdict.peak_bytes / MEBIBYTE) for _, verdict in best_first],
    }


def _states(verdict: Verdict) -> dict[tuple[str, str], str]:
    return {
        (result.question, test.name): str(STATES.index(test.state))
        for result in verdict.questions
        for test in result.tests
    }
