"""Public cases of clipping, of the Jacobians' norms, and of their bound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, parts, public
from unrolled.checks.public.a2_bptt.backward import as_floats

T, H = 5, 4


def _clip(answer: Answer, grads: list[Any], max_norm: float) -> dict[str, Any]:
    import tensorflow as tf

    given = list(grads)
    clipped, norm = parts(answer.clip_by_global_norm(given, max_norm), "clipped", "norm")
    if not isinstance(clipped, list | tuple) or len(clipped) != len(grads):
        raise Unmet(
            f"`clipped` is not a list of {len(grads)}, as many as `grads`.",
            "None entries stay in their places.",
        )
    if np.shape(norm) != ():
        raise Unmet(f"`norm` has shape {np.shape(norm)}; expected one number for the whole list.")
    found: dict[str, Any] = {"norm": np.float32(norm)}
    for i, (before, after) in enumerate(zip(grads, clipped, strict=True)):
        if before is None:
            found[f"clipped[{i}]"] = Fact(
                after is None, f"`grads[{i}]` is None, and `clipped[{i}]` is not."
            )
        elif after is None:
            raise Unmet(f"`clipped[{i}]` is None, and `grads[{i}]` is a gradient.")
        else:
            found[f"clipped[{i}]"] = tf.convert_to_tensor(after)
    kept = len(given) == len(grads) and all(a is b for a, b in zip(given, grads, strict=True))
    found["list kept"] = Fact(kept, "Your code changes the list `grads` itself, in place.")
    return found


def _tensors(seed: int, dtype: str = "float64") -> list[Any]:
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    shapes = {(3, 4): 0.3, (5,): 3.0, (2, 3): 1.0}
    return [
        tf.constant(draw(rng, *shape, scale=scale), dtype=dtype) for shape, scale in shapes.items()
    ]


@public("clip_by_global_norm", says="three tensors, too long, and None between them")
def clip_long(answer: Answer) -> Mapping[str, Any]:
    """One factor for all."""
    first, *others = _tensors(241)
    return _clip(answer, [first, None, *others], 1.5)


@public("clip_by_global_norm", says="gradients that are short already, in float32; and zeros")
def clip_short(answer: Answer) -> Mapping[str, Any]:
    """They stay as they are."""
    import tensorflow as tf

    zeros = _clip(answer, [tf.zeros((2, 3))], 1.5)
    short = _clip(answer, _tensors(242, "float32"), 50.0)
    return {**short, "norm of zeros": zeros["norm"], "clipped zeros": zeros["clipped[0]"]}


@public("clip_by_global_norm", says="`IndexedSlices` in which a row stands twice")
def clip_slices(answer: Answer) -> Mapping[str, Any]:
    """Both count by their sum."""
    import tensorflow as tf

    values = tf.constant(draw(np.random.default_rng(243), 4, 3, scale=2.0))
    slices = tf.IndexedSlices(values, tf.constant([4, 1, 4, 0]), tf.constant([6, 3]))
    return _clip(answer, [*_tensors(243), slices], 1.5)


def _states(seed: int, timesteps: int) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [draw(rng, H, H, scale=1.2), np.tanh(draw(rng, timesteps, H))]


@public("state_jacobian_norms", says="5 states of 4 units", norms="timesteps")
def norms_of_five(answer: Answer) -> Mapping[str, Any]:
    """Products of four factors down to none."""
    return {"norms": as_floats(answer.state_jacobian_norms(*_states(251, T)))}


@public("state_jacobian_norms", says="a single state, and two", norms="timesteps")
def norms_of_few(answer: Answer) -> Mapping[str, Any]:
    """The empty product, and a single factor."""
    one = as_floats(answer.state_jacobian_norms(*_states(252, 1)))
    return {"norms of one": one, "norms": as_floats(answer.state_jacobian_norms(*_states(253, 2)))}


@public("gradient_bound", says="1, 2 and 7 steps back")
def bounds(answer: Answer) -> Mapping[str, Any]:
    """Tanh, whose slope is at most 1."""
    Wh = draw(np.random.default_rng(261), H, H)
    return {f"bound over {steps}": _number(answer.gradient_bound(Wh, steps)) for steps in (1, 2, 7)}


@public("gradient_bound", says="a sigmoid, gamma = 0.25; a matrix whose square is zero")
def bounds_with_slope(answer: Answer) -> Mapping[str, Any]:
    """The slope is inside the power; the bound does not notice that W squared is zero."""
    Wh = draw(np.random.default_rng(262), H, H, scale=3.0)
    nilpotent = np.array([[0.0, 10.0], [0.0, 0.0]])
    return {
        "bound with gamma": _number(answer.gradient_bound(Wh, 3, gamma=0.25)),
        "bound": _number(answer.gradient_bound(nilpotent, 2)),
    }


def _number(value: Any) -> Any:
    if np.shape(value) != () or value is None:
        raise Unmet(f"The bound has shape {np.shape(value)}; expected one number.")
    return float(value)
