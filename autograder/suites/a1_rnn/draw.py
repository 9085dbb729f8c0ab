"""Inputs for the hidden tests of a1_rnn, drawn from the run's generator.

Every value is drawn, none is zero or one: constant weights, zero states and equal sizes hide
mistakes. Sums in front of a tanh stay near 1, where the tanh is neither linear nor flat.
"""

import numpy as np

from autograder.testing import normal

# A text with every kind of neighbour: repeats, capitals, spaces, an end that stands nowhere else.
SENTENCE = "All cells, all gates:\nall share one clock!"


def recurrence(rng, *, batch, features, units, dtype="float64"):
    """A state and the weights of a step: `h0`, `Wx`, `Wh`, `b`."""
    return {
        "h0": normal(rng, batch, units, scale=0.7, dtype=dtype),
        "Wx": normal(rng, features, units, scale=0.8 / np.sqrt(features), dtype=dtype),
        "Wh": normal(rng, units, units, scale=0.9 / np.sqrt(units), dtype=dtype),
        "b": normal(rng, units, scale=0.6, dtype=dtype),
    }


def one_step(rng, *, batch, features, units, dtype="float64"):
    """What `rnn_step` takes."""
    weights = recurrence(rng, batch=batch, features=features, units=units, dtype=dtype)
    return {"x": normal(rng, batch, features, dtype=dtype), "h": weights.pop("h0"), **weights}


def sequence(rng, *, batch, timesteps, features, units, dtype="float64"):
    """What `rnn_forward` takes."""
    weights = recurrence(rng, batch=batch, features=features, units=units, dtype=dtype)
    return {"x": normal(rng, batch, timesteps, features, dtype=dtype), **weights}


def generation(rng, *, batch, features, units, steps, dtype="float64"):
    """What `one_to_many` takes."""
    return {
        "x0": normal(rng, batch, features, dtype=dtype),
        **recurrence(rng, batch=batch, features=features, units=units, dtype=dtype),
        "Wy": normal(rng, units, features, scale=1.2 / np.sqrt(units), dtype=dtype),
        "by": normal(rng, features, scale=0.6, dtype=dtype),
        "steps": steps,
    }


def every_length(rng, timesteps):
    """The lengths 1 to T, each once, in an order that is neither sorted nor reversed."""
    while True:
        lengths = rng.permutation(np.arange(1, timesteps + 1, dtype="int32"))
        signs = np.sign(np.diff(lengths))
        if timesteps < 3 or signs.min() != signs.max():
            return lengths


def scored_tokens(rng, *, lengths, timesteps, vocab, dtype="float64"):
    """What `sequence_loss` takes: logits, targets, and a float mask of these lengths."""
    batch = len(lengths)
    return {
        "logits": normal(rng, batch, timesteps, vocab, scale=1.5, dtype=dtype),
        "targets": rng.integers(vocab, size=(batch, timesteps), dtype="int32"),
        "mask": (np.arange(timesteps) < np.asarray(lengths)[:, None]).astype(dtype),
    }
