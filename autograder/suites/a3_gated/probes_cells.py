"""Probes of `LSTMCell` and `GRUCell`, which may build on `lstm_step` and `gru_step`.

Both cells are asked the same; `name` says which.
"""

import tempfile
from pathlib import Path

import keras
import tensorflow as tf

from autograder.suites.a3_gated.probes_stand_ins import usable

STEPS = {"LSTMCell": "lstm_step", "GRUCell": "gru_step"}
STATES = ("h0", "c0")
WEIGHTS = {"Wx": "kernel", "Wh": "recurrent_kernel", "b": "bias"}


def cell_weights(answer, name, features, units):
    """What weights a cell has after its first call and after two more."""
    with usable(answer, STEPS[name], "float32"):
        cell = getattr(answer, name)(units)
        for calls in range(3):
            cell(
                tf.ones((2 + calls, features)), _zeros(name, 2 + calls, units), training=calls == 1
            )
            if not calls:
                first = list(cell.weights)
    return {
        "names": [_name(cell, weight) for weight in first],
        "shapes": [[int(size) for size in weight.shape] for weight in first],
        "trainable": [weight.trainable for weight in first],
        "later": len(cell.weights),
        "kept": all(a is b for a, b in zip(first, cell.weights, strict=False)),
    }


def cell_interface(answer, name, features, units):
    """What one call of a cell returns, the states being a list and then a tuple."""
    with usable(answer, STEPS[name], "float32"):
        cell = getattr(answer, name)(units)
        return [_one_call(cell, kind, name, features, units) for kind in (list, tuple)]


def _one_call(cell, kind, name, features, units):
    zeros = _zeros(name, 2, units)
    given = kind(zeros)
    returned = cell(tf.ones((2, features)), given, training=False)
    if not isinstance(returned, (list, tuple)) or len(returned) != 2:
        return {"returned": _kind(returned)}
    output, after = returned
    listed = isinstance(after, (list, tuple))
    return {
        "returned": "output, states",
        "state_size": [int(size) for size in tf.nest.flatten(cell.state_size)],
        "output": [int(size) for size in output.shape],
        "states": [[int(n) for n in state.shape] for state in after] if listed else _kind(after),
        "given states kept": all(a is b for a, b in zip(given, zeros, strict=True)),
    }


def cell_over_time(answer, name, x, **given):
    """A cell's outputs and last states, called timestep by timestep with what it returns."""
    with usable(answer, STEPS[name], x.dtype):
        cell, states = _cell(answer, name, **given), _states(given)
        outputs = []
        for t in range(x.shape[1]):
            output, states = cell(tf.constant(x[:, t]), states, training=False)
            outputs.append(output)
    return {"outputs": tf.stack(outputs, axis=1), "states": list(states)}


def inside_a_layer(answer, name, weights, x, **given):
    """What `keras.layers.RNN` makes of a cell: outputs, last states, and gradients."""
    with usable(answer, STEPS[name], x.dtype):
        cell = _cell(answer, name, **given)
        layer = keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype=cell.dtype)
        kernels = [_weight(cell, WEIGHTS[key]).value for key in _weights(given)]

        x, states = tf.constant(x), _states(given)
        watched = [x, *states, *kernels]
        with tf.GradientTape() as tape:
            tape.watch(watched)
            outputs, *last = layer(x, initial_state=states)
            total = tf.reduce_sum(outputs * weights[0])
            total += sum(tf.reduce_sum(s * w) for s, w in zip(last, weights[1:], strict=True))
    names = ["x", *(key for key in STATES if key in given), *_names(given)]
    found = dict(zip(names, tape.gradient(total, watched), strict=True))
    return {"outputs": outputs, "last states": last, "gradients": found}


def trained_model(answer, name, x, targets, rate, updates, **given):
    """Losses and weights of a compiled model with a cell inside, over some updates by SGD."""
    with usable(answer, STEPS[name], x.dtype):
        cell = _cell(answer, name, **given)
        inputs = keras.Input(x.shape[1:])
        # Unrolled, since the graph of a loop takes three times as long to make.
        model = keras.Model(inputs, keras.layers.RNN(cell, unroll=True)(inputs))
        optimizer = keras.optimizers.SGD(rate)
        model.compile(optimizer=optimizer, loss="mse", jit_compile=False)
        losses = []
        for _ in range(updates):
            model.reset_metrics()
            losses.append(float(model.train_on_batch(x, targets)))
    weights = {key: _weight(cell, WEIGHTS[key]).value for key in _weights(given)}
    return {"losses": losses, **{WEIGHTS[key]: value for key, value in weights.items()}}


