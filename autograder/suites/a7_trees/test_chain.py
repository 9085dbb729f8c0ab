"""Hidden tests for `chain`."""

import numpy as np

from autograder.suites.a7_trees.draw import JOIN, MOST_LEAVES, left_deep
from autograder.testing import question, require


def require_chain(submission, ids, **how):
    """Rejects what is not the left-branching tree over these ids."""
    got = submission.ask("chained", ids=ids, **how)["tree"]
    size, codes = len(ids), got.tolist()
    wanted = left_deep(ids.tolist()).tolist()
    given = f"for {size} {'id' if size == 1 else 'ids'}, "
    require(
        min(codes) >= JOIN,
        f"{given}what came is not made of integers and tuples `(left, right)` alone.",
    )
    require(
        sum(code >= 0 for code in codes) == size,
        f"{given}the tree has {sum(code >= 0 for code in codes)} leaves; expected {size}.",
    )
    require(
        [code for code in codes if code >= 0] == ids.tolist(),
        f"{given}the leaves, from left to right, are not the ids in their order.",
    )
    require(
        codes == wanted,
        f"{given}the brackets stand elsewhere: expected each new id as the right child of all that "
        "came before it.",
    )


def drawn(rng, count):
    return rng.choice(5000, size=count, replace=False)


@question("chain", points=5)
def test_each_new_id_is_joined_to_all_before_it(submission, rng):
    require_chain(submission, drawn(rng, 6))


@question("chain", points=2)
def test_a_single_id_is_a_leaf_and_two_are_a_pair(submission, rng):
    require_chain(submission, drawn(rng, 1))
    require_chain(submission, drawn(rng, 2))


@question("chain", points=2)
def test_two_hundred_ids_make_a_tree_of_depth_199(submission, rng):
    require_chain(submission, drawn(rng, MOST_LEAVES))


@question("chain", points=1, needs_numbers=True)
def test_a_list_will_do_and_is_left_as_it_is(submission, rng):
    ids = drawn(rng, 5)
    got = submission.ask("chained", ids=ids, as_list=True)
    require(
        np.all(got["tree"] >= JOIN) and got["ids kept"],
        "given a list of 5 ids, your `chain` changes the list, or does not return a tree. The list "
        "belongs to the caller: read it, and don't take anything out of it.",
    )
