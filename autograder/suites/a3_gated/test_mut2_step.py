"""Hidden tests for `mut2_step`."""

from autograder.suites.a3_gated.draw import mut_step
from autograder.testing import agree, normal, question, require

NAME = "mut2_step"
ABOUT = {"name": NAME}


@question("mut2_step", points=2)
def test_one_step_with_more_parameters_than_are_used(submission, reference, rng):
    given = {**ABOUT, **mut_step(rng, NAME, batch=3, features=4, units=4)}
    agree(submission, reference, "one_step", given, axes="batch units")
    after = submission.ask("params_afterwards", **given)
    require(
        after["kept"] == sorted(given["params"]) and after["count"] == len(given["params"]),
        "the dict `params` is another after the call than before it. It belongs to the caller, "
        "who needs it for the next timestep: only read it.",
    )


@question("mut2_step", points=1)
def test_two_steps_of_a_batch_of_one_in_float32(submission, reference, rng):
    sizes = {"batch": 1, "features": 3, "units": 3, "timesteps": 2}
    given = {**ABOUT, **mut_step(rng, NAME, **sizes, more=False, dtype="float32")}
    agree(submission, reference, "chained_steps", given, axes="batch units")


@question("mut2_step", points=1)
def test_gradients_reach_what_is_used_and_nothing_else(submission, reference, rng):
    given = {**ABOUT, **mut_step(rng, NAME, batch=4, features=2, units=2)}
    agree(submission, reference, "gradients", {**given, "weights": [normal(rng, 4, 2)]})
