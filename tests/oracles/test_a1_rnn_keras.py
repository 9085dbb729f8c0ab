"""The Keras half of assignment 1's reference: the cell, the loss and the character model.

Oracles: Keras' own `SimpleRNNCell` and `SimpleRNN` with the same weights, the loss written out in
NumPy, hand-computed values, and (ln 2)/2, the least that a memoryless model can reach on "hello".
"""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from solutions.a1_rnn import VanillaRNNCell, build_char_model, make_pairs, sequence_loss

N, T, D, H, V = 2, 6, 3, 5, 7
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
POLICIES = ["float32", "float64", "mixed_float16", "mixed_bfloat16"]


@pytest.fixture
def rng():
    return np.random.default_rng(31)


def with_weights(layer, rng, features=D):
    """Build `layer` and give it random weights that share no symmetry."""
    layer.build((None, features) if isinstance(layer, VanillaRNNCell) else (None, None, features))
    layer.set_weights([rng.normal(0, 0.6, w.shape) for w in layer.weights])
    return layer


def test_the_cell_makes_its_weights_in_the_stated_order(rng):
    cell = with_weights(VanillaRNNCell(H), rng)
    assert [w.name for w in cell.weights] == ["kernel", "recurrent_kernel", "bias"]
    assert [w.shape for w in cell.trainable_weights] == [(D, H), (H, H), (H,)]
    assert (cell.state_size, cell.output_size) == (H, H)


@pytest.mark.parametrize("container", [list, tuple])
@pytest.mark.parametrize("training", [False, True])
def test_the_cell_equals_kerass_simple_rnn_cell(rng, container, training):
    ours = with_weights(VanillaRNNCell(H, dtype="float64"), rng)
    theirs = keras.layers.SimpleRNNCell(H, dtype="float64")
    theirs.build((None, D))
    theirs.set_weights(ours.get_weights())
    x, h = tf.constant(rng.normal(size=(N, D))), tf.constant(rng.normal(size=(N, H)))
    output, states = ours(x, container([h]), training=training)
    expected, expected_states = theirs(x, [h], training=training)
    assert len(states) == 1
    np.testing.assert_allclose(output, expected, atol=1e-12)
    np.testing.assert_allclose(states[0], expected_states[0], atol=1e-12)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_cell_honours_its_dtype_inside_an_rnn_layer(rng, policy):
    layer = keras.layers.RNN(
        VanillaRNNCell(H, dtype=policy), return_sequences=True, return_state=True, dtype=policy
    )
    outputs, state = layer(rng.normal(size=(N, T, D)))
    policy = keras.DTypePolicy(policy)
    assert {keras.backend.standardize_dtype(w.dtype) for w in layer.weights} == {
        policy.variable_dtype
    }
    assert outputs.dtype == state.dtype == policy.compute_dtype
    np.testing.assert_array_equal(outputs[:, -1], state)


@pytest.mark.parametrize("reverse", [False, True])
def test_an_rnn_layer_around_the_cell_equals_simple_rnn(rng, reverse):
    options = {"return_sequences": True, "go_backwards": reverse, "dtype": "float64"}
    ours = with_weights(keras.layers.RNN(VanillaRNNCell(H, dtype="float64"), **options), rng)
    theirs = keras.layers.SimpleRNN(H, **options)
    theirs.build((None, None, D))
    theirs.set_weights(ours.get_weights())
    x, h0 = rng.normal(size=(N, T, D)), tf.constant(rng.normal(size=(N, H)))
    mask = tf.constant([[True] * T, [True, True, False, True, False, False]])
    np.testing.assert_allclose(
        ours(x, initial_state=h0, mask=mask), theirs(x, initial_state=h0, mask=mask), atol=1e-12
    )


