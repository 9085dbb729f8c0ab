"""Hidden tests for `tree_backward`."""

import numpy as np

from autograder.suites.a7_trees.draw import (
    AGAIN,
    JOIN,
    MOST_LEAVES,
    backward,
    bracketed,
    code,
    left_deep,
    right_deep,
    root,
    slope,
)
from autograder.suites.a7_trees.following import agree_backward, follows_forward
from autograder.testing import normal, question, require, same, shape


@question("tree_backward", points=12)
def test_every_node_adds_to_the_gradients_of_the_weights(submission, reference, rng):
    given = backward(rng, leaves=7, vocab=9, units=4)
    agree_backward(submission, reference, given, axes="rows units")


@question("tree_backward", points=6)
def test_a_leaf_that_occurs_twice_gets_both_gradients(submission, reference, rng):
    given = backward(rng, leaves=5, vocab=7, units=3, twice=True)
    agree_backward(submission, reference, given, axes="rows units")


@question("tree_backward", points=5)
def test_a_subtree_that_occurs_twice_counts_twice(submission, reference, rng):
    given = backward(rng, leaves=1, vocab=8, units=5)
    ids = rng.permutation(8).tolist()
    small = bracketed(rng, ids[:3])
    # Once as one object in two places, once as two that look alike.
    for second in ([AGAIN], small):
        given["tree"] = code(ids[3], *small, JOIN, *small, *second, JOIN, JOIN)
        agree_backward(submission, reference, given, axes="rows units")


@question("tree_backward", points=4)
def test_small_steps_change_the_root_as_the_gradients_say(submission, rng):
    given = backward(rng, leaves=6, vocab=7, units=4, twice=True)
    got = submission.ask("backward", **given)
    inputs = {name: given[name] for name in ("embeddings", "W", "b")}
    for name, value in inputs.items():
        gradient = got[f"d{name}"]
        require(
            shape(gradient) == value.shape,
            f"`d{name}` has shape {shape(gradient)}; expected {value.shape}, that of `{name}`.",
        )
        direction = normal(rng, *value.shape)

        def loss(moved, name=name):
            return given["droot"] @ root(given["tree"], **{**inputs, name: moved})

        expected, told = slope(loss, value, direction), np.sum(gradient * direction)
        require(
            abs(told - expected) <= 1e-5 * (1 + abs(expected))
            or follows_forward(submission, given, got),
            f"a small step of `{name}` does not change the sum of droot * root as `d{name}` says.",
        )


@question("tree_backward", points=2)
def test_a_lone_leaf_passes_everything_to_its_embedding(submission, reference, rng):
    given = backward(rng, leaves=1, vocab=4, units=3)
    agree_backward(submission, reference, given, axes="rows units")


@question("tree_backward", points=3)
def test_trees_of_depth_199_to_the_left_and_to_the_right(submission, reference, rng):
    given = backward(rng, leaves=1, vocab=6, units=3)
    ids = rng.integers(6, size=MOST_LEAVES).tolist()
    for deep in (left_deep(ids), right_deep(ids)):
        agree_backward(submission, reference, {**given, "tree": deep}, axes="rows units")


@question("tree_backward", points=1)
def test_leaves_may_be_integers_of_numpy(submission, reference, rng):
    given = backward(rng, leaves=4, vocab=5, units=3)
    agree_backward(submission, reference, {**given, "numpy_leaves": True}, axes="rows units")


@question("tree_backward", points=1, needs_numbers=True)
def test_what_it_is_given_stays_as_it_is(submission, rng):
    given = backward(rng, leaves=4, vocab=6, units=5)
    moved = submission.ask("moved_by_backward", **given)
    names = ("embeddings", "W", "b", "droot")
    changed = [f"`{name}`" for name in names if not same(moved[name], np.zeros_like(given[name]))]
    require(
        not changed,
        f"after the call, {' and '.join(changed)} of the caller's arrays are others than before. "
        "`*=` and `+=` work in place: make an array of your own.",
    )
