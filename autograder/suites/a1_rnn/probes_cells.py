"""Probes of `VanillaRNNCell`, which may build on `rnn_step`."""

import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from autograder.sandbox.probing import tensors
from autograder.suites.a1_rnn.probes_stand_ins import SEQUENCE, WEIGHTS, usable_step


def cell_weights(answer, features, units):
    """What weights a cell has after its first call and after two more."""
    with usable_step(answer, "float32"):
        cell = answer.VanillaRNNCell(units)
        for calls in range(3):
            x, h = tf.ones((2 + calls, features)), tf.zeros((2 + calls, units))
            cell(x, [h], training=calls == 1)
            if not calls:
                first = list(cell.weights)
    return {
        "names": [_name(cell, weight) for weight in first],
        "shapes": [[int(size) for size in weight.shape] for weight in first],
        "trainable": [weight.trainable for weight in first],
        "later": len(cell.weights),
        "kept": all(a is b for a, b in zip(first, cell.weights, strict=False)),
    }


def cell_interface(answer, features, units, states):
    """What a cell says of itself, and what one call returns, the states being a list or a tuple."""
    with usable_step(answer, "float32"):
        cell = answer.VanillaRNNCell(units)
        given = {"list": list, "tuple": tuple}[states]([tf.zeros((2, units))])
        returned = cell(tf.ones((2, features)), given, training=False)
    if not isinstance(returned, (list, tuple)) or len(returned) != 2:
        return {"returned": _kind(returned)}
    output, after = returned
    in_a_list = isinstance(after, (list, tuple)) and len(after) == 1
    return {
        "returned": "output, states",
        "state_size": [int(size) for size in tf.nest.flatten(cell.state_size)],
        "output_size": [int(size) for size in tf.nest.flatten(cell.output_size)],
        "output shape": [int(size) for size in output.shape],
        "states": "a list of one" if in_a_list else _kind(after),
        "given states kept": not np.any(given[0]),
    }


def cell_over_time(answer, x, h0, **given):
    """A cell's outputs, called timestep by timestep with the states that it returns."""
    with usable_step(answer, h0.dtype):
        cell = _cell(answer, **given)
        x, states, outputs = tf.constant(x), [tf.constant(h0)], []
        for t in range(x.shape[1]):
            output, states = cell(x[:, t], states, training=False)
            outputs.append(output)
    return tf.stack(outputs, axis=1)


def inside_a_layer(answer, weights, x, h0, **given):
    """What `keras.layers.RNN` makes of a cell: gradients when run eagerly, states when compiled."""
    with usable_step(answer, h0.dtype):
        cell = _cell(answer, **given)
        layer = keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype=cell.dtype)

        @tf.function(jit_compile=False, autograph=False)
        def compiled(x, h0):
            return layer(x, initial_state=[h0])

        x, h0 = tensors(x, h0)
        # Eager for the gradients: tracing them as well takes three times as long.
        with tf.GradientTape() as tape:
            tape.watch([x, h0])
            total = tf.reduce_sum(layer(x, initial_state=[h0])[0] * weights)
        watched = [x, h0, *(_weight(cell, name).value for name in WEIGHTS)]
        gradients = dict(zip(SEQUENCE, tape.gradient(total, watched), strict=True))
        outputs, state = compiled(x, h0)
    return {"outputs": outputs, "last state": state, "gradients": gradients}


def cell_dtypes(answer, policy, dtype, features, units):
    """The dtypes of a cell's variables and results under a dtype policy."""
    with usable_step(answer, dtype):
        cell = answer.VanillaRNNCell(units, dtype=policy)
        output, states = cell(tf.ones((2, features), dtype), [tf.zeros((2, units), dtype)])
    return {
        "variables": [weight.dtype for weight in cell.weights],
        "output": output.dtype.name,
        "state": tf.nest.flatten(states)[0].dtype.name,
    }


def config_and_copy(answer, features, units):
    """The constructor's arguments as a cell records them, and a cell made from that record."""
    with usable_step(answer, "float32"):
        config = answer.VanillaRNNCell(units).get_config()
        copy = answer.VanillaRNNCell.from_config(config)
        output, _ = copy(tf.ones((2, features)), [tf.zeros((2, units))])
    return {"units": config.get("units"), "copy's output": [int(size) for size in output.shape]}


def saved_and_loaded(answer, x, units):
    """What a model gives before and after it is saved as `.keras` and loaded."""
    cell_class = answer.VanillaRNNCell
    known = {"VanillaRNNCell": cell_class, cell_class.__name__: cell_class}
    with usable_step(answer, x.dtype), tempfile.TemporaryDirectory() as folder:
        inputs = keras.Input((None, x.shape[-1]))
        layer = keras.layers.RNN(cell_class(units), return_sequences=True)
        model = keras.Model(inputs, layer(inputs))
        path = Path(folder, "model.keras")
        model.save(path)
        loaded = keras.saving.load_model(path, custom_objects=known)
        return [model(x), loaded(x)]


def _cell(answer, Wx, Wh, b):
    """A cell that has been called once, and then given these weights."""
    (features, units), dtype = Wx.shape, Wx.dtype
    cell = answer.VanillaRNNCell(units, dtype=dtype.name)
    cell(tf.zeros((1, features), dtype), [tf.zeros((1, units), dtype)])
    for name, value in zip(WEIGHTS, (Wx, Wh, b), strict=True):
        weight = _weight(cell, name)
        if tuple(weight.shape) != value.shape:
            raise ValueError(f"`{name}` is {tuple(weight.shape)}; expected {value.shape}.")
        weight.assign(value)
    return cell


def _weight(cell, name):
    for weight in cell.weights:
        if name in (_name(cell, weight), weight.name):
            return weight
    raise AttributeError(f"after its first call the cell has no weight `{name}`.")


def _name(cell, weight):
    return next((name for name in WEIGHTS if getattr(cell, name, None) is weight), weight.name)


def _kind(value):
    return "a tensor" if tf.is_tensor(value) else f"a {type(value).__name__}"
