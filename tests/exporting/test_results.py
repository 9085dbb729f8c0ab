"""Gradescope's results.json, by its documented format."""

import json

import pytest

from autograder.exporting.results import results_json
from autograder.verdict import Diagnosis, QuestionResult, TestResult, Verdict

PASSED = TestResult("test_a", "Numbers are doubled", 60, 60, "passed", note="right, given `f`")
FAILED = TestResult(
    "test_b", "Two becomes four", 40, 10, "failed", "3 where 4 was expected", "ln 1"
)
BROKEN = TestResult("test_c", "It holds", 40, 0, "grader error", "boom")
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}


def verdict(*tests, **options):
    hint = Diagnosis("squared", "Twice is not the square.")
    return Verdict("toy", (QuestionResult("double", tests, hint),), 7, **options)


def told(*arguments, **options):
    return json.loads(results_json(*arguments, **options))


def scores(results):
    """Every score in it, at any depth."""
    if isinstance(results, dict):
        own = [value for key, value in results.items() if key == "score"]
        return own + [score for value in results.values() for score in scores(value)]
    return [score for one in results for score in scores(one)] if isinstance(results, list) else []


def test_it_has_the_documented_form():
    found = told(verdict(PASSED, FAILED, duration_s=3.4))
    assert found["score"] == 70
    assert found["execution_time"] == 3
    assert {found["visibility"], found["stdout_visibility"]} <= VISIBILITY
    for test in found["tests"]:
        assert set(test) <= {
            "score", "max_score", "status", "name", "number", "output", "output_format", "tags",
            "visibility", "extra_data",
        }  # fmt: skip
        assert test["visibility"] in VISIBILITY
        assert test["status"] in {"passed", "failed"}
    assert sum(test["score"] for test in found["tests"]) == found["score"]
    assert sum(test["max_score"] for test in found["tests"]) == 100


def test_feedback_is_that_of_our_pages():
    passed, failed = told(verdict(PASSED, FAILED))["tests"]
    assert passed["output"] == "right, given `f`"
    for words in ("[failed]", "3 where 4 was expected", "ln 1", "Twice is not the square."):
        assert words in failed["output"]


@pytest.mark.parametrize(
    "arguments",
    [
        (None, "the file breaks off"),
        (verdict(PASSED, BROKEN),),
        (verdict(PASSED, needs_review="look at it"),),
        (verdict(PASSED), "not whole"),
    ],
)
def test_what_needs_review_has_no_score_anywhere_and_says_why(arguments):
    found = told(*arguments)
    assert scores(found) == []
    assert found["output"].startswith("Not graded yet: a person has to look")
    assert found["extra_data"] == {"needs_review": True}


def test_written_answers_count_once_a_person_has_graded_them():
    found = told(verdict(PASSED, FAILED), written={"why": (4.0, 5.0), "how": (None, 5.0)})
    assert found["score"] == 74
    assert found["tests"][-1]["name"] == "why: graded by a person"
    assert "not yet in this score: how (5)" in found["output"]


def test_points_that_a_person_changed_are_the_score_and_it_says_so():
    found = told(verdict(PASSED, FAILED), total=90.0)
    assert found["score"] == 90
    assert "A person changed points: the score is 90." in found["output"]


def test_what_a_person_settled_without_a_verdict_has_their_score():
    assert told(None, "the file breaks off", total=50.0)["score"] == 50


def test_text_of_students_is_plain_and_bounded():
    test = TestResult("t", "T", 1, 0, "crashed", "\x1b[31mred\x07" + "x" * 10**6, "tb\x00")
    output = told(verdict(test))["tests"][0]["output"]
    assert "\x1b" not in output
    assert "\x07" not in output
    assert len(output) < 20_000


def test_grading_without_a_sandbox_is_told():
    assert "Graded without a sandbox." in told(verdict(PASSED, sandbox="none"))["output"]
