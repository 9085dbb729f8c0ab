"""Answers with two known mistakes at once, written as a student might and not as the catalogue."""

# Question of a3_gated -> pairs of names, and the answer that has both.
GATED = {
    ("lstm_step", "candidate_through_sigmoid", "gates_without_bias"): """
def lstm_step(x, h, c, Wx, Wh, b):
    units = h.shape[1]
    a = tf.matmul(x, Wx) + tf.matmul(h, Wh)
    i, f = tf.sigmoid(a[:, :units]), tf.sigmoid(a[:, units : 2 * units])
    o, g = tf.sigmoid(a[:, 2 * units : 3 * units]), tf.sigmoid(a[:, 3 * units :])
    new_c = f * c + i * g
    return o * tf.tanh(new_c), new_c
""",
    ("lstm_step", "forget_and_input_gates_swapped", "cell_shown_without_tanh"): """
def lstm_step(x, h, c, Wx, Wh, b):
    gates = keras.ops.split(x @ Wx + h @ Wh + b, 4, axis=1)
    forget, write, show = (keras.ops.sigmoid(gate) for gate in gates[:3])
    memory = forget * c
    memory = memory + write * keras.ops.tanh(gates[3])
    return show * memory, memory
""",
    ("LSTMCell", "cell_with_keras_gate_order", "states_handed_on_swapped"): """
class LSTMCell(keras.layers.Layer):
    def __init__(self, units, unit_forget_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.units, self.unit_forget_bias = units, unit_forget_bias
        self.state_size, self.output_size = [units, units], units

    def build(self, input_shape):
        n = 4 * self.units
        self.kernel = self.add_weight(shape=(input_shape[-1], n), name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, n), name="recurrent_kernel")
        one = float(self.unit_forget_bias)
        start = [one if self.units <= k < 2 * self.units else 0.0 for k in range(n)]
        self.bias = self.add_weight(
            shape=(n,), initializer=lambda shape, dtype=None: tf.constant(start, dtype), name="bias"
        )

    def call(self, inputs, states, training=False):
        h, c = states
        a = inputs @ self.kernel + h @ self.recurrent_kernel + self.bias
        i, f, g, o = tf.split(a, 4, axis=1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        return h, [c, h]

    def get_config(self):
        config = super().get_config()
        return config | {"units": self.units, "unit_forget_bias": self.unit_forget_bias}
""",
    ("peephole_step", "output_gate_sees_the_old_cell", "squashed_cell_seen"): """
def peephole_step(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    before = keras.ops.concatenate([keras.ops.tanh(c), h, x], axis=1)
    f = keras.ops.sigmoid(before @ Wf + bf)
    i = keras.ops.sigmoid(before @ Wi + bi)
    o = keras.ops.sigmoid(before @ Wo + bo)
    c = f * c + i * keras.ops.tanh(keras.ops.concatenate([h, x], axis=1) @ Wc + bc)
    return o * keras.ops.tanh(c), c
""",
    ("coupled_step", "shares_exchanged", "coupled_cell_without_tanh"): """
def coupled_step(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    both = tf.concat([h, x], 1)
    keep = 1 - tf.sigmoid(both @ Wf + bf)
    c = keep * c + (1 - keep) * tf.tanh(both @ Wc + bc)
    return tf.sigmoid(both @ Wo + bo) * c, c
""",
    ("gru_step", "blended_as_keras_does", "update_and_reset_swapped"): """
def gru_step(x, h, Wz, Wr, W):
    both = keras.ops.concatenate([h, x], axis=-1)
    reset = keras.ops.sigmoid(both @ Wz)
    keep = keras.ops.sigmoid(both @ Wr)
    candidate = keras.ops.tanh(keras.ops.concatenate([reset * h, x], axis=-1) @ W)
    return keep * h + (1 - keep) * candidate
""",
    ("GRUCell", "cell_blended_as_keras_does", "gates_packed_r_first"): """
class GRUCell(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        n = 3 * self.units
        self.kernel = self.add_weight(shape=(input_shape[-1], n), name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, n), name="recurrent_kernel")

    def call(self, inputs, states, training=False):
        (h,) = states
        u = self.units
        a = inputs @ self.kernel[:, : 2 * u] + h @ self.recurrent_kernel[:, : 2 * u]
        r, z = tf.split(tf.sigmoid(a), 2, axis=-1)
        candidate = tf.tanh(
            inputs @ self.kernel[:, 2 * u :] + (r * h) @ self.recurrent_kernel[:, 2 * u :]
        )
        h = h * z + candidate * (1 - z)
        return h, [h]

    def get_config(self):
        return super().get_config() | {"units": self.units}
""",
    ("mut1_step", "bare_input_in_the_candidate", "mut1_blended_as_keras_does"): """
def mut1_step(x, h, params):
    z = tf.sigmoid(x @ params["W_xz"] + params["b_z"])
    r = tf.sigmoid(x @ params["W_xr"] + h @ params["W_hr"] + params["b_r"])
    candidate = tf.tanh(x + tf.matmul(r * h, params["W_hh"]) + params["b_h"])
    return z * h + (1 - z) * candidate
""",
    ("mut2_step", "reset_gate_without_input", "mut2_blended_as_keras_does"): """
def mut2_step(x, h, params):
    p = params
    z = 1 - tf.sigmoid(p["b_z"] + h @ p["W_hz"] + x @ p["W_xz"])
    r = tf.sigmoid(h @ p["W_hr"] + p["b_r"])
    new = tf.tanh(x @ p["W_xh"] + (r * h) @ p["W_hh"] + p["b_h"])
    return h + z * (new - h)
""",
    ("mut3_step", "bare_state_in_the_update_gate", "mut3_blended_as_keras_does"): """
def mut3_step(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    new = tf.tanh(x @ p["W_xh"] + (r * h) @ p["W_hh"] + p["b_h"])
    return (1 - z) * new + z * h
""",
}
