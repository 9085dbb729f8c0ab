"""Hidden tests for `one_to_many`."""

import numpy as np

from autograder.suites.a1_rnn.draw import generation
from autograder.suites.a1_rnn.following import OWN_FEEDBACK, OWN_FEEDBACK_GRADIENTS
from autograder.testing import agree, normal, question, require, same, shape

AXES = "batch timesteps features"


@question("one_to_many", points=4)
def test_every_output_is_the_next_input(submission, reference, rng):
    given = generation(rng, batch=3, features=4, units=6, steps=5)
    agree(submission, reference, "generated", given, axes=AXES, follows=OWN_FEEDBACK)


@question("one_to_many", points=1)
def test_one_output_for_one_sequence(submission, reference, rng):
    given = generation(rng, batch=1, features=3, units=2, steps=1)
    agree(submission, reference, "generated", given, axes=AXES, follows=OWN_FEEDBACK)


@question("one_to_many", points=1, needs_numbers=True)
def test_fewer_steps_give_the_same_beginning(submission, rng):
    given = generation(rng, batch=2, features=5, units=3, steps=6)
    long, short = (submission.ask("generated", **{**given, "steps": n}) for n in (6, 2))
    require(
        shape(long) == (2, 6, 5) and shape(short) == (2, 2, 5),
        f"for 6 and for 2 steps of 5 features the outputs are {shape(long)} and {shape(short)}; "
        "expected (2, 6, 5) and (2, 2, 5).",
    )
    require(
        same(long[:, :2], short),
        "the first two outputs of six are not the outputs of a run of two steps. The number of "
        "steps says where to stop and nothing else.",
    )


@question("one_to_many", points=1)
def test_without_output_weights_every_output_is_the_output_bias(submission, rng):
    given = generation(rng, batch=2, features=3, units=4, steps=3)
    given["Wy"] = np.zeros_like(given["Wy"])
    outputs = submission.ask("generated", **given)
    require(
        same(outputs, np.broadcast_to(given["by"], (2, 3, 3))),
        "with `Wy` set to zero, the outputs are not `by` at every step. An output is linear in "
        "the state: y_t = h_t Wy + by.",
    )


@question("one_to_many", points=2)
def test_gradients_flow_through_what_is_fed_back(submission, reference, rng):
    given = generation(rng, batch=2, features=3, units=4, steps=4)
    given["weights"] = normal(rng, 2, 4, 3)
    agree(submission, reference, "generated_gradients", given, follows=OWN_FEEDBACK_GRADIENTS)


@question("one_to_many", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = generation(rng, batch=4, features=2, units=3, steps=3, dtype="float32")
    agree(submission, reference, "generated", given, axes=AXES, follows=OWN_FEEDBACK)
