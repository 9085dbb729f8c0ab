"""The figures of a class: what its report and its table in the terminal show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.notebook.handin import Gradable
from autograder.verdict import Verdict

# A student, the verdict on their hand-in if there is one, and why a person must look at it.
Row = tuple[str, Verdict | None, str]

BINS = 10


@dataclass(frozen=True)
class QuestionFigures:
    """How a class did on one question.

    Attributes:
        question: its name.
        points: what it is worth.
        mean: mean points of the graded hand-ins.
        passed: share of the graded hand-ins with full points, from 0 to 1.
    """

    question: str
    points: float
    mean: float
    passed: float


@dataclass(frozen=True)
class MisconceptionFigures:
    """How often a known misconception was seen."""

    question: str
    misconception: str
    hint: str
    count: int


@dataclass(frozen=True)
class ClassFigures:
    """How a class did on one assignment.

    Attributes:
        students: how many hand-ins there are.
        graded: how many of them have points; the others need review, also where a single question
            ended in a grader error.
        points: what the coded questions are worth together.
        mean: mean points of the graded hand-ins.
        median: their median.
        histogram: how many graded hand-ins fall into each tenth of the points; the last tenth
            includes full points.
        questions: figures of every coded question, in the notebook's order.
        misconceptions: those that were seen, the commonest first.
    """

    students: int
    graded: int
    points: float
    mean: float
    median: float
    histogram: tuple[int, ...]
    questions: tuple[QuestionFigures, ...]
    misconceptions: tuple[MisconceptionFigures, ...]


def is_graded(row: Row) -> bool:
    """Whether a hand-in has points: a verdict, and nobody needs to look at it first."""
    return not review_reason(row)


def review_reason(row: Row) -> str:
    """Why a person must look at a hand-in before it has points; empty where none must."""
    _, verdict, review = row
    if verdict is None or review or verdict.needs_review:
        return review or (verdict.needs_review if verdict else "") or "There is no verdict."
    broken = [f"`{q.question}`" for q in verdict.questions if q.state == "grader error"]
    if not broken:
        return ""
    return f"Hidden tests of {', '.join(broken)} broke, through no fault of the student's."


def class_figures(assignment: Gradable, rows: Sequence[Row]) -> ClassFigures:
    """Counts and averages over a class."""
    verdicts = [row[1] for row in rows if is_graded(row) and row[1] is not None]
    points = sum(assignment.questions.values())
    totals = sorted(verdict.earned for verdict in verdicts)
    return ClassFigures(
        students=len(rows),
        graded=len(verdicts),
        points=points,
        mean=_mean(totals),
        median=_median(totals),
        histogram=_histogram(totals, points),
        questions=tuple(
            _question_figures(question, worth, verdicts)
            for question, worth in assignment.questions.items()
        ),
        misconceptions=_misconceptions(verdicts),
    )


def _question_figures(question: str, worth: float, verdicts: list[Verdict]) -> QuestionFigures:
    results = [verdict.question(question) for verdict in verdicts]
    earned = [result.earned if result else 0.0 for result in results]
    passed = [float(result is not None and result.state == "passed") for result in results]
    return QuestionFigures(question, worth, _mean(earned), _mean(passed))


def _misconceptions(verdicts: list[Verdict]) -> tuple[MisconceptionFigures, ...]:
    seen = Counter(
        (result.question, part.misconception, part.hint)
        for verdict in verdicts
        for result in verdict.questions
        if result.diagnosis
        for part in result.diagnosis.parts
    )
    ranked = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    return tuple(MisconceptionFigures(*key, count) for key, count in ranked)


def _histogram(totals: list[float], points: float) -> tuple[int, ...]:
    counts = [0] * BINS
    for total in totals:
        share = total / points if points else 0.0
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    return tuple(counts)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _median(values: list[float]) -> float:
    """The median of sorted values; 0 where there are none."""
    if not values:
        return 0.0
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
