"""The TensorFlow half of assignment 2's reference: the truncated step, the loop, clipping.

Oracles: the model's loss written out in NumPy and its central differences with the state held
constant, TensorFlow's and Keras' own clipping, and the least loss of a model without memory.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from unrolled import data

from solutions.a2_bptt import clip_by_global_norm, contiguous_batches, tbptt_step, train_tbptt

N, T, V, H = 2, 4, 5, 3
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


class TwoStates(keras.Model):
    """A float64 model whose state is a nest, `{"fast": h, "slow": (c,)}`."""

    def __init__(self, seed=0):
        super().__init__(dtype="float64")
        rng = np.random.default_rng(seed)
        self.received = []
        for name, shape in (("kernel", (V, H)), ("recurrent", (H, H)), ("readout", (H, V))):
            weight = self.add_weight(shape=shape, initializer="zeros", name=name)
            weight.assign(rng.normal(0, 0.8, shape))
            setattr(self, name, weight)

    def call(self, ids, initial_state=None):
        self.received.append(initial_state)
        h = c = tf.zeros((ids.shape[0], H), tf.float64)
        if initial_state is not None:
            h, c = initial_state["fast"], initial_state["slow"][0]
        hs = []
        for x in tf.unstack(tf.gather(self.kernel.value, ids), axis=1):
            h = tf.tanh(x + h @ self.recurrent.value + 0.5 * c)
            c = 0.7 * c + 0.3 * h
            hs.append(h)
        return tf.stack(hs, axis=1) @ self.readout.value, {"fast": h, "slow": (c,)}


class Unbuilt(keras.Model):
    """Makes its weights on the first call."""

    def __init__(self):
        super().__init__()
        self.embedding = keras.layers.Embedding(V, H)
        self.rnn = keras.layers.SimpleRNN(H, return_sequences=True, return_state=True)
        self.readout = keras.layers.Dense(V)

    def call(self, ids, initial_state=None):
        hs, state = self.rnn(self.embedding(ids), initial_state=initial_state)
        return self.readout(hs), state


@pytest.fixture
def rng():
    return np.random.default_rng(905)


def a_chunk(rng, timesteps=T):
    x, y = (rng.integers(0, V, (N, timesteps)).astype("int32") for _ in range(2))
    return x, y, {"fast": rng.normal(size=(N, H)), "slow": (rng.normal(size=(N, H)),)}


def as_tensors(states):
    return tf.nest.map_structure(tf.constant, states)


def loss_and_states(weights, x, y, states):
    """The chunk's loss in NumPy, token by token, and the states after it."""
    kernel, recurrent, readout = weights
    h, c = states["fast"], states["slow"][0]
    total = 0.0
    for t in range(x.shape[1]):
        h = np.tanh(kernel[x[:, t]] + h @ recurrent + 0.5 * c)
        c = 0.7 * c + 0.3 * h
        logits = h @ readout
        for n in range(len(x)):
            total += np.log(np.sum(np.exp(logits[n]))) - logits[n, y[n, t]]
    return total / x.size, h, c


def differences(weights, x, y, states, eps=1e-6):
    """The chunk's gradient by central differences: the incoming state is a constant."""
    gradients = []
    for k, value in enumerate(weights):
        gradient = np.zeros_like(value)
        for i in np.ndindex(value.shape):
            sides = []
            for sign in (1, -1):
                moved = [weight.copy() for weight in weights]
                moved[k][i] += sign * eps
                sides.append(loss_and_states(moved, x, y, states)[0])
            gradient[i] = (sides[0] - sides[1]) / (2 * eps)
        gradients.append(gradient)
    return gradients


