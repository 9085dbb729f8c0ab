"""Known wrong answers to `encode`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "encode",
    hint="You return the states after the last timestep, padding included. Row n is due after "
    "token `lengths[n]`.",
)
def state_behind_the_padding(x_ids, lengths, params):
    x = tf.gather(params["W_embed"], x_ids)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(following)
        c = following
    return h, c


@misconception(
    "encode",
    hint="You read one token behind the end: `lengths` counts the real tokens, so the last one"
    " is at index lengths - 1.",
)
def one_token_too_many(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t <= lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="You stop one token too early: `lengths` counts the real tokens, so the last one is "
    "at index lengths - 1.",
)
def one_token_too_few(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths - 1)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="Your h stops at the last real token, and c runs on through the padding. Both belong "
    "to the same step.",
)
def only_h_stops(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = following
    return h, c


@misconception(
    "encode",
    hint="At the padding your states become 0. They stay as they were after the last real token.",
)
def state_wiped_by_the_padding(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), tf.zeros_like(h))
        c = tf.where(real, following, tf.zeros_like(c))
    return h, c


@misconception(
    "encode",
    hint="Your gates are i, f, g, o, the order of Keras. Here they are packed i, f, o, g.",
)
def gates_in_the_order_of_keras(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, g, o = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="The forget and the input gate have changed places: the first quarter is i, the second f.",
)
def forget_and_input_gate_swapped(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        f, i, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="Your h is sigmoid(o) times c. The cell goes through tanh first.",
)
def h_without_tanh(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * following, h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="Your candidate g goes through a sigmoid. It goes through tanh, so that a cell can "
    "also fall.",
)
def candidate_through_a_sigmoid(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.sigmoid(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="Your cell starts empty at every step. Carry it on, through the forget gate.",
)
def cell_not_carried(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, _f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="You return (c, h). The order is (h, c).",
)
def states_in_the_other_order(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return c, h


@misconception(
    "encode",
    hint="The bias `b` is missing from the gates.",
)
def bias_left_out(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"])
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="You read the sequence backwards. Sutskever et al. did so, too, as a trick of its "
    "own; here it is read as it stands.",
)
def read_from_the_end(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    x = tf.reverse_sequence(x, lengths, seq_axis=1)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c


@misconception(
    "encode",
    hint="You average h over the timesteps. What counts is the state after the last real token.",
)
def mean_of_all_states(x_ids, lengths, params):
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    total, h = 0, tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    c = h
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
        total = total + tf.where(real, h, tf.zeros_like(h))
    return total / tf.cast(lengths, h.dtype)[:, None], c
