"""Public cases of `tree_forward` and `chain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Floats, Unmet, draw, gradients, public, tensors

V, H = 6, 4
BOTH_SIDES = (((2, 5), 0), (4, (1, (3, 5))))  # leaf 5 occurs twice
DEEPEST = 199


def weights(seed: int, units: int = H) -> dict[str, Floats]:
    """What every question takes besides the tree; short enough that no tanh is flat."""
    rng = np.random.default_rng(seed)
    embeddings = draw(rng, V, units)
    return {
        "embeddings": embeddings,
        "W": draw(rng, 2 * units, units, scale=0.7),
        "b": draw(rng, units, scale=0.5),
    }


def deep(left: bool) -> Any:
    """A tree of depth 199, as deep as they come."""
    tree: Any = 0
    for depth in range(1, DEEPEST + 1):
        leaf = (3 * depth) % V
        tree = (tree, leaf) if left else (leaf, tree)
    return tree


@public("tree_forward", says="a tree of seven leaves with branches on both sides", root="units")
def state_of_the_root(answer: Answer) -> Mapping[str, Any]:
    """Neither child of the root is a leaf."""
    return {"root": answer.tree_forward(BOTH_SIDES, *tensors(*weights(701).values()))}


@public(
    "tree_forward",
    says="a lone leaf in float32, NumPy's integers as leaves, and 199 levels to each side",
    root="units",
)
def states_of_corners(answer: Answer) -> Mapping[str, Any]:
    """What is unlike an ordinary tree."""
    given = tensors(*weights(702, units=3).values())
    single = tensors(*(array.astype("float32") for array in weights(702, units=3).values()))
    leaves = np.array([1, 4, 2])
    return {
        "root of a lone leaf": answer.tree_forward(3, *single),
        "root over integers of NumPy": answer.tree_forward(
            ((leaves[0], leaves[1]), leaves[2]), *given
        ),
        "root of a tree deep on the left": answer.tree_forward(deep(left=True), *given),
        "root of a tree deep on the right": answer.tree_forward(deep(left=False), *given),
    }


@public("tree_forward", says="gradients reach embeddings, W and b")
def gradients_of_the_root(answer: Answer) -> Mapping[str, Any]:
    """The weighed root, differentiated."""
    return gradients(
        lambda *arrays: answer.tree_forward(BOTH_SIDES, *arrays), **weights(703, units=3)
    )


def _shown(tree: Any) -> str:
    """The tree with all its brackets; a NumPy integer looks like any other."""
    if isinstance(tree, int | np.integer) and not isinstance(tree, bool):
        return str(int(tree))
    if isinstance(tree, tuple | list):
        ends = "()" if isinstance(tree, tuple) else "[]"
        inner = ", ".join(_shown(child) for child in tree)
        return f"{ends[0]}{inner}{',' if len(tree) == 1 else ''}{ends[1]}"
    raise Unmet(
        f"The tree holds a `{type(tree).__name__}`; expected integers and tuples `(left, right)`.",
        "Is a `return` missing?" if tree is None else "",
    )


def _is(answer: Answer, ids: Any, wanted: str, called: str) -> dict[str, Any]:
    shown = _shown(answer.chain(ids))
    told = shown if len(shown) < 60 else f"{shown[:50]} ..."
    return {
        called: Fact(shown == wanted, f"{called} gives `{told}`."),
        f"~{called}": [shown],
    }


@public("chain", says="four ids in an array")
def chain_of_four(answer: Answer) -> Mapping[str, Any]:
    """The shape of the tree, and its order."""
    return _is(answer, np.array([7, 3, 9, 4]), "(((7, 3), 9), 4)", "`chain` of 7, 3, 9, 4")


@public("chain", says="a single id, and two")
def chain_of_few(answer: Answer) -> Mapping[str, Any]:
    """A leaf, and the smallest pair."""
    return {
        **_is(answer, [5, 8], "(5, 8)", "`chain` of 5, 8"),
        **_is(answer, [6], "6", "`chain` of 6 alone"),
    }


@public("chain", says="a list is left as it is")
def chain_of_a_list(answer: Answer) -> Mapping[str, Any]:
    """The caller's list."""
    ids = [2, 7, 1]
    answer.chain(ids)
    return {"list kept": Fact(ids == [2, 7, 1], "Your code changes the list of ids itself.")}