@pytest.mark.parametrize("max_norm", [None, 0.05, 100.0])
@pytest.mark.parametrize("timesteps", [1, T])
def test_a_step_follows_the_chunks_own_gradient(rng, max_norm, timesteps):
    model, (x, y, states) = TwoStates(), a_chunk(rng, timesteps)
    before = model.get_weights()
    optimizer = keras.optimizers.SGD(0.5)
    loss, new_states = tbptt_step(model, optimizer, x, y, as_tensors(states), max_norm)
    expected, h, c = loss_and_states(before, x, y, states)
    np.testing.assert_allclose(loss, expected, atol=1e-12)
    np.testing.assert_allclose(new_states["fast"], h, atol=1e-12)
    np.testing.assert_allclose(new_states["slow"][0], c, atol=1e-12)
    gradients = differences(before, x, y, states)
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = 1.0 if max_norm is None else min(1.0, max_norm / norm)
    for after, weight, gradient in zip(model.get_weights(), before, gradients, strict=True):
        np.testing.assert_allclose(after, weight - 0.5 * factor * gradient, atol=1e-8)
    assert len(model.received) == 1


def test_no_gradient_crosses_the_chunks_start(rng):
    model, (x, y, states) = TwoStates(), a_chunk(rng)
    states = as_tensors(states)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(tf.nest.flatten(states))
        loss, new_states = tbptt_step(model, keras.optimizers.SGD(0.1), x, y, states)
    for end in (loss, *tf.nest.flatten(new_states)):
        assert tape.gradient(end, tf.nest.flatten(states)) == [None, None]


def test_chunk_by_chunk_forwards_equals_the_whole_text_at_once(rng):
    model = TwoStates()
    x, y, _ = a_chunk(rng, 3 * T)
    whole, expected = model(x)
    still, states = keras.optimizers.SGD(0.0), None
    for start in range(0, 3 * T, T):
        columns = slice(start, start + T)
        loss, states = tbptt_step(model, still, x[:, columns], y[:, columns], states)
        nll = keras.ops.sparse_categorical_crossentropy(
            y[:, columns], whole[:, columns], from_logits=True
        )
        np.testing.assert_allclose(loss, np.mean(nll), atol=1e-6)
    np.testing.assert_allclose(states["fast"], expected["fast"], atol=1e-12)


def test_a_model_that_is_not_built_yet_learns_from_its_first_step(rng):
    keras.utils.set_random_seed(1)
    model, (x, y, _) = Unbuilt(), a_chunk(rng)
    optimizer = keras.optimizers.Adam(0.05)
    losses = [float(tbptt_step(model, optimizer, x, y, None, 1.0)[0]) for _ in range(20)]
    assert len(model.trainable_variables) == 6
    assert losses[-1] < 0.7 * losses[0]


def test_the_state_is_carried_between_chunks_and_dropped_between_epochs(rng):
    model = TwoStates()
    ids = rng.integers(0, V, 3 * N * T + 3).astype("int32")
    losses = train_tbptt(model, keras.optimizers.SGD(0.1), ids, N, T, epochs=2)
    assert [state is None for state in model.received] == [True, False, False] * 2
    assert len(losses) == 6
    assert {type(loss) for loss in losses} == {float}
    other, states, expected = TwoStates(), None, []
    for k, (x, y) in enumerate([*contiguous_batches(ids, N, T)] * 2):
        zeros = {"fast": np.zeros((N, H)), "slow": (np.zeros((N, H)),)}
        states = zeros if k % 3 == 0 else states
        before = other.get_weights()
        loss, h, c = loss_and_states(before, x, y, states)
        gradients = differences(before, x, y, states)
        other.set_weights([w - 0.1 * g for w, g in zip(before, gradients, strict=True)])
        expected.append(loss)
        states = {"fast": h, "slow": (c,)}
    np.testing.assert_allclose(losses, expected, atol=1e-7)


def test_a_text_too_short_for_a_chunk_gives_no_loss():
    assert train_tbptt(TwoStates(), keras.optimizers.SGD(0.1), [1, 2, 3], N, T, epochs=3) == []


