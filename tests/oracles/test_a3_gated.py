"""The reference functions of assignment 3 against independent oracles.

Oracles: the equations restated unit by unit in plain NumPy float64, central finite differences,
values computed by hand, and brute force for the gradient along the cell state. Weights are random
and asymmetric, states are not zero, and N, T, D, H all differ.
"""

import math

import numpy as np
import pytest
import tensorflow as tf

from solutions import a3_gated
from solutions.a3_gated import cell_gradient, lstm_forward, lstm_step, stacked_forward

N, T, D, H = 2, 4, 3, 5
DTYPES = ["float32", "float64"]
ATOL = {"float32": 1e-5, "float64": 1e-12}
PEEPHOLES = {
    **dict.fromkeys(("Wf", "Wi", "Wo"), (2 * H + D, H)),
    "Wc": (H + D, H),
    **dict.fromkeys(("bf", "bi", "bo", "bc"), (H,)),
}
COUPLED = {
    **dict.fromkeys(("Wf", "Wc", "Wo"), (H + D, H)),
    **dict.fromkeys(("bf", "bc", "bo"), (H,)),
}
SHAPES = {
    "lstm_step": {"Wx": (D, 4 * H), "Wh": (H, 4 * H), "b": (4 * H,)},
    "peephole_step": PEEPHOLES,
    "coupled_step": COUPLED,
    "gru_step": dict.fromkeys(("Wz", "Wr", "W"), (H + D, H)),
}
MUTS = ["mut1_step", "mut2_step", "mut3_step"]


@pytest.fixture
def rng():
    return np.random.default_rng(20250)


def sigmoid(a):
    return 1 / (1 + math.exp(-a))


def unit(parts, W, b, j):
    """Sum up what reaches unit j: the parts one after the other, each with rows of its own."""
    total, row = (0.0 if b is None else b[j]), 0
    for part in parts:
        for value in part:
            total += value * W[row, j]
            row += 1
    assert row == len(W)
    return total


def numpy_lstm(x, h, c, Wx, Wh, b):
    W = np.concatenate([Wx, Wh])
    h_next, c_next = np.zeros_like(h), np.zeros_like(c)
    for n in range(len(x)):
        for j in range(h.shape[1]):
            i, f, o, g = (unit([x[n], h[n]], W, b, j + k * h.shape[1]) for k in range(4))
            c_next[n, j] = sigmoid(f) * c[n, j] + sigmoid(i) * math.tanh(g)
            h_next[n, j] = sigmoid(o) * math.tanh(c_next[n, j])
    return h_next, c_next


