import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import Rejected, note, require
from autograder.testing.comparison import collect_notes, explain

WHOLE = np.arange(12, dtype="float64").reshape(3, 4)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        True,
        3,
        2.5,
        "text",
        WHOLE,
        [WHOLE, None, "a"],
        {"a": [1, 2], "b": WHOLE.astype("float32")},
        np.array([np.nan, np.inf, -np.inf]),
        np.zeros((0, 3)),
        np.array([True, False]),
    ],
)
def test_an_answer_agrees_with_itself(answer):
    assert explain(answer, answer) is None


def test_a_transposed_array_is_told_so():
    assert explain(WHOLE.T, WHOLE, axes="batch units") == (
        "The output has shape (4, 3); expected (batch, units) = (3, 4). Is it transposed?"
    )


def test_axes_in_another_order_are_told_so():
    got = np.zeros((2, 5, 3))
    assert explain(got, np.zeros((5, 3, 2))).endswith("Are its axes in another order?")


def test_another_shape_is_told_with_the_expected_one():
    text = explain(np.zeros((3, 5)), WHOLE)
    assert text == "The output has shape (3, 5); expected (batch, units) = (3, 4)."


def test_axes_that_do_not_fit_the_array_are_left_out():
    assert explain(np.zeros(3), np.zeros((1, 2, 3, 4))) == (
        "The output has shape (3,); expected (1, 2, 3, 4)."
    )


@pytest.mark.parametrize(
    ("wrong_at", "said"),
    [
        ([1, 2, 3], "right at t=0, wrong from t=1: is the state carried?"),
        ([2, 3], "right up to t=1, wrong from t=2: is the state carried?"),
        ([0, 1, 2, 3], "wrong from t=0 on"),
        ([0], "wrong at t=0;"),
        ([1, 3], "wrong at t=1, 3;"),
    ],
)
def test_the_first_wrong_timestep_is_told(wrong_at, said):
    expected = np.linspace(0.1, 0.9, 24).reshape(2, 4, 3)
    got = expected.copy()
    got[:, wrong_at] += 0.25
    text = explain(got, expected, axes="batch timesteps units")
    assert said in text
    assert text.endswith("largest error 0.25.")


def test_the_wrong_examples_of_a_batch_are_told():
    got = WHOLE.copy()
    got[2] += 1
    assert "only for example 2 of the batch" in explain(got, WHOLE, axes="batch units")


def test_nan_is_told_as_such():
    assert explain(np.full((3, 4), np.nan), WHOLE) == "The output holds NaN."


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (WHOLE.astype("float32"), WHOLE, "has dtype float32; expected float64"),
        (WHOLE, WHOLE.astype("int64"), "has dtype float64; expected an integer dtype"),
        (WHOLE.astype("int32"), WHOLE, "has dtype int32; expected float64"),
        (WHOLE > 3, WHOLE, "has dtype bool; expected float64"),
        (WHOLE.astype(complex), WHOLE, "has dtype complex128; expected float64"),
    ],
)
def test_a_wrong_dtype_is_told_with_a_hint(got, expected, said):
    text = explain(got, expected)
    assert said in text
    assert "pass through NumPy" in text


@pytest.mark.parametrize("name", ["int8", "int32", "uint64"])
def test_integers_of_any_width_agree(name):
    assert explain(WHOLE.astype(name), WHOLE.astype("int64")) is None


def test_a_python_number_has_no_dtype_to_be_wrong_about():
    assert explain(3.0, np.array(3, dtype="float32")) is None
    assert explain(3, np.array(3.0)) is None
    assert explain(3.5, np.array(3)) is not None


@pytest.mark.parametrize(("name", "allowed"), [("float64", 1e-6), ("float32", 1e-4)])
def test_the_tolerance_goes_with_the_dtype(name, allowed):
    expected = np.array([1.0, -3.0], dtype=name)
    near = (expected + 0.9 * allowed * (1 + np.abs(expected))).astype(name)
    far = (expected + 1.2 * allowed * (1 + np.abs(expected))).astype(name)
    assert explain(near, expected) is None
    assert "wrong values" in explain(far, expected)


def test_a_tolerance_that_is_given_replaces_it():
    assert explain(np.array([1.1]), np.array([1.0]), tolerance=0.1) is None
    assert explain(np.array([1.3]), np.array([1.0]), tolerance=0.1) is not None


def test_integers_must_be_exact():
    assert explain(np.array([10**9]), np.array([10**9 + 1])) is not None


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (0.0, -np.inf),
        (5.0, np.inf),
        (-np.inf, np.inf),
        (np.inf, 5.0),
        (np.nan, np.inf),
        (1.0, np.nan),
    ],
)
def test_nothing_is_near_to_an_infinite_number_but_itself(got, expected):
    assert explain(np.array([got, 1.0]), np.array([expected, 1.0])) is not None


def test_the_entry_of_a_nested_answer_is_named():
    expected = {"states": [WHOLE, WHOLE], "last": WHOLE}
    got = {"states": [WHOLE, WHOLE + 1], "last": WHOLE}
    assert explain(got, expected).startswith("Entry 1 of `states` has the right shape but wrong")
    assert explain({"last": WHOLE}, expected) == (
        "The output is a dict of 1 entry; expected `states`, `last`."
    )
    assert explain([WHOLE], [WHOLE, WHOLE]) == "The output has 1 entry; expected 2."
    assert explain(WHOLE, [WHOLE]) == (
        "The output is an array of shape (3, 4); expected a list of 1 entry."
    )


ANYTHING = st.sampled_from(
    [
        *(None, True, False, 0, 7.5, 2**63, "mine", "", b"bytes"),
        *([], [1], [WHOLE, "b"], {}, {"a": 1}, {"a": WHOLE}, {1: 2}),
        *(WHOLE, WHOLE.T, np.zeros(0), np.array(5), np.array([True]), np.array([1 + 2j])),
        *(np.array([np.inf, 1.0], "float16"), np.array([6e4, -6e4], "float16")),
    ]
)


@given(ANYTHING, ANYTHING)
def test_any_two_answers_can_be_compared(got, expected):
    text = explain(got, expected)
    assert text is None or text[-1] in ".?"


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6),
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6),
)
def test_no_message_holds_an_expected_number(got, expected):
    got, expected = np.array(got) + 0.123456, np.array(expected) + 0.654321
    text = explain(got, expected) or ""
    assert not [value for value in expected if f"{value:.4f}" in text or repr(float(value)) in text]


def test_no_message_holds_an_expected_text_or_truth():
    assert explain("mine", "theirs") == "The output is the text 'mine'; expected another text."
    assert explain(True, False) == "The output is True; expected another answer."
    assert explain("mine", b"theirs") == "The output is the text 'mine'; expected another answer."
    assert explain(None, "theirs") == "The output is None; expected another text."
    assert explain(WHOLE, "theirs") == (
        "The output is an array of shape (3, 4); expected another text."
    )


def test_require_rejects_with_its_message():
    require(np.bool_(True), "not shown")
    with pytest.raises(Rejected, match="The mean is taken over time"):
        require(False, "the mean is taken over time")


def test_a_note_outside_a_test_is_forgotten():
    note("nobody listens")
    notes = collect_notes()
    note("one")
    assert notes == ["one"]
