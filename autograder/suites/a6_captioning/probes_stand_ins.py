"""Stand-ins for earlier answers that do not work, so that a mistake costs once.

Where a question builds on an earlier one, the student's own earlier answer is used as long as it
can be used at all; where it cannot (it raises, or returns another form), a stand-in takes its place
for the length of one probe. The stand-ins have the interface that was asked for and compute
something else, so nothing can be learnt from them.
"""

import contextlib

import numpy as np
import tensorflow as tf

from autograder.sandbox.probing import forgive_forbidden_calls

N, T, V, E, H = 2, 4, 5, 3, 2


def stand_in_shift_captions(captions, pad=0):
    """Every token predicts the one before it; the mask is that of the inputs."""
    captions = tf.convert_to_tensor(captions)
    return captions[:, 1:], captions[:, :-1], captions[:, 1:] != pad


def stand_in_encode(x_ids, lengths, params):
    """Two states that depend on every argument; the order of the tokens counts."""
    x = tf.gather(params["W_embed"], x_ids)
    lengths = tf.cast(tf.convert_to_tensor(lengths), x.dtype)
    place = tf.range(1, x.shape[1] + 1, dtype=x.dtype)
    inside = tf.cast(place <= lengths[:, None], x.dtype) / (place + 1)
    packed = tf.sin(tf.einsum("nt,nte->ne", inside, x) @ params["Wx"]) - params["b"]
    first, second, third, fourth = tf.split(packed, 4, axis=-1)
    packed = tf.sin((first - third) @ params["Wh"]) + lengths[:, None] / 10
    a, b, c, d = tf.split(packed, 4, axis=-1)
    return a * second - 0.3 * c, b + tf.nn.softsign(fourth) - d


# Stand-in -> whether the student's own can be used. A worker holds one hand-in, so one look is
# enough; looking each time would cost more than most probes.
_KNOWN = {}


def usable_shift(answer):
    """Has the stand-in under `shift_captions` where the student's own cannot be built upon."""
    return _usable(answer, "shift_captions", stand_in_shift_captions, _shifts, "any")


def usable_encode(answer, dtype):
    """Has the stand-in under `encode` where the student's own cannot be built upon."""
    return _usable(answer, "encode", stand_in_encode, _encodes, np.dtype(dtype).name)


@contextlib.contextmanager
def _usable(answer, name, stand_in, works, dtype):
    # Right or wrong does not matter here: only the interface, and that gradients flow.
    if (name, dtype) not in _KNOWN:
        try:
            _KNOWN[name, dtype] = works(getattr(answer, name), dtype)
        except Exception:
            _KNOWN[name, dtype] = False
    if _KNOWN[name, dtype]:
        yield
        return
    forgive_forbidden_calls()  # the earlier answer's; it loses its points at its own question
    with answer.replaced(name, stand_in):
        yield


def _shifts(function, _):
    captions = np.array([[3, 1, 4, 2], [3, 2, 0, 0]], "int32")
    inputs, targets, mask = (np.asarray(part) for part in function(tf.constant(captions), 0))
    ids = all(part.dtype.kind in "iu" and part.min() >= 0 for part in (inputs, targets))
    return (
        ids and inputs.shape == targets.shape == mask.shape == (2, 3) and mask.dtype.kind in "biuf"
    )


def _encodes(function, dtype):
    shapes = {"W_embed": (V, E), "Wx": (E, 4 * H), "Wh": (H, 4 * H), "b": (4 * H,)}
    params = {
        name: tf.constant(np.sin(i + np.arange(np.prod(shape), dtype=dtype)).reshape(shape) / 2)
        for i, (name, shape) in enumerate(shapes.items(), start=1)
    }
    x_ids, lengths = tf.constant([[1, 0, 4, 2], [3, 2, 2, 1]]), tf.constant([4, 2])
    with tf.GradientTape() as tape:
        tape.watch(params)
        h, c = function(x_ids, lengths, params)
        total = tf.reduce_sum(h) + tf.reduce_sum(c)
    reached = [g is not None for g in tape.gradient(total, list(params.values()))]
    shaped = h.shape == c.shape == (N, H)
    return all(reached) and shaped and {h.dtype.name, c.dtype.name} == {dtype}
