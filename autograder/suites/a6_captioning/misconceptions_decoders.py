"""Known wrong answers to `decode`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "decode",
    hint="Your decoder starts from zeros: what the encoder has read is lost. Start from `state`.",
)
def state_ignored(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    h, c = tf.zeros_like(h), tf.zeros_like(c)
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="Your decoder takes h and starts with an empty cell. Both come from `state`.",
)
def cell_of_the_encoder_ignored(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    c = tf.zeros_like(c)
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="Your decoder takes c and starts with h = 0. Both come from `state`.",
)
def h_of_the_encoder_ignored(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    h = tf.zeros_like(h)
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="You take the state as (c, h). It is (h, c), as `encode` returns it.",
)
def state_in_the_other_order(y_ids, state, params):
    y, (c, h), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="Every step starts from the encoder's state again. The decoder's own states must go on.",
)
def decoder_state_not_carried(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    first = h, c
    for t in range(y.shape[1]):
        h, c = first
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="Entry t of your logits comes from the state before token t was read. Read it first.",
)
def decoder_logits_of_the_state_before(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        hs.append(h)
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="You return probabilities. Logits are what goes into the softmax; the loss takes it "
    "itself.",
)
def probabilities_for_logits(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.nn.softmax(tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"])


@misconception(
    "decode",
    hint="The bias `b_vocab` is missing from the logits.",
)
def decoder_logits_without_bias(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"])


@misconception(
    "decode",
    hint="Your logits are made from c. They are made from h, what the output gate lets out.",
)
def logits_of_the_cell(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(c)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="You return the logits of the last timestep. Every timestep has its own: [N, T, V].",
)
def last_timestep_only(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(h, params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="Your logits are [T, N, V]. The batch comes first.",
)
def timesteps_first(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=0), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="Your gates are i, f, g, o, the order of Keras. Here they are packed i, f, o, g.",
)
def decoder_gates_in_the_order_of_keras(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, g, o = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="The forget and the input gate have changed places: the first quarter is i, the second f.",
)
def decoder_forget_and_input_gate_swapped(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        f, i, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="Your h is sigmoid(o) times c. The cell goes through tanh first.",
)
def decoder_h_without_tanh(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * c
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]


@misconception(
    "decode",
    hint="You add the encoder's h to every input. It sets the first state, and is carried from"
    " there.",
)
def encoder_added_at_every_step(y_ids, state, params):
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    read = tf.matmul(h, params["Wh"])
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"] + read
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]
