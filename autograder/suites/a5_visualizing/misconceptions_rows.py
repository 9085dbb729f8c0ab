"""Known wrong answers to `trace`, continued, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "trace",
    hint="Your forget gate lets through where it should forget: the old cell is multiplied "
    "by f, not by 1 - f.",
)
def forget_gate_kept_the_wrong_way_round(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = (1 - f) * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="Your cell adds 1 - f times the candidate. That is the LSTM with coupled gates; "
    "this one has an input gate of its own.",
)
def coupled_gates(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + (1 - f) * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="The arrays are `[H, T]`. A row is a character, a column is a unit: `[T, H]`.",
)
def transposed(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.transpose(tf.concat(values, axis=0)) for name, values in rows.items()}


@misconception(
    "trace",
    hint="The arrays are `[T, 1, H]`. There is one text, so no batch axis: join the rows "
    "with `concat`, or take row 0 of each.",
)
def batch_axis_left_in(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.stack(values) for name, values in rows.items()}


@misconception(
    "trace",
    hint="You return the five arrays side by side. They belong into a dict with the keys h, "
    "c, i, f and o.",
)
def returned_as_a_tuple(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return tuple(tf.concat(values, axis=0) for values in rows.values())


@misconception(
    "trace",
    hint="Only the states and gates of the last character come back. Keep those of every "
    "character.",
)
def only_the_last_timestep(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: values[-1] for name, values in rows.items()}


@misconception(
    "trace",
    hint="The numbers are right, but no gradient flows back: something turns tensors into "
    "NumPy arrays, or stops the gradient.",
)
def cut_off_from_the_gradient(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.stop_gradient(tf.concat(values, axis=0)) for name, values in rows.items()}


@misconception(
    "trace",
    hint="Numbers come out as float32, whatever goes in. Where does your code fix a dtype?",
)
def always_float32(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.cast(tf.concat(v, axis=0), tf.float32) for name, v in rows.items()}


@misconception(
    "trace",
    hint="Numbers come out as float64, whatever goes in. Where does your code fix a dtype?",
)
def always_float64(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.cast(tf.concat(v, axis=0), tf.float64) for name, v in rows.items()}


@misconception("trace", hint="h is not carried: every step starts from `h0` again.")
def h_not_carried(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h0[None], cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception("trace", hint="The cell is not carried: every step starts from `c0` again.")
def cell_not_carried(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c0[None] + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="The states in row t are those before step t. Row t holds what is there after the "
    "character was read, so the first row is not `h0`.",
)
def states_before_the_step(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="The arrays have T + 1 rows: the first states are among them. Row t is after step "
    "t, and there are T steps.",
)
def first_states_among_the_rows(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {"h": [h], "c": [c], "i": [], "f": [], "o": []}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="The gates are computed from the new h, that is, after the step. The gates that "
    "made row t saw the h of row t - 1.",
)
def gates_from_the_new_state(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        gates = tf.split(tf.sigmoid(sums), 4, axis=-1)[:3]
        for name, value in zip("hcifo", (h, c, *gates), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}
