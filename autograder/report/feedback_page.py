"""Feedback on a whole hand-in: a page of its own that needs nothing else, in dark and in light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from autograder.report.cleaning import points_text
from autograder.report.feedback import Beside, question_section
from autograder.report.pages import render
from autograder.verdict import Verdict

WAITING = "not graded yet"
BY_HAND = "graded by a person"


@dataclass(frozen=True)
class Part:
    """A question of the page, with what the gradebook holds for it.

    Attributes:
        question: its name.
        points: what it is worth.
        earned: what it got; None where a person has yet to decide.
        by_hand: whether a person gave these points.
        coded: whether hidden tests grade it, rather than a person.
        answer: what the student handed in.
        comment: a person's comment, as safe HTML.
    """

    question: str
    points: float
    earned: float | None
    by_hand: bool = False
    coded: bool = True
    answer: str = ""
    comment: Markup = field(default_factory=Markup)


def feedback_page(
    verdict: Verdict | None,
    title: str,
    parts: Sequence[Part],
    labels: Mapping[str, str] | None = None,
    review: str = "",
) -> str:
    """Feedback on a whole hand-in.

    Args:
        verdict: what grading yielded; None when nothing could be graded.
        title: the assignment's title.
        parts: its questions, in the notebook's order.
        labels: lines for the head of the page, such as `{"Student": "ada"}`.
        review: why a person must look at the hand-in before it gets points; empty: none must.
    """
    shown = [_Shown.of(part, verdict) for part in parts]
    fragments = [
        question_section(
            part.question,
            verdict.question(part.question) if verdict else None,
            Beside(
                row.points_text,
                part.answer,
                part.comment,
                prose=not part.coded,
                tested=part.coded and verdict is not None,
                opened=not part.coded or part.earned != part.points,
            ),
            level=2,
        )
        for part, row in zip(parts, shown, strict=True)
    ]
    return render(
        "page.html.j2",
        title=title,
        labels=labels or {},
        verdict=verdict,
        parts=shown,
        fragments=fragments,
        review=review,
        healing=verdict.healing if verdict else (),
        cell_errors=verdict.cell_errors if verdict else (),
    )


@dataclass(frozen=True)
class _Shown:
    """A line of the summary."""

    question: str
    points_text: str
    state: str
    remark: str

    @staticmethod
    def of(part: Part, verdict: Verdict | None) -> _Shown:
        result = verdict.question(part.question) if verdict else None
        worth = points_text(part.points)
        if part.earned is None:
            return _Shown(part.question, f"worth {worth}", WAITING, "")
        earned = f"{points_text(part.earned)} of {worth}"
        if result is None:
            return _Shown(part.question, earned, BY_HAND if part.by_hand else "graded", "")
        remark = f"; {BY_HAND}" if part.by_hand else ""
        return _Shown(part.question, earned, result.state, remark)
