"""Hidden tests for `per_step_gradients`."""

import numpy as np

from autograder.suites.a2_bptt.draw import backward
from autograder.testing import agree, question

OWN_BACKWARD = {"implied_by": "steps_of_own_backward", "after": "rnn_backward"}
OWN_SUM = {"implied_by": "kernel_gradient_of_own_backward", "after": "rnn_backward"}


@question("per_step_gradients", points=4)
def test_every_copy_of_the_kernel_has_its_gradient(submission, reference, rng):
    given = backward(rng, batch=3, timesteps=5, features=2, units=4)
    agree(submission, reference, "per_step", given, axes="timesteps rows units", **OWN_BACKWARD)


@question("per_step_gradients", points=2)
def test_sharing_means_adding(submission, reference, rng):
    given = backward(rng, batch=2, timesteps=6, features=4, units=3)
    agree(submission, reference, "per_step_sum", given, axes="rows units", **OWN_SUM)


@question("per_step_gradients", points=1)
def test_the_first_copy_met_the_first_state(submission, reference, rng):
    given = backward(rng, batch=2, timesteps=4, features=3, units=5)
    given["h0"] = np.zeros_like(given["h0"])
    agree(submission, reference, "per_step", given, axes="timesteps rows units", **OWN_BACKWARD)


@question("per_step_gradients", points=2)
def test_a_loss_at_one_timestep_reaches_the_copies_up_to_it(submission, reference, rng):
    given = backward(rng, batch=3, timesteps=6, features=2, units=4)
    given["dhs"][:, [0, 1, 2, 4, 5]] = 0
    agree(submission, reference, "per_step", given, axes="timesteps rows units", **OWN_BACKWARD)


@question("per_step_gradients", points=1)
def test_one_timestep_has_one_copy_also_in_float32(submission, reference, rng):
    given = backward(rng, batch=1, timesteps=1, features=2, units=3, dtype="float32")
    loose = {"axes": "timesteps rows units", "tolerance": 1e-4}
    agree(submission, reference, "per_step", given, **loose, **OWN_BACKWARD)
