"""Right answers to `gru_step`, the MUT steps, `stacked_forward` and `cell_gradient`.

Each is written differently from the solution, stands under its question's name in the solution's
namespace and must get full marks.
"""

import functools
import operator

import keras
import tensorflow as tf

from autograder.testing import variant

# --- gru_step ------------------------------------------------------------------------------------


@variant("gru_step")
def moved_by_z(x, h, Wz, Wr, W):
    hx = keras.ops.concatenate([h, x], axis=-1)
    z, r = keras.ops.sigmoid(hx @ Wz), keras.ops.sigmoid(hx @ Wr)
    candidate = keras.ops.tanh(keras.ops.concatenate([r * h, x], axis=-1) @ W)
    return h + z * (candidate - h)


@variant("gru_step")
def gru_weights_taken_apart(x, h, Wz, Wr, W):
    units = h.shape[1]
    z = tf.sigmoid(h @ Wz[:units] + x @ Wz[units:])
    r = tf.sigmoid(h @ Wr[:units] + x @ Wr[units:])
    candidate = tf.tanh((r * h) @ W[:units] + x @ W[units:])
    return z * candidate + h - z * h


@variant("gru_step")
def gates_in_one_product(x, h, Wz, Wr, W):
    gates = tf.sigmoid(tf.concat([h, x], 1) @ tf.concat([Wz, Wr], 1))
    z, r = gates[:, : h.shape[1]], gates[:, h.shape[1] :]
    candidate = tf.tanh(tf.einsum("nk,kh->nh", tf.concat([tf.multiply(r, h), x], 1), W))
    return tf.where(z >= 0, (1 - z) * h + z * candidate, h)


@variant("gru_step")
def padded_reset(x, h, Wz, Wr, W):
    hx = tf.concat([h, x], axis=-1)
    keep = tf.sigmoid(-(hx @ Wz))
    reset = tf.concat([tf.sigmoid(hx @ Wr), tf.ones_like(x)], axis=-1)
    return keep * h + (1 - keep) * tf.tanh((reset * hx) @ W)


# --- mut1_step -----------------------------------------------------------------------------------


@variant("mut1_step")
def mut1_by_keras_operations(x, h, params):
    ops = keras.ops
    z = ops.sigmoid(ops.matmul(x, params["W_xz"]) + params["b_z"])
    r = ops.sigmoid(ops.matmul(x, params["W_xr"]) + ops.matmul(h, params["W_hr"]) + params["b_r"])
    candidate = ops.matmul(ops.multiply(r, h), params["W_hh"]) + ops.tanh(x) + params["b_h"]
    return h + z * (ops.tanh(candidate) - h)


@variant("mut1_step")
def mut1_with_names_unpacked(x, h, params):
    W_xz, W_xr, W_hr, W_hh = operator.itemgetter("W_xz", "W_xr", "W_hr", "W_hh")(params)
    b_z, b_r, b_h = (params[f"b_{gate}"] for gate in "zrh")
    z, r = tf.sigmoid(x @ W_xz + b_z), tf.sigmoid(x @ W_xr + h @ W_hr + b_r)
    return tf.tanh((r * h) @ W_hh + tf.tanh(x) + b_h) * z + h * (1 - z)


@variant("mut1_step")
def mut1_with_a_function_for_terms(x, h, params):
    def term(value, name):
        return tf.einsum("nk,kh->nh", value, params[name])

    keep = tf.sigmoid(-term(x, "W_xz") - params["b_z"])
    r = tf.sigmoid(tf.add_n([term(x, "W_xr"), term(h, "W_hr")]) + params["b_r"])
    candidate = tf.tanh(tf.tanh(x) + term(r * h, "W_hh") + params["b_h"])
    return candidate - keep * (candidate - h)


# --- mut2_step -----------------------------------------------------------------------------------


@variant("mut2_step")
def mut2_by_keras_operations(x, h, params):
    ops = keras.ops
    z = ops.matmul(x, params["W_xz"]) + ops.matmul(h, params["W_hz"]) + params["b_z"]
    r = ops.sigmoid(x + ops.matmul(h, params["W_hr"]) + params["b_r"])
    candidate = ops.matmul(r * h, params["W_hh"]) + ops.matmul(x, params["W_xh"]) + params["b_h"]
    return ops.tanh(candidate) * ops.sigmoid(z) + h * ops.sigmoid(-z)


@variant("mut2_step")
def mut2_with_joined_weights(x, h, params):
    p, join = params, functools.partial(tf.concat, axis=0)
    z = tf.sigmoid(tf.concat([x, h], 1) @ join([p["W_xz"], p["W_hz"]]) + p["b_z"])
    r = tf.sigmoid(
        tf.concat([x, h], 1) @ join([tf.eye(x.shape[1], dtype=x.dtype), p["W_hr"]]) + p["b_r"]
    )
    candidate = tf.tanh(tf.concat([x, r * h], 1) @ join([p["W_xh"], p["W_hh"]]) + p["b_h"])
    return h + z * (candidate - h)


