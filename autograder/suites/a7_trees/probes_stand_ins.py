"""Trees from their codes, and stand-ins for other answers, so that a mistake costs once.

`tree_loss` uses the student's own `tree_forward` and `tree_backward` as long as they can be used at
all; where one cannot (it raises, or has another shape), a stand-in takes its place for the length
of one probe. Stand-ins have the interface that was asked for and compute something else, so nothing
can be learnt from them.
"""

import contextlib

import numpy as np
import tensorflow as tf

JOIN, AGAIN = -1, -2


def grown(code, numpy_leaves=False):
    """The tree of a code; its leaves are plain integers, or NumPy's."""
    stack = []
    for part in np.array(code):
        if part == JOIN:
            right, left = stack.pop(), stack.pop()
            stack.append((left, right))
        elif part == AGAIN:
            stack.append(stack[-1])
        else:
            stack.append(part if numpy_leaves else int(part))
    return stack[0]


def stand_in_tree_forward(tree, embeddings, W, b):
    """A state that depends on every argument, and on the order of the children."""
    if not isinstance(tree, tuple):
        return tf.sin(tf.gather(embeddings, tree))
    left, right = (stand_in_tree_forward(child, embeddings, W, b) for child in tree)
    return 0.6 * left - 0.3 * tf.cos(right) + 0.2 * tf.sin(b + tf.reduce_sum(W, axis=0))


def stand_in_tree_backward(tree, embeddings, W, b, droot):
    """Numbers of the right shapes that depend on every argument, and are no gradients."""
    root = np.asarray(stand_in_tree_forward(tree, embeddings, W, b))
    return np.sin(embeddings) * droot, np.cos(W) * root * droot, np.sin(b) + droot * root


@contextlib.contextmanager
def usable(answer):
    """Has stand-ins where the student's own answers cannot be built upon."""
    with contextlib.ExitStack() as stack:
        for name, works, stand_in in (
            ("tree_forward", _forward_works, stand_in_tree_forward),
            ("tree_backward", _backward_works, stand_in_tree_backward),
        ):
            if not _holds(works, answer):
                stack.enter_context(answer.replaced(name, stand_in))
        yield


def _holds(works, answer):
    # Right or wrong does not matter here, only the interface.
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((4, 3), (6, 3), (3,), (3,))]
    try:
        return works(answer, ((0, 2), (3, (0, 1))), *arrays)
    except Exception:
        return False


def _forward_works(answer, tree, embeddings, W, b, droot):
    state = answer.tree_forward(tree, *map(tf.constant, (embeddings, W, b)))
    return np.shape(state) == (3,) and bool(np.all(np.isfinite(np.asarray(state, float))))


def _backward_works(answer, tree, embeddings, W, b, droot):
    found = answer.tree_backward(tree, embeddings, W, b, droot)
    return [np.shape(gradient) for gradient in found] == [(4, 3), (6, 3), (3,)]
