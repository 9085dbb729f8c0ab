"""Known wrong answers to `lstm_step`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import keras
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "lstm_step",
    hint="You split the gates in Keras' order, i, f, g, o. Here they are packed as in the lecture: "
    "i, f, o, g, the three sigmoids first.",
)
def gates_in_keras_order(x, h, c, Wx, Wh, b):
    i, f, g, o = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="Forget and input gate have changed places. The first block of columns is i, which "
    "multiplies the candidate; the second is f, which multiplies the old c.",
)
def forget_and_input_gates_swapped(x, h, c, Wx, Wh, b):
    f, i, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="Your candidate g goes through a sigmoid, so it can only add to the cell. It is a tanh: "
    "what is written may be negative.",
)
def candidate_through_sigmoid(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.sigmoid(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="Your output gate goes through a tanh. A gate lets through a share between 0 and 1: all "
    "three are sigmoids.",
)
def output_gate_through_tanh(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.tanh(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="The output gate meets c itself. What it lets through is tanh(c), which stays between -1 "
    "and 1 however much the cell has gathered.",
)
def cell_shown_without_tanh(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * c, c


@misconception(
    "lstm_step",
    hint="Your new h shows the old cell. First c is updated, and then h is read from it.",
)
def old_cell_shown(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    return tf.sigmoid(o) * tf.tanh(c), tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)


@misconception(
    "lstm_step",
    hint="Nothing is ever forgotten: your old c is kept whole. That is the LSTM of 1997; the "
    "lecture's multiplies it by f.",
)
def nothing_forgotten(x, h, c, Wx, Wh, b):
    i, _, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="The candidate is written whole. The input gate i decides how much of it gets in.",
)
def candidate_written_whole(x, h, c, Wx, Wh, b):
    _, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="What you write is weighted by 1 - f. That is the LSTM with coupled gates; this one has "
    "an input gate of its own.",
)
def input_gate_coupled(x, h, c, Wx, Wh, b):
    _, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    f = tf.sigmoid(f)
    c = f * c + (1 - f) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="You squash the cell itself with a tanh before you hand it on. The sum f * c + i * g "
    "stays as it is, or the cell could not carry a gradient far; the tanh is for h only.",
)
def cell_squashed(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.tanh(tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g))
    return tf.sigmoid(o) * c, c


@misconception("lstm_step", hint="The bias `b` never enters your gates.")
def gates_without_bias(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="The bias counts twice, once with x and once with h. There is one bias for the whole sum.",
)
def bias_counted_twice(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split((x @ Wx + b) + (h @ Wh + b), 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="Your gates see the input and not the state before it. Where does h Wh enter?",
)
def gates_blind_to_the_state(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="The results come as (c, h). The order is (h, c), here and in every Keras cell.",
)
def cell_returned_first(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return c, tf.sigmoid(o) * tf.tanh(c)


@misconception(
    "lstm_step",
    hint="Only h comes back. The next step needs the cell as well: return (h, c).",
)
def cell_not_returned(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c)


@misconception(
    "lstm_step",
    hint="You deal the columns out one by one, every fourth to the same gate. The gates stand in "
    "blocks: the first H columns are i, the next H are f.",
)
def gates_interleaved(x, h, c, Wx, Wh, b):
    a = tf.reshape(x @ Wx + h @ Wh + b, (x.shape[0], h.shape[1], 4))
    i, f, o, g = tf.unstack(a, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="You cut the blocks D columns wide, which goes unnoticed where D equals H. Each gate has "
    "one number per unit: H.",
    raises="InvalidArgumentError",
)
def blocks_as_wide_as_the_input(x, h, c, Wx, Wh, b):
    a, width = x @ Wx + h @ Wh + b, x.shape[1]
    i, f, o, g = (a[:, k * width : (k + 1) * width] for k in range(4))
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="The values are right, but no gradient passes through the old cell. That path is what an "
    "LSTM is for.",
)
def cell_detached(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * tf.stop_gradient(c) + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="The results are float32 whatever comes in. Keep the dtype of the arguments.",
)
def lstm_always_float32(x, h, c, Wx, Wh, b):
    x, h, c, Wx, Wh, b = (keras.ops.cast(value, "float32") for value in (x, h, c, Wx, Wh, b))
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@misconception(
    "lstm_step",
    hint="For a batch of one the batch axis is gone. h and c are `[N, H]` for every N.",
)
def lstm_batch_of_one_squeezed(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.squeeze(tf.sigmoid(o) * tf.tanh(c)), tf.squeeze(c)
