"""Known wrong answers to `cell_gradient`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "cell_gradient",
    hint="You multiply along the units. Each unit's cell goes through time by itself: the product "
    "is over the timesteps, the first axis.",
)
def product_over_the_units(forget_gates):
    return tf.reduce_prod(forget_gates, axis=-1)


@misconception(
    "cell_gradient",
    hint="One number for the whole layer comes back. The Jacobian is diagonal: one number a unit.",
)
def product_over_everything(forget_gates):
    return tf.reduce_prod(forget_gates)


@misconception(
    "cell_gradient",
    hint="You add the gates up. Along a path the chain rule multiplies; it adds over different "
    "paths.",
)
def gates_added_up(forget_gates):
    return tf.reduce_sum(forget_gates, axis=0)


@misconception(
    "cell_gradient",
    hint="You take the logarithms, add them, and stop there. The way back is exp.",
)
def logarithm_of_the_product(forget_gates):
    return tf.reduce_sum(tf.math.log(forget_gates), axis=0)


@misconception(
    "cell_gradient",
    hint="One factor is missing, the first gate's. From c_0 to c_T there are T steps, and f_1 is "
    "the first of them.",
)
def first_gate_left_out(forget_gates):
    return tf.reduce_prod(forget_gates[1:], axis=0)


@misconception(
    "cell_gradient",
    hint="You take the last gate for all of them: f_T to the power T. Every timestep has a gate of "
    "its own.",
)
def last_gate_to_a_power(forget_gates):
    return forget_gates[-1] ** forget_gates.shape[0]


@misconception(
    "cell_gradient",
    hint="The gradients for every T come back, `[T, H]`. Asked for is the last of them.",
)
def every_product_so_far(forget_gates):
    return tf.math.cumprod(forget_gates, axis=0)


@misconception(
    "cell_gradient",
    hint="You multiply the derivatives of the sigmoid, f (1 - f). With h held fixed the gates do "
    "not depend on c: dc_t/dc_{t-1} is f_t itself.",
)
def derivative_of_the_sigmoid(forget_gates):
    return tf.reduce_prod(forget_gates * (1 - forget_gates), axis=0)


@misconception(
    "cell_gradient",
    hint="The values are right, but no gradient reaches the gates. It stops where a tensor is "
    "turned into a NumPy array.",
)
def multiplied_in_numpy(forget_gates):
    return tf.constant(np.prod(np.asarray(forget_gates), axis=0))


@misconception(
    "cell_gradient",
    hint="For one timestep of one unit the result has lost its axis. It is `[H]` for every H.",
)
def single_unit_squeezed(forget_gates):
    return tf.squeeze(tf.reduce_prod(forget_gates, axis=0))


@misconception(
    "cell_gradient",
    hint="The result is float64 whatever comes in. Keep the dtype of the gates.",
)
def product_always_float64(forget_gates):
    return tf.reduce_prod(tf.cast(forget_gates, tf.float64), axis=0)
