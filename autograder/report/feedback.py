"""What a student reads about one question: as HTML and as plain text."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from autograder.report.cleaning import points_text, printable, traceback_text
from autograder.report.pages import SYMBOLS, render
from autograder.verdict import QuestionResult, TestResult, Verdict

UNKNOWN = (
    "No known mistake fits: your answers are not those of any mistake on our list for this "
    "question. Take the first test below that failed, and try its case by hand."
)


@dataclass(frozen=True)
class Feedback:
    """Feedback on one question.

    Attributes:
        html: a fragment, escaped, with its own style.
        text: the same for terminals and plain readers.
    """

    html: str
    text: str


@dataclass(frozen=True)
class Beside:
    """What stands beside the tests of a question on a page of ours; a notebook has it already.

    Attributes:
        points: earned and possible, as text; None takes those of the tests.
        answer: what the student handed in.
        comment: a person's comment, as safe HTML.
        prose: whether the answer is text rather than code.
        tested: whether tests were to grade the question.
        opened: whether the answer is unfolded from the start.
    """

    points: str | None = None
    answer: str = ""
    comment: Markup = field(default_factory=Markup)
    prose: bool = False
    tested: bool = True
    opened: bool = False


@dataclass(frozen=True)
class Diagnosed:
    """A diagnosis as it is shown.

    Attributes:
        title: the heading.
        parts: name and text of each mistake; the name is empty where none fits.
    """

    title: str
    parts: tuple[tuple[str, str], ...]


def question_feedback(
    verdict: Verdict | None,
    question: str,
    *,
    review: str = "",
    first: bool = False,
) -> Feedback:
    """Feedback on one question, to stand below its check cell in a notebook.

    Args:
        verdict: what grading yielded; None when nothing could be graded.
        question: the question's name.
        review: why a person must look at the hand-in before it gets points; empty when none must.
        first: whether this is the notebook's first question, which also tells what was mended in
            the notebook and which of its other cells failed.
    """
    result = verdict.question(question) if verdict else None
    healing = verdict.healing if verdict and first else ()
    cell_errors = verdict.cell_errors if verdict and first else ()
    html = question_section(
        question,
        result,
        level=3,
        style=True,
        review=review,
        healing=healing,
        cell_errors=cell_errors,
    )
    return Feedback(html, _as_text(question, result, review, healing, cell_errors))


def question_section(
    question: str,
    result: QuestionResult | None,
    beside: Beside | None = None,
    *,
    level: int,
    style: bool = False,
    review: str = "",
    healing: tuple[str, ...] = (),
    cell_errors: tuple[str, ...] = (),
) -> str:
    """The HTML of a question.

    Args:
        question: its name.
        result: how its tests ended, if there were any.
        beside: what else is shown with them.
        level: the level of the heading.
        style: whether the style sheet stands in it.
        review: why there are no points yet.
        healing: what was mended in the notebook.
        cell_errors: which other cells failed.
    """
    beside = beside or Beside()
    points = beside.points
    if points is None:
        points = _points(result) if result and not review else ""
    return render(
        "question.html.j2",
        question=question,
        tests=_without_repeats(result) if result else [],
        diagnosis=diagnosed(result),
        points_text=points,
        answer=beside.answer,
        comment=beside.comment,
        prose=beside.prose,
        tested=beside.tested,
        opened=beside.opened,
        review=review,
        healing=healing,
        cell_errors=cell_errors,
        level=level,
        style=style,
    )


def diagnosed(result: QuestionResult | None) -> Diagnosed | None:
    """What is said of the mistake behind a result; None where there is nothing to say."""
    if result is None:
        return None
    if result.diagnosis is not None:
        parts = tuple((part.words, part.hint) for part in result.diagnosis.parts)
        return Diagnosed("Two known mistakes at once" if len(parts) > 1 else "Diagnosis", parts)
    if result.fits_nothing:
        return Diagnosed("Diagnosis", (("", UNKNOWN),))
    return None


def _points(result: QuestionResult) -> str:
    return f"{points_text(result.earned)} of {points_text(result.points)}"


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
        lines[0] += f": {_points(result)} points"
    if review:
        lines.append(f"A person will look at this before it gets points: {printable(review)}")
    found = diagnosed(result)
    if found is not None:
        lines.append(f"{found.title}:")
        for name, text in found.parts:
            lines.append(f"- {name + ': ' if name else ''}{printable(text)}")
    for shown in _without_repeats(result) if result else []:
        test = shown.test
        lines.append(f"{SYMBOLS[test.state]} {test.state}: {printable(test.sentence)}")
        lines[-1] += f" ({points_text(test.earned)} of {points_text(test.points)})"
        lines += [f"    {printable(part)}" for part in (test.message, test.note) if part]
        if shown.repeated:
            lines.append("    (the same traceback as above)")
        if shown.traceback:
            lines += [f"    {line}" for line in traceback_text(shown.traceback).splitlines()]
    if healing:
        lines += ["Mended in your notebook before grading:"]
        lines += [f"- {printable(line)}" for line in healing]
    if cell_errors:
        lines += ["Other cells of your notebook failed while grading:"]
        lines += [f"- {printable(line)}" for line in cell_errors]
    return "\n".join(lines)
