"""Inputs for the hidden tests of a5_visualizing, drawn from the run's generator.

Weights are asymmetric, all sizes differ, states are not zero; texts hold quotes, line ends and
brackets in numbers and orders that give every careless way of counting away.
"""

import numpy as np

from autograder.testing import normal


def lstm(rng, *, timesteps, features, units, dtype="float64"):
    """What the probes of `trace` take: a cell's weights, the inputs, the states to start from."""
    return {
        "kernel": normal(rng, features, 4 * units, scale=1.5 / np.sqrt(features), dtype=dtype),
        "recurrent_kernel": normal(rng, units, 4 * units, scale=1.5 / np.sqrt(units), dtype=dtype),
        "bias": normal(rng, 4 * units, scale=0.6, dtype=dtype),
        "embeddings": normal(rng, timesteps, features, dtype=dtype),
        "h0": np.tanh(normal(rng, units, dtype=dtype)),
        "c0": normal(rng, units, scale=1.2, dtype=dtype),
    }


def letters(rng, count, among="abcdefgh ,"):
    """So many characters that mean nothing to a signal."""
    return "".join(rng.choice(list(among), size=count))


def pieces(rng, separators, among="abcdefgh ,"):
    """A text of these separators, in this order, with one to six letters around each."""
    text = letters(rng, rng.integers(1, 7), among)
    for separator in separators:
        text += separator + letters(rng, rng.integers(1, 7), among)
    return text


def recording(rng, *, timesteps, units, dtype="float64"):
    """Activations `[T, H]` that differ in size and mean, and a signal that some of them follow."""
    signal = normal(rng, timesteps) + rng.uniform(1, 3)
    noise = normal(rng, timesteps, units)
    follows = rng.permutation(np.linspace(-1.5, 1.5, units))
    activations = signal[:, None] * follows + noise
    activations = activations * rng.uniform(0.2, 4, units) + rng.uniform(1, 3, units)
    return {"activations": activations.astype(dtype), "signal": signal.astype(dtype)}


def whole_recording(rng, *, timesteps, units):
    """Small whole numbers, of which sums and, for powers of two, means have no rounding error."""
    return {
        "activations": rng.integers(-8, 9, size=(timesteps, units)).astype("float64"),
        "signal": rng.integers(-8, 9, size=timesteps).astype("float64"),
    }
