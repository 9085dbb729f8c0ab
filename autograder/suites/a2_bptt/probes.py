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


def given_after_backward(answer, **given):
    """What the arrays given to `rnn_backward` hold after the call."""
    own = {name: np.array(array) for name, array in given.items()}
    answer.rnn_backward(*(own[name] for name in ("dhs", "x", "hs", "h0", "Wx", "Wh")))
    return own


def per_step(answer, dhs, x, hs, h0, Wx, Wh):
    """The gradients of all copies of the recurrent kernel."""
    with usable_backward(answer, dhs.dtype):
        return _array(answer.per_step_gradients(*_copies(dhs, x, hs, h0, Wx, Wh)))


def per_step_sum(answer, **given):
    """Their sum over time."""
    return np.sum(per_step(answer, **given), axis=0)


def steps_of_own_backward(answer, dhs, x, hs, h0, Wx, Wh):
    """The same from the student's own `rnn_backward`, one timestep at a time from the last."""
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    passed, found = np.zeros_like(h0), []
    with usable_backward(answer, dhs.dtype):
        for t in reversed(range(dhs.shape[1])):
            now = [array[:, t : t + 1] for array in (dhs + passed[:, None], x, hs)]
            _, passed, _, kernel, _ = answer.rnn_backward(*_copies(*now, before[:, t], Wx, Wh))
            found.append(_array(kernel))
    return np.stack(found[::-1])


def sum_of_own_steps(answer, **given):
    """Their sum over time."""
    return np.sum(steps_of_own_backward(answer, **given), axis=0)


def ends_of_own_backward(answer, dhs, x, hs, h0, Wx, Wh):
    """The same once more: what each timestep adds when a text begins one timestep earlier."""
    dhs, x, hs, h0, Wx, Wh = _copies(dhs, x, hs, h0, Wx, Wh)
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    found = []
    with usable_backward(answer, dhs.dtype):
        for t in range(dhs.shape[1]):
            # Parts of the same arrays, as students would hand them on.
            rest = (dhs[:, t:], x[:, t:], hs[:, t:], before[:, t])
            found.append(_array(answer.rnn_backward(*rest, Wx, Wh)[3]))
    return np.stack(found) - np.stack([*found[1:], np.zeros_like(found[0])])


def kernel_gradient_of_own_backward(answer, dhs, x, hs, h0, Wx, Wh):
    """The gradient of the recurrent kernel from the student's own `rnn_backward`."""
    with usable_backward(answer, dhs.dtype):
        return _array(answer.rnn_backward(*_copies(dhs, x, hs, h0, Wx, Wh))[3])


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
