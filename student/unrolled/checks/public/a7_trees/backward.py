"""Public cases of `tree_backward` and `tree_loss`, in float64."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Floats, Unmet, draw, parts, public
from unrolled.checks.public.a7_trees.forward import BOTH_SIDES, deep, weights

TWICE = (1, 4)
SHARED = ((TWICE, 0), (TWICE, (1, 4)))  # one object in two places, and one that looks like it
CLASSES = 3
GRADIENTS = ("dembeddings", "dW", "db")


def as_floats(name: str, value: Any) -> Any:
    """Takes floats of any width, and tensors, for what they are worth: NumPy mixes widths."""
    array = np.asarray(value)
    if value is None or array.dtype.hasobject:
        raise Unmet(f"`{name}` is of type `{type(value).__name__}`; expected an array.")
    return array.astype("float64") if array.dtype.kind == "f" else array


def _backward(answer: Answer, tree: Any, seed: int, units: int = 4) -> dict[str, Any]:
    """The gradients by name, and whether the arguments are as before."""
    given = weights(seed, units)
    given["droot"] = draw(np.random.default_rng(seed + 50), units)
    own = {name: array.copy() for name, array in given.items()}
    returned = parts(answer.tree_backward(tree, *own.values()), *GRADIENTS)
    found = {n: as_floats(n, value) for n, value in zip(GRADIENTS, returned, strict=True)}
    return {**found, "arguments kept": _kept(given, own)}


def _kept(given: Mapping[str, Floats], own: Mapping[str, Any]) -> Fact:
    changed = [
        f"`{name}`" for name in given if not np.array_equal(given[name], own.get(name, np.nan))
    ]
    return Fact(not changed, f"Your code changes {', '.join(changed)} itself, in place.")


@public("tree_backward", says="a tree of seven leaves, one of which occurs twice")
def gradients_of_a_tree(answer: Answer) -> Mapping[str, Any]:
    """Every sum has several terms."""
    return _backward(answer, BOTH_SIDES, 711)


@public("tree_backward", says="a subtree that occurs three times")
def gradients_of_a_shared_subtree(answer: Answer) -> Mapping[str, Any]:
    """Each place counts."""
    return _backward(answer, SHARED, 712, units=3)


@public("tree_backward", says="a lone leaf, and 199 levels to each side")
def gradients_of_corners(answer: Answer) -> Mapping[str, Any]:
    """No node at all, and as many as there may be."""
    trees = {"a lone leaf": np.int64(2), "left": deep(left=True), "right": deep(left=False)}
    return {
        f"{name} of {kind}": value
        for kind, tree in trees.items()
        for name, value in _backward(answer, tree, 713, units=3).items()
    }


def _loss(answer: Answer, tree: Any, seed: int, push: float = 0.0) -> dict[str, Any]:
    """The loss, a gradient for each parameter, and whether the parameters are as before."""
    rng = np.random.default_rng(seed + 50)
    params = weights(seed)
    params |= {"U": draw(rng, 4, CLASSES, scale=2.0), "c": draw(rng, CLASSES) + push}
    own = {name: array.copy() for name, array in params.items()}
    loss, grads = parts(answer.tree_loss(tree, 1, own), "loss", "grads")
    if np.shape(loss) != () or loss is None:
        raise Unmet(f"`loss` has shape {np.shape(loss)}; expected a scalar.")
    if not isinstance(grads, Mapping) or set(grads) != set(params):
        names = ", ".join(map(str, grads)) if isinstance(grads, Mapping) else type(grads).__name__
        raise Unmet(
            f"`grads` is {names}; expected a dict with {', '.join(params)}, as `params` has."
        )
    found = {f"grads['{name}']": as_floats(f"grads['{name}']", grads[name]) for name in params}
    return {"loss": float(loss), **found, "params kept": _kept(params, own)}


@public("tree_loss", says="a tree of seven leaves and three classes")
def loss_of_a_tree(answer: Answer) -> Mapping[str, Any]:
    """All of it."""
    return _loss(answer, BOTH_SIDES, 721)


@public("tree_loss", says="a lone leaf, and scores near 1000")
def loss_of_corners(answer: Answer) -> Mapping[str, Any]:
    """Nothing below the root, and a softmax that could overflow."""
    alone = _loss(answer, 3, 722)
    large = _loss(answer, (2, 5), 723, push=1000.0)
    return {**alone, **{f"{name}, large scores": value for name, value in large.items()}}
