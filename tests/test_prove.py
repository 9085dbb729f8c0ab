"""What a proof complains of, judged on verdicts made up here."""

from pathlib import Path

import msgspec
import pytest

from autograder.catalogue import Catalogue, Misconception, Variant
from autograder.course import find_course, load_assignment
from autograder.errors import CourseError
from autograder.prove import RELEASE, SOLUTION, Proof, proof_jobs
from autograder.testing.running import SuiteRun
from autograder.verdict import Diagnosis, QuestionResult, TestResult, Verdict

COURSE = find_course(Path(__file__))
HERE = {"imports": "", "source": "", "line": 1, "path": Path("misconceptions.py")}
WRONG = Misconception(name="wrong_step", question="rnn_step", hint="no", **HERE)
RAISES = Misconception(
    name="raising_step", question="rnn_step", hint="no", raises="KeyError", **HERE
)
RIGHT = Variant(name="other_step", question="rnn_step", **HERE)


def result(question, state="passed", message="", name=None):
    earned = 5.0 if state == "passed" else 0.0
    test = TestResult(name or f"test_of_{question}", "", 5.0, earned, state, message)
    return QuestionResult(question, (test,))


def verdict(*questions):
    return Verdict("a1_toy", questions, seed=1)


def proof(misconceptions=(WRONG,), variants=(), **changed):
    verdicts = {
        SOLUTION: verdict(result("rnn_step")),
        RELEASE: verdict(result("rnn_step", "missing")),
        "wrong_step": verdict(result("rnn_step", "failed")),
        **changed,
    }
    made = Proof(None, Catalogue(tuple(misconceptions), tuple(variants)), verdicts)
    made.judge()
    return made.problems


def test_a_suite_that_tells_right_from_wrong_holds():
    assert proof() == []


def test_a_misconception_that_survives_is_a_problem():
    found = proof(wrong_step=verdict(result("rnn_step")))
    assert any("wrong_step of rnn_step survives" in problem for problem in found)


def test_points_lost_at_another_question_are_a_problem():
    other = verdict(result("rnn_step", "failed"), result("rnn_forward", "failed"))
    (found,) = proof(wrong_step=other)
    assert "also loses points at rnn_forward" in found


def test_a_variant_that_loses_points_is_a_problem():
    found = proof(variants=(RIGHT,), other_step=verdict(result("rnn_step", "failed")))
    assert any("variant other_step of rnn_step loses points" in problem for problem in found)


def test_a_release_that_earns_a_point_is_a_problem():
    found = proof(**{RELEASE: verdict(result("rnn_step"))})
    assert any("release notebook earns 5 points" in problem for problem in found)


def test_a_solution_that_loses_a_point_is_a_problem():
    found = proof(**{SOLUTION: verdict(result("rnn_step", "failed"))})
    assert any("the solution loses points at rnn_step" in problem for problem in found)


def test_a_test_that_rejects_nothing_is_a_problem():
    solved = verdict(result("rnn_step"), result("embed", name="test_idle"))
    kept = verdict(result("rnn_step", "failed"), result("embed", name="test_idle"))
    (found,) = proof(**{SOLUTION: solved, "wrong_step": kept})
    assert "test_idle of embed rejects no misconception" in found


@pytest.mark.parametrize("state", ["grader error", "timed out", "out of memory"])
def test_an_error_in_the_test_is_no_rejection(state):
    found = proof(wrong_step=verdict(result("rnn_step", state)))
    assert any(f"with {state}" in problem for problem in found)


def test_a_crash_is_no_rejection_of_a_wrong_answer():
    found = proof(wrong_step=verdict(result("rnn_step", "crashed", "TypeError: no")))
    assert any("failed for another reason than a wrong answer" in problem for problem in found)


def test_a_declared_exception_must_be_the_one_that_is_raised():
    as_declared = {"raising_step": verdict(result("rnn_step", "crashed", "KeyError: 'h'"))}
    other = {"raising_step": verdict(result("rnn_step", "crashed", "TypeError: no"))}
    assert proof((RAISES,), **as_declared) == []
    assert any("another reason than KeyError" in p for p in proof((RAISES,), **other))


def test_a_wrong_name_in_the_diagnosis_is_a_problem():
    named = msgspec.structs.replace(
        result("rnn_step", "failed"), diagnosis=Diagnosis("another_one", "hint")
    )
    (found,) = proof(wrong_step=verdict(named))
    assert "wrong_step of rnn_step is diagnosed as another_one" in found


