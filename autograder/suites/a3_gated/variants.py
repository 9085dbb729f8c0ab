"""Right answers to `lstm_step`, `lstm_forward`, `peephole_step` and `coupled_step`.

Each is written differently from the solution, stands under its question's name in the solution's
namespace and must get full marks.
"""

import functools

import keras
import tensorflow as tf

from autograder.testing import variant

# --- lstm_step -----------------------------------------------------------------------------------


@variant("lstm_step")
def one_product_of_the_concatenation(x, h, c, Wx, Wh, b):
    both = keras.ops.concatenate([h, x], axis=-1)
    gates = both @ keras.ops.concatenate([Wh, Wx], axis=0) + b
    i, f, o, g = keras.ops.split(gates, 4, axis=-1)
    c = keras.ops.sigmoid(f) * c + keras.ops.sigmoid(i) * keras.ops.tanh(g)
    return keras.ops.sigmoid(o) * keras.ops.tanh(c), c


@variant("lstm_step")
def gate_by_gate(x, h, c, Wx, Wh, b):
    units = h.shape[-1]

    def drive(k):
        block = slice(k * units, (k + 1) * units)
        return tf.matmul(x, Wx[:, block]) + tf.matmul(h, Wh[:, block]) + b[block]

    i, f, o = (tf.nn.sigmoid(drive(k)) for k in range(3))
    c = tf.add(tf.multiply(f, c), tf.multiply(i, tf.nn.tanh(drive(3))))
    return [tf.multiply(o, tf.nn.tanh(c)), c]


@variant("lstm_step")
def gates_on_an_axis_of_their_own(x, h, c, Wx, Wh, b):
    gates = tf.einsum("nd,dk->nk", x, Wx) + tf.einsum("nh,hk->nk", h, Wh) + b[None]
    gates = tf.reshape(gates, (-1, 4, h.shape[1]))
    i, f, o = tf.unstack(tf.sigmoid(gates[:, :3]), axis=1)
    c = f * c + i * tf.tanh(gates[:, 3])
    return o * tf.tanh(c), c


@variant("lstm_step")
def sigmoids_as_scaled_tanhs(x, h, c, Wx, Wh, b):
    units = h.shape[1]
    scale = tf.repeat(tf.constant([0.5, 0.5, 0.5, 1.0], x.dtype), units)
    a = tf.tanh((x @ Wx + h @ Wh + b) * scale)
    i, f, o = (0.5 * gate + 0.5 for gate in tf.split(a[:, : 3 * units], 3, axis=1))
    c = f * c + i * a[:, 3 * units :]
    return o * (2 * tf.sigmoid(2 * c) - 1), c


# --- lstm_forward --------------------------------------------------------------------------------


@variant("lstm_forward")
def tensorflow_scan(x, h0, c0, Wx, Wh, b):
    def advance(states, x_t):
        return lstm_step(x_t, *states, Wx, Wh, b)

    hs, cs = tf.scan(advance, tf.transpose(x, [1, 0, 2]), initializer=(h0, c0))
    return tf.transpose(hs, [1, 0, 2]), (hs[-1], cs[-1])


@variant("lstm_forward")
def keras_scan(x, h0, c0, Wx, Wh, b):
    def advance(both, x_t):
        both = keras.ops.stack(lstm_step(x_t, both[0], both[1], Wx, Wh, b))
        return both, both

    first = keras.ops.stack([h0, c0])
    last, every = keras.ops.scan(advance, first, keras.ops.transpose(x, (1, 0, 2)))
    return keras.ops.transpose(every[:, 0], (1, 0, 2)), (last[0], last[1])


@variant("lstm_forward")
def own_equations_and_input_products_in_advance(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, []
    for driven in tf.unstack(tf.einsum("ntd,dk->ntk", x, Wx) + b, axis=1):
        i, f, o, g = tf.split(driven + h @ Wh, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h[:, None])
    return tf.concat(hs, axis=1), [h, c]


@variant("lstm_forward")
def tensor_array(x, h0, c0, Wx, Wh, b):
    h, c, hs = h0, c0, tf.TensorArray(x.dtype, size=x.shape[1])
    for t in tf.range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs = hs.write(t, h)
    return [tf.transpose(hs.stack(), [1, 0, 2]), (h, c)]


# --- peephole_step -------------------------------------------------------------------------------


@variant("peephole_step")
def weights_taken_apart(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    units = h.shape[1]

    def drive(c, W, b):
        from_c, from_h, from_x = W[:units], W[units : 2 * units], W[2 * units :]
        return c @ from_c + h @ from_h + x @ from_x + b

    candidate = tf.tanh(h @ Wc[:units] + x @ Wc[units:] + bc)
    c_next = tf.sigmoid(drive(c, Wf, bf)) * c + tf.sigmoid(drive(c, Wi, bi)) * candidate
    return tf.sigmoid(drive(c_next, Wo, bo)) * tf.tanh(c_next), c_next


@variant("peephole_step")
def peepholes_by_keras_operations(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    ops = keras.ops
    seen = ops.concatenate([c, h, x], axis=1)
    f, i = (ops.sigmoid(ops.matmul(seen, W) + b) for W, b in ((Wf, bf), (Wi, bi)))
    c = f * c + i * ops.tanh(ops.matmul(seen[:, c.shape[1] :], Wc) + bc)
    o = ops.sigmoid(ops.matmul(ops.concatenate([c, h, x], axis=1), Wo) + bo)
    return [o * ops.tanh(c), c]


@variant("peephole_step")
def both_early_gates_in_one_product(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    early = tf.concat([c, hx], -1) @ tf.concat([Wf, Wi], 1) + tf.concat([bf, bi], 0)
    f, i = tf.split(tf.sigmoid(early), 2, axis=-1)
    c = f * c + i * tf.tanh(tf.nn.bias_add(hx @ Wc, bc))
    return tf.sigmoid(tf.concat([c, hx], -1) @ Wo + bo) * tf.tanh(c), c


# --- coupled_step --------------------------------------------------------------------------------


@variant("coupled_step")
def moved_towards_the_candidate(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = keras.ops.concatenate([h, x], axis=-1)
    candidate = keras.ops.tanh(hx @ Wc + bc)
    c = candidate + keras.ops.sigmoid(hx @ Wf + bf) * (c - candidate)
    return keras.ops.sigmoid(hx @ Wo + bo) * keras.ops.tanh(c), c


@variant("coupled_step")
def input_gate_by_the_other_sigmoid(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    units = h.shape[1]

    def drive(W, b):
        return h @ W[:units] + x @ W[units:] + b

    a = drive(Wf, bf)
    c = tf.sigmoid(a) * c + tf.sigmoid(-a) * tf.tanh(drive(Wc, bc))
    return tf.sigmoid(drive(Wo, bo)) * tf.tanh(c), c


@variant("coupled_step")
def coupled_by_a_softmax(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    a = hx @ Wf + bf
    shares = tf.nn.softmax(tf.stack([a, tf.zeros_like(a)]), axis=0)
    c = tf.reduce_sum(shares * tf.stack([c, tf.tanh(hx @ Wc + bc)]), axis=0)
    return [tf.sigmoid(hx @ Wo + bo) * tf.tanh(c), c]


@variant("coupled_step")
def packed_and_split(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    join = functools.partial(tf.concat, axis=-1)
    a = join([h, x]) @ join([Wf, Wc, Wo]) + join([bf, bc, bo])
    f, g, o = tf.split(a, 3, axis=-1)
    f = 1 / (1 + tf.exp(-f))
    c = f * c + (1 - f) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c
