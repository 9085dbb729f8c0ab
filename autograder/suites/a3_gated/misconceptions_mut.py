"""Known wrong answers to `mut1_step`, `mut2_step` and `mut3_step`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception

# --- mut1_step -----------------------------------------------------------------------------------


@misconception(
    "mut1_step",
    hint="The input enters your candidate as it is. In MUT1 it is tanh(x), inside the outer tanh.",
)
def bare_input_in_the_candidate(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut1_step",
    hint="Your update gate looks at h. In MUT1 it sees the input only, also where `params` holds a "
    "`W_hz`.",
)
def update_gate_looks_at_h(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p.get("W_hz", 0 * p["W_hh"]) + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + tf.tanh(x) + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut1_step",
    hint="The input goes through `W_xh` into your candidate. That is MUT2's and MUT3's; in MUT1 it "
    "is tanh(x), without weights.",
)
def weighted_input_in_the_candidate(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    driven = x @ p["W_xh"] if "W_xh" in p else tf.tanh(x)
    return tf.tanh((r * h) @ p["W_hh"] + driven + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut1_step",
    hint="You blend the other way round: here the candidate gets z, and h gets 1 - z.",
)
def mut1_blended_as_keras_does(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + tf.tanh(x) + p["b_h"]) * (1 - z) + h * z


@misconception(
    "mut1_step",
    hint="You multiply by r after the product with W_hh. It meets h before: (r * h) W_hh.",
)
def mut1_reset_after_the_product(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh(r * (h @ p["W_hh"]) + tf.tanh(x) + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut1_step",
    hint="There is no tanh around your candidate. tanh(x) is one term of the sum; the sum goes "
    "through a tanh of its own.",
)
def outer_tanh_missing(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return ((r * h) @ p["W_hh"] + tf.tanh(x) + p["b_h"]) * z + h * (1 - z)


@misconception("mut1_step", hint="The candidate's bias `b_h` is never used.")
def mut1_without_b_h(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + tf.tanh(x)) * z + h * (1 - z)


@misconception(
    "mut1_step",
    hint="You unpack `params` by position. It is a dict that may hold more than you need, in any "
    "order: look weights up by name.",
    raises="ValueError",
)
def params_unpacked_by_position(x, h, params):
    W_xz, b_z, W_xr, W_hr, b_r, W_hh, b_h = params.values()
    z = tf.sigmoid(x @ W_xz + b_z)
    r = tf.sigmoid(x @ W_xr + h @ W_hr + b_r)
    return tf.tanh((r * h) @ W_hh + tf.tanh(x) + b_h) * z + h * (1 - z)


@misconception(
    "mut1_step",
    hint="The state is right, but you take the weights out of the caller's dict with `pop`, and "
    "the next step finds none.",
)
def params_popped(x, h, params):
    p = params
    z = tf.sigmoid(x @ p.pop("W_xz") + p.pop("b_z"))
    r = tf.sigmoid(x @ p.pop("W_xr") + h @ p.pop("W_hr") + p.pop("b_r"))
    return tf.tanh((r * h) @ p.pop("W_hh") + tf.tanh(x) + p.pop("b_h")) * z + h * (1 - z)


# --- mut2_step -----------------------------------------------------------------------------------


@misconception(
    "mut2_step",
    hint="The input goes through `W_xr` into your reset gate. In MUT2 it enters bare: x + h W_hr.",
)
def weighted_input_in_the_reset_gate(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    driven = x @ p["W_xr"] if "W_xr" in p else x
    r = tf.sigmoid(driven + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut2_step",
    hint="The input is missing from your reset gate. It has no weights there, but it is there.",
)
def reset_gate_without_input(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut2_step",
    hint="Your reset gate sees tanh(x). In MUT2 it is x itself; the tanh(x) of MUT1 stands in the "
    "candidate.",
)
def squashed_input_in_the_reset_gate(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(tf.tanh(x) + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut2_step",
    hint="Your candidate has MUT1's tanh(x). In MUT2 the input goes through `W_xh`.",
)
def candidate_of_mut1(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + tf.tanh(x) + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut2_step",
    hint="Your update gate sees the input only, as MUT1's does. In MUT2 it sees h as well.",
)
def update_gate_of_mut1(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
    r = tf.sigmoid(x + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut2_step",
    hint="You blend the other way round: here the candidate gets z, and h gets 1 - z.",
)
def mut2_blended_as_keras_does(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * (1 - z) + h * z


@misconception(
    "mut2_step",
    hint="You multiply by r after the product with W_hh. It meets h before: (r * h) W_hh.",
)
def mut2_reset_after_the_product(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x + h @ p["W_hr"] + p["b_r"])
    return tf.tanh(r * (h @ p["W_hh"]) + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


# --- mut3_step -----------------------------------------------------------------------------------


@misconception(
    "mut3_step",
    hint="Your update gate sees h itself. In MUT3 it is tanh(h) that meets W_hz.",
)
def bare_state_in_the_update_gate(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut3_step",
    hint="You take the tanh of the product h W_hz. The tanh is of h alone: tanh(h) W_hz.",
)
def tanh_of_the_product(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h @ p["W_hz"]) + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut3_step",
    hint="tanh(h) stands in your reset gate as well. It is in the update gate only.",
)
def squashed_state_in_both_gates(x, h, params):
    p, squashed = params, tf.tanh(h)
    z = tf.sigmoid(x @ p["W_xz"] + squashed @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + squashed @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut3_step",
    hint="The input enters your reset gate bare, as in MUT2, so D would have to equal H. In MUT3 "
    "it goes through `W_xr`.",
    raises="InvalidArgumentError",
)
def reset_gate_of_mut2(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h) @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)


@misconception(
    "mut3_step",
    hint="You keep (1 - z) * tanh(h) of the old state. What is kept is h itself; tanh(h) is for "
    "the update gate to look at.",
)
def squashed_state_kept(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h) @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    candidate = tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"])
    return candidate * z + tf.tanh(h) * (1 - z)


@misconception(
    "mut3_step",
    hint="You blend the other way round: here the candidate gets z, and h gets 1 - z.",
)
def mut3_blended_as_keras_does(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h) @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * (1 - z) + h * z


@misconception(
    "mut3_step",
    hint="You add only the biases of the gates: `b_h` is missing from the candidate.",
)
def mut3_without_b_h(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h) @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"]) * z + h * (1 - z)


@misconception(
    "mut3_step",
    hint="You multiply by r after the product with W_hh. It meets h before: (r * h) W_hh.",
)
def mut3_reset_after_the_product(x, h, params):
    p = params
    z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h) @ p["W_hz"] + p["b_z"])
    r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
    return tf.tanh(r * (h @ p["W_hh"]) + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)
