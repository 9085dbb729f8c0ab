"""Hidden tests for `gradient_bound`."""

import numpy as np

from autograder.testing import agree, normal, question, require


@question("gradient_bound", points=2)
def test_the_largest_singular_value_to_the_power_of_the_steps(submission, reference, rng):
    for units, steps in ((5, 3), (3, 7), (4, 1)):
        agree(submission, reference, "bound", {"Wh": normal(rng, units, units), "steps": steps})


@question("gradient_bound", points=1)
def test_gamma_counts_at_every_step(submission, reference, rng):
    given = {"Wh": normal(rng, 4, 4), "steps": 3, "gamma": float(rng.uniform(0.2, 0.8))}
    agree(submission, reference, "bound", given)


@question("gradient_bound", points=1)
def test_it_may_exceed_what_happens(submission, rng):
    stretch = float(rng.uniform(5, 10))
    nilpotent = np.array([[0.0, stretch], [0.0, 0.0]])
    bound = submission.summary(float, "bound", Wh=nilpotent, steps=2)
    require(
        abs(bound - stretch**2) < 1e-6,
        f"for Wh = [[0, {stretch:.3f}], [0, 0]] and two steps, the bound is not {stretch:.3f} "
        "squared, although Wh stretches by up to that much at a step. That Wh times Wh is zero "
        "shows how loose a bound can be.",
    )
