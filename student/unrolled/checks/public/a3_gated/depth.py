"""Public cases of `stacked_forward` and `cell_gradient`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, gradients, parts, public, tensors

N, T, D, H = 2, 5, 3, 4


def _stack(
    seed: int, layers: int, timesteps: int = T, n: int = N, dtype: str = "float64"
) -> tuple[Any, list[Any], list[Any]]:
    rng = np.random.default_rng(seed)
    rows = [D + H] + [2 * H] * (layers - 1)
    x = draw(rng, n, timesteps, D).astype(dtype)
    h0s = [draw(rng, n, H).astype(dtype) for _ in range(layers)]
    return x, h0s, [draw(rng, count, H).astype(dtype) for count in rows]


def _named(returned: Any, layers: int) -> dict[str, Any]:
    top, lasts = parts(returned, "top", "lasts")
    if not isinstance(lasts, list | tuple):
        raise Unmet(
            f"The last states came as `{type(lasts).__name__}`; expected a list, one per layer."
        )
    if len(lasts) != layers:
        raise Unmet(f"There are {len(lasts)} last states; expected {layers}, one for each layer.")
    return {"top": top, **{f"last of layer {i + 1}": last for i, last in enumerate(lasts)}}


TOP = {"top": "batch timesteps units"}


@public("stacked_forward", says="three layers, 5 timesteps, states that are not zero", **TOP)
def stack_of_three(answer: Answer) -> Mapping[str, Any]:
    """A stack as deep as none of the sizes."""
    x, h0s, Ws = _stack(391, 3)
    given_h0s, given_Ws = tensors(*h0s), tensors(*Ws)
    found = _named(answer.stacked_forward(tensors(x)[0], given_h0s, given_Ws), 3)
    kept = Fact(
        len(given_h0s) == len(given_Ws) == 3, "Your code changes the lists that it is given."
    )
    return {**found, "lists kept": kept}


@public("stacked_forward", says="a single layer and a single timestep, in float32", **TOP)
def stack_of_one(answer: Answer) -> Mapping[str, Any]:
    """One layer is a vanilla RNN; T = 1 keeps its axis."""
    x, h0s, Ws = _stack(392, 1, timesteps=1, n=3, dtype="float32")
    return _named(answer.stacked_forward(tensors(x)[0], tensors(*h0s), tensors(*Ws)), 1)


@public("stacked_forward", says="gradients reach every layer, from all that is returned")
def stack_gradients(answer: Answer) -> Mapping[str, Any]:
    """Gradients of every argument."""
    x, h0s, Ws = _stack(393, 2, timesteps=3)

    def flat(x: Any, first: Any, second: Any, *weights: Any) -> Any:
        import tensorflow as tf

        top, lasts = parts(
            answer.stacked_forward(x, [first, second], list(weights)), "top", "lasts"
        )
        return tf.concat([top, *(2 * last[:, None] for last in lasts)], axis=1)

    names = {"h0s[0]": h0s[0], "h0s[1]": h0s[1], "Ws[0]": Ws[0], "Ws[1]": Ws[1]}
    return gradients(flat, x=x, **names)


@public("cell_gradient", says="5 timesteps of 4 units", gradient="units")
def gradient_along_cells(answer: Answer) -> Mapping[str, Any]:
    """Gates that are mostly open."""
    gates = np.random.default_rng(401).uniform(0.3, 0.98, (T, H)).round(3)
    return {"gradient": answer.cell_gradient(*tensors(gates))}


@public(
    "cell_gradient", says="a single timestep in float32, and a gate that is shut", gradient="units"
)
def gradient_corners(answer: Answer) -> Mapping[str, Any]:
    """Nothing passes a gate at zero."""
    gates = np.random.default_rng(402).uniform(0.3, 0.98, (3, H)).round(3)
    single = tensors(gates[:1].astype("float32"))[0]
    gates[1, 2] = 0.0
    shut = answer.cell_gradient(*tensors(gates))
    return {"gradient": shut, "of one timestep": answer.cell_gradient(single)}


@public("cell_gradient", says="its own gradient")
def gradient_of_gradient(answer: Answer) -> Mapping[str, Any]:
    """It stays a tensor, and differentiable."""
    gates = np.random.default_rng(403).uniform(0.3, 0.98, (T, H)).round(3)
    return gradients(answer.cell_gradient, forget_gates=gates)
