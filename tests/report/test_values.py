import json

import numpy as np
import pytest

from autograder.report.values import (
    FULL,
    MAX_DEPTH,
    as_json,
    difference,
    form,
    leaves,
    text,
)

ESCAPE = "\x1b[31mred\x1b]0;title\x07"


def paths(value):
    return [leaf.path for leaf in leaves(value)]


def test_an_answer_is_taken_apart_by_name_and_place():
    assert paths({"h": 1.0, "states": [np.ones(2), {"c": None}]}) == [
        "h", "states[0]", "states[1].c",
    ]  # fmt: skip
    assert paths(np.ones(3)) == [""]
    assert paths({}) == [""]


def test_a_long_list_of_numbers_is_one_part():
    assert paths({"losses": [0.5] * 1000}) == ["losses"]


def test_names_from_students_are_cleaned_and_cut():
    (path,) = paths({ESCAPE + "x" * 1000: 1})
    assert "\x1b" not in path
    assert len(path) < 100


def test_an_answer_that_nests_too_deeply_is_cut():
    value = 1
    for _ in range(200):
        value = [value]
    (leaf,) = leaves(value)
    assert leaf.path == "[0]" * MAX_DEPTH
    assert text(leaf.value) == "..."


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.zeros((4, 5)), "float64 (4, 5)"),
        (np.zeros((0, 3), "int32"), "int32 (0, 3)"),
        ("lstm_step", "str of 9"),
        ([1, 2], "list of 2"),
        (None, "None"),
        (0.5, "float"),
    ],
)
def test_shape_and_dtype_are_always_told(value, told):
    assert form(value) == told


def test_a_large_array_is_shortened_unless_asked_for_whole_and_even_then_has_an_end():
    large, huge = np.arange(1000.0), np.zeros(FULL + 1)
    assert len(text(large)) < 100
    assert "500." in text(large, full=True)
    assert len(text(huge, full=True)) < 100


def test_texts_lose_their_control_characters_and_their_length():
    shown = text(ESCAPE + "x" * 10**6)
    assert "\x1b" not in shown
    assert "\\x1b" not in shown
    assert len(shown) < 700


def test_a_difference_says_how_many_how_large_and_where_first():
    expected = np.zeros((2, 3))
    got = expected.copy()
    got[0, 2], got[1, 1] = 0.5, -2
    told = difference(got, expected)
    assert told == "2 of 6 differ; largest error 2; first [0, 2]: 0.5, not 0"


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (np.zeros((2, 3)), np.zeros((3, 2)), "shape (2, 3), not (3, 2)"),
        (np.zeros(2, "float32"), np.zeros(2), "dtype float32, not float64"),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0]), "1 of 2 differ; first [1]: nan, not 2"),
        (np.array([3], "int32"), np.array([4]), "1 of 1 differ; first [0]: 3, not 4"),
        (np.array([np.inf]), np.array([0.0]), "1 of 1 differ; first [0]: inf, not 0"),
        (np.array(2.0), np.array(1.0), "1 of 1 differ; largest error 1; 2, not 1"),
        ("a", np.zeros(2), "not the same"),
        (None, 1.0, "not the same"),
    ],
)
def test_a_difference_of_another_kind_is_named(got, expected, words):
    assert difference(got, expected) == words


def test_what_agrees_within_rounding_does_not_differ():
    assert difference(np.array([1.0 + 1e-12]), np.array([1.0])) is None


def test_json_holds_arrays_with_dtype_and_shape_and_no_nan():
    told = as_json({"h": np.array([[1.0, np.nan, np.inf]]), "n": 2, ESCAPE: None})
    again = json.loads(json.dumps(told, allow_nan=False))
    assert again == {
        "h": {"dtype": "float64", "shape": [1, 3], "values": [[1.0, "nan", "inf"]]},
        "n": 2,
        "red": None,
    }


def test_json_leaves_out_very_many_values_unless_asked_for():
    many = np.zeros(FULL + 1)
    assert as_json(many)["values"] is None
    assert len(as_json(many, full=True)["values"]) == FULL + 1
