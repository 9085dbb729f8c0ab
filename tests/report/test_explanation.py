import io
import json

import numpy as np
import pytest
from rich.console import Console

from autograder.errors import StudentError
from autograder.explaining import ExplainedTest, Explanation, Outcome, Probed
from autograder.report.explanation import explanation_json, show_explanation
from autograder.verdict import Diagnosis, QuestionResult, TestResult

ATTACK = "\x1b[2J\x1b]0;owned\x07[red]markup[/red] [/] \u202edesrever"
RIGHT, WRONG = np.array([[1.0, 2.0]]), np.array([[1.0, 2.5]])


def explanation(student=WRONG, *, error=None, message="`h` is wrong.", **changes):
    outcome = Outcome(error=error) if error else Outcome({"h": student})
    alike = error is None and student is RIGHT
    given = {"x": np.arange(12.0).reshape(3, 4), "name": "step"}
    one = Probed("one_step", "The new state.", given, False, outcome, Outcome({"h": RIGHT}), alike)
    test = TestResult("test_one_step", "One step", 4, 0, "failed", message, rejected=True)
    fields = {
        "student": "ada",
        "assignment": "toy",
        "result": QuestionResult("step", (test,)),
        "seed": 7,
        "seed_from": "verdict",
        "recorded": 0.0,
        "protected": True,
        "tests": (ExplainedTest(test, (one,)),),
    }
    return Explanation(**(fields | changes))


def shown(told, width=100, **options):
    console = Console(file=io.StringIO(), width=width)
    show_explanation(told, console, **options)
    return console.file.getvalue()


def test_it_shows_sentence_message_probe_inputs_and_both_answers():
    text = shown(explanation())
    for part in (
        "ada  toy  step  0 of 4 points", "Seed 7, that of the verdict", "✕ failed  One step",
        "`h` is wrong.", "one_step: The new state.", "float64 (3, 4)", "'step'", "[[1.  2.5]]",
        "[[1. 2.]]", "1 of 2 differ; largest error 0.5; first [0, 1]: 2.5, not 2",
        "no known mistake fits",
    ):  # fmt: skip
        assert part in text, part


def test_a_wide_terminal_has_the_answers_side_by_side_and_a_narrow_one_below_each_other():
    def line_of(text, part):
        return next(n for n, line in enumerate(text.splitlines()) if part in line)

    wide, narrow = shown(explanation(), 160), shown(explanation(), 80)
    assert line_of(wide, "[[1.  2.5]]") == line_of(wide, "[[1. 2.]]")
    assert line_of(narrow, "[[1.  2.5]]") < line_of(narrow, "[[1. 2.]]")
    for text, width in ((wide, 160), (narrow, 80)):
        assert max(map(len, text.splitlines())) <= width


def test_an_error_stands_in_the_answers_place():
    told = explanation(error=StudentError("TypeError: no", "line 3", "TypeError"))
    for width in (80, 160):
        assert "no answer, StudentError: TypeError: no" in shown(told, width)
    assert "student   -" not in shown(told, 80)
    (test,) = json.loads(explanation_json(told))["tests"]
    assert test["asked"][0]["student"] == {"error": "StudentError", "message": "TypeError: no"}


def test_a_probe_that_was_answered_right_is_counted_and_shown_only_where_there_is_no_other():
    wrong, right = (explanation(one).tests[0] for one in (WRONG, RIGHT))
    both = ExplainedTest(wrong.result, (*right.probed, *right.probed, *wrong.probed))
    text = shown(explanation(tests=(both,)))
    assert "2 other probes: answered as the solution does." in text
    assert text.count("asked  one_step") == 1
    assert "the test asks for something else" in shown(explanation(tests=(right,)))


def test_both_of_two_mistakes_are_told():
    found = Diagnosis("no_tanh", "Squash it.", Diagnosis("no_bias", "Add b."))
    result = QuestionResult("step", explanation().result.tests, found)
    text = shown(explanation(result=result))
    assert "no tanh. Squash it." in text
    assert "no bias. Add b." in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed_from": "journal", "recorded": None}, "It has no verdict on this hand-in yet"),
        ({"seed_from": "drawn", "recorded": None}, "drawn now: nothing was graded here yet"),
        ({"recorded": 4.0}, "The verdict gave 4"),
        ({"protected": False}, "Run without a sandbox."),
        ({"tests": ()}, "All hidden tests are right. --test NAME shows one all the same"),
    ],
)
def test_what_a_ta_must_know_of_the_run_is_told(changes, words):
    assert words in " ".join(shown(explanation(**changes), 200).split())


def test_nothing_that_a_student_wrote_reaches_the_terminal_as_more_than_text():
    told = explanation({ATTACK: ATTACK}, message=ATTACK)
    for text in (shown(told), explanation_json(told).decode()):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[red]markup[/red]" in text
    failed = explanation(error=StudentError(ATTACK, ATTACK, ATTACK), message=ATTACK)
    assert "\x1b" not in shown(failed) + explanation_json(failed).decode()


def test_a_flood_of_outputs_is_cut():
    text = shown(explanation({f"output {n}": RIGHT for n in range(5000)}))
    assert len(text.splitlines()) < 400
    assert "more" in text


def test_full_shows_whole_arrays():
    many = np.arange(400.0)
    assert "217." not in shown(explanation(many))
    assert "217." in shown(explanation(many), full=True)


def test_json_has_all_that_was_asked():
    told = json.loads(explanation_json(explanation()))
    assert (told["student"], told["earned"], told["recorded"], told["seed"]) == ("ada", 0, 0, 7)
    (asked,) = told["tests"][0]["asked"]
    assert asked["given"]["x"]["shape"] == [3, 4]
    assert asked["student"]["answer"]["h"]["values"] == [[1.0, 2.5]]
    assert asked["solution"]["answer"]["h"]["values"] == [[1.0, 2.0]]
    assert asked["differences"] == {
        "h": "1 of 2 differ; largest error 0.5; first [0, 1]: 2.5, not 2"
    }
