"""Hidden tests for `gru_step`."""

import numpy as np

from autograder.suites.a3_gated.draw import gru_step
from autograder.testing import agree, normal, question, require, same

ABOUT = {"name": "gru_step"}


@question("gru_step", points=3)
def test_one_step_from_a_state_that_is_not_zero(submission, reference, rng):
    given = {**ABOUT, **gru_step(rng, batch=4, features=3, units=5)}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("gru_step", points=2)
def test_three_steps_one_after_the_other(submission, reference, rng):
    given = {**ABOUT, **gru_step(rng, batch=2, features=6, units=4, timesteps=3)}
    agree(submission, reference, "chained_steps", given, axes="batch units")


@question("gru_step", points=1)
def test_z_says_how_much_of_the_candidate_gets_in(submission, rng):
    drawn = gru_step(rng, batch=3, features=2, units=4)
    # With positive x and h, weights of one sign open or shut a gate without a bias.
    drawn |= {"x": 0.5 + np.abs(drawn["x"]), "h": 0.5 + np.abs(drawn["h"])}
    large = np.full_like(drawn["Wz"], 90.0)
    shut, candidate = (
        submission.ask("one_step", **ABOUT, **{**drawn, "Wz": sign * large, "Wr": -large})
        for sign in (-1, 1)
    )
    require(
        same(shut, drawn["h"]),
        "with z shut (all 0) the state is not what it was. h' = (1 - z) * h + z * candidate; "
        "Keras' own GRU means 1 - z by z.",
    )
    require(
        same(candidate, np.tanh(drawn["x"] @ drawn["W"][4:])),
        "with z open (all 1) and r shut (all 0) the new state is not the candidate that x alone "
        "makes. Rows of `W` meet [r * h, x], in this order.",
    )


@question("gru_step", points=1)
def test_a_batch_of_one_with_as_many_features_as_units(submission, reference, rng):
    given = {**ABOUT, **gru_step(rng, batch=1, features=3, units=3)}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("gru_step", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = {**ABOUT, **gru_step(rng, batch=5, features=2, units=3, dtype="float32")}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("gru_step", points=1)
def test_gradients_reach_every_argument(submission, reference, rng):
    given = {**ABOUT, **gru_step(rng, batch=4, features=3, units=5)}
    agree(submission, reference, "gradients", {**given, "weights": [normal(rng, 4, 5)]})
