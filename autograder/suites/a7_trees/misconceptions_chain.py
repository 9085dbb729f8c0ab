"""Known wrong answers to `chain`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

from autograder.testing import misconception


@misconception(
    "chain",
    hint="Your tree branches to the right: the first id is joined last. In (((a, b), c), d) the "
    "first two are joined first.",
)
def branches_to_the_right(ids):
    tree = ids[-1]
    for i in ids[-2::-1]:
        tree = (i, tree)
    return tree


@misconception(
    "chain", hint="Your tree begins with the last id. Read the ids in the order in which they come."
)
def last_id_first(ids):
    tree = ids[-1]
    for i in ids[-2::-1]:
        tree = (tree, i)
    return tree


@misconception(
    "chain",
    hint="The new id stands on the left of all that came before. It is the right child; the "
    "state so far is the left one.",
)
def new_id_on_the_left(ids):
    tree = ids[0]
    for i in ids[1:]:
        tree = (i, tree)
    return tree


@misconception(
    "chain",
    hint="You return one flat tuple of all ids. A node has two children: nest pairs in pairs.",
)
def one_flat_tuple(ids):
    return tuple(ids) if len(ids) > 1 else ids[0]


@misconception(
    "chain", hint="Your pairs are lists. A node is a tuple `(left, right)`: round brackets."
)
def pairs_as_lists(ids):
    tree = ids[0]
    for i in ids[1:]:
        tree = [tree, i]
    return tree


@misconception(
    "chain",
    hint="The first id is in your tree twice: it starts the tree, and the loop joins it once more.",
)
def first_id_twice(ids):
    tree = ids[0]
    for i in ids:
        tree = (tree, i)
    return tree


@misconception("chain", hint="The last id is missing. Where does your loop end?")
def last_id_dropped(ids):
    tree = ids[0]
    for t in range(1, max(len(ids) - 1, 1)):
        tree = (tree, ids[t])
    return tree


@misconception(
    "chain",
    hint="Your tree starts from the first two ids, and there may be only one. A single id is a "
    "leaf, and a tree already.",
    raises="IndexError",
)
def two_ids_taken_for_granted(ids):
    tree = (ids[0], ids[1])
    for i in ids[2:]:
        tree = (tree, i)
    return tree


@misconception("chain", hint="A single id comes back in brackets. A leaf is the integer itself.")
def lone_leaf_in_a_tuple(ids):
    if len(ids) == 1:
        return (ids[0],)
    tree = ids[0]
    for i in ids[1:]:
        tree = (tree, i)
    return tree


@misconception(
    "chain",
    hint="Your tree is balanced: it is cut in the middle again and again. In a chain, each new "
    "id is joined to all before it.",
)
def cut_in_the_middle(ids):
    if len(ids) == 1:
        return ids[0]
    half = len(ids) // 2
    return (chain(ids[:half]), chain(ids[half:]))


@misconception(
    "chain",
    hint="The tree is right, but the caller's list is empty afterwards. `pop` takes things out "
    "of the list that you were given.",
)
def ids_taken_out_of_the_list(ids):
    ids = ids if isinstance(ids, list) else list(ids)
    tree = ids.pop(0)
    while ids:
        tree = (tree, ids.pop(0))
    return tree
