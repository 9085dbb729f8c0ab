"""Hidden tests for `encode`."""

import numpy as np

from autograder.suites.a6_captioning.draw import encoding
from autograder.testing import agree, normal, question, require, same

SIZES = {"vocab": 7, "embedding": 3, "units": 5}
AXES = "sequences units"


@question("encode", points=4)
def test_sequences_that_fill_all_timesteps(submission, reference, rng):
    given = encoding(rng, lengths=[4, 4, 4], timesteps=4, **SIZES)
    agree(submission, reference, "encoded", given, axes=AXES)


@question("encode", points=4)
def test_the_states_are_those_after_the_last_real_token(submission, reference, rng):
    given = encoding(rng, lengths=[2, 6, 1, 4], timesteps=6, **SIZES)
    agree(submission, reference, "encoded", given, axes=AXES)


@question("encode", points=1, needs_numbers=True)
def test_what_stands_behind_the_end_does_not_matter(submission, rng):
    given = encoding(rng, lengths=[1, 3, 2], timesteps=5, **SIZES)
    other = {**given, "x_ids": given["x_ids"].copy()}
    for row, length in zip(other["x_ids"], given["lengths"], strict=True):
        row[length:] = (row[length:] + 1 + rng.integers(6, size=5 - length)) % 7
    one, two = (submission.ask("encoded", **asked) for asked in (given, other))
    require(
        isinstance(one, dict) and isinstance(two, dict) and all(same(one[s], two[s]) for s in "hc"),
        "other tokens behind a sequence's end give another `h` or `c`; expected the same ones. "
        "Row n is the state after token `lengths[n]`.",
    )


@question("encode", points=2)
def test_gradients_of_both_states_reach_every_weight(submission, reference, rng):
    given = encoding(rng, lengths=[3, 1, 4], timesteps=4, **SIZES)
    given["weights"] = [normal(rng, 3, 5), normal(rng, 3, 5)]
    agree(submission, reference, "encoded_gradients", given)


@question("encode", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = encoding(rng, lengths=[2, 3], timesteps=3, dtype="float32", **SIZES)
    agree(submission, reference, "encoded", given, axes=AXES)


@question("encode", points=1)
def test_ids_in_an_array_and_lengths_in_a_list_will_do(submission, reference, rng):
    given = encoding(rng, lengths=[3, 1], timesteps=3, **SIZES)
    agree(submission, reference, "encoded_from_plain_ids", given, axes=AXES)


@question("encode", points=1)
def test_one_sequence_of_one_token(submission, reference, rng):
    given = encoding(rng, lengths=[1], timesteps=1, vocab=4, embedding=2, units=3)
    given["params"]["note"] = np.float64(rng.normal())  # more than is needed
    agree(submission, reference, "encoded", given, axes=AXES)
