"""Stand-ins for earlier answers that do not work, so that a mistake costs once.

Where a question builds on an earlier one, the student's own earlier answer is used as long as it
can be used at all; where it cannot (it raises, loses the gradient, ignores an argument), a stand-in
takes its place for the length of one probe. The stand-ins have the interface that was asked for and
another equation, so nothing can be learnt from them.
"""

import contextlib

import keras
import numpy as np
import tensorflow as tf

SEQUENCE = ("x", "h0", "Wx", "Wh", "b")
WEIGHTS = ("kernel", "recurrent_kernel", "bias")


def stand_in_rnn_step(x, h, Wx, Wh, b):
    """A state that leaks; it depends on every argument."""
    return 0.5 * h + 0.3 * tf.sin(tf.matmul(x, Wx)) - 0.3 * tf.cos(tf.matmul(h, Wh) - b)


class StandInCell(keras.layers.Layer):
    """A cell with a leaking memory; the constructor, weights and sizes are those of the question.

    Args:
        units: number of hidden units.
    """

    def __init__(self, units, name=None, dtype=None, **_):
        super().__init__(name=name, dtype=dtype)
        self.units = self.state_size = self.output_size = units

    def build(self, input_shape):
        """Makes the weights."""
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        square = (self.units, self.units)
        self.recurrent_kernel = self.add_weight(shape=square, name="recurrent_kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs, states, training=False):
        """Leaks half of the state, and adds what comes in."""
        recalled = tf.sin(tf.matmul(states[0], self.recurrent_kernel))
        h = 0.5 * states[0] + tf.nn.softsign(tf.matmul(inputs, self.kernel) + self.bias) + recalled
        return h, [h]


@contextlib.contextmanager
def usable_step(answer, dtype):
    """Has the stand-in under `rnn_step` where the student's own cannot be built upon."""
    if _is_usable(answer, dtype):
        yield
    else:
        with answer.replaced("rnn_step", stand_in_rnn_step):
            yield


def _is_usable(answer, dtype):
    # Right or wrong does not matter here: only the interface, and that every argument counts.
    shapes = {"x": (2, 3), "h": (2, 4), "Wx": (3, 4), "Wh": (4, 4), "b": (4,)}
    given = [
        tf.constant(np.sin(i + np.arange(np.prod(shape), dtype=dtype)).reshape(shape) / 2)
        for i, shape in enumerate(shapes.values(), start=1)
    ]
    try:
        with tf.GradientTape() as tape:
            tape.watch(given)
            h = answer.rnn_step(*given)
        reached = [g is not None and np.any(g) for g in tape.gradient(h, given)]
        alone = answer.rnn_step(given[0][:1], given[1][:1], *given[2:])
        shape_and_dtype = (tuple(h.shape), tuple(alone.shape), np.dtype(h.dtype.as_numpy_dtype))
    except Exception:
        return False
    return all(reached) and shape_and_dtype == ((2, 4), (1, 4), np.dtype(dtype))