def test_clipping_in_training_bounds_every_update():
    ids = np.random.default_rng(2).integers(0, V, N * T + 1)
    model = TwoStates()
    before = model.get_weights()
    train_tbptt(model, keras.optimizers.SGD(1.0), ids, N, T, epochs=1, max_norm=0.01)
    moved = [a - b for a, b in zip(model.get_weights(), before, strict=True)]
    assert np.sqrt(sum(np.sum(m**2) for m in moved)) == pytest.approx(0.01)


def test_training_in_chunks_of_one_character_beats_every_model_without_memory():
    text = data.hello(repeats=60)
    ids = np.array(["ehlo ".index(c) for c in text])
    losses = train_tbptt(TwoStates(), keras.optimizers.Adam(0.02), ids, 8, 1, epochs=6)
    assert np.mean(losses[-30:]) < 0.7 * data.memoryless_bound(text)


def test_the_global_norm_on_paper():
    grads = [tf.constant([3.0, 4.0]), None, tf.constant([6.0, 8.0])]
    clipped, norm = clip_by_global_norm(grads, 1.0)
    assert float(norm) == pytest.approx(np.sqrt(125))
    np.testing.assert_allclose(clipped[0], [0.26832816, 0.35777088], rtol=1e-6)
    assert clipped[1] is None
    np.testing.assert_allclose(clipped[2], [0.53665631, 0.71554175], rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("max_norm", [0.3, 2, 1e4])
def test_clipping_equals_tensorflows_own(rng, dtype, max_norm):
    grads = [tf.constant(rng.normal(size=s), dtype) for s in ((3, 4), (5,), ())]
    clipped, norm = clip_by_global_norm(grads, max_norm)
    expected, expected_norm = tf.clip_by_global_norm(grads, max_norm)
    assert isinstance(clipped, list)
    np.testing.assert_allclose(norm, expected_norm, rtol=1e-6)
    for one, other, given in zip(clipped, expected, grads, strict=True):
        assert one.dtype == given.dtype
        np.testing.assert_allclose(one, other, rtol=1e-5)
        if max_norm == 1e4:
            np.testing.assert_array_equal(one, given)


def test_clipping_equals_kerass_global_clipnorm(rng):
    start = [rng.normal(size=s).astype("float32") for s in ((3, 2), (4,))]
    grads = [tf.constant(rng.normal(size=w.shape), tf.float32) for w in start]
    variables = [keras.Variable(w) for w in start]
    keras.optimizers.SGD(1.0, global_clipnorm=0.7).apply(grads, variables)
    for clipped, before, after in zip(
        clip_by_global_norm(grads, 0.7)[0], start, variables, strict=True
    ):
        np.testing.assert_allclose(before - clipped, after.numpy(), atol=1e-6)


def test_a_row_that_was_looked_up_twice_counts_by_its_sum():
    table = tf.Variable(np.ones((4, 2)))
    with tf.GradientTape() as tape:
        rows = tf.gather(table, [2, 0, 2])
        loss = tf.reduce_sum(rows * [[3.0, 0.0], [0.0, 8.0], [3.0, 0.0]])
    slices = tape.gradient(loss, table)
    assert isinstance(slices, tf.IndexedSlices)
    clipped, norm = clip_by_global_norm([slices], 5.0)
    assert float(norm) == pytest.approx(10.0)  # 6 and 8, not 3, 8 and 3
    expected = [[0, 4], [0, 0], [3, 0], [0, 0]]
    np.testing.assert_allclose(tf.convert_to_tensor(clipped[0]), expected)


def test_nothing_to_clip_has_a_norm_of_zero_and_zeros_stay_zeros():
    assert clip_by_global_norm([None, None], 1.0)[0] == [None, None]
    assert float(clip_by_global_norm([], 1.0)[1]) == 0.0
    clipped, norm = clip_by_global_norm([tf.zeros((2, 3))], 1.0)
    assert float(norm) == 0.0
    np.testing.assert_array_equal(clipped[0], np.zeros((2, 3)))
