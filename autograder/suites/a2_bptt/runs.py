"""What a training run was like: properties that hold wherever rows start."""

import itertools

import numpy as np

from autograder.suites.a2_bptt.layout import layout_of
from autograder.suites.a2_bptt.model import flat, nats, read, stand_in_loss, unflat

# A step is longer than allowed only if it is so beyond float32's rounding.
ROUNDING = 1.001


def run_of(asked, got):
    """What holds of a run on a text whose ids occur once each.

    Args:
        asked: `ids` (the text), `batch_size`, `num_steps`, `epochs` and `max_norm` (or None) as
            `train_tbptt` takes them, the `rate` of plain gradient descent, the `weights` that the
            model starts with, and `batches`, which an answer may read instead of right ones.
        got: what the probe `training_run` returned. What it says of the calls of the model counts
            only where that model, with its first weights, would have answered so.

    Returns:
        A dict. `chunks`: how many times the model ran. `in order`: whether these were all chunks of
        the text, epoch after epoch. `floats`: how many losses there are. `losses`: whether each
        is that of its chunk. `starts`: which calls got None for a state, as epoch's first ones
        should; `carried`: whether all others got what the call before handed on. `too long`:
        whether some step was longer than the norm allows. `stood in`: whether stand-ins did.
    """
    calls = got["calls"] if _ran(asked["weights"], got["calls"]) else []
    made, epochs = asked["batches"], asked["epochs"]
    expected = _batches_of(asked)
    chunks = [np.asarray(call["x"]) for call in calls]
    if _are(chunks, [np.asarray(batch["x"]) for batch in made] * epochs):
        in_order, targets = True, [np.asarray(batch["y"]) for batch in made] * epochs
        expected = len(made)
    else:
        # Rows may start anywhere.
        in_order, targets = _read_whole(asked, chunks)
    starts = [k for k, call in enumerate(calls) if call["received"] is None]
    return {
        "chunks": len(calls),
        "in order": in_order,
        "expected": epochs * expected,
        "floats": len(got["losses"]),
        "losses": in_order and _are_losses(got, calls, targets),
        "starts": _in_words(starts, [epoch * expected for epoch in range(epochs)]),
        "carried": _carried(calls),
        "too long": _is_too_long(asked, got),
        "stood in": bool(got["stood in"]),
    }


def _ran(weights, calls):
    """Whether a model with these weights for a start answered these calls."""
    if not calls or not _near(calls[0]["weights"], flat(weights)):
        return False
    for call in calls:
        logits, state = read(unflat(call["weights"], weights), call["x"], call["received"])
        if not (_near(call["logits"], logits) and _near(call["handed on"], state)):
            return False
    return True


def _near(got, expected):
    return np.shape(got) == np.shape(expected) and np.allclose(got, expected, 1e-4, 1e-4)


def _are(chunks, others):
    return len(chunks) == len(others) > 0 and all(map(np.array_equal, chunks, others))


def _batches_of(asked):
    return ((len(asked["ids"]) - 1) // asked["batch_size"]) // asked["num_steps"]


def _read_whole(asked, chunks):
    ids, epochs = asked["ids"], asked["epochs"]
    place = {int(token): i for i, token in enumerate(ids)}
    after = np.append(ids[1:], -1)
    targets = [after[[[place[int(token)] for token in row] for row in x]] for x in chunks]
    count = len(chunks) // epochs
    passes = [slice(epoch * count, (epoch + 1) * count) for epoch in range(epochs)]
    layouts = [
        layout_of(ids, [{"x": x, "y": y} for x, y in zip(chunks[p], targets[p], strict=True)])
        for p in passes
    ]
    expected, size = _batches_of(asked), [asked["batch_size"], asked["num_steps"]]
    whole = {"count": expected, "shapes": [size], "targets": 1, "places": expected * np.prod(size)}
    # With one batch an epoch there is nothing to go on to.
    whole |= {"between batches": 1} if expected > 1 else {}
    is_whole = all(layout.items() >= whole.items() for layout in layouts)
    return is_whole and len(chunks) == epochs * expected, targets


def _are_losses(got, calls, targets):
    loss_of = stand_in_loss if got["stood in"] else nats
    expected = [loss_of(call["logits"], y) for call, y in zip(calls, targets, strict=True)]
    losses = [np.asarray(loss, dtype="float64") for loss in got["losses"]]
    return (
        len(losses) == len(expected)
        and all(loss.shape == () for loss in losses)
        and np.allclose(losses, expected, rtol=1e-4, atol=1e-5)
    )


def _in_words(starts, expected):
    if starts == expected:
        return "the first of each epoch"
    if not starts:
        return "none"
    return "the first alone" if starts == [0] else "others"


def _carried(calls):
    pairs = [
        (now["received"], before["handed on"])
        for before, now in itertools.pairwise(calls)
        if now["received"] is not None
    ]
    return bool(pairs) and all(
        np.shape(got) == np.shape(expected) and np.allclose(got, expected, atol=1e-6)
        for got, expected in pairs
    )


def _is_too_long(asked, got):
    if asked["max_norm"] is None:
        return False
    weights = [*(call["weights"] for call in got["calls"]), got["weights"]]
    steps = np.diff(np.asarray(weights, dtype="float64"), axis=0)
    longest = np.max(np.linalg.norm(steps, axis=1), initial=0.0)
    return bool(longest > asked["rate"] * asked["max_norm"] * ROUNDING)
