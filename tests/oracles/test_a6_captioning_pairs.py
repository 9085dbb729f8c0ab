"""Encoder, decoder and the net that answers, against Keras' own LSTM and finite differences.

Keras' LSTM packs i, f, c, o where ours packs i, f, o, g.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from solutions.a6_captioning import decode, encode, vqa_logits

N, T, F, E, H, V, P, A = 3, 5, 6, 4, 2, 7, 3, 8
LSTM = {"W_embed": (V, E), "Wx": (E, 4 * H), "Wh": (H, 4 * H), "b": (4 * H,)}
OUTPUT = {"W_vocab": (H, V), "b_vocab": (V,)}
JOINT = {
    **{"W_image": (F, P), "b_image": (P,), "W_question": (H, P), "b_question": (P,)},
    **{"W_out": (P, A), "b_out": (A,)},
}
LENGTHS = [5, 1, 3]
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def rng():
    return np.random.default_rng(65)


def drawn(rng, shapes):
    return {name: tf.constant(rng.normal(0, 0.8, shape)) for name, shape in shapes.items()}


def keras_lstm(params):
    """Keras' layer with these weights, blocks i, f, o, g moved to i, f, g, o."""
    layer = keras.layers.LSTM(H, return_sequences=True, return_state=True, dtype="float64")
    layer.build((None, None, E))
    blocks = [np.split(params[name].numpy(), 4, axis=-1) for name in ("Wx", "Wh", "b")]
    layer.set_weights([np.concatenate([i, f, g, o], axis=-1) for i, f, o, g in blocks])
    return layer


def test_the_encoder_equals_kerass_lstm_with_a_mask(rng):
    params, ids = drawn(rng, LSTM), rng.integers(V, size=(N, T))
    mask = np.arange(T) < np.array(LENGTHS)[:, None]
    _, *expected = keras_lstm(params)(tf.gather(params["W_embed"], ids), mask=tf.constant(mask))
    found = encode(ids, LENGTHS, params)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_the_encoder_reads_padded_sequences_as_it_reads_them_alone(rng):
    params, ids = drawn(rng, LSTM), rng.integers(V, size=(N, T))
    together = encode(ids, LENGTHS, params)
    for n, length in enumerate(LENGTHS):
        alone = encode(ids[n : n + 1, :length], [length], params)
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_allclose(one[0], other[n], atol=1e-12)


def test_the_decoder_equals_kerass_lstm_from_the_same_state(rng):
    params, ids = drawn(rng, {**LSTM, **OUTPUT}), rng.integers(V, size=(N, T))
    state = [tf.constant(rng.normal(size=(N, H))) for _ in range(2)]
    hs, *_ = keras_lstm(params)(tf.gather(params["W_embed"], ids), initial_state=state)
    expected = hs @ params["W_vocab"] + params["b_vocab"]
    np.testing.assert_allclose(decode(ids, tuple(state), params), expected, atol=1e-12)


def test_the_answers_restated_in_numpy(rng):
    params, ids = drawn(rng, {**LSTM, **JOINT}), rng.integers(V, size=(N, T))
    features = rng.normal(size=(N, F))
    mask = np.arange(T) < np.array(LENGTHS)[:, None]
    _, h, _ = keras_lstm(params)(tf.gather(params["W_embed"], ids), mask=tf.constant(mask))
    w = {name: value.numpy() for name, value in params.items()}
    image = np.tanh(features @ w["W_image"] + w["b_image"])
    question = np.tanh(np.asarray(h) @ w["W_question"] + w["b_question"])
    expected = np.einsum("np,np,pa->na", image, question, w["W_out"]) + w["b_out"]
    found = vqa_logits(tf.constant(features), ids, LENGTHS, params)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_translators_gradients_agree_with_finite_differences(rng):
    source, target = rng.integers(V, size=(N, T)), rng.integers(V, size=(N, T))
    weights = tf.constant(rng.normal(size=(N, T, V)))
    params = {"encoder": drawn(rng, LSTM), "decoder": drawn(rng, {**LSTM, **OUTPUT})}

    def total(given):
        state = encode(source, LENGTHS, given["encoder"])
        return tf.reduce_sum(decode(target, state, given["decoder"]) * weights)

    with tf.GradientTape() as tape:
        tape.watch(params)
        value = total(params)
    found = tape.gradient(value, params)
    for part, name in [(one, key) for one in params for key in params[one]]:
        direction = rng.normal(size=params[part][name].shape)
        ahead, behind = (
            {**params, part: {**params[part], name: params[part][name] + step * direction}}
            for step in (1e-6, -1e-6)
        )
        slope = (total(ahead) - total(behind)) / 2e-6
        dense = tf.convert_to_tensor(found[part][name])
        np.testing.assert_allclose(np.sum(dense * direction), slope, rtol=1e-5, err_msg=name)
