"""Inputs for the hidden tests of a7_trees, drawn from the run's generator.

A tree travels as its leaves and joins in the order in which a stack machine meets them, since plain
data nests less deeply than trees do: `[3, 1, JOIN, 2, JOIN]` is `((3, 1), 2)`, and AGAIN puts the
very tree on the stack that was put there last, as one object in two places.
"""

import numpy as np

from autograder.testing import normal

JOIN, AGAIN = -1, -2
# The deepest tree that the contract allows has this many leaves.
MOST_LEAVES = 200


def code(*parts):
    """The code of a tree, as the integers that are sent."""
    return np.array(parts, dtype="int32")


def bracketed(rng, ids):
    """A tree with these leaves from left to right and random brackets; both halves are trees."""
    ids = list(ids)
    if len(ids) == 1:
        return ids
    # From four leaves on neither child of the root is a leaf, so it is no chain of any kind.
    cut = 1 if len(ids) < 4 else int(rng.integers(2, len(ids) - 1))
    return [*bracketed(rng, ids[:cut]), *bracketed(rng, ids[cut:]), JOIN]


def tree(rng, *, leaves, vocab, twice=False):
    """A tree of different leaves; `twice` has its first leaf a second time, in the other half."""
    ids = rng.permutation(vocab)[:leaves].tolist()
    if twice:
        ids[-1] = ids[0]
    return code(*bracketed(rng, ids))


def left_deep(ids):
    """`(((i_0, i_1), i_2), ...)`."""
    rest = [part for i in ids[1:] for part in (i, JOIN)]
    return code(ids[0], *rest)


def right_deep(ids):
    """`(i_0, (i_1, (i_2, ...)))`."""
    return code(*ids, *[JOIN] * (len(ids) - 1))


def weights(rng, *, vocab, units, dtype="float64"):
    """What every question takes besides the tree."""
    return {
        "embeddings": normal(rng, vocab, units, scale=0.8, dtype=dtype),
        "W": normal(rng, 2 * units, units, scale=0.9 / np.sqrt(units), dtype=dtype),
        "b": normal(rng, units, scale=0.4, dtype=dtype),
    }


def backward(rng, *, leaves, vocab, units, twice=False):
    """What `tree_backward` takes."""
    given = {"tree": tree(rng, leaves=leaves, vocab=vocab, twice=twice)}
    given |= weights(rng, vocab=vocab, units=units)
    return {**given, "droot": normal(rng, units)}


def classifier(rng, *, leaves, vocab, units, classes, twice=False):
    """What `tree_loss` takes."""
    params = weights(rng, vocab=vocab, units=units)
    params |= {"U": normal(rng, units, classes), "c": normal(rng, classes)}
    label = int(rng.integers(classes))
    return {
        "tree": tree(rng, leaves=leaves, vocab=vocab, twice=twice),
        "label": label,
        "params": params,
    }


def root(tree, embeddings, W, b):
    """The root's state, in plain NumPy, for differences that no submission has a hand in."""
    stack = []
    for part in tree.tolist():
        if part == JOIN:
            right, left = stack.pop(), stack.pop()
            stack.append(np.tanh(np.concatenate([left, right]) @ W + b))
        else:
            stack.append(stack[-1] if part == AGAIN else embeddings[part])
    return stack[0]


def slope(f, value, direction, step=1e-5):
    """How f changes with `value` in this direction, by central differences."""
    return (f(value + step * direction) - f(value - step * direction)) / (2 * step)
