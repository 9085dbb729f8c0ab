"""Hidden tests for `state_jacobian_norms`."""

import numpy as np

from autograder.suites.a2_bptt.draw import run, state_sequence
from autograder.testing import agree, normal, question, require, same, shape


@question("state_jacobian_norms", points=3)
def test_every_timestep_has_the_norm_of_its_jacobian(submission, reference, rng):
    given, _ = state_sequence(rng, timesteps=6, units=4)
    agree(submission, reference, "jacobian_norms", given, axes="timesteps")


@question("state_jacobian_norms", points=2)
def test_small_steps_of_a_state_move_the_last_one_as_far_as_the_norm_says(submission, rng):
    given, forward = state_sequence(rng, timesteps=5, units=3)
    norms = submission.ask("jacobian_norms", **given)
    require(shape(norms) == (5,), f"for 5 states there are {shape(norms)} norms; expected (5,).")
    for t in range(4):
        rest = {**forward, "x": forward["x"][:, t + 1 :]}
        columns = [
            (run(**{**rest, "h0": at + step}) - run(**{**rest, "h0": at - step}))[0, -1] / 2e-5
            for at, step in ((given["hs"][t][None], 1e-5 * row[None]) for row in np.eye(3))
        ]
        expected = np.linalg.norm(np.stack(columns), ord=2)
        require(
            abs(norms[t] - expected) <= 1e-4 * (1 + expected),
            f"of five states, the longest move of the last one for a small step of state {t + 1} "
            f"is not what entry {t} says. It is the largest singular value of dh_5/dh_{t + 1}.",
        )


@question("state_jacobian_norms", points=1, needs_numbers=True)
def test_the_last_norm_is_one_also_where_it_is_the_only_one(submission, rng):
    for timesteps in (1, 4):
        given, _ = state_sequence(rng, timesteps=timesteps, units=3)
        norms = submission.ask("jacobian_norms", **given)
        require(
            shape(norms) == (timesteps,) and same(norms[-1:], np.ones(1)),
            f"for {timesteps} states, there are {shape(norms)} norms, or the last is not 1; "
            f"expected ({timesteps},), and dh_T/dh_T is the identity.",
        )


@question("state_jacobian_norms", points=1)
def test_near_zero_the_norms_are_powers_of_the_kernels_stretch(submission, rng):
    rotation, _ = np.linalg.qr(normal(rng, 4, 4))
    stretch = rng.uniform(1.2, 1.8)
    norms = submission.ask("jacobian_norms", Wh=stretch * rotation, hs=np.full((5, 4), 1e-9))
    require(
        same(norms, stretch ** np.arange(4.0, -1.0, -1.0)),
        "where all states are next to zero (there the tanh has slope 1) and `Wh` is a rotation "
        f"times {stretch:.3f}, the norms of five states are not that number to the powers 4, 3, 2, "
        "1 and 0.",
    )


@question("state_jacobian_norms", points=1, needs_numbers=True)
def test_a_saturated_state_lets_nothing_through(submission, rng):
    given, _ = state_sequence(rng, timesteps=5, units=3)
    given["hs"][2] = np.sign(given["hs"][2])
    norms = submission.ask("jacobian_norms", **given)
    require(
        shape(norms) == (5,) and same(norms[:2], np.zeros(2)) and np.all(norms[2:] > 1e-6),
        "where every unit of state 3 of 5 is at -1 or 1, the tanh is flat there: states 1 and 2 "
        "have no influence on the last one, and state 3 itself still has. Yours say otherwise.",
    )
