"""The NumPy half of assignment 2's reference: gradients by hand, Jacobians, their bound, batches.

Oracles: central finite differences of the forward pass written element by element, Keras' own
`SimpleRNN` under a tape, eigenvalues instead of singular values, and values worked out by hand.
"""

import itertools
import types

import keras
import numpy as np
import pytest
import tensorflow as tf

from solutions.a2_bptt import (
    contiguous_batches,
    gradient_bound,
    per_step_gradients,
    rnn_backward,
    state_jacobian_norms,
)

N, T, D, H = 2, 5, 3, 4
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def rng():
    return np.random.default_rng(477)


def drawn(rng, timesteps=T):
    shapes = {"x": (N, timesteps, D), "h0": (N, H), "Wx": (D, H), "Wh": (H, H), "b": (H,)}
    return {name: rng.normal(0, 0.7, shape) for name, shape in shapes.items()}


def states(x, h0, Wx, Wh, b):
    """The forward pass; `Wh` is one matrix or a list of one for each timestep."""
    copies = Wh if isinstance(Wh, list) else [Wh] * x.shape[1]
    hs, h = np.zeros((len(x), x.shape[1], len(b))), h0
    for t, copy in enumerate(copies):
        h = np.tanh(np.einsum("nd,dh->nh", x[:, t], Wx) + np.einsum("nk,kh->nh", h, copy) + b)
        hs[:, t] = h
    return hs


def differences(f, value, eps=1e-6):
    """Central differences of f, of any shape, by each entry of `value`."""
    columns = []
    for i in np.ndindex(value.shape):
        sides = []
        for sign in (1, -1):
            moved = value.copy()
            moved[i] += sign * eps
            sides.append(f(moved))
        columns.append((sides[0] - sides[1]) / (2 * eps))
    return np.stack(columns, axis=-1)


def backward(function, v, dhs):
    return function(dhs, v["x"], states(**v), v["h0"], v["Wx"], v["Wh"])


@pytest.mark.parametrize("timesteps", [1, 2, T])
def test_gradients_by_hand_equal_central_differences(rng, timesteps):
    v = drawn(rng, timesteps)
    dhs = rng.normal(size=(N, timesteps, H))
    found = backward(rnn_backward, v, dhs)
    for gradient, name in zip(found, ("x", "h0", "Wx", "Wh", "b"), strict=True):
        loss = lambda moved, name=name: np.sum(dhs * states(**{**v, name: moved}))  # noqa: E731
        expected = differences(loss, v[name]).reshape(v[name].shape)
        np.testing.assert_allclose(gradient, expected, atol=1e-8, err_msg=name)


def test_gradients_by_hand_equal_those_of_kerass_simple_rnn(rng):
    v, dhs = drawn(rng), rng.normal(size=(N, T, H))
    layer = keras.layers.SimpleRNN(H, return_sequences=True, dtype="float64")
    layer.build((None, None, D))
    layer.set_weights([v["Wx"], v["Wh"], v["b"]])
    x, h0 = tf.constant(v["x"]), tf.constant(v["h0"])
    with tf.GradientTape() as tape:
        tape.watch([x, h0])
        loss = tf.reduce_sum(layer(x, initial_state=h0) * dhs)
    expected = tape.gradient(loss, [x, h0, *layer.trainable_variables])
    for gradient, right in zip(backward(rnn_backward, v, dhs), expected, strict=True):
        np.testing.assert_allclose(gradient, right, atol=1e-12)


def test_a_gradient_by_hand_on_paper():
    # One unit, two steps, states .5 and -.5, a loss that is 1 per unit of the last state.
    # da_2 = 1 - .25 = .75; dh_1 = .75 * 2 = 1.5; da_1 = 1.5 * .75 = 1.125.
    one = np.ones((1, 1))
    dhs, x = np.array([[[0.0], [1.0]]]), np.array([[[3.0], [5.0]]])
    hs = np.array([[[0.5], [-0.5]]])
    dx, dh0, dWx, dWh, db = rnn_backward(dhs, x, hs, 4 * one, 10 * one, 2 * one)
    np.testing.assert_allclose(dx[0, :, 0], [11.25, 7.5])
    np.testing.assert_allclose([dh0[0, 0], dWx[0, 0]], [2.25, 3 * 1.125 + 5 * 0.75])
    np.testing.assert_allclose([dWh[0, 0], db[0]], [4 * 1.125 + 0.5 * 0.75, 1.875])
    copies = per_step_gradients(dhs, x, hs, 4 * one, 10 * one, 2 * one)
    np.testing.assert_allclose(copies[:, 0, 0], [4.5, 0.375])


