"""Hidden tests for `last_valid_state`."""

import numpy as np

from autograder.suites.a1_rnn.draw import every_length
from autograder.testing import agree, normal, question, require, same


@question("last_valid_state", points=2)
def test_each_sequence_gives_the_state_of_its_own_last_timestep(submission, reference, rng):
    given = {"hs": normal(rng, 6, 6, 3), "lengths": every_length(rng, 6).tolist()}
    agree(submission, reference, "last_states", given)


@question("last_valid_state", points=1)
def test_more_timesteps_than_sequences_in_float32(submission, reference, rng):
    hs = normal(rng, 3, 8, 5, dtype="float32")
    agree(submission, reference, "last_states", {"hs": hs, "lengths": [5, 1, 3]})


@question("last_valid_state", points=1)
def test_one_sequence_that_fills_its_row(submission, reference, rng):
    for timesteps in (1, 4):
        given = {"hs": normal(rng, 1, timesteps, 3), "lengths": [timesteps]}
        agree(submission, reference, "last_states", given)


@question("last_valid_state", points=1)
def test_lengths_may_be_a_numpy_array_and_stay_as_they_are(submission, reference, rng):
    lengths = np.array([2, 4, 1, 3, 4], dtype="int64")
    agree(submission, reference, "last_states", {"hs": normal(rng, 5, 4, 3), "lengths": lengths})


@question("last_valid_state", points=1, needs_numbers=True)
def test_what_stands_on_the_padding_does_not_count(submission, rng):
    hs, lengths = normal(rng, 4, 5, 3), [3, 1, 5, 2]
    other = hs.copy()
    for n, length in enumerate(lengths):
        other[n, length:] = 1e6
    before, after = (submission.ask("last_states", hs=x, lengths=lengths) for x in (hs, other))
    require(
        same(before["chosen"], after["chosen"]),
        "other values on the padding, after each sequence's last real timestep, changed the "
        "result. The states there mean nothing.",
    )


@question("last_valid_state", points=2)
def test_the_gradient_goes_to_the_chosen_states_alone(submission, reference, rng):
    given = {"hs": normal(rng, 4, 5, 3), "lengths": np.array([3, 1, 5, 2], dtype="int32")}
    agree(submission, reference, "last_state_gradient", {**given, "weights": normal(rng, 4, 3)})
