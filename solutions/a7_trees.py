"""Reference solution of assignment 7: recursive networks, backpropagation through structure.

A tree is an integer (a leaf: an id into the embeddings) or a tuple `(left, right)` of two trees.
Shapes are written V vocabulary, H units, C classes; there is no batch, as every tree has a shape of
its own. Equations multiply row vectors from the left, `x @ W`. What students see is everything
outside the solution markers.
"""

import numpy as np
import tensorflow as tf


def tree_forward(tree, embeddings, W, b):
    """Read a tree from its leaves to its root, with one weight for all nodes.

        leaf i:              h = embeddings[i]
        node (left, right):  h = tanh([h_left, h_right] W + b)

    The compositions of Pollack (1990) in the form of Socher et al. (ICML 2011), with row vectors.
    Gradients flow to embeddings, W and b.

    Args:
        tree: an int or NumPy integer, or a tuple `(left, right)` of trees; depth under 200.
        embeddings: a tensor `[V, H]`.
        W: `[2H, H]`: its upper half meets the left child, its lower half the right one.
        b: `[H]`.

    Returns:
        The root's state `[H]`, of the embeddings' dtype. A tree of one leaf is its embedding.
    """
    ### BEGIN SOLUTION
    if not isinstance(tree, tuple):
        return tf.gather(embeddings, tree)
    left = tree_forward(tree[0], embeddings, W, b)
    right = tree_forward(tree[1], embeddings, W, b)
    children = tf.concat([left, right], axis=0)
    return tf.tanh(tf.linalg.matvec(W, children, transpose_a=True) + b)
    ### END SOLUTION


def chain(ids):
    """Put a sequence into the tree that branches to the left: `(((i_0, i_1), i_2), ...)`.

    On it, `tree_forward` is a vanilla RNN over the embeddings, started from the first one: the left
    child is the state so far, the right child the next input.

    Args:
        ids: at least one integer, a list or a NumPy array.

    Returns:
        A tree with as many leaves, in the same order. One id is a leaf.
    """
    ### BEGIN SOLUTION
    tree = ids[0]
    for i in ids[1:]:
        tree = (tree, i)
    return tree
    ### END SOLUTION


def tree_backward(tree, embeddings, W, b, droot):
    """Backpropagate from the root of a tree to its leaves by hand (Goller and Küchler, 1996).

    At a node with state h and children's states h_left, h_right, with dh from above:

        da = dh * (1 - h^2)
        dW += outer([h_left, h_right], da),  db += da
        [dh_left, dh_right] = W da               (that is, da W^T)

    and at a leaf i: dembeddings[i] += dh. Everything is a NumPy array, and no argument is changed.

    Args:
        tree: as in `tree_forward`.
        embeddings: `[V, H]`.
        W: `[2H, H]`.
        b: `[H]`.
        droot: gradient of the loss with respect to the root's state, `[H]`.

    Returns:
        `(dembeddings, dW, db)`: `[V, H]`, `[2H, H]`, `[H]`. Rows of leaves that the tree doesn't
        have are zero.
    """
    ### BEGIN SOLUTION
    dembeddings, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)

    def up(tree):
        """A node's state, and the same of its children."""
        if not isinstance(tree, tuple):
            return embeddings[tree], None, None
        left, right = up(tree[0]), up(tree[1])
        return np.tanh(np.concatenate([left[0], right[0]]) @ W + b), left, right

    def down(tree, node, dh):
        """Adds what this node and all below it have to say to the sums."""
        h, left, right = node
        if left is None:
            dembeddings[tree] += dh
            return
        da = dh * (1 - h**2)
        dW[:] += np.outer(np.concatenate([left[0], right[0]]), da)
        db[:] += da
        dleft, dright = np.split(W @ da, 2)
        down(tree[0], left, dleft)
        down(tree[1], right, dright)

    down(tree, up(tree), droot)
    return dembeddings, dW, db
    ### END SOLUTION


def tree_loss(tree, label, params):
    """Classify a tree by its root: the loss, and its gradient for every parameter.

        s = root U + c,   loss = -log softmax(s)[label],   ds = softmax(s) - onehot(label)
        dU = outer(root, ds),  dc = ds,  droot = U ds    (that is, ds U^T)

    and droot goes down the tree. Scores may be large: the softmax must not overflow. Everything is
    a NumPy array, and no argument is changed.

    Args:
        tree: as in `tree_forward`.
        label: an integer from 0 to C - 1.
        params: a dict of `embeddings [V, H]`, `W [2H, H]`, `b [H]`, `U [H, C]`, `c [C]`.

    Returns:
        `(loss, grads)`: a scalar in nats, and a dict with the keys and shapes of `params`.
    """
    ### BEGIN SOLUTION
    inner = [params[name] for name in ("embeddings", "W", "b")]
    root = np.asarray(tree_forward(tree, *map(tf.constant, inner)))
    scores = root @ params["U"] + params["c"]
    shifted = scores - np.max(scores)
    log_p = shifted - np.log(np.sum(np.exp(shifted)))
    dscores = np.exp(log_p)
    dscores[label] -= 1
    dembeddings, dW, db = tree_backward(tree, *inner, params["U"] @ dscores)
    dU = np.outer(root, dscores)
    return -log_p[label], {"embeddings": dembeddings, "W": dW, "b": db, "U": dU, "c": dscores}
    ### END SOLUTION
