"""Hidden tests for `tree_forward`."""

import numpy as np

from autograder.suites.a7_trees.draw import MOST_LEAVES, left_deep, right_deep, tree, weights
from autograder.testing import agree, normal, question, require, shape


@question("tree_forward", points=9)
def test_every_node_joins_its_left_child_with_its_right_one(submission, reference, rng):
    given = {"tree": tree(rng, leaves=7, vocab=9), **weights(rng, vocab=9, units=5)}
    agree(submission, reference, "forward", given)


@question("tree_forward", points=2)
def test_a_lone_leaf_is_its_embedding(submission, reference, rng):
    given = {"tree": tree(rng, leaves=1, vocab=6), **weights(rng, vocab=6, units=3)}
    agree(submission, reference, "forward", given)


@question("tree_forward", points=3)
def test_leaves_may_be_integers_of_numpy(submission, reference, rng):
    given = {"tree": tree(rng, leaves=4, vocab=7), **weights(rng, vocab=7, units=4)}
    agree(submission, reference, "forward", {**given, "numpy_leaves": True})


@question("tree_forward", points=8)
def test_gradients_flow_to_embeddings_and_weights(submission, reference, rng):
    given = {"tree": tree(rng, leaves=6, vocab=8, twice=True), "weights": normal(rng, 3)}
    given |= weights(rng, vocab=8, units=3)
    agree(submission, reference, "forward_gradients", given, axes="rows units")


@question("tree_forward", points=3)
def test_trees_of_depth_199_to_the_left_and_to_the_right(submission, reference, rng):
    given = weights(rng, vocab=11, units=3)
    ids = rng.integers(11, size=MOST_LEAVES).tolist()
    for deep in (left_deep(ids), right_deep(ids)):
        agree(submission, reference, "forward", {**given, "tree": deep})


@question("tree_forward", points=2)
def test_float32_stays_float32(submission, reference, rng):
    given = {"tree": tree(rng, leaves=5, vocab=6)}
    given |= weights(rng, vocab=6, units=4, dtype="float32")
    agree(submission, reference, "forward", given)


@question("tree_forward", points=1, needs_numbers=True)
def test_the_children_of_a_node_are_not_interchangeable(submission, rng):
    given = weights(rng, vocab=5, units=4)
    one, other = (
        submission.ask("forward", **given, tree=left_deep(ids)) for ids in ([1, 3], [3, 1])
    )
    require(
        shape(one) == shape(other) == (4,) and np.max(np.abs(one - other)) > 1e-6,
        "`(1, 3)` and `(3, 1)` come to the same state (or to none of shape (H,)). The left child "
        "meets the upper half of `W`, the right one the lower half.",
    )
