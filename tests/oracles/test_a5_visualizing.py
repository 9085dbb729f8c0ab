"""The reference answers of assignment 5 against independent oracles.

Oracles: `keras.layers.LSTM`, loops over single numbers in plain Python, finite differences,
brackets cancelled out of a text one pair after the other, regular expressions, and the
`statistics` module of the standard library.
"""

import math
import re
import statistics
from itertools import pairwise

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from unrolled.reader import packed_cell

from solutions.a3_gated import LSTMCell
from solutions.a5_visualizing import (
    best_unit,
    line_position,
    nesting_depth,
    quote_mask,
    saturation,
    trace,
    unit_correlations,
)

T, D, H = 6, 3, 4
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def rng():
    return np.random.default_rng(55)


@pytest.fixture
def weights(rng):
    shapes = (D, 4 * H), (H, 4 * H), (4 * H,)
    return [rng.normal(0, 0.8, shape) for shape in shapes]


@pytest.fixture
def given_arrays(rng):
    return rng.normal(size=(T, D)), np.tanh(rng.normal(size=H)), rng.normal(size=H)


def a3_cell(weights):
    cell = LSTMCell(H, dtype=weights[0].dtype.name)
    cell.build((None, D))
    cell.set_weights(weights)
    return cell


def traced(cell, arrays):
    return {name: value.numpy() for name, value in trace(cell, *map(tf.constant, arrays)).items()}


def in_plain_loops(weights, x, h, c):
    """The same, number by number."""
    sigmoid = lambda a: 1 / (1 + math.exp(-a))  # noqa: E731 -- as the paper writes it
    kernel, recurrent, bias = (np.asarray(w).tolist() for w in weights)
    rows = {name: [] for name in "hcifo"}
    for features in x.tolist():
        sums = [
            sum(features[d] * kernel[d][k] for d in range(D))
            + sum(h[j] * recurrent[j][k] for j in range(H))
            + bias[k]
            for k in range(4 * H)
        ]
        i, f, o = ([sigmoid(a) for a in sums[g * H : (g + 1) * H]] for g in range(3))
        g = [math.tanh(a) for a in sums[3 * H :]]
        c = [f[j] * c[j] + i[j] * g[j] for j in range(H)]
        h = [o[j] * math.tanh(c[j]) for j in range(H)]
        for name, row in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(row)
    return {name: np.array(values) for name, values in rows.items()}


@pytest.mark.parametrize("make", [a3_cell, lambda weights: packed_cell(*weights)])
def test_a_trace_equals_the_equations_number_by_number(make, weights, given_arrays):
    found = traced(make(weights), given_arrays)
    expected = in_plain_loops(weights, *given_arrays)
    assert list(found) == ["h", "c", "i", "f", "o"]
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-9, atol=1e-12, err_msg=name)


