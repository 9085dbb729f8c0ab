"""Hidden tests for `decode`."""

from autograder.suites.a6_captioning.draw import decoding
from autograder.testing import agree, normal, question, require

SIZES = {"vocab": 7, "embedding": 3, "units": 5}
AXES = "sequences timesteps vocabulary"


@question("decode", points=4)
def test_logits_at_every_timestep_from_a_given_state(submission, reference, rng):
    given = decoding(rng, batch=4, timesteps=6, **SIZES)
    agree(submission, reference, "decoded", given, axes=AXES)


@question("decode", points=2)
def test_one_sequence_of_one_token(submission, reference, rng):
    given = decoding(rng, batch=1, timesteps=1, vocab=4, embedding=2, units=3)
    agree(submission, reference, "decoded", given, axes=AXES)


@question("decode", points=1)
def test_the_state_may_be_a_list_and_is_not_changed(submission, reference, rng):
    given = decoding(rng, batch=2, timesteps=4, **SIZES)
    agree(submission, reference, "decoded_from_a_list", given, axes=AXES)


@question("decode", points=3)
def test_gradients_reach_both_states_and_every_weight(submission, reference, rng):
    given = decoding(rng, batch=2, timesteps=4, **SIZES)
    given["weights"] = [normal(rng, 2, 4, 7)]
    agree(submission, reference, "decoded_gradients", given)


@question("decode", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = decoding(rng, batch=3, timesteps=2, dtype="float32", **SIZES)
    agree(submission, reference, "decoded", given, axes=AXES)


@question("decode", points=1, needs_numbers=True)
def test_no_entry_looks_ahead(submission, rng):
    given = decoding(rng, batch=2, timesteps=5, **SIZES)
    other = {**given, "y_ids": given["y_ids"].copy()}
    other["y_ids"][:, 3:] = (other["y_ids"][:, 3:] + 1) % 7
    moved = submission.summary(first_that_moved, "decoded_twice", one=given, two=other)
    require(
        moved == 3,
        f"with other tokens from timestep 3 on (counting from 0), the logits differ from timestep "
        f"{moved} on; expected from timestep 3 on: entry t has read the tokens up to t.",
    )


def first_that_moved(pair):
    """The first timestep at which two answers differ; None where they are the same."""
    one, two = pair
    return next((t for t in range(one.shape[1]) if abs(one[:, t] - two[:, t]).max() > 1e-9), None)