def recording(*results, marked=()):
    run = SuiteRun(None, None, 0)
    run.results, run.need_numbers = {"rnn_step": list(results)}, set(marked)
    return run


def problems_of(*recordings):
    verdicts = {SOLUTION: verdict(), RELEASE: verdict()}
    made = Proof(None, Catalogue((), ()), verdicts, list(recordings))
    made.judge()
    return made.problems


def replayed(*results, marked=()):
    return problems_of(recording(*results, marked=marked))


def test_a_test_that_a_recording_passes_is_a_problem():
    (found,) = replayed(TestResult("test_shape", "", 2.0, 2.0, "passed"))
    assert "a recording of right answers to other inputs passes test_shape of rnn_step" in found


def test_a_test_that_one_of_two_recordings_passes_by_chance_is_none():
    passed, failed = (
        TestResult("test_value", "", 2.0, 2.0, "passed"),
        TestResult("test_value", "", 2.0, 0.0, "failed"),
    )
    assert problems_of(recording(passed), recording(failed)) == []
    assert problems_of(recording(passed), recording(passed)) != []


def test_a_marked_test_that_a_recording_passes_is_none():
    withheld = TestResult("test_shape", "", 2.0, 0.0, "failed", withheld=True)
    failed = TestResult("test_value", "", 2.0, 0.0, "failed")
    assert replayed(withheld, failed, marked={"test_shape"}) == []


def test_a_mark_that_is_not_needed_is_a_problem():
    (found,) = replayed(TestResult("test_value", "", 2.0, 0.0, "failed"), marked={"test_value"})
    assert "test_value of rnn_step is marked needs_numbers, but a recording fails" in found


def test_a_withheld_test_counts_as_rejecting_nothing():
    kept = TestResult("test_shape", "", 5.0, 0.0, "failed", withheld=True)
    wrong = QuestionResult("rnn_step", (*result("rnn_step", "failed").tests, kept))
    solved = QuestionResult(
        "rnn_step", (*result("rnn_step").tests, TestResult("test_shape", "", 5.0, 5.0, "passed"))
    )
    (found,) = proof(**{SOLUTION: verdict(solved), "wrong_step": verdict(wrong)})
    assert "test_shape of rnn_step rejects no misconception" in found


def test_of_one_question_only_its_own_mistakes_variants_and_tests_count():
    assignment = load_assignment(COURSE, "a1_rnn")
    catalogue, jobs = proof_jobs(COURSE, assignment, "embed")
    entries = (*catalogue.misconceptions, *catalogue.variants)
    assert {entry.question for entry in entries} == {"embed"}
    assert {job.name for job in jobs} == {SOLUTION, RELEASE, *(entry.name for entry in entries)}
    assert not any(job.only for job in jobs)  # what they cost elsewhere is looked at too

    solved = verdict(result("rnn_step"), result("embed", name="test_idle"))
    right_elsewhere = verdict(result("rnn_step", "failed"), result("embed", name="test_idle"))
    verdicts = {SOLUTION: solved, RELEASE: verdict(), "wrong_step": right_elsewhere}
    idle = recording(TestResult("test_other", "", 2.0, 2.0, "passed"))
    idle.results = {"embed": idle.results["rnn_step"]}
    made = Proof(None, Catalogue((WRONG,), ()), verdicts, [idle], question="rnn_step")
    made.judge()
    assert made.problems == []


def test_a_question_that_is_not_asked_is_refused_by_name():
    with pytest.raises(CourseError, match="a1_rnn has no question 'embedd'; it has embed"):
        proof_jobs(COURSE, load_assignment(COURSE, "a1_rnn"), "embedd")


def test_every_entry_of_the_catalogue_is_graded_in_the_solved_notebook():
    assignment = load_assignment(COURSE, "a1_rnn")
    catalogue, jobs = proof_jobs(COURSE, assignment)
    by_name = {job.name: job.handin for job in jobs}
    assert len(by_name) == len(catalogue.misconceptions) + len(catalogue.variants) + 2
    entry = catalogue.misconceptions_of("rnn_step")[0]
    changed = [c for c in by_name[entry.name].cells if entry.program in c.source]
    assert [cell.question for cell in changed] == ["rnn_step"]
    others = {c.id: c.source for c in by_name[entry.name].cells if c.question != "rnn_step"}
    assert others == {c.id: c.source for c in by_name[SOLUTION].cells if c.question != "rnn_step"}
