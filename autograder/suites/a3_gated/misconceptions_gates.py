"""Known wrong answers to `peephole_step` and `coupled_step`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception

# --- peephole_step -------------------------------------------------------------------------------


@misconception(
    "peephole_step",
    hint="Your output gate looks at the old cell. It is the one gate that opens after the update, "
    "so it sees the new c.",
)
def output_gate_sees_the_old_cell(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([c, hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([c, hx], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@misconception(
    "peephole_step",
    hint="There are no peepholes: the first H rows of the gates' weights, which meet the cell "
    "state, are never used.",
)
def peepholes_closed(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    units, seen = h.shape[1], tf.concat([h, x], axis=-1)
    f, i, o = (tf.sigmoid(seen @ W[units:] + b) for W, b in ((Wf, bf), (Wi, bi), (Wo, bo)))
    c = f * c + i * tf.tanh(seen @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "peephole_step",
    hint="Your output gate has no peephole; those of f and i are right. It sees [c, h, x] as they "
    "do, with the new c.",
)
def output_gate_without_peephole(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([c, hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([0 * new, hx], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@misconception(
    "peephole_step",
    hint="You join [x, h] where the lecture has [h, x]. The shapes fit either way, and the rows of "
    "the weights then meet the wrong numbers.",
)
def peephole_with_input_first(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([x, h], axis=-1)
    seen = tf.concat([c, hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([new, hx], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@misconception(
    "peephole_step",
    hint="The cell state stands last in what your gates see: [h, x, c]. It comes first: [c, h, x].",
)
def peephole_with_cell_last(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([hx, c], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([hx, new], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@misconception(
    "peephole_step",
    hint="Your candidate looks through a peephole, too, and does not fit its weights. Only the "
    "gates do: the candidate sees [h, x].",
    raises="InvalidArgumentError",
)
def candidate_sees_the_cell(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([c, hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(seen @ Wc + bc)
    now = tf.concat([new, hx], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@misconception(
    "peephole_step",
    hint="Each unit's gate sees its own cell only, as with the diagonal peepholes of the paper. "
    "Here the first H rows are a whole matrix, and every gate sees every cell.",
)
def peepholes_diagonal(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    units, hx = h.shape[1], tf.concat([h, x], axis=-1)

    def gate(c, W, b):
        return tf.sigmoid(c * tf.linalg.diag_part(W[:units]) + hx @ W[units:] + b)

    c_next = gate(c, Wf, bf) * c + gate(c, Wi, bi) * tf.tanh(hx @ Wc + bc)
    return gate(c_next, Wo, bo) * tf.tanh(c_next), c_next


@misconception(
    "peephole_step",
    hint="Your gates see tanh(c). A peephole shows the cell state as it is.",
)
def squashed_cell_seen(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([tf.tanh(c), hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([tf.tanh(new), hx], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@misconception("peephole_step", hint="The output gate's bias `bo` is never used.")
def output_bias_missing(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([c, hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([new, hx], axis=-1)
    return tf.sigmoid(now @ Wo) * tf.tanh(new), new


@misconception(
    "peephole_step",
    hint="The values are right, but no gradient passes through your peepholes. They are a part of "
    "the cell's past like any other.",
)
def peepholes_detached(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([tf.stop_gradient(c), hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([tf.stop_gradient(new), hx], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@misconception(
    "peephole_step",
    hint="For a batch of one the batch axis is gone. h and c are `[N, H]` for every N.",
)
def peephole_batch_of_one_squeezed(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([c, hx], axis=-1)
    c = tf.sigmoid(seen @ Wf + bf) * c + tf.sigmoid(seen @ Wi + bi) * tf.tanh(hx @ Wc + bc)
    o = tf.sigmoid(tf.concat([c, hx], axis=-1) @ Wo + bo)
    return tf.squeeze(o * tf.tanh(c)), tf.squeeze(c)


# --- coupled_step --------------------------------------------------------------------------------


@misconception(
    "coupled_step",
    hint="The shares are exchanged: you keep 1 - f of the old cell and write f. An open forget "
    "gate keeps.",
)
def shares_exchanged(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = (1 - f) * c + f * tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="The candidate is written whole. With coupled gates it gets the share that was forgotten, "
    "1 - f.",
)
def candidate_without_its_share(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="You take 1 minus the sum before the sigmoid. The share of the candidate is 1 minus the "
    "gate itself.",
)
def one_minus_before_the_sigmoid(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    a, o = hx @ Wf + bf, tf.sigmoid(hx @ Wo + bo)
    c = tf.sigmoid(a) * c + tf.sigmoid(1 - a) * tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="You join [x, h] where the lecture has [h, x]. The shapes fit either way, and the rows of "
    "the weights then meet the wrong numbers.",
)
def coupled_with_input_first(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([x, h], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (1 - f) * tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="`Wc` and `Wo` have changed places, each with its bias: after f comes the candidate, and "
    "the output gate is last.",
)
def candidate_and_output_gate_swapped(x, h, c, Wf, Wo, Wc, bf, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (1 - f) * tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="There is no output gate in your step: h is tanh(c) whole. Coupling does away with the "
    "input gate only.",
)
def output_gate_coupled_away(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f = tf.sigmoid(hx @ Wf + bf)
    c = f * c + (1 - f) * tf.tanh(hx @ Wc + bc)
    return tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="Your candidate goes through a sigmoid, so it can only add to the cell. It is a tanh.",
)
def coupled_candidate_through_sigmoid(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (1 - f) * tf.sigmoid(hx @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="The output gate meets c itself. What it lets through is tanh(c).",
)
def coupled_cell_without_tanh(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (1 - f) * tf.tanh(hx @ Wc + bc)
    return o * c, c


@misconception("coupled_step", hint="The candidate's bias `bc` is never used.")
def candidate_bias_missing(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (1 - f) * tf.tanh(hx @ Wc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="The values are right, but f gets a gradient from what it keeps and none from 1 - f, what "
    "it lets in. Both go through the same gate.",
)
def second_share_detached(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (1 - tf.stop_gradient(f)) * tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c


@misconception(
    "coupled_step",
    hint="The ones in your 1 - f are float64 whatever comes in. Write the number 1, which takes "
    "the dtype of what it meets.",
    raises="InvalidArgumentError",
)
def ones_always_float64(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (tf.ones(f.shape, tf.float64) - f) * tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c
