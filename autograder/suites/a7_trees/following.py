"""What the student's own earlier answers imply for the questions that build on them.

A mistake in `tree_forward` or `tree_backward` costs points there and nowhere else. Nothing here
runs beside student code: earlier answers are asked in a worker that has not seen the later
question, `tree_forward` one node at a time.
"""

import numpy as np

from autograder.suites.a7_trees.draw import AGAIN, JOIN, code
from autograder.testing import Rejected, Unanswered, agree, note
from autograder.testing.comparison import explain
from autograder.testing.implementation import MISSHAPEN

PAIR = code(0, 1, JOIN)
STEP, DEGENERATE = 0.1, 1e-9


def agree_backward(submission, reference, given, **how):
    """Compares gradients with the reference's, and with those of the own `tree_forward`."""
    try:
        agree(submission, reference, "backward", given, **how)
    except Rejected:
        with submission.unrecorded():
            got = submission.ask("backward", **given)
        if not follows_forward(submission, given, got):
            raise


def follows_forward(submission, given, got):
    """Whether these gradients are those of the own `tree_forward`; if so, a note says it."""
    with submission.unrecorded():
        alone = submission.apart()
        follows = _implies(lambda: through_nodes(alone, **given), got)
    if follows:
        note("right, given your `tree_forward`")
    return follows


def agree_loss(submission, reference, given):
    """Compares with the reference, and with what own earlier answers or stand-ins imply."""
    try:
        agree(submission, reference, "loss", given)
    except Rejected:
        with submission.unrecorded():
            got, alone = submission.ask("loss", **given), submission.apart()
            if not _planted(submission, reference, given) and not _implies(
                lambda: from_own(alone, **given), got
            ):
                raise
        note("right, given your `tree_forward` and `tree_backward`")


def _implies(imply, got):
    try:
        implied = imply()
    except (Unanswered, *MISSHAPEN):
        return False
    return implied is not None and explain(got, implied) is None


def _planted(submission, reference, given):
    """Whether both answer the same where the same stand-ins take the earlier answers' places."""
    forward, backward = "tree_forward", "tree_backward"
    with submission.planted(forward), submission.planted(backward):
        try:
            got = submission.ask("loss", **given)
        except Unanswered:
            return False
    with reference.planted(forward), reference.planted(backward):
        return explain(got, reference.ask("loss", **given)) is None


def through_nodes(alone, *, tree, embeddings, W, b, droot, **_):
    """The gradients of the own `tree_forward`, by the chain rule over single nodes.

    None where it does not look at all that it is given.
    """

    def joined(pair, W=W, b=b):
        return alone.ask("forward", tree=PAIR, embeddings=pair, W=W, b=b)

    if not _depends_on_all(joined, {"pair": embeddings[:2], "W": W, "b": b}):
        return None
    nodes = []  # (state, id) of a leaf, (state, left, right) of a pair: places in this list
    stack = []
    for part in tree.tolist():
        if part == AGAIN:
            stack.append(stack[-1])
            continue
        if part == JOIN:
            right, left = stack.pop(), stack.pop()
            states = np.stack([nodes[left][0], nodes[right][0]])
            nodes.append((joined(states), left, right))
        else:
            nodes.append((embeddings[part], part))
        stack.append(len(nodes) - 1)
    found = {"dembeddings": np.zeros_like(embeddings), "dW": np.zeros_like(W)}
    found["db"] = np.zeros_like(b)
    upstream = [np.zeros_like(droot) for _ in nodes]
    upstream[-1] = upstream[-1] + droot
    # Children stand before their parents, so this order has all of a node's upstream together.
    for (_, *below), dh in zip(reversed(nodes), reversed(upstream), strict=True):
        if len(below) == 1:
            found["dembeddings"][below[0]] += dh
            continue
        states = np.stack([nodes[child][0] for child in below])
        given = {"embeddings": states, "W": W, "b": b}
        pulled = alone.ask("forward_gradients", tree=PAIR, weights=dh, **given)
        found["dW"] += pulled["W"]
        found["db"] += pulled["b"]
        for child, gradient in zip(below, pulled["embeddings"], strict=True):
            upstream[child] += gradient
    return found


def from_own(alone, *, tree, label, params, names):
    """What the own `tree_forward` and `tree_backward` make of a classifier.

    None where one of them does not look at all that it is given.
    """
    inner = {name: params[name] for name in ("embeddings", "W", "b")}

    def forward(**arrays):
        return alone.ask("forward", tree=tree, **arrays)

    def backward(**arrays):
        return np.concatenate([*map(np.ravel, alone.ask("backward", tree=tree, **arrays).values())])

    state = forward(**inner)
    scores = state @ params["U"] + params["c"]
    log_p = scores - np.max(scores)
    log_p = log_p - np.log(np.sum(np.exp(log_p)))
    dscores = np.exp(log_p) - (np.arange(len(scores)) == label)
    given = {**inner, "droot": params["U"] @ dscores}
    if not _depends_on_all(forward, inner) or not _depends_on_all(backward, given):
        return None
    grads = alone.ask("backward", tree=tree, **given)
    head = {"U": np.outer(state, dscores), "c": dscores}
    below = {name: grads[f"d{name}"] for name in inner}
    whole = {"loss": float(-log_p[label]), **below, **head}
    return {name: whole[name] for name in names}


def _depends_on_all(ask, given):
    before = ask(**given)
    return all(
        np.max(np.abs(ask(**{**given, name: array + STEP}) - before)) > DEGENERATE
        for name, array in given.items()
    )
