"""Right answers to the functional questions of a1_rnn, written differently from the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import itertools

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- embed ---------------------------------------------------------------------------------------


@variant("embed")
def one_hot_product(ids, table):
    return tf.one_hot(ids, table.shape[0], dtype=table.dtype) @ table


@variant("embed")
def keras_take(ids, table):
    return keras.ops.take(table, keras.ops.convert_to_tensor(ids), axis=0)


@variant("embed")
def gathered_flat_and_reshaped(ids, table):
    ids = tf.convert_to_tensor(ids)
    rows = tf.gather_nd(table, tf.reshape(ids, [-1, 1]))
    return tf.reshape(rows, [*ids.shape, table.shape[1]])


@variant("embed")
def embedding_lookup(ids, table):
    return tf.nn.embedding_lookup(table, ids)


# --- rnn_step ------------------------------------------------------------------------------------


@variant("rnn_step")
def one_product_of_the_concatenation(x, h, Wx, Wh, b):
    both = keras.ops.concatenate([h, x], axis=-1)
    weights = keras.ops.concatenate([Wh, Wx], axis=0)
    return keras.ops.tanh(both @ weights + b)


@variant("rnn_step")
def step_in_one_line(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + h @ Wh + b)


@variant("rnn_step")
def step_by_einsum(x, h, Wx, Wh, b):
    return tf.tanh(tf.einsum("nd,dh->nh", x, Wx) + tf.einsum("nk,kh->nh", h, Wh) + b)


@variant("rnn_step")
def tanh_by_exponentials(x, h, Wx, Wh, b):
    a = keras.ops.matmul(x, Wx) + keras.ops.matmul(h, Wh) + keras.ops.reshape(b, (1, -1))
    return 2 / (1 + keras.ops.exp(-2 * a)) - 1


@variant("rnn_step")
def tanh_by_a_doubled_sigmoid(x, h, Wx, Wh, b):
    drive = tf.nn.bias_add(tf.linalg.matmul(x, Wx), b)
    recalled = tf.transpose(tf.transpose(Wh) @ tf.transpose(h))
    return 2 * tf.sigmoid(2 * (drive + recalled)) - 1


# --- rnn_forward ---------------------------------------------------------------------------------


@variant("rnn_forward")
def tensorflow_scan(x, h0, Wx, Wh, b):
    def advance(h, x_t):
        return tf.tanh(x_t @ Wx + h @ Wh + b)

    states = tf.scan(advance, tf.transpose(x, [1, 0, 2]), initializer=h0)
    return tf.transpose(states, [1, 0, 2])


@variant("rnn_forward")
def keras_scan(x, h0, Wx, Wh, b):
    def advance(h, x_t):
        h = rnn_step(x_t, h, Wx, Wh, b)
        return h, h

    _, states = keras.ops.scan(advance, h0, keras.ops.transpose(x, (1, 0, 2)))
    return keras.ops.transpose(states, (1, 0, 2))


@variant("rnn_forward")
def input_products_in_advance(x, h0, Wx, Wh, b):
    driven = tf.einsum("ntd,dh->nth", x, Wx) + b
    states = [h0]
    for now in tf.unstack(driven, axis=1):
        states.append(tf.tanh(now + states[-1] @ Wh))
    return keras.ops.stack(states[1:], axis=1)


@variant("rnn_forward")
def states_concatenated(x, h0, Wx, Wh, b):
    states = tf.zeros((x.shape[0], 0, h0.shape[1]), x.dtype)
    for t in range(x.shape[1]):
        h0 = rnn_step(x[:, t, :], h0, Wx, Wh, b)
        states = tf.concat([states, h0[:, None, :]], axis=1)
    return states


@variant("rnn_forward")
def tensor_array(x, h0, Wx, Wh, b):
    states = tf.TensorArray(x.dtype, size=x.shape[1])
    for t in tf.range(x.shape[1]):
        h0 = rnn_step(x[:, t], h0, Wx, Wh, b)
        states = states.write(t, h0)
    return tf.transpose(states.stack(), [1, 0, 2])


# --- last_valid_state ----------------------------------------------------------------------------


@variant("last_valid_state")
def indices_of_both_axes(hs, lengths):
    last = tf.cast(lengths, tf.int32) - 1
    return tf.gather_nd(hs, tf.stack([tf.range(hs.shape[0]), last], axis=1))


@variant("last_valid_state")
def masked_sum_over_time(hs, lengths):
    chosen = keras.ops.one_hot(keras.ops.convert_to_tensor(lengths) - 1, hs.shape[1])
    return keras.ops.einsum("nth,nt->nh", hs, keras.ops.cast(chosen, hs.dtype))


@variant("last_valid_state")
def one_sequence_at_a_time(hs, lengths):
    return tf.stack([hs[n, int(length) - 1] for n, length in enumerate(lengths)])


@variant("last_valid_state")
def taken_along_the_time_axis(hs, lengths):
    last = keras.ops.reshape(keras.ops.convert_to_tensor(lengths) - 1, (-1, 1, 1))
    return keras.ops.take_along_axis(hs, keras.ops.repeat(last, hs.shape[2], axis=2), axis=1)[:, 0]


# --- one_to_many ---------------------------------------------------------------------------------


@variant("one_to_many")
def own_equation_inside(x0, h0, Wx, Wh, b, Wy, by, steps):
    outputs = []
    for _ in range(steps):
        h0 = keras.ops.tanh(x0 @ Wx + h0 @ Wh + b)
        x0 = keras.ops.matmul(h0, Wy) + by
        outputs.append(x0)
    return keras.ops.stack(outputs, axis=1)


@variant("one_to_many")
def output_weights_folded_into_the_state(x0, h0, Wx, Wh, b, Wy, by, steps):
    # The next input is h Wy + by, so from the second step on the state can do without inputs.
    states = [rnn_step(x0, h0, Wx, Wh, b)]
    own, bias = Wy @ Wx + Wh, tf.linalg.matvec(Wx, by, transpose_a=True) + b
    for _ in range(steps - 1):
        states.append(tf.tanh(states[-1] @ own + bias))
    return tf.stack(states, axis=1) @ Wy + by


@variant("one_to_many")
def generated_by_recursion(x0, h0, Wx, Wh, b, Wy, by, steps):
    def rest(x, h, left):
        if left == 0:
            return []
        h = rnn_step(x, h, Wx, Wh, b)
        y = h @ Wy + by
        return [y[:, None], *rest(y, h, left - 1)]

    return tf.concat(rest(x0, h0, steps), axis=1)


@variant("one_to_many")
def generated_by_scan(x0, h0, Wx, Wh, b, Wy, by, steps):
    def advance(carry, _):
        x, h = carry
        h = rnn_step(x, h, Wx, Wh, b)
        return h @ Wy + by, h

    outputs, _ = tf.scan(advance, tf.range(steps), initializer=(x0, h0))
    return tf.transpose(outputs, [1, 0, 2])


# --- make_pairs ----------------------------------------------------------------------------------


@variant("make_pairs")
def numpy_unique(text):
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    return ids[:-1], ids[1:], vocabulary.tolist()


@variant("make_pairs")
def plain_lists(text):
    vocabulary = sorted(set(text))
    ids = [vocabulary.index(character) for character in text]
    return ids[:-1], ids[1:], vocabulary


@variant("make_pairs")
def pairs_zipped(text):
    vocabulary = sorted(dict.fromkeys(text))
    index = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    pairs = np.zeros((len(text) - 1, 2), dtype="int64")
    for t, (now, following) in enumerate(itertools.pairwise(text)):
        pairs[t] = index[now], index[following]
    return pairs[:, 0], pairs[:, 1], vocabulary


# --- sequence_loss -------------------------------------------------------------------------------


@variant("sequence_loss")
def log_softmax_by_hand(logits, targets, mask):
    shifted = logits - tf.reduce_max(logits, axis=-1, keepdims=True)
    log_p = shifted - tf.math.log(tf.reduce_sum(tf.exp(shifted), axis=-1, keepdims=True))
    chosen = tf.gather(log_p, targets, axis=2, batch_dims=2)
    mask = tf.cast(mask, logits.dtype)
    return -tf.reduce_sum(chosen * mask) / tf.reduce_sum(mask)


@variant("sequence_loss")
def one_hot_targets(logits, targets, mask):
    log_p = keras.ops.log_softmax(logits)
    hot = keras.ops.one_hot(targets, logits.shape[-1], dtype=logits.dtype)
    mask = keras.ops.cast(mask, logits.dtype)
    return -keras.ops.sum(log_p * hot * mask[..., None]) / keras.ops.sum(mask)


@variant("sequence_loss")
def valid_tokens_picked_first(logits, targets, mask):
    valid = tf.cast(mask, tf.bool)
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.boolean_mask(targets, valid), logits=tf.boolean_mask(logits, valid)
    )
    return tf.reduce_mean(nll)


@variant("sequence_loss")
def keras_cross_entropy(logits, targets, mask):
    nll = keras.ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    weights = keras.ops.cast(mask, nll.dtype)
    return keras.ops.sum(weights * nll) / keras.ops.sum(weights)
