import msgspec
import pytest

from autograder.report.feedback import UNKNOWN, question_feedback
from autograder.report.pages import SYMBOLS
from autograder.verdict import WORST_FIRST, Diagnosis, QuestionResult, TestResult, Verdict
from tests.report.pages import outline


def test_points_sentence_message_note_and_time_are_shown(make_verdict):
    verdict = make_verdict(
        1, message="`h` is wrong.", note="right, given your `step`", duration_s=0.5
    )
    feedback = question_feedback(verdict, "step")
    for part in ("1 of 4 points", "step works", "500 ms", "<code>h</code> is wrong."):
        assert part in feedback.html
    for part in ("step: 1 of 4 points", "failed: step works", "right, given your `step`"):
        assert part in feedback.text


@pytest.mark.parametrize("state", WORST_FIRST)
def test_every_state_has_a_symbol_and_a_word(state, make_verdict):
    feedback = question_feedback(make_verdict(1, state=state), "step")
    assert SYMBOLS[state] in feedback.html
    assert f"{state.capitalize()}:" in feedback.html
    assert f"{SYMBOLS[state]} {state}: step works" in feedback.text


def test_no_two_states_share_a_symbol():
    assert len(set(SYMBOLS.values())) == len(WORST_FIRST)


def test_text_from_students_is_escaped(make_verdict):
    attack = "</pre><script>alert(1)</script>\x1b[2J"
    verdict = make_verdict(
        1, message=attack, note=attack, traceback=attack, hint=attack,
        healing=(attack,), cell_errors=(attack,),
    )  # fmt: skip
    feedback = question_feedback(verdict, "step", first=True, review=attack)
    assert "<script" not in feedback.html
    assert "\x1b" not in feedback.html + feedback.text
    assert "script" not in outline(feedback.html).tags


def test_a_traceback_that_comes_again_is_shown_once(make_verdict):
    test = TestResult("t", "it works", 2, 0, "crashed", "NameError", "File 'cell', line 7")
    verdict = msgspec.structs.replace(
        make_verdict(), questions=(QuestionResult("step", (test, test)),)
    )
    feedback = question_feedback(verdict, "step")
    assert feedback.html.count("line 7") == 1
    assert feedback.text.count("line 7") == 1
    assert "The traceback is the same as above." in feedback.html


def test_the_diagnosis_has_its_name_and_its_hint(make_verdict):
    feedback = question_feedback(make_verdict(0, hint="Is `Wh` transposed?"), "step")
    assert "<strong>wrong step:</strong> Is <code>Wh</code> transposed?" in feedback.html
    assert "Diagnosis:\n- wrong step: Is `Wh` transposed?" in feedback.text


def test_two_mistakes_at_once_are_told_one_by_one():
    found = Diagnosis("no_tanh", "Squash it.", Diagnosis("bias_left_out", "Add `b`."))
    test = TestResult("t", "it works", 2, 0, "failed")
    verdict = Verdict("toy", (QuestionResult("step", (test,), found),), seed=1)
    feedback = question_feedback(verdict, "step")
    assert "Two known mistakes at once</h4>" in feedback.html
    for part in ("no tanh:</strong> Squash it.", "bias left out:</strong> Add <code>b</code>."):
        assert part in feedback.html
    assert "- no tanh: Squash it.\n- bias left out: Add `b`." in feedback.text


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ({"state": "failed", "message": "`h` has wrong values.", "rejected": True}, True),
        ({"state": "failed", "withheld": True}, False),
        ({"state": "failed", "message": "`GRU` was called."}, False),
        ({"state": "crashed", "message": "NameError"}, False),
        ({"state": "missing"}, False),
        ({"state": "passed"}, False),
    ],
)
def test_wrong_numbers_that_fit_no_known_mistake_are_said_to(make_verdict, test, told):
    feedback = question_feedback(make_verdict(1, **test), "step")
    assert (UNKNOWN in feedback.html, UNKNOWN in feedback.text) == (told, told)


def test_what_was_mended_is_told_at_the_first_question_only(make_verdict):
    verdict = make_verdict(healing=("An id came back.",), cell_errors=("cell 3: NameError",))
    first = question_feedback(verdict, "step", first=True)
    later = question_feedback(verdict, "fold")
    for part in ("An id came back.", "cell 3: NameError"):
        assert part in first.html
        assert part in first.text
        assert part not in later.html


def test_a_review_is_told_in_place_of_points(make_verdict):
    feedback = question_feedback(make_verdict(), "step", review="The worker died.")
    assert "The worker died." in feedback.html
    assert "4 of 4 points" not in feedback.html
    assert "4 of 4 points" not in feedback.text


def test_without_a_verdict_only_the_reason_is_told():
    feedback = question_feedback(None, "step", review="The file is empty.")
    assert "The file is empty." in feedback.text
    assert "No test was run" not in feedback.html
