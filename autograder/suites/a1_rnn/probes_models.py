"""Probes of `build_char_model`, which builds on `VanillaRNNCell`."""

import contextlib
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from autograder.sandbox.probing import forgive_forbidden_calls, tensors
from autograder.suites.a1_rnn.probes_stand_ins import StandInCell

# About what tracing the graph of a step costs.
EAGER_STEPS = 15


def char_model(answer, vocab_size, units, sizes):
    """The kind of the model, its logits for batches of these sizes, and the cells it called."""

    def ask():
        with _watched(answer.VanillaRNNCell) as calls:
            model = answer.build_char_model(vocab_size, units)
            logits = [model(tf.zeros(size, tf.int32)) for size in sizes]
        trained = {id(variable) for variable in model.trainable_variables}
        return {
            "a keras.Model": isinstance(model, keras.Model),
            "compiled": bool(getattr(model, "compiled", False)),
            "logits": [[int(size) for size in scores.shape] for scores in logits],
            "units": sorted({width for _, width in calls}),
            "trained": all(id(v) in trained for cell, _ in calls for v in cell.trainable_variables),
        }

    def as_asked(got):
        shapes = [[*size, vocab_size] for size in sizes]
        return got["logits"] == shapes and units in got["units"] and got["trained"]

    return _with_a_working_cell(answer, ask, as_asked)


def logits_of(answer, vocab_size, units, batches, seed):
    """The logits of one model, with weights drawn anew, for several batches of ids."""

    def ask():
        keras.utils.set_random_seed(seed)
        model = answer.build_char_model(vocab_size, units)
        model(tf.constant(batches[0]))
        for variable in model.trainable_variables:
            # An initialiser may be zero, which would hide on what the logits depend.
            variable.assign(np.random.normal(scale=0.5, size=variable.shape))
        return {"logits": [np.asarray(model(tf.constant(ids))) for ids in batches]}

    def as_asked(got):
        # Only chooses whose cell is asked; what the logits tell is judged by the test.
        drawn = got["logits"][0]
        for ids, logits in zip(batches[1:], got["logits"][1:], strict=True):
            differ = np.flatnonzero(np.any(ids != batches[0], axis=0))
            moved = np.any(np.abs(drawn - logits) > 1e-4, axis=(0, 2))
            since = moved[differ[-1] + 1 :]
            if moved[: differ[0]].any() or not moved[differ[0]] or (since.size and not since.any()):
                return False
        return True

    return _with_a_working_cell(answer, ask, as_asked)


def trained_logits(answer, inputs, targets, vocab_size, units, seed, steps, rate, enough, stand_in):
    """What a model says of the inputs after training."""

    def ask():
        keras.utils.set_random_seed(seed)
        model = answer.build_char_model(vocab_size, units)
        loss, logits = _train(model, *tensors(inputs, targets), steps, rate, enough)
        return {"logits": logits, "learnt": loss < enough}

    if not stand_in:
        return {**ask(), "given": ""}
    return _with_a_working_cell(answer, ask, lambda got: got["learnt"])


@contextlib.contextmanager
def _watched(cell_class):
    """Notes every call of a cell of this class, and how wide its output is."""
    calls = []
    original = cell_class.__call__

    def call(cell, *args, **kwargs):
        returned = original(cell, *args, **kwargs)
        calls.append((cell, int(returned[0].shape[-1])))
        return returned

    with mock.patch.object(cell_class, "__call__", call):
        yield calls


def _with_a_working_cell(answer, ask, as_asked):
    """Asks with the student's own cell and, where that goes wrong, with the stand-in.

    The stand-in's result counts only if all is as asked: else it is their own that they hear of.
    """
    got, error = {}, None
    try:
        got = ask()
    except Exception as raised:
        error = raised
    if error is None and as_asked(got):
        return {**got, "given": ""}
    with contextlib.suppress(Exception), answer.replaced("VanillaRNNCell", StandInCell):
        forgive_forbidden_calls()  # the cell's; it loses its points at its own question
        instead = ask()
        if as_asked(instead):
            return {**instead, "given": "a working `VanillaRNNCell`"}
    if error is not None:
        raise error
    return {**got, "given": ""}


def _train(model, ids, targets, steps, rate, enough):
    """Trains with Adam on the full batch, and returns the loss and the logits.

    It stops where the loss is enough. Most right answers get there in a few steps, which run one by
    one; for the others all the rest is one graph, which costs more to trace than those few.
    """
    model(ids)
    variables = [variable.value for variable in model.trainable_variables]
    zeros = [tf.zeros_like(variable) for variable in variables]
    start = (tf.constant(1.0), tf.constant(np.inf, tf.float32), zeros, zeros)

    def loss(logits):
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, tf.cast(logits, tf.float32))
        return tf.reduce_mean(nll)

    def step(count, _, means, squares):
        with tf.GradientTape() as tape:
            now = loss(model(ids, training=True))
        found = tape.gradient(now, variables, unconnected_gradients="zero")
        gradients = [tf.convert_to_tensor(gradient) for gradient in found]
        means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients, strict=True)]
        squares = [0.999 * s + 0.001 * g * g for s, g in zip(squares, gradients, strict=True)]
        scale = rate * tf.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        for variable, m, s in zip(variables, means, squares, strict=True):
            variable.assign_sub(tf.cast(scale, m.dtype) * m / (tf.sqrt(s) + 1e-7))
        return count + 1, now, means, squares

    def unfinished(count, now, *_):
        return (count <= steps) & (now > 0.7 * enough)

    @tf.function(jit_compile=False, autograph=False)
    def rest(*state):
        return tf.while_loop(unfinished, step, state)

    state = start
    while state[0] <= EAGER_STEPS and unfinished(*state):
        state = step(*state)
    if unfinished(*state):
        rest(*state)
    logits = model(ids, training=False)
    return float(loss(logits)), logits
