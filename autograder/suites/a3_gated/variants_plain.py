"""Right answers in few lines, written as the misconceptions are.

What is known to go wrong is a change to one of these, so two changes can be put together and named
together (`autograder.combining`).
"""

import tensorflow as tf

from autograder.testing import variant


@variant("lstm_step")
def lstm_in_three_lines(x, h, c, Wx, Wh, b):
    i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


@variant("LSTMCell")
class lstm_cell_written_out(LSTMCell):
    def call(self, inputs, states, training=False):
        h, c = states
        i, f, o, g = tf.split(
            inputs @ self.kernel + h @ self.recurrent_kernel + self.bias, 4, axis=-1
        )
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        return h, [h, c]


@variant("peephole_step")
def peepholes_in_six_lines(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    hx = tf.concat([h, x], axis=-1)
    seen = tf.concat([c, hx], axis=-1)
    f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
    new = f * c + i * tf.tanh(hx @ Wc + bc)
    now = tf.concat([new, hx], axis=-1)
    return tf.sigmoid(now @ Wo + bo) * tf.tanh(new), new


@variant("coupled_step")
def coupled_in_four_lines(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    hx = tf.concat([h, x], axis=-1)
    f, o = tf.sigmoid(hx @ Wf + bf), tf.sigmoid(hx @ Wo + bo)
    c = f * c + (1 - f) * tf.tanh(hx @ Wc + bc)
    return o * tf.tanh(c), c


@variant("gru_step")
def gru_in_three_lines(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    z, r = tf.sigmoid(hx @ Wz), tf.sigmoid(hx @ Wr)
    return (1 - z) * h + z * tf.tanh(tf.concat([r * h, x], axis=-1) @ W)


@variant("GRUCell")
class gru_cell_written_out(GRUCell):
    def call(self, inputs, states, training=False):
        h = states[0]
        xz, xr, xc = tf.split(inputs @ self.kernel, 3, axis=-1)
        hz, hr, hc = tf.split(self.recurrent_kernel, 3, axis=-1)
        z, r = tf.sigmoid(xz + h @ hz), tf.sigmoid(xr + h @ hr)
        h = (1 - z) * h + z * tf.tanh(xc + (r * h) @ hc)
        return h, [h]


@variant("mut1_step")
def mut1_in_three_lines(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + tf.tanh(x) + p["b_h"]) * z + h * (1 - z)


@variant("mut2_step")
def mut2_in_three_lines(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@variant("mut3_step")
def mut3_in_three_lines(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h) @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)
