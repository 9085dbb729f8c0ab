"""Right answers to `encode`, `decode` and `vqa_logits`.

Each is written differently from the solution, stands under its question's name in the solution's
namespace and must get full marks.
"""

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant


@variant("encode")
def all_states_and_a_gather(x_ids, lengths, params):
    x = keras.ops.take(params["W_embed"], x_ids, axis=0)
    units = params["b"].shape[0] // 4
    h, c = (
        keras.ops.zeros((x.shape[0], units), x.dtype),
        keras.ops.zeros((x.shape[0], units), x.dtype),
    )
    states = []
    for t in range(x.shape[1]):
        gates = keras.ops.concatenate([h, x[:, t]], axis=-1) @ keras.ops.concatenate(
            [params["Wh"], params["Wx"]], axis=0
        )
        i, f, o, g = keras.ops.split(gates + params["b"], 4, axis=-1)
        c = keras.ops.sigmoid(f) * c + keras.ops.sigmoid(i) * keras.ops.tanh(g)
        h = keras.ops.sigmoid(o) * keras.ops.tanh(c)
        states.append(keras.ops.stack([h, c]))
    last = keras.ops.convert_to_tensor(lengths) - 1
    states = keras.ops.stack(states, axis=2)  # [2, N, T, H]
    picked = tf.gather(tf.transpose(states, [1, 2, 0, 3]), last, batch_dims=1)
    return [picked[:, 0], picked[:, 1]]


@variant("encode")
def one_sequence_at_a_time(x_ids, lengths, params):
    hs, cs, units = [], [], params["Wh"].shape[0]
    for ids, length in zip(np.asarray(x_ids), np.asarray(lengths), strict=True):
        h = c = tf.zeros((1, units), params["Wh"].dtype)
        for token in ids[:length]:
            gates = params["W_embed"][token][None] @ params["Wx"] + h @ params["Wh"] + params["b"]
            i, f, o = (tf.sigmoid(gates[:, k * units : (k + 1) * units]) for k in range(3))
            c = f * c + i * tf.tanh(gates[:, 3 * units :])
            h = o * tf.tanh(c)
        hs.append(h)
        cs.append(c)
    return tf.concat(hs, axis=0), tf.concat(cs, axis=0)


@variant("encode")
def a_mask_of_numbers(x_ids, lengths, params):
    x = (
        tf.one_hot(x_ids, params["W_embed"].shape[0], dtype=params["W_embed"].dtype)
        @ params["W_embed"]
    )
    real = tf.sequence_mask(lengths, x.shape[1], dtype=x.dtype)[..., None]
    h = c = x[:, 0] @ tf.zeros_like(params["Wx"])[:, : params["Wh"].shape[0]]
    for t in range(x.shape[1]):
        packed = x[:, t] @ params["Wx"] + h @ params["Wh"] + params["b"]
        i, f, o, g = tf.unstack(tf.reshape(packed, (x.shape[0], 4, -1)), axis=1)
        new = tf.nn.sigmoid(f) * c + tf.nn.sigmoid(i) * tf.nn.tanh(g)
        c = real[:, t] * new + (1 - real[:, t]) * c
        h = real[:, t] * (tf.nn.sigmoid(o) * tf.nn.tanh(new)) + (1 - real[:, t]) * h
    return h, c


@variant("decode")
def logits_step_by_step(y_ids, state, params):
    h, c = state[0], state[1]
    logits = []
    for t in range(y_ids.shape[1]):
        x = tf.nn.embedding_lookup(params["W_embed"], y_ids[:, t])
        i, f, o, g = tf.split(x @ params["Wx"] + h @ params["Wh"] + params["b"], 4, axis=1)
        c = c * tf.sigmoid(f) + tf.sigmoid(i) * tf.tanh(g)
        h = tf.tanh(c) * tf.sigmoid(o)
        logits.append((h @ params["W_vocab"] + params["b_vocab"])[:, None])
    return tf.concat(logits, axis=1)


@variant("decode")
def in_keras_ops(y_ids, state, params):
    h, c = state
    x = keras.ops.take(params["W_embed"], y_ids, axis=0) @ params["Wx"] + params["b"]
    hs = []
    for t in range(x.shape[1]):
        i, f, o, g = keras.ops.split(x[:, t] + h @ params["Wh"], 4, axis=-1)
        c = keras.ops.sigmoid(f) * c + keras.ops.sigmoid(i) * keras.ops.tanh(g)
        h = keras.ops.sigmoid(o) * keras.ops.tanh(c)
        hs.append(h)
    hs = keras.ops.stack(hs, axis=1)
    return keras.ops.einsum("nth,hv->ntv", hs, params["W_vocab"]) + params["b_vocab"]


@variant("decode")
def timesteps_first_inside(y_ids, state, params):
    def step(before, x):
        h, c = before
        i, f, o, g = tf.split(x @ params["Wx"] + h @ params["Wh"] + params["b"], 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        return tf.sigmoid(o) * tf.tanh(c), c

    x = tf.transpose(tf.gather(params["W_embed"], y_ids), [1, 0, 2])
    hs, _ = tf.scan(step, x, initializer=tuple(state))
    return tf.transpose(tf.tensordot(hs, params["W_vocab"], 1) + params["b_vocab"], [1, 0, 2])


@variant("vqa_logits")
def with_einsums(features, question_ids, lengths, params):
    h = encode(question_ids, lengths, params)[0]
    image = keras.ops.tanh(
        keras.ops.einsum("nf,fp->np", features, params["W_image"]) + params["b_image"]
    )
    asked = keras.ops.tanh(
        keras.ops.einsum("nh,hp->np", h, params["W_question"]) + params["b_question"]
    )
    return keras.ops.einsum("np,np,pa->na", image, asked, params["W_out"]) + params["b_out"]


@variant("vqa_logits")
def with_an_lstm_of_its_own(features, question_ids, lengths, params):
    x = tf.gather(params["W_embed"], question_ids)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    hs = []
    for t in range(x.shape[1]):
        i, f, o, g = tf.split(x[:, t] @ params["Wx"] + h @ params["Wh"] + params["b"], 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    h = tf.gather(tf.stack(hs, axis=1), tf.convert_to_tensor(lengths) - 1, batch_dims=1)
    joint = tf.tanh(features @ params["W_image"] + params["b_image"])
    joint *= tf.tanh(h @ params["W_question"] + params["b_question"])
    return joint @ params["W_out"] + params["b_out"]
