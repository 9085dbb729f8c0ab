"""A student's own step, run over time on the trusted side: outputs, last states, gradients.

With s_0 given, s_t = step(x_t, s_{t-1}, weights), where s is one state or several; the first of
them is the output. Gradients go back through the same calls by the chain rule, one step's gradient
at a time: backpropagation through time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.testing.agreement import Earlier


class Unrolled(NamedTuple):
    """What a step does over time.

    Attributes:
        outputs: the first state after every step, `[N, T, H]`.
        last: all states after the last step, `[N, H]` each.
        trace: the states before every step, for `unrolled_gradients`.
    """

    outputs: Any
    last: list[Any]
    trace: list[list[Any]]


class Gradients(NamedTuple):
    """The gradients of a weighted sum of outputs and last states.

    Attributes:
        x: for the inputs, `[N, T, D]`.
        states: for the states before the first step.
        weights: for the weights, summed over all steps, which share them.
    """

    x: Any
    states: list[Any]
    weights: list[Any]


def unrolled(step: Earlier, x: Any, states: Sequence[Any], weights: Sequence[Any]) -> Unrolled:
    """Runs a step over time.

    Args:
        step: called as `step(x_t, *states, *weights)`; returns the state, or a list of them.
        x: inputs, `[N, T, D]`.
        states: before the first step.
        weights: its other arguments.

    Raises:
        Unanswered: the step gave no answer.
        ValueError: it returned another number of states than it was given.
    """
    now, trace, outputs = list(states), [], []
    for t in range(x.shape[1]):
        trace.append(now)
        returned = step(x[:, t], *now, *weights)
        now = list(returned) if len(states) > 1 else [returned]
        if len(now) != len(states) or any(n.shape != s.shape for n, s in zip(now, states)):  # noqa: B905  # lengths are compared just before
            raise ValueError("a step returned other states than it was given")
        outputs.append(now[0])
    return Unrolled(np.stack(outputs, axis=1), now, trace)


def unrolled_gradients(
    step: Earlier,
    x: Any,
    run: Unrolled,
    weights: Sequence[Any],
    upstream: Any,
    upstream_last: Sequence[Any] = (),
) -> Gradients:
    """Goes back through a run.

    Args:
        step: the step of that run.
        x: its inputs.
        run: what `unrolled` returned.
        weights: its weights.
        upstream: what each output weighs in the sum, `[N, T, H]`.
        upstream_last: what each last state weighs besides; nothing where it is empty.

    Raises:
        Unanswered: the step has no gradient.
    """
    timesteps, count = x.shape[1], len(run.last)
    back = list(upstream_last) or [np.zeros_like(state) for state in run.last]
    of_weights = [np.zeros_like(weight) for weight in weights]
    of_x = np.zeros_like(x)
    for t in reversed(range(timesteps)):
        back = [back[0] + upstream[:, t], *back[1:]]
        found = step.pulled_back([x[:, t], *run.trace[t], *weights], back)
        of_x[:, t], back = found[0], found[1 : 1 + count]
        of_weights = [w + g for w, g in zip(of_weights, found[1 + count :], strict=True)]
    return Gradients(of_x, back, of_weights)
