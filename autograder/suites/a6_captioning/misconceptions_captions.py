"""Known wrong answers to `caption_loss`: the network. Each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "caption_loss",
    hint="Your first state goes through tanh. h_0 is the projection itself: features W_proj + "
    "b_proj.",
)
def first_state_squashed(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.tanh(tf.matmul(features, params["W_proj"]) + params["b_proj"]), []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your first state lacks `b_proj`.",
)
def projection_without_bias(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]), []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your first state is 0, so the image is never seen. It sets h_0: features W_proj + "
    "b_proj.",
)
def image_left_out(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype), []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="You add the projected image at every step. It sets the first state, and from then on"
    " the state has to carry it.",
)
def image_at_every_step(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    image, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    h = image
    for t in range(x.shape[1]):
        h = tf.tanh(
            tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"] + image
        )
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="You feed the image as an input, through one more step of the network. Here it is the"
    " state before the first step.",
)
def image_as_the_first_input(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    image, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    h = tf.tanh(tf.matmul(image, params["Wh"]) + params["b"])
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Every step starts from the image again, so that each word sees only the word before "
    "it. Feed the new state back.",
)
def state_not_carried(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        now = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(now)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your logits at step t come from the state before token t was read. Use the state "
    "after it.",
)
def logits_of_the_state_before(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        hs.append(h)
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="The bias `b` is missing from the recurrent step.",
)
def step_without_bias(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]))
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your states are not squashed: h_t = tanh(x_t Wx + h_{t-1} Wh + b).",
)
def tanh_forgotten(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))
