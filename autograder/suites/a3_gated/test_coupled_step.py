"""Hidden tests for `coupled_step`."""

import numpy as np

from autograder.suites.a3_gated.draw import coupled_step
from autograder.testing import agree, normal, question, require, same

ABOUT = {"name": "coupled_step"}


@question("coupled_step", points=2)
def test_one_step_from_states_that_are_not_zero(submission, reference, rng):
    given = {**ABOUT, **coupled_step(rng, batch=4, features=3, units=5)}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("coupled_step", points=1)
def test_two_steps_one_after_the_other(submission, reference, rng):
    given = {**ABOUT, **coupled_step(rng, batch=2, features=6, units=4, timesteps=2)}
    agree(submission, reference, "chained_steps", given, axes="batch units")


@question("coupled_step", points=1)
def test_what_is_kept_and_what_is_written_share_one(submission, rng):
    drawn = coupled_step(rng, batch=3, features=2, units=4)
    given = {**drawn, "Wc": 0 * drawn["Wc"], "c": np.tile(np.tanh(drawn["bc"]), (3, 1))}
    got = submission.ask("one_step", **ABOUT, **given)
    require(
        isinstance(got, dict) and same(got["c"], given["c"]),
        "where the candidate equals the old c, the new c is another. The shares of the two, f and "
        "1 - f, add up to one.",
    )


@question("coupled_step", points=1)
def test_a_batch_of_one_in_float32_with_as_many_features_as_units(submission, reference, rng):
    given = {**ABOUT, **coupled_step(rng, batch=1, features=3, units=3, dtype="float32")}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("coupled_step", points=1)
def test_gradients_reach_every_argument(submission, reference, rng):
    given = {**ABOUT, **coupled_step(rng, batch=4, features=3, units=2)}
    given["weights"] = [normal(rng, 4, 2), normal(rng, 4, 2)]
    agree(submission, reference, "gradients", given)
