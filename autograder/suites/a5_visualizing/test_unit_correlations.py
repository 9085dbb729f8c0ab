"""Hidden tests for `unit_correlations`."""

import numpy as np

from autograder.suites.a5_visualizing.draw import recording, whole_recording
from autograder.testing import agree, question, require, same, shape


@question("unit_correlations", points=5)
def test_pearsons_r_of_every_unit(submission, reference, rng):
    for timesteps, units in ((40, 6), (9, 3)):
        given = recording(rng, timesteps=timesteps, units=units)
        agree(submission, reference, "correlations", given, axes="units")


@question("unit_correlations", points=2)
def test_more_units_than_timesteps_and_a_single_unit(submission, reference, rng):
    for timesteps, units in ((5, 11), (7, 1)):
        given = recording(rng, timesteps=timesteps, units=units)
        agree(submission, reference, "correlations", given, axes="units")


@question("unit_correlations", points=2, needs_numbers=True)
def test_scale_and_offset_of_a_unit_do_not_matter_and_its_sign_does(submission, rng):
    given = recording(rng, timesteps=30, units=5)
    plain = vector(submission.ask("correlations", **given), 5)
    factors = rng.uniform(0.2, 5, 5) * [1, -1, 1, -1, -1]
    moved = given["activations"] * factors + rng.uniform(-9, 9, 5)
    other = vector(submission.ask("correlations", **{**given, "activations": moved}), 5)
    require(
        same(np.sign(factors) * plain, other) and np.abs(plain).max() > 0,
        "a unit that is multiplied by a number, with another one added, has another correlation "
        "(but for the sign, where the number is negative). Take off the mean of each unit, and "
        "divide by the spread of each.",
    )


@question("unit_correlations", points=2)
def test_a_unit_that_never_changes_has_correlation_zero(submission, reference, rng):
    given = whole_recording(rng, timesteps=16, units=5)
    given["activations"][:, 1] = 0.0
    given["activations"][:, 3] = 0.5
    agree(submission, reference, "correlations", given, axes="units")


@question("unit_correlations", points=1, needs_numbers=True)
def test_a_signal_that_never_changes_gives_zero_for_all(submission, reference, rng):
    given = whole_recording(rng, timesteps=8, units=3)
    for level in (0.0, 1.0):
        still = np.full(8, level)
        agree(submission, reference, "correlations", {**given, "signal": still}, axes="units")


@question("unit_correlations", points=1)
def test_a_signal_of_truth_values_and_one_of_integers(submission, reference, rng):
    given = recording(rng, timesteps=24, units=4)
    for signal in (given["signal"] > 2, rng.permutation(np.arange(24)) // 5):
        agree(submission, reference, "correlations", {**given, "signal": signal}, axes="units")


@question("unit_correlations", points=1)
def test_the_arrays_that_came_in_stay_as_they_are(submission, reference, rng):
    given = recording(rng, timesteps=12, units=4)
    asked = {"name": "unit_correlations", "arguments": list(given.values())}
    agree(submission, reference, "kept", asked)


def vector(got, units):
    """An answer of one number a unit."""
    require(
        shape(got) == (units,),
        f"for {units} units the answer is {shape(got)}; expected ({units},), a number for each.",
    )
    return got
