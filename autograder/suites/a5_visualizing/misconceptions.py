"""Known wrong answers to `trace`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "trace",
    hint="Your trace starts from h = 0. It starts from `h0`, which need not be zero.",
)
def initial_h_ignored(cell, embeddings, h0, c0):
    h, c = tf.zeros_like(h0)[None], c0[None]
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
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="Your trace starts from an empty cell. It starts from `c0`, which need not be zero.",
)
def initial_c_ignored(cell, embeddings, h0, c0):
    h, c = h0[None], tf.zeros_like(c0)[None]
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
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="Your trace starts from zeros. It starts from `h0` and `c0`, which need not be zero.",
)
def both_initial_states_ignored(cell, embeddings, h0, c0):
    h, c = tf.zeros_like(h0)[None], tf.zeros_like(c0)[None]
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
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="You start with `h0` in the cell and `c0` as h. Which of the two is multiplied by "
    "weights?",
)
def initial_states_swapped(cell, embeddings, h0, c0):
    h, c = c0[None], h0[None]
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
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="The blocks are taken in the order i, f, g, o, that of Keras' own LSTM. This cell "
    "packs i, f, o, g.",
)
def keras_order_of_the_gates(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, g, o = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception("trace", hint="Input and forget gates are exchanged. The cell packs i, f, o, g.")
def input_and_forget_gates_swapped(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        f, i, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception("trace", hint="Input and output gates are exchanged. The cell packs i, f, o, g.")
def input_and_output_gates_swapped(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        o, f, i, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception("trace", hint="Forget and output gates are exchanged. The cell packs i, f, o, g.")
def forget_and_output_gates_swapped(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, o, f, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception("trace", hint="The cell's bias is missing from the sums.")
def bias_forgotten(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel)
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="The states are right; the gates that you write down are the sums before the "
    "sigmoid. A gate lies between 0 and 1.",
)
def gates_before_the_sigmoid(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        a, b, d, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(a), tf.sigmoid(b), tf.sigmoid(d)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, a, b, d), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="What you write down as `c` is tanh(c). Where a unit counts, c itself goes beyond 1.",
)
def cell_written_down_after_the_tanh(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, tf.tanh(c), i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception(
    "trace",
    hint="What you write down as h is the cell, and what you write down as c is h.",
)
def h_and_c_swapped(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (c, h, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception("trace", hint="The candidate goes into the cell without its tanh.")
def candidate_not_squashed(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * g
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}


@misconception("trace", hint="h is o times c in your trace; expected o times tanh(c).")
def cell_not_squashed_on_its_way_out(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * c
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}
