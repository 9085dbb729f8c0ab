from pathlib import Path

import numpy as np
import pytest

from autograder.catalogue import Misconception
from autograder.diagnosis import diagnose, equal
from autograder.errors import Missing, StudentError
from autograder.testing.implementation import Asked


class Scripted:
    """Answers probes from a function; counts how often it is asked."""

    def __init__(self, answer):
        self.answer = answer
        self.times = 0

    def ask(self, probe, **given):
        self.times += 1
        got = self.answer(**given)
        if isinstance(got, Exception):
            raise got
        return got


def misconception(name):
    return Misconception(name, "q", "", "", 1, Path("m.py"), hint=f"hint of {name}")


def asked(answer, inputs=(1.0, 2.0, 0.0)):
    evidence = []
    for x in inputs:
        got = answer(x)
        if isinstance(got, Exception):
            evidence.append(Asked("p", {"x": x}, error=got))
        else:
            evidence.append(Asked("p", {"x": x}, got))
    return evidence


def found(answer, candidates, reference=lambda x: 2 * x):
    implementations = {name: Scripted(told) for name, told in candidates.items()}
    diagnosis = diagnose(
        asked(answer),
        Scripted(reference),
        [misconception(name) for name in candidates],
        lambda candidate: implementations[candidate.name],
    )
    return (diagnosis.name if diagnosis else None), implementations


def test_the_misconception_with_the_same_answers_is_named_with_its_hint():
    named, _ = found(lambda x: x**2, {"plus": lambda x: x + 2, "square": lambda x: x**2})
    assert named == "square"


def test_right_answers_are_evidence_too():
    # Both are wrong in the same way at 1, but one of them is right at 2 as the submission is.
    named, _ = found(
        lambda x: 2 * x if x > 1 else -9.0,
        {"always": lambda x: -9.0, "small": lambda x: 2 * x if x > 1 else -9.0},
    )
    assert named == "small"


def test_an_answer_that_no_misconception_explains_has_no_diagnosis():
    assert found(lambda x: 7.0, {"square": lambda x: x**2})[0] is None


def test_answers_that_are_all_right_have_no_diagnosis_and_ask_no_misconception():
    named, implementations = found(lambda x: 2 * x, {"same": lambda x: 2 * x})
    assert named is None
    assert implementations["same"].times == 0


def test_no_evidence_gives_no_diagnosis():
    assert diagnose([], Scripted(lambda x: x), [misconception("any")], Scripted) is None


def test_the_first_of_two_equal_misconceptions_is_named():
    candidates = {"first": lambda x: 0.0, "second": lambda x: 0.0}
    named, implementations = found(lambda x: 0.0, candidates)
    assert named == "first"
    assert implementations["second"].times == 0


@pytest.mark.parametrize(
    ("error", "same", "other"),
    [
        (
            StudentError("TypeError: mine", kind="TypeError"),
            StudentError("TypeError: theirs", kind="TypeError"),
            StudentError("ValueError: x", kind="ValueError"),
        ),
        (
            Missing("`q` is not there"),
            Missing("other words"),
            StudentError("KeyError", kind="KeyError"),
        ),
    ],
)
def test_errors_are_compared_by_kind_and_not_by_text(error, same, other):
    candidates = {"other": lambda x: other, "none": lambda x: 1.0, "same": lambda x: same}
    assert found(lambda x: error, candidates)[0] == "same"


def test_what_differs_from_the_reference_is_compared_first():
    wrong_at_the_end = lambda x: 5.0 if x == 0.0 else 2 * x  # noqa: E731
    _, implementations = found(wrong_at_the_end, {"zero": lambda x: 0.0})
    assert implementations["zero"].times == 1


def test_equality_holds_within_rounding_and_in_both_directions():
    one = {"h": np.array([1.0, 2.0])}
    assert equal(one, {"h": np.array([1.0, 2.0 + 1e-9])})
    assert not equal(one, {"h": np.array([1.0, 2.1])})
    assert not equal(one, {"h": np.array([1.0, 2.0], "float32")})
    assert not equal(np.array(3), np.array(3.0))
    assert not equal(one, {})
    assert not equal(np.arange(2.0), None)
    assert not equal(None, np.arange(2.0))
