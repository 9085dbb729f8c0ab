"""Probes of `tbptt_step`, which may build on `clip_by_global_norm`."""

import tensorflow as tf

from autograder.sandbox.probing import tensors
from autograder.suites.a2_bptt.probes_models import Descent, Recurrent, as_state
from autograder.suites.a2_bptt.probes_stand_ins import usable_clip


def one_chunk(answer, parts, form, weights, x, y, leaves, rate, max_norm=None, noisy=False):
    """What one step returns, and the model's weights after it."""
    model, x, y, states = _given(form, weights, x, y, leaves, noisy)
    optimizer = Descent(rate)
    with usable_clip(answer):
        loss, states = answer.tbptt_step(model, optimizer, x, y, states, **_clip(max_norm))
    return _told(parts, loss, states, model)


def across_the_boundary(answer, form, weights, x, y, leaves, rate):
    """Gradients that reach the incoming state, part by part, from the loss and the new states."""
    model, x, y, _ = _given(form, weights, x, y, leaves, noisy=False)
    leaves = tensors(leaves)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(leaves)
        optimizer = Descent(rate)
        loss, states = answer.tbptt_step(model, optimizer, x, y, as_state(form, leaves))
        # Weighed differently, or the parts could cancel.
        kept = [(i + 1.3) * part for i, part in enumerate(tf.nest.flatten(states))]
        ends = {"the loss": loss, "the new states": kept}
    return {name: _gradients(tape, end, leaves) for name, end in ends.items()}


def _gradients(tape, end, leaves):
    traced = [part for part in tf.nest.flatten(end) if tf.is_tensor(part)]
    return tape.gradient(traced, leaves) if traced else [None for _ in leaves]


def _given(form, weights, x, y, leaves, noisy):
    x, y, leaves = tensors(x, y, leaves)
    states = None if leaves is None else as_state(form, leaves)
    return Recurrent(form, weights, noisy), x, y, states


def _clip(max_norm):
    return {} if max_norm is None else {"max_norm": max_norm}


def _told(parts, loss, states, model):
    got = {"loss": tf.cast(loss, tf.float64), "new states": states}
    got |= {"weights": model.weights_by_name()}
    return {part: got[part] for part in parts}
