"""Hidden tests for `per_step_gradients`."""

import numpy as np

from autograder.suites.a2_bptt.draw import backward
from autograder.suites.a2_bptt.following import OWN_STEPS, OWN_SUMS, follows_a_stand_in
from autograder.testing import Rejected, agree, question


def agree_or_follow(submission, reference, probe, given, ways, **how):
    """Compares with the reference, and with what the own `rnn_backward` or a stand-in implies."""
    try:
        agree(submission, reference, probe, given, follows=ways, **how)
    except Rejected as rejected:
        if not follows_a_stand_in(submission, reference, probe, given, ways):
            raise rejected from None


@question("per_step_gradients", points=4)
def test_every_copy_of_the_kernel_has_its_gradient(submission, reference, rng):
    given = backward(rng, batch=3, timesteps=5, features=2, units=4)
    how = {"axes": "timesteps rows units"}
    agree_or_follow(submission, reference, "per_step", given, OWN_STEPS, **how)


@question("per_step_gradients", points=2)
def test_sharing_means_adding(submission, reference, rng):
    given = backward(rng, batch=2, timesteps=6, features=4, units=3)
    agree_or_follow(submission, reference, "per_step_sum", given, OWN_SUMS, axes="rows units")


@question("per_step_gradients", points=1)
def test_the_first_copy_met_the_first_state(submission, reference, rng):
    given = backward(rng, batch=2, timesteps=4, features=3, units=5)
    given["h0"] = np.zeros_like(given["h0"])
    how = {"axes": "timesteps rows units"}
    agree_or_follow(submission, reference, "per_step", given, OWN_STEPS, **how)


@question("per_step_gradients", points=2)
def test_a_loss_at_one_timestep_reaches_the_copies_up_to_it(submission, reference, rng):
    given = backward(rng, batch=3, timesteps=6, features=2, units=4)
    given["dhs"][:, [0, 1, 2, 4, 5]] = 0
    how = {"axes": "timesteps rows units"}
    agree_or_follow(submission, reference, "per_step", given, OWN_STEPS, **how)


@question("per_step_gradients", points=1)
def test_one_timestep_has_one_copy_also_in_float32(submission, reference, rng):
    given = backward(rng, batch=1, timesteps=1, features=2, units=3, dtype="float32")
    how = {"axes": "timesteps rows units", "tolerance": 1e-4}
    agree_or_follow(submission, reference, "per_step", given, OWN_STEPS, **how)
