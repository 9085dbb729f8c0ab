"""Known wrong answers to `tree_backward`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np

from autograder.testing import misconception


@misconception(
    "tree_backward",
    hint="The slope of tanh is missing. What comes from above is multiplied by 1 - h^2 before it "
    "goes on.",
)
def slope_of_tanh_missing(tree, embeddings, W, b, droot):
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
        _, left, right = up(node)
        da = dh
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="Your slope is 1 - h. The derivative of tanh, by its own value h, is 1 - h^2.",
)
def slope_without_the_square(tree, embeddings, W, b, droot):
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
        da = dh * (1 - h)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="Your slope is 1 - tanh(h)^2, but h has been through tanh already: it is 1 - h^2.",
)
def tanh_taken_twice(tree, embeddings, W, b, droot):
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
        da = dh * (1 - np.tanh(h) ** 2)
        dW[:] += np.outer(np.concatenate([left, right]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="A leaf that occurs twice keeps the gradient of one place only: `=` forgets what was "
    "there. All places share the embedding, and sharing means adding.",
)
def repeated_leaf_overwritten(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(node):
        if not isinstance(node, tuple):
            return (embeddings[node],)
        left, right = up(node[0])[0], up(node[1])[0]
        return np.tanh(np.concatenate([left, right]) @ W + b), left, right

    def down(node, dh):
        if not isinstance(node, tuple):
            dE[node] = dh
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
    hint="The left child gets the right one's gradient, and the other way round. The first H "
    "numbers of W da belong to the left child.",
)
def halves_of_the_gradient_swapped(tree, embeddings, W, b, droot):
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
        dleft, dright = np.split(W @ da, 2)[::-1]
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="`dW` and `db` are those of a single node: `=` forgets what the others had to say. All "
    "nodes share the weights, and sharing means adding.",
)
def weights_of_one_node_only(tree, embeddings, W, b, droot):
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
        dW[:] = np.outer(np.concatenate([left, right]), da)
        db[:] = da
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="`db` has the root's share alone. Every node adds `b`, so every node's da counts.",
)
def bias_of_the_root_only(tree, embeddings, W, b, droot):
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
        db[:] += da if node is tree else 0
        dleft, dright = np.split(W @ da, 2)
        down(node[0], dleft)
        down(node[1], dright)

    down(tree, droot)
    return dE, dW, db


@misconception(
    "tree_backward",
    hint="A subtree that occurs twice is counted once: you remember which ones you have seen. "
    "Its state is the same in both places, but each of them has a gradient.",
)
def subtree_that_is_seen_again_skipped(tree, embeddings, W, b, droot):
    seen = set()
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
        for child, gradient in zip(node, (dleft, dright), strict=True):
            if not isinstance(child, tuple) or child not in seen:
                seen.add(child if isinstance(child, tuple) else None)
                down(child, gradient)

    down(tree, droot)
    return dE, dW, db
