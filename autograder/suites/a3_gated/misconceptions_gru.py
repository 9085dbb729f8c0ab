"""Known wrong answers to `gru_step`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "gru_step",
    hint="You blend the other way round: z keeps the old state. That is Keras' convention; in the "
    "lecture z lets the candidate in.",
)
def blended_as_keras_does(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return z * h + (1 - z) * tf.tanh(tf.concat([r * h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="You multiply by r after the product with W, as Keras does by default. In the lecture r "
    "meets h before the product, so that each entry of h is reset by itself.",
)
def reset_after_the_product(x, h, Wz, Wr, W):
    units, hx = h.shape[1], tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return (1 - z) * h + z * tf.tanh(r * (h @ W[:units]) + x @ W[units:])


@misconception(
    "gru_step",
    hint="z and r have changed places. z blends, r resets; their weights come in the order Wz, Wr.",
)
def update_and_reset_swapped(x, h, Wr, Wz, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return (1 - z) * h + z * tf.tanh(tf.concat([r * h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="You join [x, h] where the lecture has [h, x]. The shapes fit either way, and the rows of "
    "the weights then meet the wrong numbers.",
)
def gru_with_input_first(x, h, Wz, Wr, W):
    hx = tf.concat([x, h], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return (1 - z) * h + z * tf.tanh(tf.concat([x, r * h], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="Your gates are right, and the candidate joins [x, r * h]. The order is [h, x] there as "
    "well: [r * h, x].",
)
def input_first_in_the_candidate(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return (1 - z) * h + z * tf.tanh(tf.concat([x, r * h], axis=-1) @ W)


@misconception("gru_step", hint="Nothing is ever reset: where does r enter the candidate?")
def reset_gate_unused(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z = tf.sigmoid(hx @ Wz)
    return (1 - z) * h + z * tf.tanh(hx @ W)


@misconception(
    "gru_step",
    hint="You keep (1 - z) * r * h. The reset is for the candidate alone; what is kept of the old "
    "state is (1 - z) * h.",
)
def reset_state_kept(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    h = r * h
    return (1 - z) * h + z * tf.tanh(tf.concat([h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="Your update gate looks at the state after the reset. Both gates see h as it came.",
)
def update_gate_sees_the_reset_state(x, h, Wz, Wr, W):
    r = tf.sigmoid(tf.concat([h, x], axis=-1) @ Wr)
    reset = tf.concat([r * h, x], axis=-1)
    z = tf.sigmoid(reset @ Wz)
    return (1 - z) * h + z * tf.tanh(reset @ W)


@misconception(
    "gru_step",
    hint="Nothing of the old state is kept: (1 - z) * h is missing from the sum.",
)
def old_state_dropped(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return z * tf.tanh(tf.concat([r * h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="All of the old state is kept. Its share is 1 - z; without it the state grows and grows.",
)
def old_state_kept_whole(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return h + z * tf.tanh(tf.concat([r * h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="Your candidate goes through a sigmoid, so the state can never become negative. It is a "
    "tanh.",
)
def gru_candidate_through_sigmoid(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return (1 - z) * h + z * tf.sigmoid(tf.concat([r * h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="A tanh is taken of the blended state. It is taken of the candidate only; what is kept of "
    "h passes unchanged.",
)
def blend_squashed(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return tf.tanh((1 - z) * h + z * (tf.concat([r * h, x], axis=-1) @ W))


@misconception(
    "gru_step",
    hint="Each row of the batch shares one z: you average the gate over the units. A gate has a "
    "value per unit.",
)
def one_gate_for_all_units(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    z = tf.reduce_mean(z, axis=-1, keepdims=True)
    return (1 - z) * h + z * tf.tanh(tf.concat([r * h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="The values are right, but no gradient passes through the reset state. r could not learn "
    "when to reset.",
)
def reset_detached(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    reset = tf.stop_gradient(r * h)
    return (1 - z) * h + z * tf.tanh(tf.concat([reset, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="The result is float64 whatever comes in. Keep the dtype of the arguments.",
)
def gru_always_float64(x, h, Wz, Wr, W):
    x, h, Wz, Wr, W = (tf.cast(value, tf.float64) for value in (x, h, Wz, Wr, W))
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return (1 - z) * h + z * tf.tanh(tf.concat([r * h, x], axis=-1) @ W)


@misconception(
    "gru_step",
    hint="For a batch of one the batch axis is gone. The state is `[N, H]` for every N.",
)
def gru_batch_of_one_squeezed(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return tf.squeeze((1 - z) * h + z * tf.tanh(tf.concat([r * h, x], axis=-1) @ W))
