"""Known wrong answers to `embed`, `rnn_step` and `last_valid_state`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception

# --- embed ---------------------------------------------------------------------------------------


@misconception(
    "embed",
    hint="The result has lost the shape of the ids. Every id becomes a row, so `[N, T]` ids give "
    "`[N, T, E]`.",
)
def ids_flattened(ids, table):
    return tf.gather(table, tf.reshape(ids, [-1]))


@misconception(
    "embed",
    hint="Ids count from 0: id 0 is the first row of the table, id V - 1 the last one.",
)
def ids_counted_from_one(ids, table):
    return tf.gather(table, (tf.convert_to_tensor(ids) - 1) % table.shape[0])


@misconception(
    "embed",
    hint="You pick columns of the table. A token's vector is a row: the first axis counts tokens.",
    raises="InvalidArgumentError",
)
def columns_looked_up(ids, table):
    return tf.gather(table, ids, axis=1)


@misconception(
    "embed",
    hint="The values are right, but no gradient reaches the table. It stops where a tensor is "
    "turned into a NumPy array, so stay with TensorFlow's or Keras' operations.",
)
def looked_up_in_numpy(ids, table):
    return tf.constant(np.asarray(table)[np.asarray(ids)])


@misconception(
    "embed",
    hint="A token that occurs twice sends its row two gradients, and they add: sharing a weight "
    "means adding gradients. Yours keeps one of them, or their mean.",
)
@tf.custom_gradient
def repeated_ids_share_one_gradient(ids, table):
    ids = tf.convert_to_tensor(ids)

    def gradient(upstream):
        rows = tf.reshape(upstream, [-1, table.shape[1]])
        places = tf.reshape(ids, [-1, 1])
        return None, tf.tensor_scatter_nd_update(tf.zeros_like(table), places, rows)

    return tf.gather(table, ids), gradient


@misconception(
    "embed",
    hint="Your one-hot vectors are float32 whatever the table is. Give them the table's dtype, or "
    "look the rows up without them.",
    raises="InvalidArgumentError",
)
def one_hot_always_float32(ids, table):
    return tf.matmul(tf.one_hot(ids, table.shape[0]), table)


@misconception(
    "embed",
    hint="You average over the tokens: a bag of words. Each token keeps a vector of its own.",
)
def bag_of_words(ids, table):
    return tf.reduce_mean(tf.gather(table, ids), axis=-2)


# --- rnn_step ------------------------------------------------------------------------------------


@misconception(
    "rnn_step",
    hint="Your state equals what comes out when `Wh` is transposed. States are row vectors here, "
    "and are multiplied by the weights from the left.",
)
def recurrent_kernel_transposed(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + h @ tf.transpose(Wh) + b)


@misconception(
    "rnn_step",
    hint="The sum is right and the tanh is missing. Without it, all timesteps together are one "
    "linear map.",
)
def no_tanh(x, h, Wx, Wh, b):
    return x @ Wx + h @ Wh + b


@misconception(
    "rnn_step",
    hint="You squash the two products one by one. The tanh is taken once, of their sum with the "
    "bias.",
)
def tanh_of_each_product(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx) + tf.tanh(h @ Wh) + b


@misconception(
    "rnn_step",
    hint="The bias is added after the tanh. It belongs inside, where it moves the point at which a "
    "unit switches.",
)
def bias_outside_the_tanh(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + h @ Wh) + b


@misconception("rnn_step", hint="The bias `b` never enters your state.")
def step_without_bias(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + h @ Wh)


@misconception(
    "rnn_step",
    hint="Your state does not depend on the state before it. That is a layer, not a recurrence: "
    "where does `h` enter?",
)
def previous_state_ignored(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + b)


@misconception(
    "rnn_step",
    hint="The previous state is added as it is. It passes through its own weights `Wh` first.",
)
def state_added_without_weights(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + h + b)


@misconception(
    "rnn_step",
    hint="`Wx` and `Wh` have changed places, which goes unnoticed until D and H differ. `Wx` leads "
    "from D features to H units.",
    raises="InvalidArgumentError",
)
def kernels_swapped(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wh + h @ Wx + b)


@misconception(
    "rnn_step",
    hint="Where D equals H you let the input in without `Wx`. Fitting shapes are no reason to "
    "leave the weights out.",
)
def bare_input_where_it_fits(x, h, Wx, Wh, b):
    driven = x if x.shape[1] == h.shape[1] else x @ Wx
    return tf.tanh(driven + h @ Wh + b)


@misconception(
    "rnn_step",
    hint="The state goes through a logistic sigmoid. The vanilla RNN uses tanh, whose states lie "
    "between -1 and 1.",
)
def sigmoid_for_tanh(x, h, Wx, Wh, b):
    return tf.sigmoid(x @ Wx + h @ Wh + b)


@misconception(
    "rnn_step",
    hint="The result is float32 whatever comes in. Keep the dtype of the arguments.",
)
def step_cast_to_float32(x, h, Wx, Wh, b):
    x, h, Wx, Wh, b = (tf.cast(value, tf.float32) for value in (x, h, Wx, Wh, b))
    return tf.tanh(x @ Wx + h @ Wh + b)


@misconception(
    "rnn_step",
    hint="For a batch of one the batch axis is gone. The result is `[N, H]` for every N.",
)
def batch_of_one_squeezed(x, h, Wx, Wh, b):
    return tf.squeeze(tf.tanh(x @ Wx + h @ Wh + b))


@misconception(
    "rnn_step",
    hint="The values are right, but no gradient reaches the previous state. Backpropagation "
    "through time needs that path.",
)
def gradient_stopped_at_the_state(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + tf.stop_gradient(h) @ Wh + b)


# --- last_valid_state ----------------------------------------------------------------------------


@misconception(
    "last_valid_state",
    hint="You take the last timestep of the tensor. In a shorter sequence that is padding.",
)
def last_timestep_of_the_tensor(hs, lengths):
    return hs[:, -1]


@misconception(
    "last_valid_state",
    hint="You are one timestep late. Timesteps count from 0: a sequence of length 1 has its last "
    "state at 0.",
)
def one_past_the_last(hs, lengths):
    last = tf.minimum(tf.convert_to_tensor(lengths), hs.shape[1] - 1)
    return tf.gather(hs, last, axis=1, batch_dims=1)


@misconception(
    "last_valid_state",
    hint="All sequences are cut at the longest one's end. Each has a length of its own.",
)
def longest_length_for_all(hs, lengths):
    return hs[:, int(np.max(lengths)) - 1]


@misconception(
    "last_valid_state",
    hint="You average over the real timesteps. That is another way to get from many to one; here "
    "the last real state is asked for.",
)
def mean_of_the_valid_states(hs, lengths):
    mask = tf.sequence_mask(lengths, hs.shape[1], dtype=hs.dtype)[:, :, None]
    return tf.reduce_sum(hs * mask, axis=1) / tf.reduce_sum(mask, axis=1)


@misconception(
    "last_valid_state",
    hint="For every length you picked from all sequences, so there is an axis too many. Sequence n "
    "goes with length n only.",
)
def every_length_for_every_sequence(hs, lengths):
    return tf.gather(hs, tf.convert_to_tensor(lengths) - 1, axis=1)


@misconception(
    "last_valid_state",
    hint="The padding is set to zero, and then it is taken. Setting it to zero does not move the "
    "last real state to the end.",
)
def padding_zeroed_and_taken(hs, lengths):
    mask = tf.sequence_mask(lengths, hs.shape[1], dtype=hs.dtype)
    return (hs * mask[:, :, None])[:, -1]


@misconception(
    "last_valid_state",
    hint="The result is right, but the caller's `lengths` are others afterwards: `-=` works in "
    "place on a NumPy array. Make a new array.",
)
def lengths_changed_in_place(hs, lengths):
    lengths -= 1
    return tf.gather(hs, lengths, axis=1, batch_dims=1)


@misconception(
    "last_valid_state",
    hint="The values are right, but no gradient reaches the states. It stops where they are turned "
    "into NumPy arrays.",
)
def picked_in_numpy(hs, lengths):
    states = np.asarray(hs)
    last = [state[int(length) - 1] for state, length in zip(states, lengths, strict=True)]
    return tf.constant(np.stack(last))
