"""Reference solution of assignment 3: LSTM, GRU, their variants, and depth.

Shapes: N batch, T timesteps, D input features, H units; the batch comes first. s is the logistic
sigmoid, * multiplies element by element, [h, x] joins along the last axis; products are `x @ W`.
"""

import keras
import tensorflow as tf


def lstm_step(x, h, c, Wx, Wh, b):
    """Advance an LSTM (Hochreiter and Schmidhuber, 1997; Gers et al., 2000) by one timestep.

        [i, f, o, g] = [s, s, s, tanh](x_t Wx + h_{t-1} Wh + b)   four blocks of H columns
        c_t = f * c_{t-1} + i * g
        h_t = o * tanh(c_t)

    x is `[N, D]`; h and c are `[N, H]`; Wx is `[D, 4H]`, Wh `[H, 4H]`, b `[4H]`, all packed
    i, f, o, g along the last axis (Keras packs i, f, g, o, and writes c for g).

    Returns:
        `(h, c)` after this timestep, each `[N, H]`.
    """
    ### BEGIN SOLUTION
    gates = tf.matmul(x, Wx) + tf.matmul(h, Wh) + b
    i, f, o, g = tf.split(gates, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c
    ### END SOLUTION


def lstm_forward(x, h0, c0, Wx, Wh, b):
    """Unroll the LSTM over a batch of sequences.

        h_t, c_t = lstm_step(x_t, h_{t-1}, c_{t-1}, Wx, Wh, b)   for t = 1 .. T

    x is `[N, T, D]`; h0 and c0 are `[N, H]` and need not be zero; weights as in `lstm_step`.

    Returns:
        `(hs, (h, c))`: every h `[N, T, H]`, and both states after the last timestep.
    """
    ### BEGIN SOLUTION
    h, c, hs = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
    return tf.stack(hs, axis=1), (h, c)
    ### END SOLUTION


@keras.saving.register_keras_serializable(package="unrolled")
class LSTMCell(keras.layers.Layer):
    """One timestep of an LSTM, the equations of `lstm_step`, to be run by `keras.layers.RNN`.

    Args:
        units: H, the number of hidden units.
        unit_forget_bias: start the forget gate's part of the bias at one, so that a new cell
            remembers. False: start it like the other parts.

    `state_size` is `[units, units]`, `output_size` is `units`; the weights `kernel` `[D, 4H]`,
    `recurrent_kernel` `[H, 4H]` and `bias` `[4H]` are packed i, f, o, g.
    """

    def __init__(self, units, unit_forget_bias=True, **kwargs):
        """Remember the sizes. `kwargs` (`name`, `dtype`, ...) go to `keras.layers.Layer`."""
        ### BEGIN SOLUTION
        super().__init__(**kwargs)
        self.units = units
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [units, units]
        self.output_size = units
        ### END SOLUTION

    def build(self, input_shape):
        """Make `kernel`, `recurrent_kernel` and `bias` with `self.add_weight`, in this order."""
        ### BEGIN SOLUTION
        width = 4 * self.units
        self.kernel = self.add_weight((input_shape[-1], width), "glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(
            (self.units, width), "orthogonal", name="recurrent_kernel"
        )

        def forget_gate_at_one(shape, dtype=None):
            blocks = [0.0, 1.0 if self.unit_forget_bias else 0.0, 0.0, 0.0]
            return tf.repeat(tf.constant(blocks, dtype), self.units)

        self.bias = self.add_weight((width,), forget_gate_at_one, name="bias")
        ### END SOLUTION

    def call(self, inputs, states, training=False):
        """Return `(output, [h, c])`; the output is h. `states` is a list or tuple of h and c."""
        ### BEGIN SOLUTION
        h, c = lstm_step(inputs, *states, self.kernel, self.recurrent_kernel, self.bias)
        return h, [h, c]
        ### END SOLUTION

    def get_config(self):
        """Return the parent's config plus this constructor's own arguments."""
        ### BEGIN SOLUTION
        own = {"units": self.units, "unit_forget_bias": self.unit_forget_bias}
        return {**super().get_config(), **own}
        ### END SOLUTION


def peephole_step(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
    """Advance an LSTM with peepholes (Gers and Schmidhuber, 2000): the gates see the cell state.

        f = s([c_{t-1}, h_{t-1}, x_t] Wf + bf)      i = s([c_{t-1}, h_{t-1}, x_t] Wi + bi)
        c_t = f * c_{t-1} + i * tanh([h_{t-1}, x_t] Wc + bc)
        o = s([c_t, h_{t-1}, x_t] Wo + bo)          the new c
        h_t = o * tanh(c_t)

    x is `[N, D]`, h and c are `[N, H]`, biases `[H]`; Wf, Wi, Wo are `[2H + D, H]`, Wc is
    `[H + D, H]`. Returns `(h, c)`.
    """
    ### BEGIN SOLUTION
    seen = tf.concat([c, h, x], axis=-1)
    f = tf.sigmoid(tf.matmul(seen, Wf) + bf)
    i = tf.sigmoid(tf.matmul(seen, Wi) + bi)
    candidate = tf.tanh(tf.matmul(tf.concat([h, x], axis=-1), Wc) + bc)
    c = f * c + i * candidate
    o = tf.sigmoid(tf.matmul(tf.concat([c, h, x], axis=-1), Wo) + bo)
    return o * tf.tanh(c), c
    ### END SOLUTION


def coupled_step(x, h, c, Wf, Wc, Wo, bf, bc, bo):
    """Advance an LSTM with coupled gates: what is forgotten makes room for what is written.

        f, o = s([h_{t-1}, x_t] W + b), each with its own W and b
        c_t = f * c_{t-1} + (1 - f) * tanh([h_{t-1}, x_t] Wc + bc)
        h_t = o * tanh(c_t)

    x is `[N, D]`, h and c are `[N, H]`, weights `[H + D, H]`, biases `[H]`. Returns `(h, c)`.
    """
    ### BEGIN SOLUTION
    seen = tf.concat([h, x], axis=-1)
    f = tf.sigmoid(tf.matmul(seen, Wf) + bf)
    o = tf.sigmoid(tf.matmul(seen, Wo) + bo)
    c = f * c + (1 - f) * tf.tanh(tf.matmul(seen, Wc) + bc)
    return o * tf.tanh(c), c
    ### END SOLUTION


def gru_step(x, h, Wz, Wr, W):
    """Advance a gated recurrent unit (Cho et al., 2014), without biases, by one timestep.

        z = s([h_{t-1}, x_t] Wz)        how much of the candidate gets in (Keras: 1 - z)
        r = s([h_{t-1}, x_t] Wr)        how much of the state the candidate sees
        h_t = (1 - z) * h_{t-1} + z * tanh([r * h_{t-1}, x_t] W)

    x is `[N, D]`, h is `[N, H]`, weights are `[H + D, H]`. Returns h_t.
    """
    ### BEGIN SOLUTION
    seen = tf.concat([h, x], axis=-1)
    z = tf.sigmoid(tf.matmul(seen, Wz))
    r = tf.sigmoid(tf.matmul(seen, Wr))
    candidate = tf.tanh(tf.matmul(tf.concat([r * h, x], axis=-1), W))
    return (1 - z) * h + z * candidate
    ### END SOLUTION


@keras.saving.register_keras_serializable(package="unrolled")
class GRUCell(keras.layers.Layer):
    """One timestep of a GRU, the equations of `gru_step`, to be run by `keras.layers.RNN`.

    `state_size` and `output_size` are `units`; the weights `kernel` `[D, 3H]`, for x, and
    `recurrent_kernel` `[H, 3H]`, for h and r * h, are packed z, r, candidate. There is no bias.
    """

    def __init__(self, units, **kwargs):
        """Remember the sizes. `kwargs` (`name`, `dtype`, ...) go to `keras.layers.Layer`."""
        ### BEGIN SOLUTION
        super().__init__(**kwargs)
        self.units = self.state_size = self.output_size = units
        ### END SOLUTION

    def build(self, input_shape):
        """Make `kernel` and `recurrent_kernel` with `self.add_weight`, in this order."""
        ### BEGIN SOLUTION
        width = 3 * self.units
        self.kernel = self.add_weight((input_shape[-1], width), "glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(
            (self.units, width), "orthogonal", name="recurrent_kernel"
        )
        ### END SOLUTION

    def call(self, inputs, states, training=False):
        """Return `(output, [h])`; the output is h. `states` is a list or tuple that holds h."""
        ### BEGIN SOLUTION
        h = states[0]
        x_z, x_r, x_c = tf.split(tf.matmul(inputs, self.kernel), 3, axis=-1)
        W_z, W_r, W_c = tf.split(self.recurrent_kernel, 3, axis=-1)
        z = tf.sigmoid(x_z + tf.matmul(h, W_z))
        r = tf.sigmoid(x_r + tf.matmul(h, W_r))
        candidate = tf.tanh(x_c + tf.matmul(r * h, W_c))
        h = (1 - z) * h + z * candidate
        return h, [h]
        ### END SOLUTION

    def get_config(self):
        """Return the parent's config plus this constructor's own arguments."""
        ### BEGIN SOLUTION
        return {**super().get_config(), "units": self.units}
        ### END SOLUTION


def mut1_step(x, h, params):
    """Advance MUT1 of Jozefowicz et al. (2015) by one timestep; D = H, as x enters bare.

        z = s(x W_xz + b_z)
        r = s(x W_xr + h W_hr + b_r)
        h' = tanh((r * h) W_hh + tanh(x) + b_h) * z + h * (1 - z)

    x, h and the result h' are `[N, H]`. `params` is a dict: name -> weight `[H, H]` or bias `[H]`;
    it may hold more than is used.
    """
    ### BEGIN SOLUTION
    p = params
    z = tf.sigmoid(tf.matmul(x, p["W_xz"]) + p["b_z"])
    r = tf.sigmoid(tf.matmul(x, p["W_xr"]) + tf.matmul(h, p["W_hr"]) + p["b_r"])
    candidate = tf.tanh(tf.matmul(r * h, p["W_hh"]) + tf.tanh(x) + p["b_h"])
    return candidate * z + h * (1 - z)
    ### END SOLUTION


def mut2_step(x, h, params):
    """Advance MUT2 by one timestep; D = H, as x enters bare.

        z = s(x W_xz + h W_hz + b_z)
        r = s(x + h W_hr + b_r)
        h' = tanh((r * h) W_hh + x W_xh + b_h) * z + h * (1 - z)

    Arguments and result as in `mut1_step`.
    """
    ### BEGIN SOLUTION
    p = params
    z = tf.sigmoid(tf.matmul(x, p["W_xz"]) + tf.matmul(h, p["W_hz"]) + p["b_z"])
    r = tf.sigmoid(x + tf.matmul(h, p["W_hr"]) + p["b_r"])
    candidate = tf.tanh(tf.matmul(r * h, p["W_hh"]) + tf.matmul(x, p["W_xh"]) + p["b_h"])
    return candidate * z + h * (1 - z)
    ### END SOLUTION


def mut3_step(x, h, params):
    """Advance MUT3 by one timestep; D may differ from H.

        z = s(x W_xz + tanh(h) W_hz + b_z)
        r = s(x W_xr + h W_hr + b_r)
        h' = tanh((r * h) W_hh + x W_xh + b_h) * z + h * (1 - z)

    x is `[N, D]` and every `W_x...` is `[D, H]`; the rest as in `mut1_step`.
    """
    ### BEGIN SOLUTION
    p = params
    z = tf.sigmoid(tf.matmul(x, p["W_xz"]) + tf.matmul(tf.tanh(h), p["W_hz"]) + p["b_z"])
    r = tf.sigmoid(tf.matmul(x, p["W_xr"]) + tf.matmul(h, p["W_hr"]) + p["b_r"])
    candidate = tf.tanh(tf.matmul(r * h, p["W_hh"]) + tf.matmul(x, p["W_xh"]) + p["b_h"])
    return candidate * z + h * (1 - z)
    ### END SOLUTION


def stacked_forward(x, h0s, Ws):
    """Unroll a multilayer vanilla RNN: each layer reads the states of the one below.

        h^l_t = tanh([h^{l-1}_t, h^l_{t-1}] W^l)   for l = 1 .. L, with h^0_t = x_t

    Args:
        x: `[N, T, D]`.
        h0s: each layer's state before the first timestep, a list of L tensors `[N, H]`.
        Ws: a list of L weights: the first `[D + H, H]`, all others `[H + H, H]`.

    Returns:
        `(top, lasts)`: the top layer's states `[N, T, H]`; each layer's last state, a list.
    """
    ### BEGIN SOLUTION
    below = tf.unstack(x, axis=1)
    lasts = []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.matmul(tf.concat([row, h], axis=-1), W))
            states.append(h)
        lasts.append(h)
        below = states
    return tf.stack(below, axis=1), lasts
    ### END SOLUTION


def cell_gradient(forget_gates):
    """How much of a gradient at c_T arrives at c_0 along the cell state, with every h held fixed.

        dc_T / dc_0 = f_1 * f_2 * ... * f_T     since c_t = f_t * c_{t-1} + i_t * g_t

    `forget_gates` are f_1 .. f_T of one sequence, after the sigmoid, `[T, H]`. Returns one number
    per unit, `[H]`: the Jacobian is diagonal.
    """
    ### BEGIN SOLUTION
    return tf.reduce_prod(forget_gates, axis=0)
    ### END SOLUTION
