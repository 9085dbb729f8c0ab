"""Hidden tests for `best_unit`."""

import numpy as np

from autograder.suites.a5_visualizing.draw import recording, whole_recording
from autograder.testing import Follows, agree, question


def arguments(*, activations, signal):
    """Those of `unit_correlations`."""
    return activations, signal


def strongest(correlations, *, activations, signal):
    """What the student's own correlations imply."""
    found = np.ravel(correlations(activations, signal))
    index = int(np.argmax(np.abs(found)))
    return {"index": index, "correlation": np.asarray(found[index])}


OWN = Follows("unit_correlations", arguments, strongest, as_tensors=False)


def with_best(rng, *, sign):
    """A recording in which one unit follows the signal closely, up or down, and none as closely.

    The stand-in for `unit_correlations` finds the same unit, with the same sign: it goes by the
    size of a unit, and by the sign of its first entry.
    """
    given = recording(rng, timesteps=30, units=7)
    given["signal"][0] = 3 + abs(given["signal"][0])
    close = given["signal"] + 0.2 * rng.standard_normal(30)
    given["activations"][:, rng.integers(1, 7)] = 40 * sign * close
    return given


@question("best_unit", points=2)
def test_the_unit_that_follows_the_signal_best(submission, reference, rng):
    agree(submission, reference, "best", with_best(rng, sign=1), follows=OWN)


@question("best_unit", points=2)
def test_a_unit_that_falls_when_the_signal_rises_counts_as_much(submission, reference, rng):
    agree(submission, reference, "best", with_best(rng, sign=-1), follows=OWN)


@question("best_unit", points=1)
def test_of_equally_good_units_the_first(submission, reference, rng):
    given = whole_recording(rng, timesteps=16, units=6)
    given["signal"][0] = 8
    given["activations"] /= 1024  # so that the stand-in, too, finds the two that are alike
    for sign in (1, -1):
        best = given["signal"] + rng.permutation([-1.0, 1.0] * 8)
        activations = given["activations"].copy()
        activations[:, 2], activations[:, 4] = sign * best, best
        asked = {**given, "activations": activations}
        agree(submission, reference, "best", asked, follows=OWN)


@question("best_unit", points=1)
def test_of_a_single_unit_it_is_that_one(submission, reference, rng):
    given = recording(rng, timesteps=9, units=1)
    agree(submission, reference, "best", given, follows=OWN)
