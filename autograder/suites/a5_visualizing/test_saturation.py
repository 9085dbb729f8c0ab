"""Hidden tests for `saturation`."""

import numpy as np

from autograder.testing import agree, question


def gates(rng, *, timesteps, units):
    """Gates of which some are mostly shut, and others mostly open."""
    leaning = rng.permutation(np.linspace(-3, 4, units))
    return 1 / (1 + np.exp(-(2.5 * rng.standard_normal((timesteps, units)) + leaning)))


@question("saturation", points=4)
def test_the_fractions_of_time_that_a_gate_is_shut_and_open(submission, reference, rng):
    for timesteps, units in ((40, 6), (7, 13)):
        given = {"gates": gates(rng, timesteps=timesteps, units=units)}
        agree(submission, reference, "saturated", given, axes="units")


@question("saturation", points=2)
def test_other_thresholds(submission, reference, rng):
    low, high = float(rng.uniform(0.2, 0.3)), float(rng.uniform(0.45, 0.6))
    given = {"gates": gates(rng, timesteps=60, units=5), "low": low, "high": high}
    agree(submission, reference, "saturated", given, axes="units")


@question("saturation", points=1)
def test_a_gate_exactly_at_a_threshold_is_not_saturated(submission, reference, rng):
    drawn = rng.choice([0.0, 0.25, 0.5, 0.75, 1.0], size=(32, 4))
    given = {"gates": drawn, "low": 0.25, "high": 0.75}
    agree(submission, reference, "saturated", given, axes="units")


@question("saturation", points=1)
def test_the_gates_that_came_in_stay_as_they_are(submission, reference, rng):
    given = {"name": "saturation", "arguments": [gates(rng, timesteps=12, units=4)]}
    agree(submission, reference, "kept", given)