@variant("mut2_step")
def mut2_with_a_copy_of_the_dict(x, h, params):
    left = {name: value for name, value in params.items() if name != "W_hy"}
    z = tf.sigmoid(x @ left.pop("W_xz") + h @ left.pop("W_hz") + left.pop("b_z"))
    r = tf.sigmoid(x + h @ left.pop("W_hr") + left.pop("b_r"))
    candidate = tf.tanh((r * h) @ left["W_hh"] + x @ left["W_xh"] + left["b_h"])
    return (1 - z) * h + z * candidate


# --- mut3_step -----------------------------------------------------------------------------------


@variant("mut3_step")
def mut3_by_keras_operations(x, h, params):
    ops = keras.ops
    squashed = ops.tanh(h)
    z = ops.matmul(x, params["W_xz"]) + ops.matmul(squashed, params["W_hz"]) + params["b_z"]
    r = ops.matmul(x, params["W_xr"]) + ops.matmul(h, params["W_hr"]) + params["b_r"]
    recalled = ops.matmul(ops.sigmoid(r) * h, params["W_hh"])
    candidate = ops.tanh(recalled + ops.matmul(x, params["W_xh"]) + params["b_h"])
    return ops.sigmoid(z) * candidate + (1 - ops.sigmoid(z)) * h


@variant("mut3_step")
def mut3_with_a_function_for_gates(x, h, params):
    def drive(gate, state):
        weights = params[f"W_x{gate}"], params[f"W_h{gate}"]
        return x @ weights[0] + state @ weights[1] + params[f"b_{gate}"]

    z, r = tf.sigmoid(drive("z", tf.tanh(h))), tf.sigmoid(drive("r", h))
    return h + z * (tf.tanh(drive("h", r * h)) - h)


@variant("mut3_step")
def mut3_with_joined_weights(x, h, params):
    p = params
    z = tf.concat([x, tf.tanh(h)], 1) @ tf.concat([p["W_xz"], p["W_hz"]], 0) + p["b_z"]
    r = tf.sigmoid(tf.concat([x, h], 1) @ tf.concat([p["W_xr"], p["W_hr"]], 0) + p["b_r"])
    h_new = tf.tanh(tf.concat([x, r * h], 1) @ tf.concat([p["W_xh"], p["W_hh"]], 0) + p["b_h"])
    return h_new * tf.sigmoid(z) + h * tf.sigmoid(-z)


# --- stacked_forward -----------------------------------------------------------------------------


@variant("stacked_forward")
def timestep_by_timestep(x, h0s, Ws):
    states, top = list(h0s), []
    for t in range(x.shape[1]):
        below = x[:, t]
        for layer, W in enumerate(Ws):
            below = tf.tanh(tf.concat([below, states[layer]], axis=-1) @ W)
            states[layer] = below
        top.append(below)
    return tf.stack(top, axis=1), states


@variant("stacked_forward")
def scan_per_layer(x, h0s, Ws):
    below, lasts = tf.transpose(x, [1, 0, 2]), []
    for h0, W in zip(h0s, Ws, strict=True):

        def advance(h, row, W=W):
            return tf.tanh(tf.concat([row, h], axis=-1) @ W)

        below = tf.scan(advance, below, initializer=h0)
        lasts.append(below[-1])
    return tf.transpose(below, [1, 0, 2]), tuple(lasts)


@variant("stacked_forward")
def layers_by_recursion(x, h0s, Ws):
    if not Ws:
        return x, []
    h, W, states = h0s[0], Ws[0], []
    features = x.shape[2]
    for t in range(x.shape[1]):
        h = keras.ops.tanh(x[:, t] @ W[:features] + h @ W[features:])
        states.append(h)
    top, lasts = stacked_forward(keras.ops.stack(states, axis=1), h0s[1:], Ws[1:])
    return [top, [h, *lasts]]


@variant("stacked_forward")
def input_products_in_advance(x, h0s, Ws):
    lasts = []
    for h, W in zip(h0s, Ws, strict=True):
        driven, own = tf.einsum("ntd,dh->nth", x, W[: x.shape[2]]), W[x.shape[2] :]
        states = [h]
        for row in tf.unstack(driven, axis=1):
            states.append(tf.tanh(row + states[-1] @ own))
        x = tf.stack(states[1:], axis=1)
        lasts.append(x[:, -1])
    return x, lasts


# --- cell_gradient -------------------------------------------------------------------------------


@variant("cell_gradient")
def keras_product(forget_gates):
    return keras.ops.prod(forget_gates, axis=0)


@variant("cell_gradient")
def last_of_the_running_products(forget_gates):
    return tf.math.cumprod(forget_gates, axis=0)[-1]


@variant("cell_gradient")
def sum_of_logarithms(forget_gates):
    return tf.exp(tf.reduce_sum(tf.math.log(forget_gates), axis=0))


@variant("cell_gradient")
def gate_after_gate(forget_gates):
    return functools.reduce(operator.mul, tf.unstack(forget_gates))


@variant("cell_gradient")
def differentiated_by_a_tape(forget_gates):
    start = tf.ones_like(forget_gates[0])
    with tf.GradientTape() as tape:
        tape.watch(start)
        c = start
        for f in forget_gates:
            c = f * c
    return tape.gradient(c, start)
