"""Known wrong answers to `lstm_forward`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "lstm_forward",
    hint="Your run starts from h = 0. It starts from `h0`, which need not be zero.",
)
def initial_h_ignored(x, h0, c0, Wx, Wh, b):
    h, c, hs = tf.zeros_like(h0), c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="Your run starts from an empty cell. It starts from `c0`, which need not be zero.",
)
def initial_c_ignored(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, tf.zeros_like(c0), []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="h is carried from step to step and the cell is not: each step starts from `c0` again.",
)
def cell_not_carried(x, h0, c0, Wx, Wh, b):
    h, hs = h0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c0, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="The cell is carried from step to step and h is not: each step starts from `h0` again.",
)
def h_not_carried(x, h0, c0, Wx, Wh, b):
    c, hs = c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h0, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="The last states come as (c, h). The order is (h, c), as `lstm_step` returns them.",
)
def last_states_swapped(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (c, h)


@misconception(
    "lstm_forward",
    hint="In place of the last (h, c) you return the last h twice. What a cell remembers is in c.",
)
def h_returned_for_c(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, h)


@misconception(
    "lstm_forward",
    hint="You collect the cells. What the LSTM shows the rest of the network at each step is h.",
)
def cells_collected(x, h0, c0, Wx, Wh, b):
    h, c, cs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        cs.append(c)
    return tf.stack(cs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="You return three things side by side. The last two belong together: `hs, (h, c)`.",
)
def states_not_in_a_pair(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), h, c


@misconception(
    "lstm_forward",
    hint="The states that you return are those before the last step. The next chunk goes on from "
    "the states after it.",
)
def states_before_the_last_step(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        before = h, c
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), before


@misconception(
    "lstm_forward",
    hint="Your states come time first, `[T, N, H]`. Here the batch comes first; along which axis "
    "do you stack?",
)
def hs_time_first(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs), (h, c)


@misconception(
    "lstm_forward",
    hint="The shape is right and the states are in the wrong places: a reshape keeps the order of "
    "the numbers, it does not exchange axes.",
)
def hs_exchanged_by_reshape(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.reshape(tf.stack(hs), (x.shape[0], x.shape[1], -1)), (h, c)


@misconception(
    "lstm_forward",
    hint="There is one state too many: `h0` stands in front. It comes before the first timestep "
    "and is no result.",
)
def h0_among_the_results(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, [h0]
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="The values are right, but the cell is cut off from its past at every step, so no "
    "gradient travels along it.",
)
def cell_detached_between_steps(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, tf.stop_gradient(c), Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="The values are right, but h is cut off from its past at every step, so gradients travel "
    "along the cell alone.",
)
def h_detached_between_steps(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], tf.stop_gradient(h), c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)


@misconception(
    "lstm_forward",
    hint="For a single timestep the time axis is gone. `hs` is `[N, T, H]` for every T.",
)
def single_timestep_squeezed(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return (tf.stack(hs, axis=1) if len(hs) > 1 else h), (h, c)


@misconception(
    "lstm_forward",
    hint="The states pass through float64 and stay there. Keep the dtype of the arguments.",
)
def hs_always_float64(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(tf.cast(h, tf.float64))
    return tf.stack(hs, axis=1), (h, c)
