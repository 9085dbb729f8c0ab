"""Stand-ins for earlier answers that do not work, so that a mistake costs once.

Where a question builds on an earlier one, the student's own earlier answer is used as long as it
can be used at all; where it cannot (it raises, loses the gradient, ignores an argument), a stand-in
takes its place for the length of one probe. The stand-ins have the interface that was asked for and
other equations, so nothing can be learnt from them.
"""

import contextlib

import numpy as np
import tensorflow as tf

from autograder.sandbox.probing import forgive_forbidden_calls

BATCH, FEATURES, UNITS = 2, 3, 4
_STATE = (BATCH, UNITS)
SHAPES = {
    "lstm_step": {
        **{"x": (BATCH, FEATURES), "h": _STATE, "c": _STATE},
        **{"Wx": (FEATURES, 4 * UNITS), "Wh": (UNITS, 4 * UNITS), "b": (4 * UNITS,)},
    },
    "gru_step": {
        **{"x": (BATCH, FEATURES), "h": _STATE},
        **dict.fromkeys(("Wz", "Wr", "W"), (UNITS + FEATURES, UNITS)),
    },
}


def stand_in_lstm_step(x, h, c, Wx, Wh, b):
    """Two states that leak; both depend on every argument."""
    first, second, third, fourth = tf.split(tf.matmul(x, Wx) + tf.matmul(h, Wh) - b, 4, axis=-1)
    c = 0.6 * c + 0.3 * tf.sin(first) - 0.2 * tf.cos(second)
    return 0.4 * tf.sin(third + c) + 0.2 * tf.nn.softsign(fourth) + 0.3 * h, c


def stand_in_gru_step(x, h, Wz, Wr, W):
    """A state that leaks; it depends on every argument."""
    both = tf.concat([h, x], axis=-1)
    moved = 0.3 * tf.sin(tf.matmul(both, Wz)) - 0.2 * tf.cos(tf.matmul(both, Wr))
    return 0.5 * h + moved + 0.1 * tf.nn.softsign(tf.matmul(both, W))


STAND_INS = {"lstm_step": stand_in_lstm_step, "gru_step": stand_in_gru_step}
# Step and dtype -> whether the student's own can be used. A worker holds one hand-in, so one look
# is enough; looking each time would cost more than most probes.
_KNOWN = {}


@contextlib.contextmanager
def usable(answer, step, dtype):
    """Has the stand-in under `step` where the student's own cannot be built upon."""
    key = (step, np.dtype(dtype).name)
    if key not in _KNOWN:
        _KNOWN[key] = _is_usable(answer, *key)
    if _KNOWN[key]:
        yield
        return
    forgive_forbidden_calls()  # the step's; it loses its points at its own question
    with answer.replaced(step, STAND_INS[step]):
        yield


def _is_usable(answer, step, dtype):
    # Right or wrong does not matter here: only the interface, and that every argument counts.
    states = 2 if step == "lstm_step" else 1
    given = [
        tf.constant(np.sin(i + np.arange(np.prod(shape), dtype=dtype)).reshape(shape) / 2)
        for i, shape in enumerate(SHAPES[step].values(), start=1)
    ]
    try:
        function = getattr(answer, step)
        with tf.GradientTape() as tape:
            tape.watch(given)
            returned = _as_list(function(*given))
            total = sum(tf.reduce_sum(state) for state in returned)
        reached = [g is not None and np.any(g) for g in tape.gradient(total, given)]
        rows = [value[:1] for value in given[: 1 + states]]
        alone = _as_list(function(*rows, *given[1 + states :]))
        shapes = [tuple(state.shape) for state in (*returned, *alone)]
        dtypes = {state.dtype.name for state in returned}
    except Exception:
        return False
    return (
        all(reached)
        and shapes == [(BATCH, UNITS)] * states + [(1, UNITS)] * states
        and dtypes == {dtype}
    )


def _as_list(returned):
    return list(returned) if isinstance(returned, (list, tuple)) else [returned]
