"""Public cases of `mut1_step`, `mut2_step` and `mut3_step`: the same three for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, gradients, public, tensors

N, D, H = 2, 3, 4
ONE, TWO = "one step, with more in `params` than is used", "a second step"
CORNERS = "a batch of 1, in float32; gradients reach every argument"
USED = {
    "mut1_step": ("W_xz", "b_z", "W_xr", "W_hr", "b_r", "W_hh", "b_h"),
    "mut2_step": ("W_xz", "W_hz", "b_z", "W_hr", "b_r", "W_hh", "W_xh", "b_h"),
    "mut3_step": ("W_xz", "W_hz", "b_z", "W_xr", "W_hr", "b_r", "W_hh", "W_xh", "b_h"),
}
ALL = ("W_xz", "W_xr", "W_xh", "W_hz", "W_hr", "W_hh", "b_z", "b_r", "b_h")


def _given(seed: int, features: int, n: int = N) -> tuple[Any, Any, dict[str, Any]]:
    rng = np.random.default_rng(seed)
    shapes = {"x": (features, H), "h": (H, H), "b": (H,)}
    params = {name: draw(rng, *shapes[name[0] if name[0] == "b" else name[2]]) for name in ALL}
    return draw(rng, n, features), draw(rng, n, H, scale=1.5), params


def _one(answer: Answer, name: str, seed: int, features: int, *kept: str) -> Mapping[str, Any]:
    """One step; with `kept`, all but these (and the weights) are zero."""
    x, h, params = _given(seed, features)
    if kept:
        x, h = (
            value if kept[0] == key else np.zeros_like(value) for key, value in (("x", x), ("h", h))
        )
        params = {
            k: v if k[0] == "W" or "b" in kept else np.zeros_like(v) for k, v in params.items()
        }
    given = dict(zip(params, tensors(*params.values()), strict=True))
    h_next = getattr(answer, name)(*tensors(x, h), given)
    if kept:
        return {"h_next": h_next}
    same = Fact(given.keys() == params.keys(), "Your code adds to `params`, or takes from it.")
    return {"h_next": h_next, "params kept": same}


def _two(answer: Answer, name: str, seed: int, features: int) -> Mapping[str, Any]:
    x, h, params = _given(seed, features)
    given = {key: tensors(params[key])[0] for key in USED[name]}
    x, h = tensors(x, h)
    step = getattr(answer, name)
    return {"h_next": step(2 * x, step(x, h, given), given)}


def _corners(answer: Answer, name: str, seed: int, features: int) -> Mapping[str, Any]:
    x, h, params = _given(seed, features, n=1)
    small = [value.astype("float32") for value in (x, h, *params.values())]
    x, h, *weights = tensors(*small)
    h_next = getattr(answer, name)(x, h, dict(zip(params, weights, strict=True)))
    x, h, params = _given(seed + 1, features)

    def flat(x: Any, h: Any, *weights: Any) -> Any:
        try:
            return getattr(answer, name)(x, h, dict(zip(USED[name], weights, strict=True)))
        except KeyError as error:
            raise Unmet(
                f"Your code asks `params` for {error}, which is not there: these are "
                f"{', '.join(USED[name])}.",
                "Compare each name with the equations.",
            ) from None

    used = {key: params[key] for key in USED[name]}
    return {"h_next": h_next, **gradients(flat, x=x, h=h, **used)}


@public("mut1_step", says=ONE, h_next="batch units")
def mut1_one(answer: Answer) -> Mapping[str, Any]:
    """As many features as units, since x enters bare."""
    return _one(answer, "mut1_step", 361, H)


@public("mut1_step", says=TWO, h_next="batch units")
def mut1_two(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps, with the parameters that it needs."""
    return _two(answer, "mut1_step", 362, H)


@public("mut1_step", says=CORNERS, h_next="batch units")
def mut1_corners(answer: Answer) -> Mapping[str, Any]:
    """Dtype, gradients."""
    return _corners(answer, "mut1_step", 363, H)


@public("mut2_step", says=ONE, h_next="batch units")
def mut2_one(answer: Answer) -> Mapping[str, Any]:
    """As many features as units, since x enters bare."""
    return _one(answer, "mut2_step", 371, H)


@public("mut2_step", says=TWO, h_next="batch units")
def mut2_two(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps, with the parameters that it needs."""
    return _two(answer, "mut2_step", 372, H)


@public("mut2_step", says=CORNERS, h_next="batch units")
def mut2_corners(answer: Answer) -> Mapping[str, Any]:
    """Dtype, gradients."""
    return _corners(answer, "mut2_step", 373, H)


@public("mut3_step", says=ONE, h_next="batch units")
def mut3_one(answer: Answer) -> Mapping[str, Any]:
    """Fewer features than units."""
    return _one(answer, "mut3_step", 381, D)


@public("mut3_step", says=TWO, h_next="batch units")
def mut3_two(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps, with the parameters that it needs."""
    return _two(answer, "mut3_step", 382, D)


@public("mut3_step", says=CORNERS, h_next="batch units")
def mut3_corners(answer: Answer) -> Mapping[str, Any]:
    """Dtype, gradients."""
    return _corners(answer, "mut3_step", 383, D)


@public("mut1_step", says="the input alone", term="x", h_next="batch units")
def mut1_input(answer: Answer) -> Mapping[str, Any]:
    """The state and the biases are zero."""
    return _one(answer, "mut1_step", 364, H, "x")


@public("mut1_step", says="the state alone", term="h", h_next="batch units")
def mut1_state(answer: Answer) -> Mapping[str, Any]:
    """The input and the biases are zero."""
    return _one(answer, "mut1_step", 365, H, "h")


@public("mut2_step", says="the input alone", term="x", h_next="batch units")
def mut2_input(answer: Answer) -> Mapping[str, Any]:
    """The state and the biases are zero."""
    return _one(answer, "mut2_step", 374, H, "x")


@public("mut2_step", says="the state alone", term="h", h_next="batch units")
def mut2_state(answer: Answer) -> Mapping[str, Any]:
    """The input and the biases are zero."""
    return _one(answer, "mut2_step", 375, H, "h")


@public("mut3_step", says="the input alone", term="x", h_next="batch units")
def mut3_input(answer: Answer) -> Mapping[str, Any]:
    """The state and the biases are zero."""
    return _one(answer, "mut3_step", 384, D, "x")


@public("mut3_step", says="the state alone", term="h", h_next="batch units")
def mut3_state(answer: Answer) -> Mapping[str, Any]:
    """The input and the biases are zero."""
    return _one(answer, "mut3_step", 385, D, "h")


@public("mut1_step", says="the biases alone", term="the biases", h_next="batch units")
def mut1_biases(answer: Answer) -> Mapping[str, Any]:
    """The input and the state are zero."""
    return _one(answer, "mut1_step", 366, H, "b")


@public("mut2_step", says="the biases alone", term="the biases", h_next="batch units")
def mut2_biases(answer: Answer) -> Mapping[str, Any]:
    """The input and the state are zero."""
    return _one(answer, "mut2_step", 376, H, "b")


@public("mut3_step", says="the biases alone", term="the biases", h_next="batch units")
def mut3_biases(answer: Answer) -> Mapping[str, Any]:
    """The input and the state are zero."""
    return _one(answer, "mut3_step", 386, D, "b")
