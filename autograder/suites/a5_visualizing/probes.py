"""Probes of a5_visualizing: an LSTM cell to trace, and signals and statistics as plain arrays."""

import keras
import numpy as np
import tensorflow as tf

STATES_AND_GATES = ("h", "c", "i", "f", "o")


class Cell(keras.layers.Layer):
    """An LSTM cell as that of assignment 3: packed i, f, o, g, called as `cell(x, [h, c])`.

    It counts how often it was called; its answers are right.
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.output_size = units
        self.state_size = [units, units]

    def build(self, input_shape):
        """Makes the three weights."""
        width = 4 * self.units
        self.kernel = self.add_weight((input_shape[-1], width), name="kernel")
        self.recurrent_kernel = self.add_weight((self.units, width), name="recurrent_kernel")
        self.bias = self.add_weight((width,), name="bias")

    def call(self, inputs, states, training=False):
        """One timestep."""
        h, c = states
        both = tf.matmul(inputs, self.kernel) + tf.matmul(h, self.recurrent_kernel)
        i, f, o, g = tf.split(both + self.bias, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        return h, [h, c]


def make_cell(kernel, recurrent_kernel, bias):
    """A built cell with these weights, of their dtype."""
    cell = Cell(len(recurrent_kernel), dtype=kernel.dtype.name)
    cell.build((1, len(kernel)))
    weights = (cell.kernel, cell.recurrent_kernel, cell.bias)
    for weight, value in zip(weights, (kernel, recurrent_kernel, bias), strict=True):
        weight.assign(value)
    return cell


def traced(answer, embeddings, h0, c0, **weights):
    """The states and gates that `trace` returns; whatever else it returns is left out."""
    given = (tf.constant(value) for value in (embeddings, h0, c0))
    returned = answer.trace(make_cell(**weights), *given)
    return _five(returned)


def traced_gradients(answer, weights, embeddings, h0, c0, **of_cell):
    """The gradient of all that `trace` returns, weighed, for the inputs and both first states."""
    given = {"embeddings": embeddings, "h0": h0, "c0": c0}
    watched = {name: tf.constant(value) for name, value in given.items()}
    with tf.GradientTape() as tape:
        tape.watch(list(watched.values()))
        returned = _five(answer.trace(make_cell(**of_cell), *watched.values()))
        total = sum(
            tf.reduce_sum(returned[name] * weight)
            for name, weight in zip(STATES_AND_GATES, weights, strict=True)
        )
    return tape.gradient(total, watched)


def _five(returned):
    if isinstance(returned, dict) and all(name in returned for name in STATES_AND_GATES):
        return {name: returned[name] for name in STATES_AND_GATES}
    return returned


def signal(answer, name, text, **more):
    """What one of the three signals says about a text; truth values and integers as floats."""
    return as_floats(getattr(answer, name)(text, **more))


def correlations(answer, activations, signal):
    """One number for every unit."""
    given = activations.copy(), signal.copy()
    return as_floats(answer.unit_correlations(*given))


def best(answer, activations, signal):
    """The best unit, and how well it follows."""
    returned = answer.best_unit(activations.copy(), signal.copy())
    if not isinstance(returned, (list, tuple)) or len(returned) != 2:
        return returned
    index, correlation = returned
    # A NumPy integer and an array of one are indices as well; a float is not.
    whole = np.asarray(index)
    return {
        "index": int(whole) if whole.size == 1 and whole.dtype.kind in "iu" else index,
        "correlation": as_floats(correlation),
    }


def saturated(answer, gates, **thresholds):
    """The two fractions, by name."""
    returned = answer.saturation(gates.copy(), **thresholds)
    if not isinstance(returned, (list, tuple)) or len(returned) != 2:
        return returned
    return dict(zip(("below", "above"), map(as_floats, returned), strict=True))


def kept(answer, name, arguments):
    """What has become of the arrays that were given, after a call."""
    given = [value.copy() for value in arguments]
    returned = getattr(answer, name)(*given)
    parts = returned if isinstance(returned, (list, tuple)) else [returned]
    changed = [float(np.max(np.abs(a - b))) for a, b in zip(given, arguments, strict=True)]
    return {"changed by": changed, "answer": [as_floats(part) for part in parts]}


def as_floats(value):
    """Numbers of any kind as float64, which no question here is about; anything else as it is."""
    array = np.asarray(value)
    return array.astype("float64") if array.dtype.kind in "biuf" else value


def stand_in_unit_correlations(activations, signal):
    """Depends on all that it should, and is no correlation: a signed size, weighed by the signal.

    Like a correlation it turns its sign with a unit, and is the same for equal units.
    """
    a, s = np.asarray(activations, "float64"), np.asarray(signal, "float64")
    weights = 1.5 + np.cos(s * np.arange(1, len(s) + 1))
    return np.sqrt((a**2 * weights[:, None]).mean(axis=0)) * np.where(a[0] < 0, -1.0, 1.0)
