"""Probes of a3_gated: what the hidden tests ask of its functions.

`probes_cells` has those of the Keras cells, `probes_stand_ins` what makes a mistake cost once.
"""

import tensorflow as tf

from autograder.sandbox.probing import tensors
from autograder.suites.a3_gated.probes_stand_ins import usable

_GRU = ("x", "h", "Wz", "Wr", "W")
ARGUMENTS = {
    "lstm_step": ("x", "h", "c", "Wx", "Wh", "b"),
    "lstm_forward": ("x", "h0", "c0", "Wx", "Wh", "b"),
    "peephole_step": ("x", "h", "c", "Wf", "Wi", "Wo", "Wc", "bf", "bi", "bo", "bc"),
    "coupled_step": ("x", "h", "c", "Wf", "Wc", "Wo", "bf", "bc", "bo"),
    "gru_step": _GRU,
    "mut1_step": ("x", "h", "params"),
    "mut2_step": ("x", "h", "params"),
    "mut3_step": ("x", "h", "params"),
    "stacked_forward": ("x", "h0s", "Ws"),
    "cell_gradient": ("forget_gates",),
}


def one_step(answer, name, **given):
    """The new state, or states by name, after one step of the function `name`."""
    return _by_name(getattr(answer, name)(*_arguments(name, given)))


def chained_steps(answer, name, **given):
    """The new state or states after as many steps as `x` has, one by one."""
    x, *rest = _arguments(name, given)
    count = sum(state in given for state in ("h", "c"))
    states, weights = rest[:count], rest[count:]
    for t in range(x.shape[1]):
        returned = getattr(answer, name)(x[:, t], *states, *weights)
        states = list(returned) if count > 1 else [returned]
    return _by_name(states if count > 1 else states[0])


def params_afterwards(answer, name, **given):
    """Which keys of the dict of parameters still hold what they held after a call of `name`."""
    x, h, params = _arguments(name, given)
    before = dict(params)
    getattr(answer, name)(x, h, params)
    kept = [key for key in sorted(before) if params.get(key) is before[key]]
    return {"kept": kept, "count": len(params)}


def gradients(answer, name, weights, **given):
    """The gradient of the weighted sum of all that `name` returns, for every argument."""
    return _gradients(getattr(answer, name), weights, name, given)


def forward(answer, **given):
    """Every h, and the last states, as `lstm_forward` returns them."""
    with usable(answer, "lstm_step", given["x"].dtype):
        return _sequence(answer.lstm_forward(*_arguments("lstm_forward", given)))


def forward_gradients(answer, weights, **given):
    """The gradients of all that `lstm_forward` returns, for every argument."""
    with usable(answer, "lstm_step", given["x"].dtype):
        return _gradients(answer.lstm_forward, weights, "lstm_forward", given)


def stacked(answer, **given):
    """The top layer's states, and the last ones of every layer."""
    returned = answer.stacked_forward(*_arguments("stacked_forward", given))
    if not isinstance(returned, (list, tuple)) or len(returned) != 2:
        return returned
    return dict(zip(("top", "lasts"), returned, strict=True))


def lists_afterwards(answer, **given):
    """Whether `h0s` and `Ws` hold after a call of `stacked_forward` what they held before it."""
    x, h0s, Ws = _arguments("stacked_forward", given)
    before = [list(h0s), list(Ws)]
    answer.stacked_forward(x, h0s, Ws)
    return {
        name: [id(one) for one in mine] == [id(one) for one in old]
        for name, mine, old in zip(("h0s", "Ws"), (h0s, Ws), before, strict=True)
    }


def cell_gradient(answer, forget_gates):
    """The gradient along the cell state."""
    return answer.cell_gradient(tf.constant(forget_gates))


def _arguments(name, given):
    return [tensors(given[key]) for key in ARGUMENTS[name]]


def _by_name(returned):
    """Names what a step of an LSTM returns; anything of another form stays as it came."""
    if isinstance(returned, (list, tuple)) and len(returned) == 2:
        return dict(zip(("h", "c"), returned, strict=True))
    return returned


def _sequence(returned):
    if isinstance(returned, (list, tuple)) and len(returned) == 2:
        return dict(zip(("hs", "(h, c)"), returned, strict=True))
    return returned


def _gradients(function, weights, name, given):
    arguments = _arguments(name, given)
    # The call may change a list or dict that it was given; that is asked for elsewhere.
    form, watched = tf.nest.map_structure(id, arguments), tf.nest.flatten(arguments)
    with tf.GradientTape() as tape:
        tape.watch(watched)
        returned = tf.nest.flatten(function(*arguments))
        if len(returned) != len(weights):
            raise ValueError(f"`{name}` returned {len(returned)} tensors; expected {len(weights)}.")
        total = sum(
            tf.reduce_sum(value * weight) for value, weight in zip(returned, weights, strict=True)
        )
    found = tf.nest.pack_sequence_as(form, tape.gradient(total, watched))
    return dict(zip(ARGUMENTS[name], found, strict=True))
