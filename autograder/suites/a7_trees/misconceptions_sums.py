"""More wrong answers to `tree_backward`: what is summed, and what is returned.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np

from autograder.testing import misconception


@misconception(
    "tree_backward",
    hint="At the leaves you multiply by 1 - h^2 as well. An embedding went through no tanh: what "
    "arrives at a leaf is its gradient.",
)
def slope_at_the_leaves_too(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh * (1 - embeddings[node] ** 2)
            return
        h, left, right = up(node)
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="The halves of `dW` are exchanged: its upper half belongs to the left child's state.",
)
def children_swapped_in_dW(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh
            return
        h, left, right = up(node)
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([right, left]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="`dW` and `db` are divided by the number of nodes. Gradients of shared weights add; "
    "nobody takes a mean.",
)
def averaged_over_the_nodes(tree, embeddings, W, b, droot):
    def count(node):
        return 1 + count(node[0]) + count(node[1]) if isinstance(node, tuple) else 0

    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh
            return
        h, left, right = up(node)
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW / max(count(tree), 1), db / max(count(tree), 1)


@misconception(
    "tree_backward",
    hint="No gradient goes on below a right child that is a tree itself, as if every tree were a "
    "chain. Go down on both sides.",
)
def right_subtrees_get_nothing(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh
            return
        h, left, right = up(node)
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        if not isinstance(node[1], tuple):
            down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="On the way back the gradient [H] meets `W` the wrong way round: da W needs 2H numbers. "
    "It is da W^T, that is, `W @ da`.",
    raises="ValueError",
)
def kernel_not_transposed(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh
            return
        h, left, right = up(node)
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(da @ W, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="Your `dW` is the transpose, [H, 2H]. Its rows belong to the joined children, its "
    "columns to the node's units.",
)
def outer_product_turned_around(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh
            return
        h, left, right = up(node)
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW.T, db


@misconception(
    "tree_backward",
    hint="`dembeddings` has rows for the leaves of this tree alone. It has the shape of "
    "`embeddings`, with zeros where no leaf was.",
)
def embeddings_of_the_tree_only(tree, embeddings, W, b, droot):
    def leaves(node):
        return leaves(node[0]) | leaves(node[1]) if isinstance(node, tuple) else {node}

    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh
            return
        h, left, right = up(node)
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE[sorted(leaves(tree))], dW, db


@misconception(
    "tree_backward",
    hint="The gradients are right, but the caller's `droot` is another one afterwards: `*=` "
    "writes into the array that you were given.",
)
def droot_changed_in_place(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] += dh
            return
        h, left, right = up(node)
        da = dh
        da *= 1 - h**2
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db
