"""What the student's own `rnn_step` implies for the questions that build on it.

A mistake in the step costs points at `rnn_step` and nowhere else. Nothing here runs beside student
code: the step is asked call by call.
"""

import numpy as np

from autograder.testing import Follows, unrolled, unrolled_gradients


def first_step(*, h0, Wx, Wh, b, x=None, x0=None, **_):
    """The arguments of the first step."""
    return x0 if x is None else x[:, 0], h0, Wx, Wh, b


def fold(step, *, x, h0, Wx, Wh, b):
    """Every state."""
    return unrolled(step, x, [h0], [Wx, Wh, b]).outputs


def fold_gradients(step, *, weights, x, h0, Wx, Wh, b):
    """The gradients of all states, each weighed, for every argument."""
    return layer(step, weights=weights, x=x, h0=h0, Wx=Wx, Wh=Wh, b=b)["gradients"]


def layer(step, *, weights, x, h0, Wx, Wh, b):
    """What `keras.layers.RNN` would make of the step: outputs, last state, gradients."""
    run = unrolled(step, x, [h0], [Wx, Wh, b])
    found = unrolled_gradients(step, x, run, [Wx, Wh, b], weights)
    names = ("x", "h0", "Wx", "Wh", "b")
    gradients = dict(zip(names, (found.x, *found.states, *found.weights), strict=True))
    return {"outputs": run.outputs, "last state": run.last[0], "gradients": gradients}


def feedback(step, *, x0, h0, Wx, Wh, b, Wy, by, steps):
    """The outputs y_t = h_t Wy + by, each fed to the next step."""
    inputs, _ = _fed_back(step, x0, h0, (Wx, Wh, b), Wy, by, steps)
    return np.stack(inputs[1:], axis=1)


def feedback_gradients(step, *, weights, x0, h0, Wx, Wh, b, Wy, by, steps):
    """The gradients of all outputs, each weighed, for every argument."""
    inputs, states = _fed_back(step, x0, h0, (Wx, Wh, b), Wy, by, steps)
    dx, dh, dby = np.zeros_like(x0), np.zeros_like(h0), np.zeros_like(by)
    dWx, dWh, db, dWy = (np.zeros_like(weight) for weight in (Wx, Wh, b, Wy))
    for t in reversed(range(steps)):
        dy = weights[:, t] + dx
        dWy, dby = dWy + states[t + 1].T @ dy, dby + dy.sum(axis=0)
        arguments = (inputs[t], states[t], Wx, Wh, b)
        dx, dh, *shared = step.pulled_back(arguments, [dy @ Wy.T + dh])
        dWx, dWh, db = (total + d for total, d in zip((dWx, dWh, db), shared, strict=True))
    return {"x0": dx, "h0": dh, "Wx": dWx, "Wh": dWh, "b": db, "Wy": dWy, "by": dby}


def _fed_back(step, x0, h0, weights, Wy, by, steps):
    inputs, states = [x0], [h0]
    for _ in range(steps):
        states.append(step(inputs[-1], states[-1], *weights))
        inputs.append(states[-1] @ Wy + by)
    return inputs, states


OWN_FOLD = Follows("rnn_step", first_step, fold)
OWN_FOLD_GRADIENTS = Follows("rnn_step", first_step, fold_gradients)
OWN_LAYER = Follows("rnn_step", first_step, layer)
OWN_FEEDBACK = Follows("rnn_step", first_step, feedback)
OWN_FEEDBACK_GRADIENTS = Follows("rnn_step", first_step, feedback_gradients)
