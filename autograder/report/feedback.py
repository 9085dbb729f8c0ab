"""What a student reads about one question: as HTML and as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.report.cleaning import points_text, printable, traceback_text
from autograder.report.pages import SYMBOLS, render
from autograder.verdict import QuestionResult, TestResult, Verdict


@dataclass(frozen=True)
class Feedback:
    """Feedback on one question.

    Attributes:
        html: a fragment, escaped, with its own style.
        text: the same for terminals and plain readers.
    """

    html: str
    text: str


def question_feedback(
    verdict: Verdict | None,
    question: str,
    *,
    review: str = "",
    first: bool = False,
    level: int = 3,
) -> Feedback:
    """Feedback on one question.

    Args:
        verdict: what grading yielded; None when nothing could be graded.
        question: the question's name.
        review: why a person must look at the hand-in before it gets points; empty when none must.
        first: whether this is the notebook's first question, which also tells what was mended in
            the notebook and which of its other cells failed.
        level: the level of the HTML's heading.
    """
    result = verdict.question(question) if verdict else None
    healing = verdict.healing if verdict and first else ()
    cell_errors = verdict.cell_errors if verdict and first else ()
    html = render(
        "question.html.j2",
        question=question,
        result=result,
        tests=_without_repeats(result) if result else [],
        review=review,
        healing=healing,
        cell_errors=cell_errors,
        level=level,
    )
    return Feedback(html, _as_text(question, result, review, healing, cell_errors))


def feedback_page(verdict: Verdict, title: str, labels: Mapping[str, str] | None = None) -> str:
    """Feedback on a whole hand-in as a page of its own.

    Args:
        verdict: what grading yielded.
        title: the assignment's title.
        labels: lines for the head of the page, such as `{"Student": "ada"}`.
    """
    return render(
        "page.html.j2",
        title=title,
        labels=labels or {},
        verdict=verdict,
        fragments=[
            question_feedback(
                verdict, result.question, review=verdict.needs_review, first=index == 0, level=2
            ).html
            for index, result in enumerate(verdict.questions)
        ],
    )


@dataclass(frozen=True)
class _Shown:
    """A test and the traceback to show with it."""

    test: TestResult
    traceback: str
    repeated: bool


def _without_repeats(result: QuestionResult) -> list[_Shown]:
    """The tests; a traceback that was shown with an earlier one is not shown again."""
    shown: list[_Shown] = []
    seen: set[str] = set()
    for test in result.tests:
        repeated = bool(test.traceback) and test.traceback in seen
        seen.add(test.traceback)
        shown.append(_Shown(test, "" if repeated else test.traceback, repeated))
    return shown


def _as_text(
    question: str,
    result: QuestionResult | None,
    review: str,
    healing: tuple[str, ...],
    cell_errors: tuple[str, ...],
) -> str:
    lines = [question]
    if result and not review:
        lines[0] += f": {points_text(result.earned)} of {points_text(result.points)} points"
    if review:
        lines.append(f"A person will look at this before it gets points: {printable(review)}")
    for shown in _without_repeats(result) if result else []:
        test = shown.test
        lines.append(f"{SYMBOLS[test.state]} {test.state}: {printable(test.sentence)}")
        lines[-1] += f" ({points_text(test.earned)} of {points_text(test.points)})"
        lines += [f"    {printable(part)}" for part in (test.message, test.note) if part]
        if shown.repeated:
            lines.append("    (the same traceback as above)")
        if shown.traceback:
            lines += [f"    {line}" for line in traceback_text(shown.traceback).splitlines()]
    if result and result.diagnosis:
        lines.append(f"Hint: {printable(result.diagnosis.advice)}")
    if healing:
        lines += ["Mended in your notebook before grading:"]
        lines += [f"- {printable(line)}" for line in healing]
    if cell_errors:
        lines += ["Other cells of your notebook failed while grading:"]
        lines += [f"- {printable(line)}" for line in cell_errors]
    return "\n".join(lines)
