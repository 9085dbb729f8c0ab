"""The captioner of assignment 6 against Keras' own layers, finite differences and enumeration."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from solutions.a6_captioning import caption_beam, caption_loss, shift_captions

N, T, F, E, H, V = 4, 6, 5, 3, 4, 7
SHAPES = {
    **{"W_proj": (F, H), "b_proj": (H,), "W_embed": (V, E), "Wx": (E, H), "Wh": (H, H)},
    **{"b": (H,), "W_vocab": (H, V), "b_vocab": (V,)},
}
CAPTIONS = np.array(
    [[1, 4, 5, 3, 6, 2], [1, 2, 0, 0, 0, 0], [1, 5, 5, 2, 0, 0], [1, 3, 4, 6, 2, 0]]
)
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def params():
    rng = np.random.default_rng(60)
    return {name: tf.constant(rng.normal(0, 0.8, shape)) for name, shape in SHAPES.items()}


@pytest.fixture
def features():
    return tf.constant(np.random.default_rng(61).normal(0, 1.5, (N, F)))


def test_inputs_targets_and_mask_of_two_captions_written_out():
    inputs, targets, mask = shift_captions([[1, 5, 6, 2], [1, 5, 2, 0]])
    np.testing.assert_array_equal(inputs, [[1, 5, 6], [1, 5, 2]])
    np.testing.assert_array_equal(targets, [[5, 6, 2], [5, 2, 0]])
    np.testing.assert_array_equal(mask, [[1, 1, 1], [1, 1, 0]])


def test_the_loss_equals_that_of_kerass_layers(features, params):
    weights = {name: value.numpy() for name, value in params.items()}
    embedding = keras.layers.Embedding(V, E, dtype="float64")
    rnn = keras.layers.SimpleRNN(H, return_sequences=True, dtype="float64")
    embedding.build()
    rnn.build((None, None, E))
    embedding.set_weights([weights["W_embed"]])
    rnn.set_weights([weights["Wx"], weights["Wh"], weights["b"]])
    first = features @ weights["W_proj"] + weights["b_proj"]
    hs = rnn(embedding(CAPTIONS[:, :-1]), initial_state=[first])
    logits = hs @ weights["W_vocab"] + weights["b_vocab"]
    nats = keras.losses.sparse_categorical_crossentropy(CAPTIONS[:, 1:], logits, from_logits=True)
    expected = np.sum(np.asarray(nats) * (CAPTIONS[:, 1:] != 0)) / N
    np.testing.assert_allclose(caption_loss(features, CAPTIONS, params), expected, rtol=1e-12)


def test_a_captioner_without_weights_pays_log_v_for_every_real_target(features, params):
    flat = {name: tf.zeros_like(value) for name, value in params.items()}
    targets = np.sum(CAPTIONS[:, 1:] != 0)
    loss = caption_loss(features, CAPTIONS, flat)
    np.testing.assert_allclose(loss, targets * np.log(V) / N, rtol=1e-12)


def test_gradients_agree_with_finite_differences(features, params):
    names = [*params, "features"]
    values = {**params, "features": features}

    def loss(given):
        return caption_loss(given["features"], CAPTIONS, given)

    with tf.GradientTape() as tape:
        tape.watch(values)
        total = loss(values)
    found = tape.gradient(total, values)
    rng = np.random.default_rng(62)
    for name in names:
        direction = rng.normal(size=values[name].shape)
        ahead = {**values, name: values[name] + 1e-6 * direction}
        behind = {**values, name: values[name] - 1e-6 * direction}
        slope = (loss(ahead) - loss(behind)) / 2e-6
        dense = tf.convert_to_tensor(found[name])
        np.testing.assert_allclose(np.sum(dense * direction), slope, rtol=1e-6, err_msg=name)


def scored(features, params, tokens, start):
    """Log P of one caption, from the loss."""
    caption = np.array([[start, *tokens]])
    return -float(caption_loss(features[None], caption, params, pad=V + 1))


@pytest.mark.parametrize("eos", [2, 6])
def test_a_beam_with_room_for_all_captions_is_exhaustive_search(features, params, eos):
    captions = [
        list(tokens)
        for length in (1, 2, 3)
        for tokens in itertools.product(range(V), repeat=length)
        if eos not in tokens[:-1] and (tokens[-1] == eos or length == 3)
    ]
    expected = sorted(((scored(features[0], params, c, 1), c) for c in captions), reverse=True)
    found = caption_beam(features[0], params, 1, eos, 1000, 3)
    assert [tokens for tokens, _ in found] == [tokens for _, tokens in expected]
    np.testing.assert_allclose([p for _, p in found], [p for p, _ in expected], rtol=1e-9)


def test_a_beam_of_one_takes_the_likeliest_word_each_time(features, params):
    ((tokens, log_p),) = caption_beam(features[1], params, 1, 2, 1, 5)
    written = []
    while len(written) < 5 and 2 not in written:
        nexts = [scored(features[1], params, [*written, v], 1) for v in range(V)]
        written.append(int(np.argmax(nexts)))
    assert tokens == written
    np.testing.assert_allclose(log_p, scored(features[1], params, written, 1), rtol=1e-9)


def test_the_beam_finds_what_the_search_of_assignment_4_finds(features, params):
    from solutions.a4_decoding import beam_search

    weights = {name: value.numpy() for name, value in params.items()}

    def step(tokens, h):
        h = np.tanh(weights["W_embed"][tokens] @ weights["Wx"] + h @ weights["Wh"] + weights["b"])
        return tf.nn.log_softmax(h @ weights["W_vocab"] + weights["b_vocab"]).numpy(), h

    for image in features:
        first = image[None] @ weights["W_proj"] + weights["b_proj"]
        for width in (1, 2, 5):
            expected = beam_search(step, first.numpy(), 2, 2, width, 6)
            found = caption_beam(image, params, 2, 2, width, 6)
            assert [tokens for tokens, _ in found] == [tokens for tokens, _ in expected]
            np.testing.assert_allclose([p for _, p in found], [p for _, p in expected], rtol=1e-9)
