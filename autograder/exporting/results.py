"""A verdict as Gradescope's `results.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from autograder.report.cleaning import points_text, printable, traceback_text
from autograder.report.figures import review_reason
from autograder.verdict import QuestionResult, TestResult, Verdict

NOT_YET = "Not graded yet: a person has to look at this hand-in."
BY_HAND = "Graded by a person."
UNPROTECTED = "Graded without a sandbox."


def results_json(
    verdict: Verdict | None,
    review: str = "",
    written: Mapping[str, tuple[float | None, float]] | None = None,
    total: float | None = None,
) -> bytes:
    """The file that Gradescope reads.

    Every hidden test is shown with its points, its message and the student's own traceback, as on
    our feedback pages: no test's source, no expected number. Where a person must look first there
    is no score anywhere in it, so that Gradescope cannot record a 0.

    Args:
        verdict: None where there can be none.
        review: why a person must look.
        written: question graded by hand -> (points or None, what it is worth).
        total: the gradebook's score, in which a person may have changed points; None takes the
            verdict's, and that of `written`.
    """
    reason = review_reason(("", verdict, review))
    if verdict is not None and not reason:
        told = _graded(verdict, written or {}, total)
    elif total is not None:
        told = {"score": total, "output": BY_HAND, "visibility": "visible", "tests": []}
    else:
        told = _waiting(reason)
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _waiting(reason: str) -> dict[str, Any]:
    text = f"{NOT_YET}\n{printable(reason)}"
    return {
        "output": text,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [{"name": "Needs review", "output": text, "output_format": "text"}],
        "extra_data": {"needs_review": True},
    }


def _graded(
    verdict: Verdict,
    written: Mapping[str, tuple[float | None, float]],
    total: float | None,
) -> dict[str, Any]:
    notes = [*verdict.healing, *verdict.cell_errors]
    tests = [_test(result, test) for result in verdict.questions for test in result.tests]
    given = [(name, points, worth) for name, (points, worth) in written.items()]
    tests += [_written(name, points, worth) for name, points, worth in given if points is not None]
    waiting = [f"{name} ({points_text(worth)})" for name, points, worth in given if points is None]
    if waiting:
        notes.append(f"Graded by a person, and not yet in this score: {', '.join(waiting)}.")
    if verdict.sandbox == "none":
        notes.append(UNPROTECTED)
    earned = verdict.earned + sum(points for _, points, _ in given if points is not None)
    if total is not None and abs(total - earned) > 1e-6:
        notes.append(f"A person changed points: the score is {points_text(total)}.")
        earned = total
    return {
        "score": round(earned, 4),
        "execution_time": round(verdict.duration_s),
        "output": "\n".join(map(printable, notes)),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {
            "needs_review": False,
            "assignment": verdict.assignment,
            "seed": verdict.seed,
            "sandbox": verdict.sandbox,
            "versions": verdict.versions,
        },
    }


def _test(result: QuestionResult, test: TestResult) -> dict[str, Any]:
    return {
        "name": f"{result.question}: {test.sentence}",
        "score": round(test.earned, 4),
        "max_score": round(test.points, 4),
        "status": "passed" if test.state == "passed" else "failed",
        "output": _explained(result, test),
        "output_format": "text",
        "visibility": "visible",
        "tags": [result.question, test.state],
    }


def _explained(result: QuestionResult, test: TestResult) -> str:
    parts = [test.note] if test.state == "passed" else [f"[{test.state}]", test.message]
    text = "\n".join(printable(part) for part in parts if part)
    if test.traceback:
        text += f"\n\n{traceback_text(test.traceback)}"
    if test.state != "passed" and result.diagnosis is not None:
        text += f"\n\n{printable(result.diagnosis.advice)}"
    return text


def _written(name: str, points: float | None, worth: float) -> dict[str, Any]:
    return {
        "name": f"{name}: graded by a person",
        "score": points,
        "max_score": worth,
        "visibility": "visible",
        "tags": [name, "written"],
    }