def test_the_states_of_a_trace_are_those_of_keras_own_layer(weights, given_arrays):
    x, h0, c0 = given_arrays
    layer = keras.layers.LSTM(H, return_sequences=True, return_state=True, dtype="float64")
    layer.build((None, None, D))
    blocks = [np.split(weight, 4, axis=-1) for weight in weights]
    layer.set_weights([np.concatenate([i, f, g, o], axis=-1) for i, f, o, g in blocks])
    found = traced(a3_cell(weights), given_arrays)
    for stop in range(1, T + 1):
        hs, _, c = layer(x[None, :stop], initial_state=[h0[None], c0[None]])
        np.testing.assert_allclose(found["h"][:stop], hs[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found["c"][stop - 1], c[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("make", [a3_cell, lambda weights: packed_cell(*weights)])
def test_the_cells_own_step_leads_to_the_same_states(make, weights, given_arrays):
    x, h0, c0 = given_arrays
    cell = make(weights)
    found = traced(cell, given_arrays)
    h, c = h0[None], c0[None]
    for t in range(T):
        output, (h, c) = cell(x[t : t + 1], [h, c])
        np.testing.assert_allclose(output[0], found["h"][t], rtol=1e-9)
        np.testing.assert_allclose(c[0], found["c"][t], rtol=1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_trace_has_the_dtype_of_its_inputs(dtype, weights, given_arrays):
    cell = a3_cell([w.astype(dtype) for w in weights])
    found = traced(cell, [value.astype(dtype) for value in given_arrays])
    assert {(value.dtype.name, value.shape) for value in found.values()} == {(dtype, (T, H))}


def test_gradients_of_a_trace_agree_with_finite_differences(weights, given_arrays, rng):
    cell, weighs = a3_cell(weights), {name: rng.normal(size=(T, H)) for name in "hcifo"}

    def total(*arrays):
        found = trace(cell, *arrays)
        return tf.add_n([tf.reduce_sum(found[name] * weighs[name]) for name in weighs])

    tensors = [tf.constant(value) for value in given_arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        loss = total(*tensors)
    for place, gradient in enumerate(tape.gradient(loss, tensors)):
        direction = rng.normal(size=given_arrays[place].shape)
        ends = []
        for step in (1e-6, -1e-6):
            moved = [*given_arrays]
            moved[place] = moved[place] + step * direction
            ends.append(float(total(*map(tf.constant, moved))))
        slope = (ends[0] - ends[1]) / 2e-6
        assert float(tf.reduce_sum(gradient * direction)) == pytest.approx(slope, rel=1e-5)


def test_one_unit_by_hand():
    """All sums are 0, so every gate is 1/2 and the candidate 0: each step halves the cell."""
    cell = packed_cell(np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4))
    found = traced(cell, (np.ones((2, 1)), np.array([0.3]), np.array([0.8])))
    np.testing.assert_allclose(found["c"][:, 0], [0.4, 0.2])
    np.testing.assert_allclose(found["h"][:, 0], [np.tanh(0.4) / 2, np.tanh(0.2) / 2])
    np.testing.assert_allclose(found["f"], 0.5)


TEXTS = st.text(alphabet="ab \n\"'\\{}()", min_size=1, max_size=40)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_quotes_are_what_a_regular_expression_finds(text):
    expected = np.zeros(len(text))
    for found in re.finditer(r'"[^"]*(?:"|\Z)', text):
        expected[found.start() : found.end()] = 1
    np.testing.assert_array_equal(quote_mask(text), expected)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_positions_are_told_by_the_last_newline_before(text):
    expected = [len(text[:t].rpartition("\n")[2]) for t in range(len(text))]
    np.testing.assert_array_equal(line_position(text), expected)


@given(TEXTS, st.sampled_from(["{}", "()", "ab", "}{"]))
@settings(max_examples=200, deadline=None)
def test_depth_is_what_is_left_when_pairs_are_cancelled(text, pair):
    expected = []
    for stop in range(1, len(text) + 1):
        brackets = "".join(character for character in text[:stop] if character in pair)
        while pair in brackets:
            brackets = brackets.replace(pair, "")
        expected.append(brackets.count(pair[0]))
    np.testing.assert_array_equal(nesting_depth(text, *pair), expected)


def test_the_signals_of_a_line_by_hand():
    text = 'a"b\n{c"}}{'
    np.testing.assert_array_equal(quote_mask(text), [0, 1, 1, 1, 1, 1, 1, 0, 0, 0])
    np.testing.assert_array_equal(line_position(text), [0, 1, 2, 3, 0, 1, 2, 3, 4, 5])
    np.testing.assert_array_equal(nesting_depth(text), [0, 0, 0, 0, 1, 1, 1, 0, 0, 1])


@pytest.mark.parametrize("function", [quote_mask, line_position, nesting_depth])
def test_a_signal_is_an_array_with_a_number_for_each_character(function):
    for text in ("a", "\n", '"{', "ab\nc"):
        signal = function(text)
        assert isinstance(signal, np.ndarray)
        assert signal.shape == (len(text),)


def test_correlations_are_those_of_the_standard_library(rng):
    activations, signal = rng.normal(2, 3, (25, 7)), rng.normal(size=25)
    activations[:, 3] -= 4 * signal
    found = unit_correlations(activations, signal)
    expected = [statistics.correlation(column, signal) for column in activations.T.tolist()]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    np.testing.assert_allclose(unit_correlations(activations, signal > 0)[3], found[3], atol=0.4)


@pytest.mark.parametrize("level", [0.0, 1.0, 0.1, -1e9, 1 / 3])
def test_what_never_changes_correlates_with_nothing(level, rng):
    activations, signal = rng.normal(size=(7, 3)), rng.normal(size=7)
    activations[:, 1] = level
    assert unit_correlations(activations, signal)[1] == 0
    assert np.all(unit_correlations(activations, np.full(7, level)) == 0)


def test_the_best_unit_may_fall_when_the_signal_rises(rng):
    activations, signal = rng.normal(size=(30, 5)), rng.normal(size=30)
    activations[:, 3] = 0.1 * activations[:, 3] - signal
    index, r = best_unit(activations, signal)
    assert (index, type(index), type(r)) == (3, int, float)
    assert -1 < r < -0.9


def test_of_equally_good_units_the_first_is_best():
    signal = np.array([1.0, 2.0, 4.0, 0.0, 3.0])
    activations = np.stack([signal**2, -signal, signal, -signal], axis=1)
    assert best_unit(activations, signal) == (1, pytest.approx(-1.0))


def test_saturation_counts_what_lies_strictly_outside(rng):
    gates = rng.uniform(size=(40, 5))
    gates[:3, 0], gates[3:5, 0] = 0.1, 0.9
    left, right = saturation(gates)
    for column, below, above in zip(np.sort(gates.T), left, right, strict=True):
        assert below * 40 == pytest.approx(np.searchsorted(column, 0.1, side="left"))
        assert above * 40 == pytest.approx(40 - np.searchsorted(column, 0.9, side="right"))
    assert all(
        a >= b for a, b in pairwise(saturation(gates, low=t)[0].sum() for t in (0.3, 0.2, 0))
    )
    np.testing.assert_array_equal(saturation(gates, 0.0, 1.0), np.zeros((2, 5)))
