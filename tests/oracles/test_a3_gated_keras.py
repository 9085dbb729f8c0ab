"""The cells of assignment 3's reference against Keras' own, whose gates stand in another order.

Keras' LSTM packs i, f, c, o where ours packs i, f, o, g. The GRU equals Keras' with
`reset_after=False` and no bias once the blocks of z are negated: its z is our 1 - z.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from solutions.a3_gated import GRUCell, LSTMCell, gru_step, lstm_forward, lstm_step

N, T, D, H = 2, 6, 3, 5
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
POLICIES = ["float32", "float64", "mixed_float16", "mixed_bfloat16"]
CELLS = [LSTMCell, GRUCell]
SHAPES = {LSTMCell: [(D, 4 * H), (H, 4 * H), (4 * H,)], GRUCell: [(D, 3 * H), (H, 3 * H)]}
STATES = {LSTMCell: 2, GRUCell: 1}


@pytest.fixture
def rng():
    return np.random.default_rng(33)


def keras_lstm_weights(weights):
    """Blocks i, f, o, g moved to i, f, c, o."""
    blocks = [np.split(weight, 4, axis=-1) for weight in weights]
    return [np.concatenate([i, f, g, o], axis=-1) for i, f, o, g in blocks]


def keras_gru_weights(weights):
    """The blocks of z with their sign turned."""
    return [
        np.concatenate([-z, r, c], axis=-1)
        for z, r, c in (np.split(weight, 3, axis=-1) for weight in weights)
    ]


def pair(cell_class, rng, **layer_options):
    """An RNN layer around our cell and one around Keras', with weights that mean the same."""
    own = cell_class(H, dtype="float64")
    if cell_class is LSTMCell:
        theirs, moved = keras.layers.LSTMCell(H, dtype="float64"), keras_lstm_weights
    else:
        theirs = keras.layers.GRUCell(H, use_bias=False, reset_after=False, dtype="float64")
        moved = keras_gru_weights
    layers = []
    for cell in (own, theirs):
        layer = keras.layers.RNN(cell, dtype="float64", **layer_options)
        layer.build((None, None, D))
        layers.append(layer)
    weights = [rng.normal(0, 0.7, shape) for shape in SHAPES[cell_class]]
    layers[0].set_weights(weights)
    layers[1].set_weights(moved(weights))
    return layers


def states_of(cell_class, rng):
    return [tf.constant(rng.normal(size=(N, H))) for _ in range(STATES[cell_class])]


@pytest.mark.parametrize("cell_class", CELLS)
def test_a_cell_makes_its_weights_in_the_stated_order(cell_class):
    cell = cell_class(H)
    cell.build((None, D))
    names = ["kernel", "recurrent_kernel", "bias"][: len(SHAPES[cell_class])]
    assert [w.name for w in cell.weights] == names
    assert [getattr(cell, name) for name in names] == cell.weights
    assert [w.shape for w in cell.trainable_weights] == SHAPES[cell_class]
    assert tf.nest.flatten(cell.state_size) == [H] * STATES[cell_class]