def numpy_peephole(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    h_next, c_next = np.zeros_like(h), np.zeros_like(c)
    for n in range(len(x)):
        old = [c[n], h[n], x[n]]
        for j in range(h.shape[1]):
            f, i = sigmoid(unit(old, Wf, bf, j)), sigmoid(unit(old, Wi, bi, j))
            c_next[n, j] = f * c[n, j] + i * math.tanh(unit(old[1:], Wc, bc, j))
        for j in range(h.shape[1]):
            o = sigmoid(unit([c_next[n], h[n], x[n]], Wo, bo, j))
            h_next[n, j] = o * math.tanh(c_next[n, j])
    return h_next, c_next


def numpy_coupled(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    h_next, c_next = np.zeros_like(h), np.zeros_like(c)
    for n in range(len(x)):
        for j in range(h.shape[1]):
            f, g, o = (unit([h[n], x[n]], W, b, j) for W, b in ((Wf, bf), (Wc, bc), (Wo, bo)))
            f = sigmoid(f)
            c_next[n, j] = f * c[n, j] + (1 - f) * math.tanh(g)
            h_next[n, j] = sigmoid(o) * math.tanh(c_next[n, j])
    return h_next, c_next


def numpy_gru(x, h, Wz, Wr, W):
    h_next = np.zeros_like(h)
    for n in range(len(x)):
        r = [sigmoid(unit([h[n], x[n]], Wr, None, j)) for j in range(h.shape[1])]
        for j in range(h.shape[1]):
            z = sigmoid(unit([h[n], x[n]], Wz, None, j))
            candidate = math.tanh(unit([np.array(r) * h[n], x[n]], W, None, j))
            h_next[n, j] = (1 - z) * h[n, j] + z * candidate
    return h_next


def numpy_mut(name, x, h, p):
    """All three, from the table in the paper: each quantity for one example at a time."""
    rows = []
    for one_x, one_h in zip(x, h, strict=True):
        if name == "mut1_step":
            z = one_x @ p["W_xz"] + p["b_z"]
        elif name == "mut2_step":
            z = one_x @ p["W_xz"] + one_h @ p["W_hz"] + p["b_z"]
        else:
            z = one_x @ p["W_xz"] + np.tanh(one_h) @ p["W_hz"] + p["b_z"]
        from_x = one_x if name == "mut2_step" else one_x @ p["W_xr"]
        r = 1 / (1 + np.exp(-(from_x + one_h @ p["W_hr"] + p["b_r"])))
        from_x = np.tanh(one_x) if name == "mut1_step" else one_x @ p["W_xh"]
        candidate = np.tanh((r * one_h) @ p["W_hh"] + from_x + p["b_h"])
        z = 1 / (1 + np.exp(-z))
        rows.append(candidate * z + one_h * (1 - z))
    return np.stack(rows)


ORACLES = {
    "lstm_step": numpy_lstm,
    "peephole_step": numpy_peephole,
    "coupled_step": numpy_coupled,
    "gru_step": numpy_gru,
}


def drawn(rng, name, n=N):
    states = ("h",) if name == "gru_step" else ("h", "c")
    shapes = {"x": (n, D), **dict.fromkeys(states, (n, H)), **SHAPES[name]}
    return {key: rng.normal(0, 0.8, shape) for key, shape in shapes.items()}


def drawn_params(rng, features):
    shapes = {"x": (features, H), "h": (H, H), "b": (H,)}
    names = ["W_xz", "W_xr", "W_xh", "W_hz", "W_hr", "W_hh", "b_z", "b_r", "b_h"]
    return {key: rng.normal(0, 0.8, shapes[key[0] if key[0] == "b" else key[2]]) for key in names}


def constants(values, dtype="float64"):
    return {key: tf.constant(value.astype(dtype)) for key, value in values.items()}


def finite_difference(f, values, eps=1e-6):
    """Central differences of the scalar f with respect to each array in `values`."""
    gradients = {}
    for name, value in values.items():
        gradient = np.zeros_like(value)
        for i in np.ndindex(value.shape):
            sides = []
            for sign in (1, -1):
                moved = value.copy()
                moved[i] += sign * eps
                sides.append(float(f(**{**values, name: moved})))
            gradient[i] = (sides[0] - sides[1]) / (2 * eps)
        gradients[name] = gradient
    return gradients


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ORACLES)
def test_a_step_follows_its_equations(rng, name, dtype):
    given = drawn(rng, name)
    found = getattr(a3_gated, name)(**constants(given, dtype))
    expected = ORACLES[name](**given)
    for one, other in zip(tf.nest.flatten(found), tf.nest.flatten(expected), strict=True):
        assert one.dtype == dtype
        np.testing.assert_allclose(one, other, atol=ATOL[dtype])


@pytest.mark.parametrize("name", ORACLES)
def test_a_second_step_goes_on_from_the_first(rng, name):
    given = drawn(rng, name)
    states = [key for key in ("h", "c") if key in given]
    found, expected = constants(given), dict(given)
    for _ in range(2):
        after = tf.nest.flatten(getattr(a3_gated, name)(**found))
        found |= dict(zip(states, after, strict=True))
        after = tf.nest.flatten(ORACLES[name](**expected))
        expected |= dict(zip(states, after, strict=True))
    for key in states:
        np.testing.assert_allclose(found[key], expected[key], atol=1e-12)


@pytest.mark.parametrize("name", ORACLES)
def test_gradients_of_a_step_match_finite_differences(rng, name):
    given = drawn(rng, name)
    weights = rng.normal(size=(2, N, H))

    def total(outputs):
        return sum(
            tf.reduce_sum(out * w)
            for out, w in zip(tf.nest.flatten(outputs), weights, strict=False)
        )

    watched = constants(given)
    with tf.GradientTape() as tape:
        tape.watch(watched)
        loss = total(getattr(a3_gated, name)(**watched))
    ours = tape.gradient(loss, watched)
    theirs = finite_difference(lambda **k: total(ORACLES[name](**k)), given)
    for key in given:
        np.testing.assert_allclose(ours[key], theirs[key], atol=1e-7, err_msg=key)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", MUTS)
def test_a_mutation_follows_the_paper(rng, name, dtype):
    features = D if name == "mut3_step" else H
    x, h, params = (
        rng.normal(size=(N, features)),
        rng.normal(size=(N, H)),
        drawn_params(rng, features),
    )
    found = getattr(a3_gated, name)(
        tf.constant(x.astype(dtype)), tf.constant(h.astype(dtype)), constants(params, dtype)
    )
    assert found.dtype == dtype
    np.testing.assert_allclose(found, numpy_mut(name, x, h, params), atol=ATOL[dtype])


@pytest.mark.parametrize("name", MUTS)
def test_gradients_of_a_mutation_match_finite_differences(rng, name):
    features = D if name == "mut3_step" else H
    given = {"x": rng.normal(size=(N, features)), "h": rng.normal(size=(N, H))}
    given |= drawn_params(rng, features)
    weights = rng.normal(size=(N, H))
    watched = constants(given)
    with tf.GradientTape() as tape:
        tape.watch(watched)
        params = {key: value for key, value in watched.items() if "_" in key}
        out = getattr(a3_gated, name)(watched["x"], watched["h"], params)
        loss = tf.reduce_sum(out * weights)
    ours = tape.gradient(loss, watched, unconnected_gradients="zero")
    theirs = finite_difference(lambda x, h, **p: np.sum(numpy_mut(name, x, h, p) * weights), given)
    for key in given:
        np.testing.assert_allclose(ours[key], theirs[key], atol=1e-7, err_msg=key)


def test_an_lstm_step_by_hand():
    # All weights zero: i, f, o = s(0) = 1/2, g = tanh(0) = 0, so c = c/2 and h = tanh(c/2)/2.
    nothing = [tf.zeros(shape, tf.float64) for shape in ((1, 1), (1, 1))]
    weights = [tf.zeros(shape, tf.float64) for shape in ((1, 4), (1, 4), (4,))]
    h, c = lstm_step(*nothing, tf.constant([[0.8]], tf.float64), *weights)
    np.testing.assert_allclose([c[0, 0], h[0, 0]], [0.4, 0.18997448], atol=1e-8)
    # b = [ln 3, ln 3, 0, atanh(1/2)]: i = f = 3/4, o = 1/2, g = 1/2, so c = .6 + .375 = .975.
    weights[2] = tf.constant([math.log(3), math.log(3), 0.0, math.atanh(0.5)], tf.float64)
    h, c = lstm_step(*nothing, tf.constant([[0.8]], tf.float64), *weights)
    np.testing.assert_allclose([c[0, 0], h[0, 0]], [0.975, math.tanh(0.975) / 2], atol=1e-12)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("timesteps", [1, T])
def test_unrolling_gives_every_h_and_the_last_states(rng, dtype, timesteps):
    given = drawn(rng, "lstm_step")
    x = rng.normal(size=(N, timesteps, D))
    weights = [given[key] for key in ("Wx", "Wh", "b")]
    h, c, expected = given["h"], given["c"], []
    for t in range(timesteps):
        h, c = numpy_lstm(x[:, t], h, c, *weights)
        expected.append(h)
    arguments = (tf.constant(a.astype(dtype)) for a in (x, given["h"], given["c"], *weights))
    hs, (h_last, c_last) = lstm_forward(*arguments)
    assert {hs.dtype, h_last.dtype, c_last.dtype} == {tf.dtypes.as_dtype(dtype)}
    np.testing.assert_allclose(hs, np.stack(expected, axis=1), atol=ATOL[dtype])
    np.testing.assert_allclose(h_last, h, atol=ATOL[dtype])
    np.testing.assert_allclose(c_last, c, atol=ATOL[dtype])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("timesteps", [1, T])
def test_a_stack_follows_its_recurrence(rng, dtype, layers, timesteps):
    x = rng.normal(size=(N, timesteps, D))
    h0s = [rng.normal(size=(N, H)) for _ in range(layers)]
    Ws = [rng.normal(0, 0.6, ((H if layer else D) + H, H)) for layer in range(layers)]
    expected, lasts = np.zeros((N, timesteps, H)), np.zeros((layers, N, H))
    for n in range(N):
        state = [h0[n] for h0 in h0s]
        for t in range(timesteps):
            below = x[n, t]
            for layer, W in enumerate(Ws):
                below = np.tanh([unit([below, state[layer]], W, None, j) for j in range(H)])
                state[layer] = below
            expected[n, t] = below
        lasts[:, n] = state
    arguments = [tf.constant(x.astype(dtype))] + [
        [tf.constant(value.astype(dtype)) for value in values] for values in (h0s, Ws)
    ]
    top, found = stacked_forward(*arguments)
    assert top.dtype == dtype
    assert len(found) == layers
    np.testing.assert_allclose(top, expected, atol=ATOL[dtype])
    np.testing.assert_allclose(tf.stack(found), lasts, atol=ATOL[dtype])


def test_gradients_reach_every_layer_of_a_stack(rng):
    given = {"x": rng.normal(size=(N, 3, D)), "h0": rng.normal(size=(N, H))}
    given |= {"h1": rng.normal(size=(N, H)), "W0": rng.normal(size=(D + H, H)) * 0.5}
    given["W1"] = rng.normal(size=(2 * H, H)) * 0.5
    upstream, of_last = rng.normal(size=(N, 3, H)), rng.normal(size=(N, H))

    def total(x, h0, h1, W0, W1):
        top, lasts = stacked_forward(x, [h0, h1], [W0, W1])
        return tf.reduce_sum(top * upstream) + tf.reduce_sum(lasts[0] * of_last)

    watched = constants(given)
    with tf.GradientTape() as tape:
        tape.watch(watched)
        loss = total(**watched)
    ours = tape.gradient(loss, watched)
    theirs = finite_difference(lambda **k: total(**constants(k)), given)
    for key in given:
        np.testing.assert_allclose(ours[key], theirs[key], atol=1e-7, err_msg=key)


def test_the_cell_gradient_is_what_central_differences_give_with_h_held_fixed(rng):
    given = drawn(rng, "lstm_step", n=1)
    x = rng.normal(size=(T, 1, D))
    h, gates, held = given["h"], [], []
    c = given["c"]
    for t in range(T):
        held.append(h)
        total = x[t] @ given["Wx"] + h @ given["Wh"] + given["b"]
        gates.append(1 / (1 + np.exp(-total[0, H : 2 * H])))
        h, c = numpy_lstm(x[t], h, c, given["Wx"], given["Wh"], given["b"])

    def last(c0):
        c = c0
        for t in range(T):  # every h as it was, whatever c0 is
            _, c = numpy_lstm(x[t], held[t], c, given["Wx"], given["Wh"], given["b"])
        return c

    eps, jacobian = 1e-6, np.zeros((H, H))
    for j in range(H):
        move = eps * np.eye(H)[j]
        jacobian[:, j] = (last(given["c"] + move) - last(given["c"] - move))[0] / (2 * eps)
    found = cell_gradient(tf.constant(np.stack(gates)))
    np.testing.assert_allclose(np.diag(found), jacobian, atol=1e-8)


def test_a_shut_forget_gate_lets_no_gradient_through():
    gates = tf.constant([[0.5, 1.0, 0.9], [0.5, 1.0, 0.0], [0.5, 1.0, 0.9]])
    np.testing.assert_array_equal(cell_gradient(gates), [0.125, 1.0, 0.0])
    np.testing.assert_array_equal(cell_gradient(gates[:1]), gates[0])
