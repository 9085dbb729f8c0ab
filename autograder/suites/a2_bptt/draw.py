"""Inputs for the hidden tests of a2_bptt, drawn from the run's generator.

States are those of a real forward pass, computed here in plain NumPy: a gradient means something
only at states that belong together. No value is zero or one, and all sizes differ.
"""

import numpy as np

from autograder.testing import normal

VOCAB, UNITS = 5, 4
RATE = 0.8


def run(x, h0, Wx, Wh, b):
    """Every state of a vanilla RNN, `[N, T, H]`."""
    h, states = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ Wx + h @ Wh + b)
        states.append(h)
    return np.stack(states, axis=1)


def parameters(rng, *, batch, timesteps, features, units, dtype="float64"):
    """What a forward pass takes: `x`, `h0`, `Wx`, `Wh`, `b`."""
    return {
        "x": normal(rng, batch, timesteps, features, dtype=dtype),
        "h0": normal(rng, batch, units, scale=0.7, dtype=dtype),
        "Wx": normal(rng, features, units, scale=0.7 / np.sqrt(features), dtype=dtype),
        "Wh": normal(rng, units, units, scale=1.1 / np.sqrt(units), dtype=dtype),
        "b": normal(rng, units, scale=0.4, dtype=dtype),
    }


def backward_of(rng, forward):
    """What `rnn_backward` takes after this forward pass: an upstream gradient for every state."""
    hs = run(**forward)
    kept = {name: forward[name] for name in ("x", "h0", "Wx", "Wh")}
    return {"dhs": normal(rng, *hs.shape, dtype=hs.dtype.name), "hs": hs, **kept}


def backward(rng, **sizes):
    """What `rnn_backward` and `per_step_gradients` take."""
    return backward_of(rng, parameters(rng, **sizes))


def state_sequence(rng, *, timesteps, units, scale=1.1):
    """What `state_jacobian_norms` takes, and the inputs that led to these states."""
    forward = parameters(rng, batch=1, timesteps=timesteps, features=3, units=units)
    forward["Wh"] = normal(rng, units, units, scale=scale / np.sqrt(units))
    return {"Wh": forward["Wh"], "hs": run(**forward)[0]}, forward


def corpus(rng, length, *, among=None):
    """Ids that occur once each, in no order: where one was read from can be told from it.

    They are all ids below `length`, or some of those below `among`, other ones in every text.
    """
    return rng.choice(among or length, size=length, replace=False).astype("int32")


def weights(rng, *, vocab=VOCAB, units=UNITS):
    """The weights of the probes' recurrent model."""
    return {
        "table": normal(rng, vocab, units, dtype="float32"),
        "recurrent": normal(rng, units, units, scale=1.2 / np.sqrt(units), dtype="float32"),
        "readout": normal(rng, units, vocab, dtype="float32"),
    }


def chunk(rng, *, form, batch, timesteps):
    """What a probe of `tbptt_step` takes: a model, one chunk of ids, and a state of this form."""
    shapes = (batch, UNITS)
    leaves = [normal(rng, *shapes, scale=0.6, dtype="float32") for _ in range(LEAVES[form])]
    return {
        "form": form,
        "weights": weights(rng),
        "x": rng.integers(VOCAB, size=(batch, timesteps), dtype="int32"),
        "y": rng.integers(VOCAB, size=(batch, timesteps), dtype="int32"),
        "leaves": leaves,
        "rate": RATE,
    }


# How many tensors a state of each form holds.
LEAVES = {"vector": 1, "list": 2, "dict": 2, "nested": 4}
