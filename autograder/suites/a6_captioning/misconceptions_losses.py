"""Known wrong answers to `caption_loss`: what is summed. Each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "caption_loss",
    hint="The bias `b_vocab` is missing from the logits.",
)
def logits_without_bias(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]))
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your loss counts the padding as well. Multiply by the mask before you sum.",
)
def padding_counted(features, captions, params, pad=0):
    inputs, targets, _ = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your loss is in nats per token. It is in nats per caption: sum over the tokens, mean"
    " over the captions.",
)
def mean_over_valid_tokens(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_sum(nats) / tf.reduce_sum(tf.cast(mask, nats.dtype))


@misconception(
    "caption_loss",
    hint="You average within each caption. Sum over its tokens, so that a long caption counts "
    "for all of them.",
)
def mean_of_the_captions_means(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    count = tf.reduce_sum(tf.cast(mask, nats.dtype), axis=1)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1) / count)


@misconception(
    "caption_loss",
    hint="You average over the timesteps, padding included. Sum over time; the mean is over "
    "the captions.",
)
def mean_over_time(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(nats)


@misconception(
    "caption_loss",
    hint="You add up the captions. The loss is their mean, so that it does not grow with the "
    "batch.",
)
def sum_over_the_captions(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_sum(nats)


@misconception(
    "caption_loss",
    hint="The sign is wrong: your loss is the log-likelihood, and training would make it smaller.",
)
def likelihood_for_loss(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="The softmax is taken twice: `log_softmax` wants logits, not probabilities.",
)
def softmax_twice(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    logits = tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"]
    log_p = tf.nn.log_softmax(tf.nn.softmax(logits))
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your loss adds up probabilities. Take their logarithms: nats.",
)
def probability_without_logarithm(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your loss is in bits, with a logarithm to base 2. Use the natural one.",
)
def bits_for_nats(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1)) / tf.math.log(tf.constant(2, nats.dtype))


@misconception(
    "caption_loss",
    hint="You do not hand `pad` on: with another id than 0, the wrong tokens are masked.",
)
def padding_fixed_at_zero(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Your softmax runs over the timesteps. It runs over the vocabulary, the last axis.",
)
def one_softmax_over_all_timesteps(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(
        tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"], axis=1
    )
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="No gradient reaches the image and its projection: something cuts the way back.",
)
def image_cut_off(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.stop_gradient(tf.matmul(features, params["W_proj"]) + params["b_proj"]), []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))


@misconception(
    "caption_loss",
    hint="Where the model is sure, your loss is infinite or no number: the softmax has rounded"
    " to 0 before the logarithm. Use `log_softmax`.",
)
def log_of_softmax(features, captions, params, pad=0):
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    logits = tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"]
    log_p = tf.math.log(tf.nn.softmax(logits))
    nats = -tf.gather(log_p, targets, batch_dims=2) * tf.cast(mask, log_p.dtype)
    return tf.reduce_mean(tf.reduce_sum(nats, axis=1))