def cell_dtypes(answer, name, policy, dtype, features, units):
    """The dtypes of a cell's variables and results under a dtype policy."""
    with usable(answer, STEPS[name], dtype):
        cell = getattr(answer, name)(units, dtype=policy)
        output, states = cell(tf.ones((2, features), dtype), _zeros(name, 2, units, dtype))
    return {
        "variables": [weight.dtype for weight in cell.weights],
        "output": output.dtype.name,
        "states": [state.dtype.name for state in tf.nest.flatten(states)],
    }


def first_biases(answer, features, units):
    """The bias of a new `LSTMCell`: by default, and without `unit_forget_bias`."""
    with usable(answer, "lstm_step", "float32"):
        cells = [answer.LSTMCell(units), answer.LSTMCell(units, unit_forget_bias=False)]
        for cell in cells:
            cell(tf.ones((2, features)), _zeros("LSTMCell", 2, units))
    return [_weight(cell, "bias").value for cell in cells]


def config_and_copy(answer, name, features, arguments):
    """The constructor's arguments as a cell records them, and a cell made from that record."""
    units = arguments["units"]
    with usable(answer, STEPS[name], "float32"):
        config = getattr(answer, name)(**arguments).get_config()
        copy = getattr(answer, name).from_config(config)
        output, _ = copy(tf.ones((2, features)), _zeros(name, 2, units))
    return {
        "recorded": {key: config.get(key) for key in arguments},
        "of the copy": {key: copy.get_config().get(key) for key in arguments},
        "output of the copy": [int(size) for size in output.shape],
    }


def saved_and_loaded(answer, name, x, units):
    """What a model gives before and after it is saved as `.keras` and loaded."""
    cell_class = getattr(answer, name)
    known = {name: cell_class, cell_class.__name__: cell_class}
    with usable(answer, STEPS[name], x.dtype), tempfile.TemporaryDirectory() as folder:
        inputs = keras.Input((None, x.shape[-1]))
        layer = keras.layers.RNN(cell_class(units), return_sequences=True)
        model = keras.Model(inputs, layer(inputs))
        path = Path(folder, "model.keras")
        model.save(path)
        loaded = keras.saving.load_model(path, custom_objects=known)
        return [model(x), loaded(x)]


def _zeros(name, batch, units, dtype="float32"):
    return [tf.zeros((batch, units), dtype) for _ in range(2 if name == "LSTMCell" else 1)]


def _states(given):
    return [tf.constant(given[key]) for key in STATES if key in given]


def _weights(given):
    return {key: given[key] for key in WEIGHTS if key in given}


def _names(given):
    return [WEIGHTS[key] for key in _weights(given)]


def _cell(answer, name, **given):
    """A cell that has been called once, and then given these weights."""
    weights = _weights(given)
    (features, _), dtype = weights["Wx"].shape, weights["Wx"].dtype.name
    units = weights["Wh"].shape[0]
    cell = getattr(answer, name)(units, dtype=dtype)
    cell(tf.zeros((1, features), dtype), _zeros(name, 1, units, dtype))
    for key, value in weights.items():
        weight = _weight(cell, WEIGHTS[key])
        if tuple(weight.shape) != value.shape:
            raise ValueError(f"`{WEIGHTS[key]}` is {tuple(weight.shape)}; expected {value.shape}.")
        weight.assign(value)
    return cell


def _weight(cell, name):
    for weight in cell.weights:
        if name in (_name(cell, weight), weight.name):
            return weight
    raise AttributeError(f"after its first call the cell has no weight `{name}`.")


def _name(cell, weight):
    known = WEIGHTS.values()
    return next((name for name in known if getattr(cell, name, None) is weight), weight.name)


def _kind(value):
    return "a tensor" if tf.is_tensor(value) else f"a {type(value).__name__}"
