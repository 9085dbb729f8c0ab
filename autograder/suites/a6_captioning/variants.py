"""Right answers to `shift_captions` and `caption_loss`.

Each is written differently from the solution, stands under its question's name in the solution's
namespace and must get full marks.
"""

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant


@variant("shift_captions")
def numbers_in_the_mask(captions, pad=0):
    inputs, targets = keras.ops.array(captions)[:, :-1], keras.ops.array(captions)[:, 1:]
    return [inputs, targets, keras.ops.cast(keras.ops.not_equal(targets, pad), "float32")]


@variant("shift_captions")
def all_of_it_in_numpy(captions, pad=0):
    ids = np.asarray(captions)
    return ids[:, :-1], ids[:, 1:], (ids[:, 1:] != pad).astype(int)


@variant("shift_captions")
def by_rolling(captions, pad=0):
    rolled = tf.roll(tf.cast(captions, tf.int64), -1, axis=1)[:, :-1]
    return tf.identity(captions)[:, :-1], rolled, tf.cast(rolled != pad, tf.int32)


@variant("caption_loss")
def the_loss_of_keras(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    h = features @ params["W_proj"] + params["b_proj"]
    total = 0.0
    for t in range(inputs.shape[1]):
        x = keras.ops.take(params["W_embed"], inputs[:, t], axis=0)
        h = keras.ops.tanh(x @ params["Wx"] + h @ params["Wh"] + params["b"])
        logits = h @ params["W_vocab"] + params["b_vocab"]
        nats = keras.ops.sparse_categorical_crossentropy(targets[:, t], logits, from_logits=True)
        total += keras.ops.sum(nats * keras.ops.cast(mask[:, t], nats.dtype))
    return total / captions.shape[0]


@variant("caption_loss")
def one_hots_and_logsumexp(features, captions, params, pad=0):
    words = tf.one_hot(captions, params["W_embed"].shape[0], dtype=features.dtype)
    h = tf.einsum("nf,fh->nh", features, params["W_proj"]) + params["b_proj"]
    total = tf.zeros((), features.dtype)
    for t in range(captions.shape[1] - 1):
        drive = words[:, t] @ params["W_embed"] @ params["Wx"]
        h = tf.tanh(drive + h @ params["Wh"] + params["b"])
        logits = h @ params["W_vocab"] + params["b_vocab"]
        hit = tf.reduce_sum(words[:, t + 1] * logits, axis=1)
        counts = tf.cast(captions[:, t + 1] != pad, features.dtype)
        total += tf.reduce_mean(counts * (tf.reduce_logsumexp(logits, axis=1) - hit))
    return total


@variant("caption_loss")
def only_the_valid_tokens(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    h, hs = tf.linalg.matmul(features, params["W_proj"]) + params["b_proj"], []
    for x in tf.unstack(tf.nn.embedding_lookup(params["W_embed"], inputs), axis=1):
        both = tf.concat([h, x], axis=-1) @ tf.concat([params["Wh"], params["Wx"]], axis=0)
        h = tf.tanh(both + params["b"])
        hs.append(h)
    logits = tf.stack(hs, axis=1) @ params["W_vocab"] + params["b_vocab"]
    valid = tf.cast(mask, tf.bool)
    nats = tf.nn.sparse_softmax_cross_entropy_with_logits(targets[valid], logits[valid])
    return tf.reduce_sum(nats) / tf.cast(tf.shape(captions)[0], nats.dtype)
