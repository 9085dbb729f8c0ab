"""Probes of a1_rnn: what the hidden tests ask of its functions.

`probes_cells` has those of the cell, `probes_models` those of the character model.
"""

import numpy as np
import tensorflow as tf

from autograder.sandbox.probing import gradients_of, tensors
from autograder.suites.a1_rnn.probes_stand_ins import usable_step


def embedded(answer, ids, table):
    """`embed` with a table that is a tensor, and ids of the type that they came in."""
    return answer.embed(_own_copy(ids), tf.constant(table))


def table_gradient(answer, ids, table, weights):
    """The gradient of sum(weights * embed(ids, table)) for the table."""
    return gradients_of(lambda t: answer.embed(tf.constant(ids), t), weights, table=table)


def one_step(answer, x, h, Wx, Wh, b):
    """The state after one step."""
    return answer.rnn_step(*tensors(x, h, Wx, Wh, b))


def chained_steps(answer, x, h0, Wx, Wh, b):
    """The state after as many steps as `x` has, one by one."""
    x, h, *weights = tensors(x, h0, Wx, Wh, b)
    for t in range(x.shape[1]):
        h = answer.rnn_step(x[:, t], h, *weights)
    return h


def step_gradients(answer, weights, x, h, Wx, Wh, b):
    """The gradients of one step for every argument."""
    return gradients_of(answer.rnn_step, weights, x=x, h=h, Wx=Wx, Wh=Wh, b=b)


def last_states(answer, hs, lengths):
    """`last_valid_state`, and the lengths after the call; they keep the type they came in."""
    lengths = _own_copy(lengths)
    chosen = answer.last_valid_state(tf.constant(hs), lengths)
    return {"chosen": chosen, "lengths afterwards": np.asarray(lengths)}


def last_state_gradient(answer, hs, lengths, weights):
    """The gradient of sum(weights * last_valid_state(hs, lengths)) for the states."""
    lengths = tf.constant(lengths)
    return gradients_of(lambda hs: answer.last_valid_state(hs, lengths), weights, hs=hs)


def _own_copy(numbers):
    # What arrives is read-only. A list stands for a tensor, an array for an array.
    return tf.constant(numbers) if isinstance(numbers, list) else np.array(numbers)


def pairs(answer, text):
    """What `make_pairs` returns, integers of any width and arrays or lists alike."""
    inputs, targets, vocabulary = answer.make_pairs(text)
    return {
        "inputs": _integers(inputs),
        "targets": _integers(targets),
        "vocabulary": [str(character) for character in vocabulary],
        "type of the vocabulary": type(vocabulary).__name__,
    }


def _integers(numbers):
    if isinstance(numbers, list) and not numbers:
        return np.zeros(0, dtype="int64")
    array = np.asarray(numbers)
    return array.astype("int64") if array.dtype.kind in "iu" else array


def loss(answer, logits, targets, mask):
    """The loss as it came."""
    return answer.sequence_loss(*tensors(logits, targets, mask))


def loss_value(answer, **given):
    """The loss as a number, of whatever dtype it came: only one test asks for that."""
    return tf.cast(loss(answer, **given), tf.float64)


def loss_gradient(answer, logits, targets, mask):
    """The gradient of the loss for the logits."""
    targets, mask = tensors(targets, mask)
    return gradients_of(
        lambda scores: answer.sequence_loss(scores, targets, mask), 1, logits=logits
    )


def forward(answer, x, h0, Wx, Wh, b):
    """Every state."""
    with usable_step(answer, h0.dtype):
        return answer.rnn_forward(*tensors(x, h0, Wx, Wh, b))


def forward_gradients(answer, weights, x, h0, Wx, Wh, b):
    """The gradients of all states for every argument."""
    with usable_step(answer, h0.dtype):
        return gradients_of(answer.rnn_forward, weights, x=x, h0=h0, Wx=Wx, Wh=Wh, b=b)


def generated(answer, x0, h0, Wx, Wh, b, Wy, by, steps):
    """The outputs of `one_to_many`."""
    with usable_step(answer, h0.dtype):
        return answer.one_to_many(*tensors(x0, h0, Wx, Wh, b, Wy, by), steps)


def generated_gradients(answer, weights, x0, h0, Wx, Wh, b, Wy, by, steps):
    """The gradients of all outputs for every argument."""
    given = {"x0": x0, "h0": h0, "Wx": Wx, "Wh": Wh, "b": b, "Wy": Wy, "by": by}
    with usable_step(answer, h0.dtype):
        return gradients_of(lambda *a: answer.one_to_many(*a, steps), weights, **given)
