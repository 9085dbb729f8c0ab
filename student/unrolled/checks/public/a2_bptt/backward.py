"""Public cases of backpropagation through time by hand, in float64.

N, T, D and H all differ, weights are asymmetric, h0 is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Floats, Unmet, draw, parts, public

N, T, D, H = 2, 5, 3, 4
NAMES = ("dx", "dh0", "dWx", "dWh", "db")
AXES = {"dx": "batch timesteps features", "dh0": "batch units"}


def _forward(seed: int, timesteps: int = T) -> dict[str, Floats]:
    """What a forward pass leaves behind, and an upstream gradient for each state."""
    rng = np.random.default_rng(seed)
    x, h0 = draw(rng, N, timesteps, D), draw(rng, N, H)
    Wx, Wh, b = draw(rng, D, H), draw(rng, H, H), draw(rng, H)
    hs = np.zeros((N, timesteps, H))
    for t in range(timesteps):
        hs[:, t] = np.tanh(x[:, t] @ Wx + (hs[:, t - 1] if t else h0) @ Wh + b)
    return {"dhs": draw(rng, N, timesteps, H), "x": x, "hs": hs, "h0": h0, "Wx": Wx, "Wh": Wh}


def _backward(answer: Answer, given: Mapping[str, Floats]) -> dict[str, Any]:
    found = parts(answer.rnn_backward(*given.values()), *NAMES)
    return {name: as_floats(value) for name, value in zip(NAMES, found, strict=True)}


def as_floats(value: Any) -> Any:
    """Takes floats of any width, and tensors, for what they are worth: NumPy mixes widths."""
    array = np.asarray(value)
    if value is None or array.dtype.hasobject:
        raise Unmet(f"The answer is of type `{type(value).__name__}`; expected an array.")
    return array.astype("float64") if array.dtype.kind == "f" else array


@public("rnn_backward", says="5 timesteps, a loss on every state", **AXES)
def backward_all(answer: Answer) -> Mapping[str, Any]:
    """Every term of every sum is there; the arguments stay as they are."""
    given = _forward(201)
    own = {name: value.copy() for name, value in given.items()}
    found = _backward(answer, own)
    changed = [f"`{name}`" for name in given if not np.array_equal(given[name], own[name])]
    kept = Fact(not changed, f"Your code changes {', '.join(changed)} itself, in place.")
    return {**found, "arguments kept": kept}


@public("rnn_backward", says="a loss on the last state only", **AXES)
def backward_last(answer: Answer) -> Mapping[str, Any]:
    """All that earlier timesteps get has come back through time."""
    given = _forward(202)
    given["dhs"][:, :-1] = 0.0
    return _backward(answer, given)


@public("rnn_backward", says="a single timestep", **AXES)
def backward_one(answer: Answer) -> Mapping[str, Any]:
    """Nothing comes from later, and the state before is h0."""
    return _backward(answer, _forward(203, timesteps=1))


@public("per_step_gradients", says="5 timesteps, a loss on every state", out="timesteps rows cols")
def copies_all(answer: Answer) -> Mapping[str, Any]:
    """One gradient per copy, in the order of time."""
    return {"out": as_floats(answer.per_step_gradients(*_forward(211).values()))}


@public("per_step_gradients", says="a loss on the last state only", out="timesteps rows cols")
def copies_last(answer: Answer) -> Mapping[str, Any]:
    """Early copies get what came back through time."""
    given = _forward(212)
    given["dhs"][:, :-1] = 0.0
    return {"out": as_floats(answer.per_step_gradients(*given.values()))}


@public("per_step_gradients", says="a single timestep", out="timesteps rows cols")
def copies_one(answer: Answer) -> Mapping[str, Any]:
    """T = 1 keeps its axis."""
    return {"out": as_floats(answer.per_step_gradients(*_forward(213, timesteps=1).values()))}