@pytest.mark.parametrize("function", [rnn_backward, per_step_gradients])
def test_going_back_leaves_the_arguments_and_their_dtype_alone(rng, function):
    v, dhs = drawn(rng), rng.normal(size=(N, T, H))
    given = [a.astype("float32") for a in (dhs, v["x"], states(**v), v["h0"], v["Wx"], v["Wh"])]
    before = [array.copy() for array in given]
    found = function(*given)
    for array, old in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, old)
    arrays = found if isinstance(found, tuple) else (found,)
    assert {array.dtype.name for array in arrays} == {"float32"}


@pytest.mark.parametrize("timesteps", [1, T])
def test_each_copys_gradient_equals_central_differences_of_that_copy(rng, timesteps):
    v, dhs = drawn(rng, timesteps), rng.normal(size=(N, timesteps, H))
    copies = backward(per_step_gradients, v, dhs)
    assert copies.shape == (timesteps, H, H)
    for t in range(timesteps):

        def loss(moved, t=t):
            weights = [moved if s == t else v["Wh"] for s in range(timesteps)]
            return np.sum(dhs * states(**{**v, "Wh": weights}))

        expected = differences(loss, v["Wh"]).reshape(H, H)
        np.testing.assert_allclose(copies[t], expected, atol=1e-8)


@pytest.mark.parametrize("length", [0, 1, 2, 7, 24, 25, 50])
@pytest.mark.parametrize(("rows", "steps"), [(1, 1), (1, 4), (3, 1), (2, 3), (4, 6)])
@pytest.mark.parametrize("kind", [list, np.array])
def test_batches_go_on_row_by_row_and_no_character_is_read_twice(length, rows, steps, kind):
    ids = kind([10 + i for i in range(length)])
    batches = list(contiguous_batches(ids, rows, steps))
    assert len(batches) == max(((length - 1) // rows) // steps, 0)
    for x, y in batches:
        assert x.shape == y.shape == (rows, steps)
        assert x.dtype.kind == y.dtype.kind == "i"
        np.testing.assert_array_equal(y, x + 1)
        assert np.all(np.diff(x) == 1)
    for (x, _), (following, _) in itertools.pairwise(batches):
        np.testing.assert_array_equal(following[:, 0], x[:, -1] + 1)
    read = [i for x, _ in batches for i in x.ravel()]
    assert len(set(read)) == len(read)


def test_batches_are_made_one_by_one_and_leave_the_text_alone():
    ids = np.arange(26)
    batches = contiguous_batches(ids, 2, 4)
    assert isinstance(batches, types.GeneratorType)
    list(batches)
    np.testing.assert_array_equal(ids, np.arange(26))


@pytest.mark.parametrize("timesteps", [1, 2, T])
def test_jacobian_norms_equal_those_of_differenced_states(rng, timesteps):
    v = {**drawn(rng, timesteps), "b": np.zeros(H)}
    v = {name: value[:1] if name in ("x", "h0") else value for name, value in v.items()}
    hs = states(**v)[0]
    norms = state_jacobian_norms(v["Wh"], hs)
    assert norms.shape == (timesteps,)
    for t in range(timesteps):
        later = {**v, "x": v["x"][:, t + 1 :]}

        def last(h, later=later):
            return states(**{**later, "h0": h[None]})[0, -1] if later["x"].size else h

        jacobian = differences(last, hs[t])
        largest = np.sqrt(np.linalg.eigvalsh(jacobian.T @ jacobian).max())
        assert norms[t] == pytest.approx(largest, rel=1e-6)


def test_a_matrix_with_a_large_singular_value_whose_square_is_zero():
    W = np.array([[0.0, 10.0], [0.0, 0.0]])
    np.testing.assert_allclose(state_jacobian_norms(W, np.zeros((4, 2))), [0, 0, 10, 1], atol=1e-12)
    assert gradient_bound(W, 3) == pytest.approx(1000.0)


def test_the_slope_counts_at_the_state_that_is_reached():
    # d tanh(2 h) / dh at the state .5 that it reaches: 2 * (1 - .25); the first state is not used.
    norms = state_jacobian_norms(np.array([[2.0]]), np.array([[0.9], [0.5]]))
    np.testing.assert_allclose(norms, [1.5, 1.0])


@pytest.mark.parametrize("steps", [0, 1, 6])
@pytest.mark.parametrize("gamma", [1.0, 0.25])
def test_the_bound_is_a_power_of_the_root_of_the_largest_eigenvalue(rng, steps, gamma):
    Wh = rng.normal(size=(H, H))
    sigma = np.sqrt(np.linalg.eigvalsh(Wh.T @ Wh).max())
    assert gradient_bound(Wh, steps, gamma=gamma) == pytest.approx((gamma * sigma) ** steps)


def test_no_jacobian_exceeds_the_bound(rng):
    for _ in range(20):
        Wh, hs = rng.normal(size=(H, H)), np.tanh(rng.normal(size=(T, H)))
        bounds = [gradient_bound(Wh, lag) for lag in reversed(range(T))]
        assert np.all(state_jacobian_norms(Wh, hs) <= np.array(bounds) * (1 + 1e-12))
