import itertools
import os
import textwrap

import numpy as np
import pytest

from autograder import errors
from autograder.testing.implementation import Asked
from autograder.testing.running import SuiteRun, run_suite

HEAD = "from autograder.testing import Rejected, agree, note, question, require\n"


numbers = itertools.count()


class Scripted:
    """An implementation that answers what the probe is called, or raises what it was told to."""

    def __init__(self, failure=None, answer=None):
        self.failure = failure
        self.answer = answer
        self.asked = []
        self.times = 0

    def ask(self, probe, **given):
        self.times += 1
        self.asked.append(Asked(probe, given, self.answer or probe, self.failure))
        if self.failure is not None:
            raise self.failure
        return self.answer or probe


@pytest.fixture
def suite(tmp_path):
    """Writes a suite of one file, runs it, and returns the run."""

    def run(source, failure=None, only=(), seed=1, answers=(None, None)):
        # Python keeps modules by name, and pytest names them by folder.
        folder = tmp_path / f"suite_{next(numbers)}"
        folder.mkdir()
        (folder / "test_q.py").write_text(HEAD + textwrap.dedent(source))
        submission = Scripted(failure, answers[0])
        run = SuiteRun(lambda name: submission, Scripted(answer=answers[1]), seed, only)
        run_suite(folder, run)
        run.submission_asked = submission.times
        return run

    return run


def only_result(run):
    ((result,),) = run.results.values()
    return result


def test_a_test_that_passes_earns_its_points_and_reads_as_a_sentence(suite):
    result = only_result(
        suite("""
        @question("q", points=3)
        def test_the_last_state_is_the_last_output(submission):
            assert submission.ask("probe") == "probe"
        """)
    )
    assert (result.state, result.points, result.earned) == ("passed", 3.0, 3.0)
    assert result.sentence == "The last state is the last output"
    assert result.name == "test_the_last_state_is_the_last_output"


@pytest.mark.parametrize(
    ("body", "state", "message"),
    [
        ("require(False, 'wrong sign')", "failed", "Wrong sign"),
        ("raise Rejected('wrong sign')", "failed", "wrong sign"),
        ("assert 1 == 2", "grader error", "AssertionError"),
        ("assert 1 == 2, 'typo'", "grader error", "AssertionError: typo"),
        ("{}['made']", "grader error", "KeyError: 'made'"),
        ("import pytest; pytest.skip('later')", "grader error", "Skipped: later"),
        ("import pytest; pytest.fail('no')", "grader error", "Failed: no"),
        (
            "from autograder import errors as e; raise e.SandboxError('x')",
            "grader error",
            "SandboxE",
        ),
        ("raise SystemExit(0)", "grader error", "SystemExit: 0"),
    ],
)
def test_only_a_rejection_is_the_students_failure(suite, body, state, message):
    result = only_result(suite(f'@question("q", points=2)\ndef test_it():\n    {body}\n'))
    assert (result.state, result.earned) == (state, 0.0)
    assert result.rejected == (state == "failed")
    assert result.message.startswith(message)  # where pytest rewrites asserts, it adds to them


ASKS = '@question("q", points=2)\ndef test_it(submission):\n    submission.ask("p")\n'


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (errors.StudentError("ValueError: no", "line 1: no", "ValueError"), "crashed"),
        (errors.Missing("`q` is not defined"), "missing"),
        (errors.TimedOut("It ran longer than 10 s."), "timed out"),
        (errors.OutOfMemory("It needed more memory"), "out of memory"),
        (errors.Crashed("Python was ended"), "crashed"),
        (errors.ForbiddenCall("`keras.layers.GRU` was called."), "failed"),
        (errors.NotPlainData("The answer holds a set."), "failed"),
    ],
)
def test_a_missing_answer_gives_its_own_state_and_the_students_traceback(suite, failure, state):
    result = only_result(suite(ASKS, failure))
    assert (result.state, result.message, result.traceback) == (
        state,
        failure.message,
        failure.traceback,
    )
    assert result.earned == 0
    assert not result.rejected


def test_what_was_asked_is_kept_for_each_test_by_itself(suite):
    other = ASKS.replace("test_it", "test_other").replace('"p"', '"another"')
    run = suite(ASKS + other.replace('"q"', '"r"'))
    asked = {test: [one.probe for one in found] for test, found in run.asked_by.items()}
    assert asked == {"test_it": ["p"], "test_other": ["another"]}


def test_after_a_timeout_the_other_tests_of_that_question_are_not_run(suite):
    run = suite(
        ASKS
        + ASKS.replace("test_it", "test_again")
        + ASKS.replace("test_it", "test_other").replace('"q"', '"r"'),
        errors.TimedOut("It ran longer than 10 s."),
    )
    first, second = run.results["q"]
    assert first.message == "It ran longer than 10 s."
    assert second.state == "timed out"
    assert second.message.startswith("Not run: an earlier test of this question")
    assert run.results["r"][0].message == first.message
    assert run.submission_asked == 2


