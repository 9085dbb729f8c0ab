"""The reference functions of assignment 1 against independent oracles.

Oracles: the equations in plain NumPy float64, one-hot products, central finite differences and
Keras' own `SimpleRNN`. Weights are random and asymmetric, states are not zero, and N, T, D, H
all differ, so that a transposed weight or a swapped axis cannot hide.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from solutions.a1_rnn import embed, last_valid_state, one_to_many, rnn_forward, rnn_step

N, T, D, H = 2, 6, 3, 5
DTYPES = ["float32", "float64"]
ATOL = {"float32": 1e-5, "float64": 1e-12}


@pytest.fixture
def rng():
    return np.random.default_rng(20240)


def drawn(rng, dtype="float64"):
    """Inputs, a state and weights of a vanilla RNN with an output layer, as NumPy arrays."""
    shapes = {
        "x": (N, T, D),
        "h0": (N, H),
        "Wx": (D, H),
        "Wh": (H, H),
        "b": (H,),
        "Wy": (H, D),
        "by": (D,),
    }
    return {name: rng.normal(0, 0.7, shape).astype(dtype) for name, shape in shapes.items()}


def numpy_states(x, h0, Wx, Wh, b):
    """The recurrence element by element: no matrix product to get the wrong way round."""
    hs = np.zeros((len(x), x.shape[1], len(b)))
    for n in range(len(x)):
        h = h0[n]
        for t in range(x.shape[1]):
            total = [
                b[j]
                + sum(x[n, t, d] * Wx[d, j] for d in range(len(Wx)))
                + sum(h[k] * Wh[k, j] for k in range(len(Wh)))
                for j in range(len(b))
            ]
            h = np.tanh(total)
            hs[n, t] = h
    return hs


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


def tape_gradient(f, values):
    tensors = {name: tf.constant(value) for name, value in values.items()}
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        loss = f(**tensors)
    return tape.gradient(loss, tensors)


def tensors(*arrays):
    return [tf.constant(array) for array in arrays]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (4,), (3, 4), (2, 3, 4)])
def test_embedding_equals_a_one_hot_product(rng, dtype, shape):
    table = rng.normal(size=(7, 3)).astype(dtype)
    ids = rng.integers(0, 7, shape)
    out = embed(tf.constant(ids), tf.constant(table))
    assert out.dtype == dtype
    np.testing.assert_allclose(out, np.eye(7, dtype=dtype)[ids] @ table, atol=ATOL[dtype])


@pytest.mark.parametrize("id_dtype", ["int32", "int64"])
def test_gradients_of_repeated_ids_add_and_unseen_rows_get_none(rng, id_dtype):
    ids = np.array([[1, 4, 1], [1, 0, 4]], dtype=id_dtype)
    upstream = rng.normal(size=(2, 3, 3))
    table = tf.constant(rng.normal(size=(6, 3)))
    with tf.GradientTape() as tape:
        tape.watch(table)
        loss = tf.reduce_sum(embed(tf.constant(ids), table) * upstream)
    gradient = tf.convert_to_tensor(tape.gradient(loss, table))
    expected = np.zeros((6, 3))
    np.add.at(expected, ids, upstream)
    np.testing.assert_allclose(gradient, expected, atol=1e-12)
    assert not np.any(gradient[2:4])


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_step_follows_the_equation(rng, dtype):
    v = drawn(rng, dtype)
    out = rnn_step(*tensors(v["x"][:, 0], v["h0"], v["Wx"], v["Wh"], v["b"]))
    assert out.dtype == dtype
    expected = numpy_states(v["x"][:, :1], v["h0"], v["Wx"], v["Wh"], v["b"])[:, 0]
    np.testing.assert_allclose(out, expected, atol=ATOL[dtype])


def test_a_step_by_hand():
    # tanh([1, 2] [[.1, .3], [.2, -.1]] + [-1, .5] [[.4, 0], [.6, .2]] + [.1, -.2])
    # = tanh([.5, .1] + [-.1, .1] + [.1, -.2]) = tanh([.5, 0])
    out = rnn_step(
        *tensors(
            [[1.0, 2.0]],
            [[-1.0, 0.5]],
            [[0.1, 0.3], [0.2, -0.1]],
            [[0.4, 0.0], [0.6, 0.2]],
            [0.1, -0.2],
        )
    )
    np.testing.assert_allclose(out, [[0.46211716, 0.0]], atol=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("timesteps", [1, T])
def test_unrolling_gives_every_state(rng, dtype, timesteps):
    v = drawn(rng, dtype)
    x = v["x"][:, :timesteps]
    out = rnn_forward(*tensors(x, v["h0"], v["Wx"], v["Wh"], v["b"]))
    assert out.dtype == dtype
    assert out.shape == (N, timesteps, H)
    expected = numpy_states(x, v["h0"], v["Wx"], v["Wh"], v["b"])
    np.testing.assert_allclose(out, expected, atol=ATOL[dtype])


def test_unrolling_equals_kerass_simple_rnn(rng):
    v = drawn(rng)
    layer = keras.layers.SimpleRNN(H, return_sequences=True, dtype="float64")
    layer.build((None, None, D))
    layer.set_weights([v["Wx"], v["Wh"], v["b"]])
    expected = layer(v["x"], initial_state=tf.constant(v["h0"]))
    out = rnn_forward(*tensors(v["x"], v["h0"], v["Wx"], v["Wh"], v["b"]))
    np.testing.assert_allclose(out, expected, atol=1e-12)


def test_gradients_through_time_match_finite_differences(rng):
    v = drawn(rng)
    upstream = rng.normal(size=(N, T, H))
    values = {name: v[name] for name in ("x", "h0", "Wx", "Wh", "b")}
    ours = tape_gradient(lambda **k: tf.reduce_sum(rnn_forward(**k) * upstream), values)
    theirs = finite_difference(lambda **k: np.sum(numpy_states(**k) * upstream), values)
    for name in values:
        np.testing.assert_allclose(ours[name], theirs[name], atol=1e-7, err_msg=name)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("length_dtype", ["int32", "int64"])
def test_last_valid_state_is_the_one_before_the_padding(rng, dtype, length_dtype):
    hs = rng.normal(size=(4, T, H)).astype(dtype)
    lengths = np.array([1, T, 3, 2], dtype=length_dtype)
    out = last_valid_state(tf.constant(hs), tf.constant(lengths))
    assert out.dtype == dtype
    np.testing.assert_array_equal(out, np.stack([hs[0, 0], hs[1, T - 1], hs[2, 2], hs[3, 1]]))


def test_padding_gets_no_gradient_even_where_it_is_nan(rng):
    hs = rng.normal(size=(2, 4, H))
    hs[0, 2:] = np.nan
    hs = tf.constant(hs)
    with tf.GradientTape() as tape:
        tape.watch(hs)
        loss = tf.reduce_sum(last_valid_state(hs, tf.constant([2, 4])))
    expected = np.zeros((2, 4, H))
    expected[0, 1] = expected[1, 3] = 1
    np.testing.assert_array_equal(tape.gradient(loss, hs), expected)


def numpy_one_to_many(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        h = numpy_states(x[:, None], h, Wx, Wh, b)[:, 0]
        x = np.einsum("nh,hd->nd", h, Wy) + by
        outputs.append(x)
    return np.stack(outputs, axis=1)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("steps", [1, 4])
def test_one_to_many_feeds_each_output_back(rng, dtype, steps):
    v = drawn(rng, dtype)
    given = [v["x"][:, 0], *(v[k] for k in ("h0", "Wx", "Wh", "b", "Wy", "by"))]
    out = one_to_many(*tensors(*given), steps)
    assert out.dtype == dtype
    assert out.shape == (N, steps, D)
    np.testing.assert_allclose(out, numpy_one_to_many(*given, steps), atol=ATOL[dtype])


def test_gradients_flow_through_the_fed_back_outputs(rng):
    v = drawn(rng)
    upstream = rng.normal(size=(N, 3, D))
    values = {"x0": v["x"][:, 0], **{k: v[k] for k in ("h0", "Wx", "Wh", "b", "Wy", "by")}}
    ours = tape_gradient(lambda **k: tf.reduce_sum(one_to_many(**k, steps=3) * upstream), values)
    theirs = finite_difference(
        lambda **k: np.sum(numpy_one_to_many(**k, steps=3) * upstream), values
    )
    for name in values:
        np.testing.assert_allclose(ours[name], theirs[name], atol=1e-7, err_msg=name)


def test_variables_passed_as_arguments_keep_their_values(rng):
    v = drawn(rng)
    variables = {name: tf.Variable(value) for name, value in v.items()}
    x, h0, Wx, Wh, b, Wy, by = variables.values()
    rnn_step(x[:, 0], h0, Wx, Wh, b)
    rnn_forward(x, h0, Wx, Wh, b)
    one_to_many(x[:, 0], h0, Wx, Wh, b, Wy, by, 3)
    last_valid_state(x, tf.constant([2, 5]))
    for name, value in v.items():
        np.testing.assert_array_equal(variables[name], value, err_msg=name)
