"""Names the known misconception that gives the same answers as a submission.

A misconception is named only if it agrees with the submission on everything that the question's
tests asked, right answers included, and differs from the reference somewhere: one equal answer on
one input can be chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from autograder.errors import StudentError, Unanswered
from autograder.testing.comparison import explain
from autograder.testing.implementation import Asked, Implementation, summarised

Candidate = TypeVar("Candidate")


def diagnose(
    asked: Sequence[Asked],
    reference: Implementation,
    candidates: Iterable[Candidate],
    implementation: Callable[[Candidate], Implementation],
) -> Candidate | None:
    """Finds the wrong answer behind what a submission answered.

    Args:
        asked: what the tests asked the submission, and what it answered.
        reference: the solution.
        candidates: known wrong answers to the question.
        implementation: loads one.

    Returns:
        The first that explains every answer, or None.
    """
    told_apart = [(a, not _same(a, _outcome(reference, a))) for a in asked]
    if not any(is_wrong for _, is_wrong in told_apart):
        return None
    # What differs from the reference rules most candidates out, so it is compared first.
    ordered = [a for a, is_wrong in sorted(told_apart, key=lambda pair: not pair[1])]
    for candidate in candidates:
        suspect = implementation(candidate)
        if all(_same(a, _outcome(suspect, a)) for a in ordered):
            return candidate
    return None


def _outcome(implementation: Implementation, asked: Asked) -> Asked:
    try:
        answer = implementation.ask(asked.probe, **asked.given)
        if asked.summarise is not None:
            answer = summarised(asked.summarise, answer)
        return Asked(asked.probe, asked.given, answer)
    except Unanswered as error:
        return Asked(asked.probe, asked.given, error=error)


def _same(one: Asked, other: Asked) -> bool:
    if one.error is None and other.error is None:
        return equal(one.answer, other.answer)
    return _kind(one.error) == _kind(other.error)


def _kind(error: Unanswered | None) -> str:
    if isinstance(error, StudentError):
        return error.kind
    return type(error).__name__


def equal(one: Any, other: Any) -> bool:
    """Whether two plain answers are equal within rounding."""
    return explain(one, other) is None and explain(other, one) is None