@pytest.mark.parametrize("container", [list, tuple])
@pytest.mark.parametrize("cell_class", CELLS)
def test_a_cell_equals_kerass_own(rng, cell_class, container):
    ours, theirs = (layer.cell for layer in pair(cell_class, rng))
    x, states = tf.constant(rng.normal(size=(N, D))), states_of(cell_class, rng)
    output, after = ours(x, container(states), training=True)
    expected, expected_after = theirs(x, states, training=True)
    assert len(after) == len(states)
    np.testing.assert_allclose(output, expected, atol=1e-12)
    for one, other in zip(after, expected_after, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("cell_class", CELLS)
def test_a_layer_around_the_cell_equals_one_around_kerass(rng, cell_class, reverse):
    layers = pair(cell_class, rng, return_sequences=True, return_state=True, go_backwards=reverse)
    x, states = rng.normal(size=(N, T, D)), states_of(cell_class, rng)
    mask = tf.constant([[True] * T, [True, True, False, True, False, False]])
    found, expected = (layer(x, initial_state=states, mask=mask) for layer in layers)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("cell_class", CELLS)
def test_every_weight_gets_the_gradient_that_kerass_cell_gives(rng, cell_class):
    layers = pair(cell_class, rng)
    x, upstream = rng.normal(size=(N, T, D)), rng.normal(size=(N, H))
    gradients = []
    for layer in layers:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(layer(x) * upstream)
        found = tape.gradient(loss, [w.value for w in layer.trainable_weights])
        gradients.append([np.asarray(gradient) for gradient in found])
    moved = keras_lstm_weights if cell_class is LSTMCell else keras_gru_weights
    for mine, keras_own in zip(moved(gradients[0]), gradients[1], strict=True):
        np.testing.assert_allclose(mine, keras_own, atol=1e-12)


def test_unrolling_by_hand_equals_kerass_lstm(rng):
    weights = [rng.normal(0, 0.7, shape) for shape in SHAPES[LSTMCell]]
    theirs = keras.layers.LSTM(H, return_sequences=True, return_state=True, dtype="float64")
    theirs.build((None, None, D))
    theirs.set_weights(keras_lstm_weights(weights))
    x, (h0, c0) = rng.normal(size=(N, T, D)), states_of(LSTMCell, rng)
    expected = theirs(x, initial_state=[h0, c0])
    hs, (h, c) = lstm_forward(tf.constant(x), h0, c0, *map(tf.constant, weights))
    for one, other in zip((hs, h, c), expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_the_gru_step_equals_kerass_cell_and_only_with_z_negated_and_reset_before(rng):
    x, h = rng.normal(size=(N, D)), rng.normal(size=(N, H))
    Wz, Wr, W = (rng.normal(size=(H + D, H)) for _ in range(3))
    ours = gru_step(*map(tf.constant, (x, h, Wz, Wr, W)))
    for sign, after, equal in [(-1, False, True), (1, False, False), (-1, True, False)]:
        cell = keras.layers.GRUCell(H, use_bias=False, reset_after=after, dtype="float64")
        cell.build((None, D))
        joined = np.concatenate([sign * Wz, Wr, W], axis=-1)
        cell.set_weights([joined[H:], joined[:H]])
        theirs, _ = cell(x, [h])
        assert np.allclose(ours, theirs, atol=1e-12) is equal


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("cell_class", CELLS)
def test_a_cell_honours_its_dtype_inside_an_rnn_layer(rng, cell_class, policy):
    layer = keras.layers.RNN(
        cell_class(H, dtype=policy), return_sequences=True, return_state=True, dtype=policy
    )
    outputs, *states = layer(rng.normal(size=(N, T, D)))
    policy = keras.DTypePolicy(policy)
    assert {keras.backend.standardize_dtype(w.dtype) for w in layer.weights} == {
        policy.variable_dtype
    }
    assert {outputs.dtype, *(s.dtype for s in states)} == {tf.as_dtype(policy.compute_dtype)}
    np.testing.assert_array_equal(outputs[:, -1], states[0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("asked", "forget"), [({}, 1), ({"unit_forget_bias": False}, 0)])
def test_a_new_forget_gate_is_biased_where_that_is_asked_for(asked, forget, dtype):
    cell = LSTMCell(H, dtype=dtype, **asked)
    cell.build((None, D))
    expected = np.repeat([0, forget, 0, 0], H)
    np.testing.assert_array_equal(cell.bias, expected)


@pytest.mark.parametrize(
    ("cell_class", "arguments"),
    [(LSTMCell, {"units": H, "unit_forget_bias": False}), (GRUCell, {"units": H})],
)
def test_a_cell_is_rebuilt_from_its_config(cell_class, arguments):
    cell = cell_class(**arguments, name="mine", dtype="mixed_float16")
    copy = cell_class.from_config(cell.get_config())
    assert {key: copy.get_config()[key] for key in arguments} == arguments
    assert (copy.name, copy.dtype_policy.name) == ("mine", "mixed_float16")


@pytest.mark.parametrize("cell_class", CELLS)
def test_a_compiled_model_trains_saves_and_loads(rng, cell_class, tmp_path):
    model = keras.Sequential(
        [keras.Input((None, D)), keras.layers.RNN(cell_class(H)), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(0.02), loss="mse", jit_compile=False)
    x = rng.normal(size=(32, T, D)).astype("float32")
    y = x.mean(axis=(1, 2))[:, None]
    losses = model.fit(x, y, epochs=8, batch_size=16, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(
        tmp_path / "model.keras", custom_objects={cell_class.__name__: cell_class}
    )
    np.testing.assert_array_equal(loaded(x), model(x))


def test_the_lstm_cell_equals_the_step_on_its_weights(rng):
    cell = pair(LSTMCell, rng)[0].cell
    x, states = tf.constant(rng.normal(size=(N, D))), states_of(LSTMCell, rng)
    _, after = cell(x, states)
    weights = [w.value for w in cell.weights]
    for one, other in zip(after, lstm_step(x, *states, *weights), strict=True):
        np.testing.assert_array_equal(one, other)
