"""What the student's own steps imply for the questions that build on them.

A mistake in `lstm_step` or `gru_step` costs points there and nowhere else. Nothing here runs beside
student code: a step is asked call by call.
"""

from typing import NamedTuple

import numpy as np

from autograder.testing import Follows, unrolled, unrolled_gradients


class Recurrence(NamedTuple):
    """What a step starts from and takes besides its input, in its own order.

    Attributes:
        states: before the first step, by name: h0, and the LSTM's c0.
        weights: as the step takes them.
    """

    states: dict
    weights: list


def recurrence(given):
    """That of an LSTM, or of a GRU: Wz, Wr and W from the weights that a `GRUCell` packs."""
    states = {name: given[name] for name in ("h0", "c0") if name in given}
    if "c0" in states:
        return Recurrence(states, [given[name] for name in ("Wx", "Wh", "b")])
    blocks = zip(np.split(given["Wh"], 3, axis=1), np.split(given["Wx"], 3, axis=1), strict=True)
    return Recurrence(states, [np.concatenate(pair) for pair in blocks])


def first_step(*, x, **given):
    """The arguments of the first step."""
    states, weights = recurrence(given)
    return x[:, 0], *states.values(), *weights


def fold(step, *, x, **given):
    """Every h, and both last states."""
    states, weights = recurrence(given)
    run = unrolled(step, x, list(states.values()), weights)
    return {"hs": run.outputs, "(h, c)": run.last}


def fold_gradients(step, *, weights, x, **given):
    """The gradients of all that `lstm_forward` returns, each weighed, for every argument."""
    _, found = _there_and_back(step, weights, x, *recurrence(given))
    names = ("x", "h0", "c0", "Wx", "Wh", "b")
    return dict(zip(names, (found.x, *found.states, *found.weights), strict=True))


def over_time(step, *, x, **given):
    """The outputs and last states of a cell that is called timestep by timestep."""
    states, weights = recurrence(given)
    run = unrolled(step, x, list(states.values()), weights)
    return {"outputs": run.outputs, "states": run.last}


def layer(step, *, weights, x, **given):
    """What `keras.layers.RNN` would make of a cell: outputs, last states, gradients."""
    states, kernels = recurrence(given)
    run, found = _there_and_back(step, weights, x, states, kernels)
    gradients = {"x": found.x, **dict(zip(states, found.states, strict=True))}
    gradients |= packed(found.weights, units=run.outputs.shape[2])
    return {"outputs": run.outputs, "last states": run.last, "gradients": gradients}


def trained(step, *, x, targets, rate, updates, **given):
    """Losses and weights over some updates by SGD, of the mean squared error of the last output."""
    states, weights = recurrence(given)
    zeros = {name: np.zeros_like(state) for name, state in states.items()}
    losses = []
    for _ in range(updates):
        run = unrolled(step, x, list(zeros.values()), weights)
        error = run.last[0] - targets
        losses.append(np.asarray(np.mean(error**2)))  # an array, compared by its dtype
        weighed = np.zeros_like(run.outputs)
        weighed[:, -1] = 2 * error / error.size
        found = unrolled_gradients(step, x, run, weights, weighed)
        weights = [w - rate * d for w, d in zip(weights, found.weights, strict=True)]
    return {"losses": losses, **packed(weights, units=targets.shape[1])}


def _there_and_back(step, weighed, x, states, weights):
    """A run and its gradients; outputs, and last states if any, are weighed."""
    run = unrolled(step, x, list(states.values()), weights)
    return run, unrolled_gradients(step, x, run, weights, weighed[0], weighed[1:])


def packed(weights, *, units):
    """The weights of a step, or their gradients, as its cell names and packs them."""
    if len(weights[-1].shape) == 1:  # the LSTM's bias
        return dict(zip(("kernel", "recurrent_kernel", "bias"), weights, strict=True))
    kernel, recurrent_kernel = (
        np.concatenate([weight[rows] for weight in weights], axis=1)
        for rows in (slice(units, None), slice(units))
    )
    return {"kernel": kernel, "recurrent_kernel": recurrent_kernel}


OWN_FOLD = Follows("lstm_step", first_step, fold)
OWN_FOLD_GRADIENTS = Follows("lstm_step", first_step, fold_gradients)
LSTM_OVER_TIME = Follows("lstm_step", first_step, over_time)
LSTM_LAYER = Follows("lstm_step", first_step, layer)
LSTM_TRAINED = Follows("lstm_step", first_step, trained)
GRU_OVER_TIME = Follows("gru_step", first_step, over_time)
GRU_LAYER = Follows("gru_step", first_step, layer)
GRU_TRAINED = Follows("gru_step", first_step, trained)
