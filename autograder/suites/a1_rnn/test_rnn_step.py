"""Hidden tests for `rnn_step`."""

import numpy as np

from autograder.suites.a1_rnn.draw import one_step, sequence
from autograder.testing import agree, normal, question, require, same


@question("rnn_step", points=3)
def test_one_step_from_a_state_that_is_not_zero(submission, reference, rng):
    given = one_step(rng, batch=4, features=3, units=5)
    agree(submission, reference, "one_step", given, axes="batch units")


@question("rnn_step", points=2)
def test_three_steps_one_after_the_other(submission, reference, rng):
    given = sequence(rng, batch=2, timesteps=3, features=6, units=4)
    agree(submission, reference, "chained_steps", given, axes="batch units")


@question("rnn_step", points=2)
def test_each_term_counts_when_it_is_alone(submission, reference, rng):
    drawn = one_step(rng, batch=3, features=4, units=2)
    for term, silent in {"x Wx": ("Wh", "b"), "h Wh": ("Wx", "b"), "b": ("Wx", "Wh")}.items():
        given = {**drawn, **{name: np.zeros_like(drawn[name]) for name in silent}}
        came, expected = (impl.ask("one_step", **given) for impl in (submission, reference))
        require(
            same(came, expected),
            f"with {' and '.join(f'`{name}`' for name in silent)} set to zero, the step is wrong: "
            f"look at the term `{term}`, and at what the tanh is taken of.",
        )


@question("rnn_step", points=1)
def test_a_batch_of_one_with_as_many_features_as_units(submission, reference, rng):
    given = one_step(rng, batch=1, features=3, units=3)
    agree(submission, reference, "one_step", given, axes="batch units")


@question("rnn_step", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = one_step(rng, batch=5, features=2, units=3, dtype="float32")
    agree(submission, reference, "one_step", given, axes="batch units")


@question("rnn_step", points=3)
def test_gradients_reach_every_argument(submission, reference, rng):
    given = one_step(rng, batch=4, features=3, units=5)
    agree(submission, reference, "step_gradients", {**given, "weights": normal(rng, 4, 5)})
