"""The figures of a term: every student in every assignment, and what comes back."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.report.figures import Row, is_graded

# Assignments that it takes to speak of a trend.
TREND = 3


@dataclass(frozen=True)
class Term:
    """The hand-ins of a term.

    Attributes:
        rows: assignment -> the rows of its class, the assignments in their order.
        weights: assignment -> what full points there count in the term, in any unit.
    """

    rows: Mapping[str, Sequence[Row]]
    weights: Mapping[str, float]


@dataclass(frozen=True)
class StudentFigures:
    """How a student did over the term.

    Attributes:
        student: who.
        shares: assignment -> share of the points, from 0 to 1; None where a person must look first.
            Assignments that were not handed in are missing.
        total: what was earned, in the unit of the weights; nothing for what was not handed in.
        waiting: whether points are missing from the total.
        trend: points of 100 by which an assignment gets better than the one before, beside the
            class's median; None with fewer than three.
        again: misconceptions that they had in more than one question.
    """

    student: str
    shares: Mapping[str, float | None]
    total: float
    waiting: bool
    trend: float | None
    again: tuple[str, ...]


@dataclass(frozen=True)
class AssignmentFigures:
    """How the class did in one assignment; shares of the points, from 0 to 1."""

    stem: str
    handed_in: int
    graded: int
    mean: float
    lower: float
    median: float
    upper: float


@dataclass(frozen=True)
class Returning:
    """A misconception that was seen in more than one question.

    Attributes:
        misconception: its name.
        places: (assignment, question) -> how many hand-ins had it there.
        students: how many students had it at least once.
        again: how many had it in more than one question.
    """

    misconception: str
    places: Mapping[tuple[str, str], int]
    students: int
    again: int

    @property
    def words(self) -> str:
        """Its name as words."""
        return self.misconception.replace("_", " ")


@dataclass(frozen=True)
class TermFigures:
    """How a class did over a term."""

    assignments: tuple[AssignmentFigures, ...]
    students: tuple[StudentFigures, ...]
    returning: tuple[Returning, ...]
    full: float


def term_figures(term: Term) -> TermFigures:
    """Counts and averages over a term."""
    shares: dict[str, dict[str, float | None]] = defaultdict(dict)
    for stem, rows in term.rows.items():
        for row in rows:
            shares[row[0]][stem] = _share(row)
    assignments = tuple(_assignment(stem, rows) for stem, rows in term.rows.items())
    medians = {one.stem: one.median for one in assignments if one.graded}
    had = _had(term)
    students = tuple(
        _student(student, shares[student], term, medians, had[student])
        for student in sorted(shares, key=str.casefold)
    )
    full = sum(term.weights[stem] for stem in term.rows)
    return TermFigures(assignments, students, _returning(had), full)


def _share(row: Row) -> float | None:
    verdict = row[1]
    if verdict is None or not is_graded(row):
        return None
    return verdict.earned / verdict.points if verdict.points else 0.0


def _assignment(stem: str, rows: Sequence[Row]) -> AssignmentFigures:
    shares = [share for share in map(_share, rows) if share is not None]
    if not shares:
        return AssignmentFigures(stem, len(rows), 0, 0.0, 0.0, 0.0, 0.0)
    several = shares if len(shares) > 1 else shares * 2
    lower, median, upper = statistics.quantiles(several, n=4, method="inclusive")
    return AssignmentFigures(
        stem, len(rows), len(shares), statistics.fmean(shares), lower, median, upper
    )


# Misconception -> the places where a student had it.
_Had = dict[str, list[tuple[str, str]]]


def _had(term: Term) -> dict[str, _Had]:
    had: dict[str, _Had] = defaultdict(lambda: defaultdict(list))
    for stem, rows in term.rows.items():
        for row in rows:
            student, verdict, _ = row
            if verdict is None or not is_graded(row):
                continue
            for result in verdict.questions:
                for part in result.diagnosis.parts if result.diagnosis else ():
                    had[student][part.misconception].append((stem, result.question))
    return had


def _student(
    student: str,
    shares: Mapping[str, float | None],
    term: Term,
    medians: Mapping[str, float],
    had: _Had,
) -> StudentFigures:
    known = {stem: share for stem, share in shares.items() if share is not None}
    places = {stem: place for place, stem in enumerate(term.rows)}
    trend = None
    if len(known) >= TREND:
        beside = [100 * (share - medians[stem]) for stem, share in known.items()]
        at = [float(places[stem]) for stem in known]
        trend = statistics.linear_regression(at, beside).slope
    return StudentFigures(
        student,
        shares,
        total=sum(term.weights[stem] * share for stem, share in known.items()),
        waiting=len(known) < len(shares),
        trend=trend,
        again=tuple(sorted(name for name, where in had.items() if len(where) > 1)),
    )


def _returning(had: Mapping[str, _Had]) -> tuple[Returning, ...]:
    places: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    students: dict[str, int] = defaultdict(int)
    again: dict[str, int] = defaultdict(int)
    for of_student in had.values():
        for name, where in of_student.items():
            students[name] += 1
            again[name] += len(where) > 1
            for place in where:
                places[name][place] += 1
    found = [
        Returning(name, dict(sorted(where.items())), students[name], again[name])
        for name, where in places.items()
        if len(where) > 1
    ]
    return tuple(sorted(found, key=lambda one: (-one.again, -one.students, one.misconception)))
