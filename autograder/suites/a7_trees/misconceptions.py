"""Known wrong answers to `tree_forward`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "tree_forward",
    hint="Your right child meets the upper half of `W` and the left one the lower half. The "
    "order is [left, right].",
)
def right_child_first(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.tanh(tf.concat([right, left], 0)[None] @ W + b)[0]


@misconception(
    "tree_forward",
    hint="There is no tanh. Without it, all nodes together are one linear map of the leaves.",
)
def no_tanh_at_nodes(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return (tf.concat([left, right], 0)[None] @ W + b)[0]


@misconception("tree_forward", hint="The bias `b` is not added. Every node adds it once.")
def bias_forgotten(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.tanh(tf.concat([left, right], 0)[None] @ W)[0]


@misconception(
    "tree_forward",
    hint="Your leaves go through tanh. A leaf's state is its embedding, as it stands in the table.",
)
def tanh_at_leaves(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return tf.tanh(embeddings[tree])
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.tanh(tf.concat([left, right], 0)[None] @ W + b)[0]


@misconception("tree_forward", hint="Your nodes are squashed by a sigmoid. It is tanh here.")
def sigmoid_at_nodes(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.sigmoid(tf.concat([left, right], 0)[None] @ W + b)[0]


@misconception(
    "tree_forward",
    hint="Both children go through the same half of `W`, so left and right are the same to you. "
    "Join them to one vector of 2H numbers; the whole of `W` is for that.",
)
def same_half_for_both_children(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.tanh((left + right)[None] @ W[: len(b)] + b)[0]


@misconception(
    "tree_forward",
    hint="The children's numbers alternate in your joined vector. [left, right] has all of left "
    "first, then all of right: join along the units' axis, don't stack and flatten.",
)
def children_interleaved(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.tanh(tf.reshape(tf.stack([left, right], axis=1), (1, -1)) @ W + b)[0]


@misconception(
    "tree_forward",
    hint="You use the left child twice. Which one of the pair meets the lower half of `W`?",
)
def left_child_twice(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, _ = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.tanh(tf.concat([left, left], 0)[None] @ W + b)[0]


@misconception(
    "tree_forward",
    hint="You read the leaves from left to right and ignore the brackets. `((0, 1), (2, 3))` is "
    "another tree than `(((0, 1), 2), 3)`.",
)
def brackets_ignored(tree, embeddings, W, b):
    leaves, rest = [], [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, tuple):
            rest += reversed(node)
        else:
            leaves.append(node)
    state = embeddings[leaves[0]]
    for leaf in leaves[1:]:
        state = tf.tanh(tf.concat([state, embeddings[leaf]], 0)[None] @ W + b)[0]
    return state


@misconception(
    "tree_forward",
    hint="Only the root has a tanh; the nodes below it have none. One and the same rule holds at "
    "every node.",
)
def tanh_at_the_root_only(tree, embeddings, W, b):
    def linear(node):
        if not isinstance(node, tuple):
            return embeddings[node]
        return (tf.concat([linear(node[0]), linear(node[1])], 0)[None] @ W + b)[0]

    return tf.tanh(linear(tree)) if isinstance(tree, tuple) else linear(tree)


@misconception(
    "tree_forward",
    hint="A leaf may be an integer of NumPy, which is no `int`: yours is taken for a pair. Ask "
    "for what is easy to recognise: a tuple.",
    raises="TypeError",
)
def leaves_of_python_only(tree, embeddings, W, b):
    if isinstance(tree, int):
        return embeddings[tree]
    left, right = tree
    left, right = tree_forward(left, embeddings, W, b), tree_forward(right, embeddings, W, b)
    return tf.tanh(tf.concat([left, right], 0)[None] @ W + b)[0]


@misconception(
    "tree_forward",
    hint="Your states pass through NumPy, and no gradient comes back through it. Stay with `tf` "
    "or `keras.ops`.",
)
def nodes_through_numpy(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.constant(np.tanh(np.concatenate([left, right]) @ W.numpy() + b.numpy()))


@misconception(
    "tree_forward",
    hint="Your state is float32 whatever comes in. Leave the dtype to the embeddings.",
)
def float32_throughout(tree, embeddings, W, b):
    embeddings, W, b = (tf.cast(value, tf.float32) for value in (embeddings, W, b))
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (tree_forward(child, embeddings, W, b) for child in tree)
    return tf.tanh(tf.concat([left, right], 0)[None] @ W + b)[0]
