"""Right answers to the questions of a7_trees, written differently from the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import functools

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- tree_forward --------------------------------------------------------------------------------


@variant("tree_forward")
def leaves_asked_for_by_type(tree, embeddings, W, b):
    if isinstance(tree, (int, np.integer)):
        return embeddings[int(tree)]
    left, right = [tree_forward(child, embeddings, W, b) for child in tree]
    return keras.ops.tanh(keras.ops.matmul(keras.ops.concatenate([left, right]), W) + b)


@variant("tree_forward")
def two_halves_of_the_weight(tree, embeddings, W, b):
    units = b.shape[0]

    def state(node):
        try:
            left, right = node
        except TypeError:
            return embeddings[node]
        return tf.tanh(state(left)[None] @ W[:units] + state(right)[None] @ W[units:] + b)[0]

    return state(tree)


@variant("tree_forward")
def with_a_stack_of_its_own(tree, embeddings, W, b):
    todo, done = [(tree, False)], []
    while todo:
        node, children_done = todo.pop()
        if not isinstance(node, tuple):
            done.append(tf.nn.embedding_lookup(embeddings, node))
        elif children_done:
            right, left = done.pop(), done.pop()
            done.append(tf.tanh(tf.tensordot(tf.concat([left, right], -1), W, 1) + b))
        else:
            todo += [(node, True), (node[1], False), (node[0], False)]
    return done.pop()


@variant("tree_forward")
def equal_subtrees_read_once(tree, embeddings, W, b):
    known = {}

    def state(node):
        if not isinstance(node, tuple):
            return embeddings[node : node + 1]
        if id(node) not in known:
            both = tf.concat([state(child) for child in node], axis=1)
            known[id(node)] = tf.tanh(both @ W + b[None])
        return known[id(node)]

    return tf.squeeze(state(tree), 0)


# --- chain ---------------------------------------------------------------------------------------


@variant("chain")
def chain_by_reduce(ids):
    return functools.reduce(lambda left, right: (left, right), ids)


@variant("chain")
def chain_by_recursion(ids):
    return int(ids[0]) if len(ids) == 1 else (chain(ids[:-1]), int(ids[-1]))


@variant("chain")
def chain_from_a_copy(ids):
    waiting = [int(i) for i in ids][::-1]
    while len(waiting) > 1:
        first, second = waiting.pop(), waiting.pop()
        waiting.append((first, second))
    return waiting[0]


# --- tree_backward -------------------------------------------------------------------------------


@variant("tree_backward")
def sums_handed_up(tree, embeddings, W, b, droot):
    # Each call returns its own gradients; nothing is shared between calls.
    def states(node):
        if isinstance(node, tuple):
            left, right = states(node[0]), states(node[1])
            return (np.tanh(np.r_[left[0], right[0]] @ W + b), left, right)
        return (embeddings[node],)

    def back(node, state, dh):
        if not isinstance(node, tuple):
            return np.eye(len(embeddings))[node][:, None] * dh, 0 * W, 0 * b
        da = (1 - state[0] * state[0]) * dh
        both = da @ W.T
        one = back(node[0], state[1], both[: len(b)])
        other = back(node[1], state[2], both[len(b) :])
        own = (0 * embeddings, np.r_[state[1][0], state[2][0]][:, None] * da[None], da)
        return tuple(sum(parts) for parts in zip(one, other, own, strict=True))

    return back(tree, states(tree), droot)


@variant("tree_backward")
def a_list_of_nodes_walked_both_ways(tree, embeddings, W, b, droot):
    # Parents stand before their children: states are made from the end, gradients from the start.
    nodes, below = [tree], []
    for node in nodes:
        pair = isinstance(node, tuple)
        below.append((len(nodes), len(nodes) + 1) if pair else ())
        nodes += node if pair else ()
    states, dhs = [None] * len(nodes), [np.zeros(b.shape) for _ in nodes]
    for n in reversed(range(len(nodes))):
        joined = [states[child] for child in below[n]]
        states[n] = np.tanh(np.hstack(joined) @ W + b) if joined else embeddings[nodes[n]]
    dhs[0] = droot
    dE, dW, db = np.zeros(embeddings.shape), np.zeros(W.shape), np.zeros(b.shape)
    for n, node in enumerate(nodes):
        if not below[n]:
            dE[node] = dE[node] + dhs[n]
            continue
        da = dhs[n] - dhs[n] * states[n] ** 2
        dW, db = dW + np.outer(np.hstack([states[child] for child in below[n]]), da), db + da
        for child, gradient in zip(below[n], (W @ da).reshape(2, -1), strict=True):
            dhs[child] = gradient
    return [dE, dW, db]


@variant("tree_backward")
def states_from_tree_forward(tree, embeddings, W, b, droot):
    dE, dW, db = np.zeros_like(embeddings), np.zeros_like(W), np.zeros_like(b)
    weights = [tf.constant(array) for array in (embeddings, W, b)]
    todo = [(tree, droot)]
    while todo:
        node, dh = todo.pop()
        if not isinstance(node, tuple):
            np.add.at(dE, node, dh)
            continue
        below = np.concatenate([tree_forward(child, *weights) for child in node])
        da = dh * (1 - np.tanh(below @ W + b) ** 2)
        dW += below[:, None] * da
        db += da
        halves = (W * da).sum(axis=1)
        todo += [(node[0], halves[: len(b)]), (node[1], halves[len(b) :])]
    return dE, dW, db


# --- tree_loss -----------------------------------------------------------------------------------


@variant("tree_loss")
def loss_by_logsumexp(tree, label, params):
    inner = {name: params[name] for name in ("embeddings", "W", "b")}
    root = np.array(tree_forward(tree, **{n: tf.constant(v) for n, v in inner.items()}))
    s = params["c"] + params["U"].T @ root
    total = np.logaddexp.reduce(s)
    ds = np.exp(s - total) - (np.arange(len(s)) == label)
    grads = dict(zip(inner, tree_backward(tree, **inner, droot=ds @ params["U"].T), strict=True))
    return float(total - s[label]), {**grads, "U": root[:, None] * ds, "c": ds}


@variant("tree_loss")
def root_computed_in_numpy(tree, label, params):
    def state(node):
        if not isinstance(node, tuple):
            return params["embeddings"][node]
        both = np.concatenate([state(node[0]), state(node[1])])
        return np.tanh(both @ params["W"] + params["b"])

    root = state(tree)
    p = keras.ops.softmax(root @ params["U"] + params["c"]).numpy()
    ds = p.copy()
    ds[label] -= 1
    below = tree_backward(tree, params["embeddings"], params["W"], params["b"], params["U"] @ ds)
    grads = {"U": np.outer(root, ds), "c": ds, "embeddings": below[0], "W": below[1], "b": below[2]}
    return -np.log(p[label]), grads


@variant("tree_loss")
def all_by_a_tape(tree, label, params):
    given = {name: tf.Variable(array) for name, array in params.items()}
    with tf.GradientTape() as tape:
        root = tree_forward(
            tree, *(tf.convert_to_tensor(given[n]) for n in ("embeddings", "W", "b"))
        )
        scores = tf.linalg.matvec(given["U"], root, transpose_a=True) + given["c"]
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label, logits=scores)
    grads = tape.gradient(loss, given, unconnected_gradients="zero")
    return loss.numpy(), {n: tf.convert_to_tensor(g).numpy() for n, g in grads.items()}
