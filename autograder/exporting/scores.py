"""What is exported of one student's hand-in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from autograder.roster import Roster, Student

State = Literal["graded", "needs review", "not handed in"]


class Score(msgspec.Struct, frozen=True):
    """One student's score for one assignment.

    Attributes:
        student: nbgrader's id.
        name: of the student, as far as the gradebook knows it.
        email: likewise.
        state: whether there is a score.
        score: points after the late penalty; None unless the state is `graded`.
        max_score: what the assignment is worth.
        raw_score: points before it.
        late_penalty: points taken off.
        late_s: seconds between the due date, with extension, and the hand-in.
        handed_in: time of hand-in, UTC; empty where it is not known.
        waiting: how many answers wait for a person; they count 0 in the score.
        questions: question -> points, None where it waits.
    """

    student: str
    name: str
    email: str
    state: State
    score: float | None
    max_score: float
    raw_score: float | None = None
    late_penalty: float = 0.0
    late_s: float = 0.0
    handed_in: str = ""
    waiting: int = 0
    questions: dict[str, float | None] = {}


@dataclass
class Exported:
    """What came of an export.

    Attributes:
        written: students with a score in it.
        emptied: students whose score was left empty, since they need review.
        absent: students who handed nothing in; a platform's table says of them what it said.
        kept: (student, why) of cells that were left as they were.
        strangers: lines of the platform's table that belong to nobody in the gradebook.
        unlisted: students with a hand-in who have no line in it.
        waiting: students with answers that wait for a person.
    """

    written: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def students_of(scores: Iterable[Score], roster: Roster) -> Roster:
    """The roster, with whom the gradebook knows besides."""
    known = {student.id for student in roster.students}
    others = [Student(s.student, s.name, s.email) for s in scores if s.student not in known]
    return Roster([*roster.students, *others], roster.path)


def as_json(stem: str, scores: Sequence[Score]) -> bytes:
    """The scores of an assignment as JSON; one that needs review is null, never 0."""
    told = {"schema": 1, "assignment": stem, "scores": scores}
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"