def test_every_weight_gets_the_gradient_that_simple_rnn_gives(rng):
    ours = with_weights(keras.layers.RNN(VanillaRNNCell(H, dtype="float64"), dtype="float64"), rng)
    theirs = keras.layers.SimpleRNN(H, dtype="float64")
    theirs.build((None, None, D))
    theirs.set_weights(ours.get_weights())
    x, upstream = rng.normal(size=(N, T, D)), rng.normal(size=(N, H))
    gradients = []
    for layer in (ours, theirs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(layer(x) * upstream)
        gradients.append(tape.gradient(loss, [w.value for w in layer.trainable_weights]))
    for mine, keras_own in zip(*gradients, strict=True):
        np.testing.assert_allclose(mine, keras_own, atol=1e-12)


def test_the_cell_is_rebuilt_from_its_config():
    cell = VanillaRNNCell(H, name="mine", dtype="mixed_float16")
    copy = VanillaRNNCell.from_config(cell.get_config())
    assert (copy.units, copy.name, copy.dtype_policy.name) == (H, "mine", "mixed_float16")


def test_a_compiled_model_trains_saves_and_loads(rng, tmp_path):
    model = keras.Sequential(
        [keras.Input((None, D)), keras.layers.RNN(VanillaRNNCell(H)), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(0.02), loss="mse")
    x = rng.normal(size=(32, T, D)).astype("float32")
    y = x.mean(axis=(1, 2))[:, None]
    losses = model.fit(x, y, epochs=8, batch_size=16, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(
        tmp_path / "model.keras", custom_objects={"VanillaRNNCell": VanillaRNNCell}
    )
    np.testing.assert_array_equal(loaded(x), model(x))


def test_pairs_of_hello():
    inputs, targets, vocabulary = make_pairs("hello")
    assert vocabulary == ["e", "h", "l", "o"]
    np.testing.assert_array_equal(inputs, [1, 0, 2, 2])
    np.testing.assert_array_equal(targets, [0, 2, 2, 3])


def test_pairs_spell_the_text_again():
    text = "Zoë said: “no”\n\tnot yet. " * 3
    inputs, targets, vocabulary = make_pairs(text)
    assert vocabulary == sorted(set(text))
    assert "".join(vocabulary[i] for i in inputs) == text[:-1]
    assert "".join(vocabulary[i] for i in targets) == text[1:]


def test_one_character_gives_two_empty_integer_arrays():
    inputs, targets, vocabulary = make_pairs("a")
    assert vocabulary == ["a"]
    assert inputs.shape == targets.shape == (0,)
    assert np.issubdtype(inputs.dtype, np.integer)
    assert np.issubdtype(targets.dtype, np.integer)


def numpy_loss(logits, targets, mask):
    total, count = 0.0, 0
    for n, t in zip(*np.nonzero(mask), strict=True):
        scores = logits[n, t].astype("float64")
        top = scores.max()
        total -= scores[targets[n, t]] - top - math.log(np.exp(scores - top).sum())
        count += 1
    return total / count


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("mask_dtype", ["bool", "int32", "int64", "float32", "float64"])
def test_the_loss_is_the_mean_over_valid_tokens(rng, dtype, mask_dtype):
    logits = (rng.normal(size=(3, T, V)) * 3).astype(dtype)
    targets = rng.integers(0, V, (3, T))
    mask = np.array([[1] * T, [1, 1, 0, 1, 0, 0], [0] * T])
    loss = sequence_loss(*map(tf.constant, (logits, targets, mask.astype(mask_dtype))))
    assert loss.dtype == dtype
    assert loss.shape == ()
    assert float(loss) == pytest.approx(numpy_loss(logits, targets, mask), rel=1e-5)


def test_uniform_logits_cost_ln_v():
    loss = sequence_loss(tf.zeros((2, 3, V)), tf.ones((2, 3), "int32"), tf.ones((2, 3)))
    assert float(loss) == pytest.approx(math.log(V))


def test_huge_logits_stay_finite():
    logits = tf.constant([[[1000.0, 0.0], [0.0, 1000.0]]])
    loss = sequence_loss(logits, tf.constant([[0, 0]]), tf.constant([[1, 1]]))
    assert float(loss) == pytest.approx(500.0)


def test_masked_tokens_touch_neither_loss_nor_gradient(rng):
    logits, mask = rng.normal(size=(2, 4, V)), tf.constant([[1, 1, 0, 0], [1, 0, 1, 1]])
    targets = rng.integers(0, V, (2, 4))
    other_logits = np.where(np.asarray(mask)[..., None], logits, 99.0)
    other_targets = np.where(mask, targets, -1)
    watched = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(watched)
        loss = sequence_loss(watched, tf.constant(targets), mask)
    gradient = tape.gradient(loss, watched).numpy()
    other = sequence_loss(tf.constant(other_logits), tf.constant(other_targets), mask)
    assert float(loss) == pytest.approx(float(other), rel=1e-12)
    probabilities = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    expected = (probabilities - np.eye(V)[targets]) * np.asarray(mask)[..., None] / 5
    np.testing.assert_allclose(gradient, expected, atol=1e-12)


def test_the_character_model_takes_any_length_and_never_looks_ahead(rng):
    model = build_char_model(V, H)
    assert any(isinstance(getattr(layer, "cell", None), VanillaRNNCell) for layer in model.layers)
    ids = rng.integers(0, V, (N, T))
    full = model(ids).numpy()
    assert full.shape == (N, T, V)
    changed = ids.copy()
    changed[:, 3:] = (changed[:, 3:] + 1) % V
    np.testing.assert_allclose(model(changed)[:, :3], full[:, :3], atol=1e-6)
    np.testing.assert_allclose(model(ids[:, :2]), full[:, :2], atol=1e-6)
    earlier = ids.copy()
    earlier[:, 0] = (earlier[:, 0] + 1) % V
    assert np.abs(model(earlier)[:, -1] - full[:, -1]).max() > 1e-6


@pytest.mark.parametrize("units", [2, 8, 32])
def test_the_character_model_learns_hello_beyond_the_memoryless_bound(units):
    keras.utils.set_random_seed(1)
    inputs, targets, vocabulary = make_pairs("hello")
    ids, targets = tf.constant(inputs[None]), tf.constant(targets[None])
    model = build_char_model(len(vocabulary), units)
    optimizer = keras.optimizers.Adam(0.02)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = sequence_loss(model(ids), targets, tf.ones_like(ids))
        optimizer.apply(tape.gradient(loss, model.trainable_variables))
        return loss

    for _ in range(200):
        loss = step()
    assert float(loss) < 0.1 < math.log(2) / 2


def test_the_character_model_saves_and_loads(rng, tmp_path):
    model = build_char_model(V, H)
    ids = rng.integers(0, V, (N, T))
    model.save(tmp_path / "char.keras")
    loaded = keras.models.load_model(tmp_path / "char.keras")
    np.testing.assert_array_equal(loaded(ids), model(ids))
