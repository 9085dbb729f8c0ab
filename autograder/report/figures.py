"""The figures of a class: what its report and its table in the terminal show."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.notebook.handin import Gradable
from autograder.verdict import State, Verdict

# A student, the verdict on their hand-in if there is one, and why a person must look at it.
Row = tuple[str, Verdict | None, str]

BINS = 10
ENOUGH = 10  # graded hand-ins from which on a correlation is worth showing


@dataclass(frozen=True)
class QuestionFigures:
    """How a class did on one question.

    Attributes:
        question: its name.
        points: what it is worth.
        mean: mean points of the graded hand-ins.
        passed: share of the graded hand-ins with full points, from 0 to 1.
        difficulty: share of the question's points that the class did not get, from 0 to 1.
        discrimination: correlation of its points with those of all other questions together; None
            where there are too few hand-ins, or all have the same points.
        unexplained: how many wrong answers were those of no known misconception.
    """

    question: str
    points: float
    mean: float
    passed: float
    difficulty: float
    discrimination: float | None
    unexplained: int


@dataclass(frozen=True)
class TestFigures:
    """How a class did in one hidden test.

    Attributes:
        question: what it tests.
        name: its function's name.
        sentence: its name as a sentence.
        states: how often it ended in which state.
    """

    __test__ = False  # not a test class, whatever pytest thinks of its name

    question: str
    name: str
    sentence: str
    states: Mapping[State, int]

    @property
    def passed(self) -> float:
        """Share of the hand-ins that passed it."""
        return self.states.get("passed", 0) / max(1, sum(self.states.values()))


@dataclass(frozen=True)
class MisconceptionFigures:
    """How often a known misconception was seen, and in which share of the graded hand-ins."""

    question: str
    misconception: str
    hint: str
    count: int
    share: float

    @property
    def words(self) -> str:
        """Its name as words."""
        return self.misconception.replace("_", " ")


@dataclass(frozen=True)
class ClassFigures:
    """How a class did on one assignment.

    Attributes:
        students: how many hand-ins there are.
        graded: how many of them have points; the others need review, also where a single question
            ended in a grader error.
        unprotected: how many verdicts were made without a sandbox.
        points: what the coded questions are worth together.
        mean: mean points of the graded hand-ins.
        median: their median.
        deviation: their standard deviation.
        histogram: how many graded hand-ins fall into each tenth of the points; the last tenth
            includes full points.
        questions: figures of every coded question, in the notebook's order.
        tests: figures of every hidden test, in the order of the questions.
        misconceptions: those that were seen, the commonest first.
    """

    students: int
    graded: int
    unprotected: int
    points: float
    mean: float
    median: float
    deviation: float
    histogram: tuple[int, ...]
    questions: tuple[QuestionFigures, ...]
    tests: tuple[TestFigures, ...]
    misconceptions: tuple[MisconceptionFigures, ...]

    @property
    def chance(self) -> float:
        """How large a correlation of unrelated numbers gets in 19 of 20 classes of this size."""
        return min(1.0, 1.96 / math.sqrt(self.graded)) if self.graded else 1.0


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
    totals = [verdict.earned for verdict in verdicts]
    return ClassFigures(
        students=len(rows),
        graded=len(verdicts),
        unprotected=sum(verdict.sandbox == "none" for verdict in verdicts),
        points=points,
        mean=_mean(totals),
        median=statistics.median(totals) if totals else 0.0,
        deviation=statistics.pstdev(totals) if totals else 0.0,
        histogram=_histogram(totals, points),
        questions=tuple(
            _question_figures(question, worth, verdicts)
            for question, worth in assignment.questions.items()
        ),
        tests=_tests(assignment, verdicts),
        misconceptions=_misconceptions(verdicts),
    )


def _question_figures(question: str, worth: float, verdicts: list[Verdict]) -> QuestionFigures:
    results = [verdict.question(question) for verdict in verdicts]
    earned = [result.earned if result else 0.0 for result in results]
    passed = [float(result is not None and result.state == "passed") for result in results]
    rest = [verdict.earned - own for verdict, own in zip(verdicts, earned, strict=True)]
    return QuestionFigures(
        question,
        worth,
        mean=_mean(earned),
        passed=_mean(passed),
        difficulty=1 - _mean(earned) / worth if worth and earned else 0.0,
        discrimination=_correlation(earned, rest),
        unexplained=sum(result is not None and result.fits_nothing for result in results),
    )


def _correlation(some: list[float], others: list[float]) -> float | None:
    if len(some) < ENOUGH:
        return None
    try:
        # Differences of sums: 1e-15 beside 0 must not count as a spread.
        return statistics.correlation([round(x, 9) for x in some], [round(x, 9) for x in others])
    except statistics.StatisticsError:
        return None


def _tests(assignment: Gradable, verdicts: list[Verdict]) -> tuple[TestFigures, ...]:
    sentences: dict[tuple[str, str], str] = {}
    states: dict[tuple[str, str], Counter[State]] = {}
    for verdict in verdicts:
        for result in verdict.questions:
            for test in result.tests:
                key = result.question, test.name
                sentences.setdefault(key, test.sentence)
                states.setdefault(key, Counter())[test.state] += 1
    order = {question: place for place, question in enumerate(assignment.questions)}
    keys = sorted((key for key in sentences if key[0] in order), key=lambda key: order[key[0]])
    return tuple(TestFigures(*key, sentences[key], states[key]) for key in keys)


def _misconceptions(verdicts: list[Verdict]) -> tuple[MisconceptionFigures, ...]:
    seen = Counter(
        (result.question, part.misconception, part.hint)
        for verdict in verdicts
        for result in verdict.questions
        if result.diagnosis
        for part in result.diagnosis.parts
    )
    ranked = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    return tuple(MisconceptionFigures(*key, n, n / len(verdicts)) for key, n in ranked)


def _histogram(totals: list[float], points: float) -> tuple[int, ...]:
    counts = [0] * BINS
    for total in totals:
        share = total / points if points else 0.0
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    return tuple(counts)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
