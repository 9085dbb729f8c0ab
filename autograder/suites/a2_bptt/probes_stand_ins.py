"""Stand-ins for other answers that do not work, so that a mistake costs once.

A question that builds on another uses the student's own answer to that one as long as it can be
used at all; where it cannot (it raises, or ignores an argument), a stand-in takes its place for the
length of one probe. Stand-ins have the interface that was asked for and compute something else, so
nothing can be learnt from them.
"""

import contextlib

import numpy as np
import tensorflow as tf

GRADIENTS = ("dx", "dh0", "dWx", "dWh", "db")


def stand_in_rnn_backward(dhs, x, hs, h0, Wx, Wh):
    """Numbers of the right shapes that depend on every argument, and are no gradients."""
    level = np.sin(dhs + hs)
    units = level.sum(axis=(0, 1)) + h0.sum(axis=0)
    dx = np.cos(x) + level.mean(axis=2, keepdims=True) * Wx.sum(axis=1)
    return dx, h0 - 0.5 * level[:, 0] + Wh.sum(axis=0), Wx * units, np.outer(units, units), units


def stand_in_clip_by_global_norm(grads, max_norm):
    """Shortens every list of gradients, also a short one."""
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(g * g) for g in dense if g is not None]))
    return [None if g is None else g * max_norm / (max_norm + norm) for g in dense], norm


def stand_in_contiguous_batches(ids, batch_size, num_steps):
    """Batches of which each row reads nearly the same as the row above it."""
    for k in range((len(ids) - 1) // (batch_size * num_steps)):
        starts = range(k * num_steps, k * num_steps + batch_size)
        rows = [np.resize(ids[start:], num_steps + 1) for start in starts]
        yield np.stack(rows)[:, :-1], np.stack(rows)[:, 1:]


def stand_in_tbptt_step(model, optimizer, x, y, states, max_norm=None):
    """Makes the right tokens likelier; the squared chance of a miss is what it looks at."""
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        hit = tf.gather(tf.nn.softmax(logits), y, axis=2, batch_dims=2)
        miss = 3 * tf.reduce_mean((1 - hit) ** 2)
    gradients = tape.gradient(miss, model.trainable_variables)
    if max_norm is not None:
        gradients, _ = stand_in_clip_by_global_norm(gradients, max_norm)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    return miss, states


@contextlib.contextmanager
def usable_backward(answer, dtype):
    """Has the stand-in under `rnn_backward` where the student's own cannot be built upon."""
    given = _small_recurrence(dtype)
    with _usable(
        answer, "rnn_backward", stand_in_rnn_backward, lambda: _backward_works(answer, given)
    ):
        yield


@contextlib.contextmanager
def usable_clip(answer):
    """Has the stand-in under `clip_by_global_norm` where the student's own cannot be built upon."""
    works = lambda: _moves(_clip_answers(answer))  # noqa: E731  # one line says it
    with _usable(answer, "clip_by_global_norm", stand_in_clip_by_global_norm, works):
        yield


@contextlib.contextmanager
def _usable(answer, name, stand_in, works):
    # Right or wrong does not matter here: only the interface, and that every argument counts.
    try:
        own = works()
    except Exception:
        own = False
    if own:
        yield
    else:
        with answer.replaced(name, stand_in):
            yield


def _small_recurrence(dtype):
    sizes = {"dhs": (2, 3, 4), "x": (2, 3, 5), "hs": (2, 3, 4), "h0": (2, 4)}
    sizes |= {"Wx": (5, 4), "Wh": (4, 4)}
    return {
        name: np.sin(i + np.arange(np.prod(size), dtype=dtype)).reshape(size) / 2
        for i, (name, size) in enumerate(sizes.items(), start=1)
    }


def _backward_works(answer, given):
    found = answer.rnn_backward(*given.values())
    shapes = [np.shape(gradient) for gradient in found]
    return shapes == [(2, 3, 5), (2, 4), (5, 4), (4, 4), (4,)] and _moves(
        _backward_answers(answer, given)
    )


def _backward_answers(answer, given):
    def flat(**moved):
        arrays = [np.array(array) for array in (given | moved).values()]
        return np.concatenate([np.ravel(gradient) for gradient in answer.rnn_backward(*arrays)])

    return {"before": flat(), "moved": {name: flat(**{name: given[name] + 0.1}) for name in given}}


def _clip_answers(answer):
    def flat(scale=1.0, max_norm=0.5):
        values = tf.constant([[3.0, -1.0], [0.5, 2.0]]) * scale
        slices = tf.IndexedSlices(values, tf.constant([1, 1]), tf.constant([3, 2]))
        clipped, norm = answer.clip_by_global_norm([values * 2, None, slices], max_norm)
        first, none, last = clipped
        if none is not None:
            raise ValueError("None did not stay None")
        dense = [np.ravel(tf.convert_to_tensor(part)) for part in (first, last, norm)]
        if [part.size for part in dense] != [4, 6, 1]:
            raise ValueError("shapes have changed")
        return np.concatenate(dense)

    return {"before": flat(), "moved": {"grads": flat(scale=1.3), "max_norm": flat(max_norm=0.8)}}


def _moves(answers):
    before = answers["before"]
    return all(np.max(np.abs(after - before)) > 1e-6 for after in answers["moved"].values())