def test_notes_are_shown_with_a_pass_and_belong_to_one_test(suite):
    run = suite("""
        @question("q", points=1)
        def test_one(): note("right, given your `step`"); note("right, given your `step`")
        @question("q", points=1)
        def test_two(): pass
        @question("q", points=1)
        def test_three(): note("nearly"); require(False, "no")
    """)
    assert [result.note for result in run.results["q"]] == ["right, given your `step`", "", ""]


def test_only_one_question_is_run_where_one_is_asked_for(suite):
    run = suite(ASKS + ASKS.replace("test_it", "test_other").replace('"q"', '"r"'), only=("r",))
    assert list(run.results) == ["r"]
    assert run.submission_asked == 1


def test_what_was_asked_is_kept_by_question(suite):
    run = suite(ASKS + ASKS.replace("test_it", "test_other").replace('"q"', '"r"'))
    assert {name: len(asked) for name, asked in run.asked.items()} == {"q": 1, "r": 1}


DRAWS = """
@question("q", points=1)
def test_it(rng):
    note(str(rng.integers(10**9)))
"""


def test_inputs_depend_on_the_seed_and_the_test_alone(suite):
    first = only_result(suite(DRAWS, seed=5)).note
    assert only_result(suite(DRAWS, seed=5)).note == first
    assert only_result(suite(DRAWS, seed=6)).note != first
    other = DRAWS.replace("test_it", "test_other")
    both = suite(other + DRAWS, seed=5).results["q"]
    assert {result.name: result.note for result in both}["test_it"] == first
    assert both[0].note != both[1].note
    generator = np.random.default_rng([5, 0])
    assert str(generator.integers(10**9)) != first


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("not python!", "SyntaxError"),
        ("import no_such_module", "No module named 'no_such_module'"),
        ("def test_unmarked(): pass", r"the test test_unmarked has no @question"),
        ("", "NO_TESTS_COLLECTED"),
    ],
)
def test_a_suite_that_cannot_be_collected_is_the_graders_error(suite, source, said):
    with pytest.raises(errors.SandboxError, match=f"(?s)could not be collected: .*{said}"):
        suite(source)


def test_options_and_plugins_of_this_machine_do_not_change_grades(suite, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-x -k nothing")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('a conftest.py above the suite')")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    monkeypatch.chdir(tmp_path)
    assert only_result(suite(ASKS)).earned == 2
    assert os.environ["PYTEST_PLUGINS"] == "no_such_plugin"


def test_a_flood_of_text_in_a_message_is_cut(suite):
    result = only_result(suite('@question("q", points=1)\ndef test_it(): require(0, "x" * 10**6)'))
    assert len(result.message) == 4000


def test_two_suites_with_files_of_one_name_are_told_apart(suite):
    assert only_result(suite(ASKS)).name == "test_it"
    assert only_result(suite(ASKS.replace("test_it", "test_other"))).name == "test_other"


TWO_KINDS = """
@question("q", points=3, needs_numbers=True)
def test_the_form_is_right(submission): note("a remark")
@question("q", points=2)
def test_the_numbers_are_right(): require({numbers}, "wrong numbers")
@question("r", points=1, needs_numbers=True)
def test_of_another_question(): pass
"""


def test_the_form_earns_its_points_beside_right_numbers(suite):
    form, numbers = suite(TWO_KINDS.format(numbers=True)).results["q"]
    assert (form.state, form.earned, form.note) == ("passed", 3.0, "a remark")
    assert numbers.earned == 2.0


def test_the_form_earns_nothing_alone_and_says_why(suite):
    run = suite(TWO_KINDS.format(numbers=False))
    form, numbers = run.results["q"]
    assert (form.state, form.earned, form.withheld) == ("failed", 0.0, True)
    assert "earns points only once a test" in form.message
    assert (numbers.message, numbers.withheld) == ("Wrong numbers", False)
    assert [result.withheld for result in run.results["r"]] == [True]


TRIPS = '@question("q", points=2)\ndef test_it(submission): submission.ask("p")["key"] + 1\n'


@pytest.mark.parametrize(
    ("forged", "honest", "said"),
    [
        ("passed", {"key": 1}, "The output is the text 'passed'; expected `key`."),
        ({"key": "x"}, {"key": 1}, "`key` is the text 'x'; expected a number."),
        ({"key": None}, {"key": np.ones(2)}, "`key` is None; expected an array of shape (2,)."),
        (
            {"key": [[]]},
            {"key": [3]},
            "Entry 0 of `key` is a list of 0 entries; expected a number.",
        ),
    ],
)
def test_a_test_that_trips_over_a_forged_answer_is_the_notebooks_failure(
    suite, forged, honest, said
):
    result = only_result(suite(TRIPS, answers=(forged, honest)))
    assert (result.state, result.earned) == ("failed", 0.0)
    assert result.message == said


def test_a_test_that_trips_over_an_answer_of_the_right_form_is_the_graders_error(suite):
    answers = ({"key": np.ones(3)}, {"key": 4.5})
    source = TRIPS.replace("+ 1", "+ undefined")
    assert only_result(suite(source, answers=answers)).state == "grader error"
    answers = ({"key": ["a"]}, {"key": ["b"]})
    assert only_result(suite(TRIPS, answers=answers)).state == "grader error"
