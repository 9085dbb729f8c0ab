"""Probes of a2_bptt: what the hidden tests ask of its functions without a model.

`probes_steps` has those of `tbptt_step`, `probes_training` those of `train_tbptt`.
"""

import itertools

import numpy as np
import tensorflow as tf

from autograder.suites.a2_bptt.probes_stand_ins import GRADIENTS, usable_backward

# No text of a hidden test makes as many batches; an endless generator is left here.
ENOUGH_BATCHES = 60


def backward(answer, names, dhs, x, hs, h0, Wx, Wh):
    """The gradients with these names, as `rnn_backward` returns them."""
    found = answer.rnn_backward(*_copies(dhs, x, hs, h0, Wx, Wh))
    gradients = dict(zip(GRADIENTS, found, strict=True))
    return {name: _array(gradients[name]) for name in names}


def moved_by_backward(answer, **given):
    """How far the arrays given to `rnn_backward` are, after the call, from what they were."""
    own = {name: np.array(array) for name, array in given.items()}
    answer.rnn_backward(*(own[name] for name in ("dhs", "x", "hs", "h0", "Wx", "Wh")))
    return {name: own[name] - array for name, array in given.items()}


def per_step(answer, dhs, x, hs, h0, Wx, Wh):
    """The gradients of all copies of the recurrent kernel."""
    with usable_backward(answer, dhs.dtype):
        return _array(answer.per_step_gradients(*_copies(dhs, x, hs, h0, Wx, Wh)))


def per_step_sum(answer, **given):
    """Their sum over time."""
    return np.sum(per_step(answer, **given), axis=0)


def batches(answer, ids, batch_size, num_steps):
    """The batches of `contiguous_batches`, or the first of very many."""
    own = list(ids) if isinstance(ids, list) else np.array(ids)
    made = answer.contiguous_batches(own, batch_size, num_steps)
    # Copied one by one: an answer may fill the same arrays anew for every batch.
    return [{"x": np.array(x), "y": np.array(y)} for x, y in itertools.islice(made, ENOUGH_BATCHES)]


def clipped(answer, gradients, max_norm, names):
    """What `clip_by_global_norm` returns, and whether the list that it was given is as before."""
    given = [_gradient(gradient) for gradient in gradients]
    before = list(given)
    after, norm = answer.clip_by_global_norm(given, max_norm)
    kept = len(given) == len(before) and all(a is b for a, b in zip(given, before, strict=True))
    got = {"clipped": list(after), "norm": norm, "caller's list kept": kept}
    return {name: got[name] for name in names}


def _gradient(gradient):
    if isinstance(gradient, dict):
        size = [gradient["size"], *gradient["values"].shape[1:]]
        return tf.IndexedSlices(*map(tf.constant, (gradient["values"], gradient["rows"], size)))
    return None if gradient is None else tf.constant(gradient)


def jacobian_norms(answer, Wh, hs):
    """The norms of `state_jacobian_norms`."""
    return _array(answer.state_jacobian_norms(*_copies(Wh, hs)))


def bound(answer, Wh, steps, **gamma):
    """The number of `gradient_bound`."""
    return answer.gradient_bound(np.array(Wh), steps, **gamma)


def _copies(*arrays):
    # What arrives is read-only, and an answer may work in place on copies of its own.
    return [np.array(array) for array in arrays]


def _array(numbers):
    """Numbers as an array; NumPy counts in float64, so float32 in need not be float32 out."""
    array = np.asarray(numbers)
    return array.astype("float64") if array.dtype.kind == "f" else array
