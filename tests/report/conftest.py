from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from autograder.verdict import Diagnosis, QuestionResult, TestResult, Verdict


@dataclass
class ToyAssignment:
    stem: str = "toy"
    questions: dict[str, float] = field(default_factory=lambda: {"step": 4.0, "fold": 6.0})


@pytest.fixture
def assignment() -> ToyAssignment:
    return ToyAssignment()


@pytest.fixture
def make_verdict() -> Callable[..., Verdict]:
    """A verdict on the toy assignment: points of each question, and what a test may say."""

    def make(step: float = 4, fold: float = 6, *, hint: str = "", **said) -> Verdict:
        verdict_fields = {
            name: said.pop(name)
            for name in ("healing", "cell_errors", "needs_review", "versions")
            if name in said
        }
        results = []
        for name, points, earned in (("step", 4.0, step), ("fold", 6.0, fold)):
            state = "passed" if earned == points else "failed"
            test = TestResult("t", f"{name} works", points, earned, **({"state": state} | said))
            diagnosis = Diagnosis(f"wrong_{name}", hint) if hint and state == "failed" else None
            results.append(QuestionResult(name, (test,), diagnosis))
        return Verdict("toy", tuple(results), seed=7, **verdict_fields)

    return make
