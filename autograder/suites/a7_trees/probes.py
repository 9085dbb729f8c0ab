"""Probes of a7_trees: what the hidden tests ask.

Trees come and go as the codes of `draw.py`.
"""

import numpy as np

from autograder.sandbox.probing import gradients_of, tensors
from autograder.suites.a7_trees.probes_stand_ins import grown, usable

# What stands in the place of a join where an answer to `chain` is no tree.
LIST, OTHER_TUPLE, OTHER = -3, -4, -5
ENOUGH_NODES = 1000  # no tree of a hidden test has as many; a list may hold itself


def forward(answer, tree, embeddings, W, b, numpy_leaves=False):
    """The root's state."""
    return answer.tree_forward(grown(tree, numpy_leaves), *tensors(embeddings, W, b))


def forward_gradients(answer, tree, weights, **given):
    """The gradients of the weighed root, by name."""
    leaves = grown(tree)
    return gradients_of(lambda *values: answer.tree_forward(leaves, *values), weights, **given)


def chained(answer, ids, as_list=False):
    """What `chain` makes of the ids, as a code, and whether they are as before."""
    own = ids.tolist() if as_list else np.array(ids)
    made = answer.chain(own)
    return {"tree": _code(made), "ids kept": np.array_equal(own, ids)}


def _code(made):
    """Nodes from the root down and from right to left, turned around at the end."""
    codes, stack = [], [made]
    while stack and len(codes) < ENOUGH_NODES:
        node = stack.pop()
        if isinstance(node, (int, np.integer)) and not isinstance(node, bool):
            codes.append(int(node))
        elif isinstance(node, (tuple, list)):
            pair = -1 if len(node) == 2 else OTHER_TUPLE
            codes.append(pair if isinstance(node, tuple) else LIST)
            stack.extend(node)
        else:
            codes.append(OTHER)
    return np.array(codes[::-1])


def backward(answer, tree, embeddings, W, b, droot, numpy_leaves=False):
    """The gradients of `tree_backward`, by name."""
    arrays = [np.array(array) for array in (embeddings, W, b, droot)]
    found = answer.tree_backward(grown(tree, numpy_leaves), *arrays)
    return dict(zip(("dembeddings", "dW", "db"), map(_array, found), strict=True))


def moved_by_backward(answer, tree, **given):
    """How far the arrays given to `tree_backward` are, after the call, from what they were."""
    own = {name: np.array(array) for name, array in given.items()}
    answer.tree_backward(grown(tree), *(own[name] for name in ("embeddings", "W", "b", "droot")))
    return {name: own[name] - array for name, array in given.items()}


def loss(answer, tree, label, params, names):
    """The loss and the gradients of `tree_loss`, by name."""
    with usable(answer):
        own = {name: np.array(array) for name, array in params.items()}
        value, grads = answer.tree_loss(grown(tree), label, own)
        got = {"loss": float(value), **{name: _array(grad) for name, grad in grads.items()}}
    return {name: got[name] for name in names}


def after_loss(answer, tree, label, params):
    """The names of the gradients, and how far the parameters are from what they were."""
    with usable(answer):
        own = {name: np.array(array) for name, array in params.items()}
        _, grads = answer.tree_loss(grown(tree), label, own)
        moved = {name: own[name] - array for name, array in params.items()}
    return {"names": sorted(map(str, grads)), "kept": sorted(map(str, own)), "moved": moved}


def _array(numbers):
    """Numbers as an array; NumPy counts in float64, so float32 in need not be float32 out."""
    array = np.asarray(numbers)
    return array.astype("float64") if array.dtype.kind == "f" else array
