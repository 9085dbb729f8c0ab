"""Inputs for the hidden tests of a3_gated, drawn from the run's generator.

Every value is drawn, none is zero or one: constant weights, zero states and equal sizes hide
mistakes. Sums in front of a gate stay near 1, where a gate is neither open nor closed, and cell
states reach beyond 1, where tanh(c) is far from c.
"""

import numpy as np

from autograder.testing import normal

MUT_KEYS = {
    "mut1_step": ("W_xz", "b_z", "W_xr", "W_hr", "b_r", "W_hh", "b_h"),
    "mut2_step": ("W_xz", "W_hz", "b_z", "W_hr", "b_r", "W_hh", "W_xh", "b_h"),
    "mut3_step": ("W_xz", "W_hz", "b_z", "W_xr", "W_hr", "b_r", "W_hh", "W_xh", "b_h"),
}


def _weight(rng, rows, columns, dtype):
    return normal(rng, rows, columns, scale=1.3 / np.sqrt(rows), dtype=dtype)


def _bias(rng, units, dtype):
    return normal(rng, units, scale=0.6, dtype=dtype)


def _hidden(rng, batch, units, dtype):
    return normal(rng, batch, units, scale=0.7, dtype=dtype)


def _cell(rng, batch, units, dtype):
    return normal(rng, batch, units, scale=1.3, dtype=dtype)


def _inputs(rng, batch, timesteps, features, dtype):
    """One timestep without a time axis, or several with one."""
    sizes = (batch, features) if timesteps is None else (batch, timesteps, features)
    return normal(rng, *sizes, dtype=dtype)


def lstm_step(rng, *, batch, features, units, timesteps=None, dtype="float64"):
    """What `lstm_step` takes; with `timesteps`, x has a time axis, for steps in a chain."""
    return {
        "x": _inputs(rng, batch, timesteps, features, dtype),
        "h": _hidden(rng, batch, units, dtype),
        "c": _cell(rng, batch, units, dtype),
        "Wx": _weight(rng, features, 4 * units, dtype),
        "Wh": _weight(rng, units, 4 * units, dtype),
        "b": _bias(rng, 4 * units, dtype),
    }


def lstm_sequence(rng, *, batch, timesteps, features, units, dtype="float64"):
    """What `lstm_forward` takes, and what an `LSTMCell` is run with."""
    sizes = {"batch": batch, "features": features, "units": units, "timesteps": timesteps}
    drawn = lstm_step(rng, **sizes, dtype=dtype)
    return {"x": drawn.pop("x"), "h0": drawn.pop("h"), "c0": drawn.pop("c"), **drawn}


def gru_sequence(rng, *, batch, timesteps, features, units, dtype="float64"):
    """What a `GRUCell` is run with: its packed weights, for x and for h."""
    return {
        "x": _inputs(rng, batch, timesteps, features, dtype),
        "h0": _cell(rng, batch, units, dtype),
        "Wx": _weight(rng, features, 3 * units, dtype),
        "Wh": _weight(rng, units, 3 * units, dtype),
    }


def peephole_step(rng, *, batch, features, units, timesteps=None, dtype="float64"):
    """What `peephole_step` takes."""
    weights = {
        name: _weight(rng, 2 * units + features, units, dtype) for name in ("Wf", "Wi", "Wo")
    }
    return {
        "x": _inputs(rng, batch, timesteps, features, dtype),
        "h": _hidden(rng, batch, units, dtype),
        "c": _cell(rng, batch, units, dtype),
        **weights,
        "Wc": _weight(rng, units + features, units, dtype),
        **{name: _bias(rng, units, dtype) for name in ("bf", "bi", "bo", "bc")},
    }


def coupled_step(rng, *, batch, features, units, timesteps=None, dtype="float64"):
    """What `coupled_step` takes."""
    return {
        "x": _inputs(rng, batch, timesteps, features, dtype),
        "h": _hidden(rng, batch, units, dtype),
        "c": _cell(rng, batch, units, dtype),
        **{name: _weight(rng, units + features, units, dtype) for name in ("Wf", "Wc", "Wo")},
        **{name: _bias(rng, units, dtype) for name in ("bf", "bc", "bo")},
    }


def gru_step(rng, *, batch, features, units, timesteps=None, dtype="float64"):
    """What `gru_step` takes. The state reaches beyond 1, as a first state may."""
    return {
        "x": _inputs(rng, batch, timesteps, features, dtype),
        "h": _cell(rng, batch, units, dtype),
        **{name: _weight(rng, units + features, units, dtype) for name in ("Wz", "Wr", "W")},
    }


def mut_step(rng, name, *, batch, features, units, timesteps=None, more=True, dtype="float64"):
    """What `mut1_step`, `mut2_step` or `mut3_step` takes, with or without more keys than needed."""
    rows = {"x": features, "h": units}
    params = {
        **{f"W_{key}": _weight(rng, rows[key[0]], units, dtype) for key in ("xz", "hz", "xr")},
        **{f"W_{key}": _weight(rng, rows[key[0]], units, dtype) for key in ("hr", "xh", "hh")},
        **{f"b_{key}": _bias(rng, units, dtype) for key in ("z", "r", "h")},
        "W_hy": _weight(rng, units, 7, dtype),
    }
    used = params if more else {key: params[key] for key in MUT_KEYS[name]}
    return {
        "x": _inputs(rng, batch, timesteps, features, dtype),
        "h": _cell(rng, batch, units, dtype),
        # In an order of no meaning, so that only the names tell what is what.
        "params": {key: used[key] for key in rng.permutation(sorted(used)).tolist()},
    }


def stack(rng, *, layers, batch, timesteps, features, units, dtype="float64"):
    """What `stacked_forward` takes."""
    rows = [features + units] + [2 * units] * (layers - 1)
    return {
        "x": _inputs(rng, batch, timesteps, features, dtype),
        "h0s": [_hidden(rng, batch, units, dtype) for _ in range(layers)],
        "Ws": [_weight(rng, count, units, dtype) for count in rows],
    }


def forget_gates(rng, *, timesteps, units, dtype="float64"):
    """What `cell_gradient` takes: gates that are mostly open."""
    return rng.uniform(0.35, 0.97, size=(timesteps, units)).astype(dtype)
