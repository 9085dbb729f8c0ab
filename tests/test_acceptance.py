"""Of the verdicts in the journal, those from the sandbox here count; others only if asked for."""

import msgspec
import pytest

from autograder.acceptance import Acceptance, booked_verdict, misfits
from autograder.history import History
from autograder.ingredients import verdict_key
from autograder.journal import Journal
from autograder.verdict import QuestionResult, TestResult, Verdict

HASHES = {"notebook": "n", "environment": "e", "grader": "g", "step: the solution": "s"}
THERE = {**HASHES, "environment": "another Python"}
SANDBOXED = Verdict("toy", (), 1, hashes=HASHES)
BARE = msgspec.structs.replace(SANDBOXED, sandbox="none")
COLAB = msgspec.structs.replace(BARE, place="Google Colab", hashes=THERE)
KEY = verdict_key(HASHES, 1)
KEY_THERE = verdict_key(THERE, 1)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path)


def test_a_verdict_from_the_sandbox_counts_unasked(journal):
    journal.put(KEY, SANDBOXED)
    assert Acceptance().find(journal, HASHES, 1) == SANDBOXED


def test_one_without_a_sandbox_counts_only_where_asked_for(journal):
    journal.put(KEY, BARE)
    assert Acceptance().find(journal, HASHES, 1) is None
    assert Acceptance(protect=False).find(journal, HASHES, 1) == BARE


def test_one_from_elsewhere_counts_only_where_it_was_given(journal):
    journal.put(KEY_THERE, COLAB)
    assert Acceptance().find(journal, HASHES, 1) is None
    assert Acceptance(protect=False).find(journal, HASHES, 1) is None
    assert Acceptance(taken={"n": KEY_THERE}).find(journal, HASHES, 1) == COLAB
    assert Acceptance(taken={"another": KEY_THERE}).find(journal, HASHES, 1) is None


def test_running_without_a_sandbox_here_takes_none_from_elsewhere_even_of_the_same_files(journal):
    journal.put(KEY, msgspec.structs.replace(COLAB, hashes=HASHES))
    assert Acceptance(protect=False).find(journal, HASHES, 1) is None


def test_the_sandbox_here_goes_before_what_was_given(journal):
    journal.put(KEY, SANDBOXED)
    journal.put(KEY_THERE, COLAB)
    assert Acceptance(taken={"n": KEY_THERE}).find(journal, HASHES, 1) == SANDBOXED


def test_what_was_given_goes_before_a_failure_of_the_grader_here(journal):
    broken = TestResult("t", "it works", 1.0, 0.0, "grader error")
    failed = msgspec.structs.replace(SANDBOXED, questions=(QuestionResult("step", (broken,)),))
    journal.put(KEY, failed)
    journal.put(KEY_THERE, COLAB)
    assert Acceptance(taken={"n": KEY_THERE}).find(journal, HASHES, 1) == COLAB
    assert Acceptance().find(journal, HASHES, 1) == failed


def test_of_what_it_was_made_from_only_the_environment_may_differ():
    assert misfits(COLAB, HASHES, ["step"]) == {}
    assert misfits(COLAB, {**HASHES, "grader": "h"}, ["step"]) == {"step": ["the grader"]}
    assert misfits(COLAB, {**HASHES, "notebook": "m"}, ["step"]) == {"step": ["the notebook"]}


def test_what_the_gradebook_has_from_elsewhere_is_found_by_the_audit_trail(journal, tmp_path):
    journal.put(KEY_THERE, COLAB)
    assert booked_verdict(journal, "ada", HASHES, ["step"]) is None
    History(tmp_path).note("ada", {"step": 1.0}, key=KEY_THERE, origin=COLAB.origin)
    assert booked_verdict(journal, "ada", HASHES, ["step"]) == COLAB
    assert booked_verdict(journal, "ada", {**HASHES, "notebook": "m"}, ["step"]) is None


def test_the_same_points_with_and_without_a_sandbox_are_two_entries(tmp_path):
    history = History(tmp_path)
    history.note("ada", {"step": 1.0}, key=KEY, origin=BARE.origin)
    history.note("ada", {"step": 1.0}, key=KEY, origin=SANDBOXED.origin)
    assert [entry.origin for entry in history.entries()] == ["made without a sandbox, cpu", ""]
