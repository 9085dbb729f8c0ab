"""Hidden tests for `tbptt_step`."""

import numpy as np

from autograder.suites.a2_bptt.draw import chunk
from autograder.suites.a2_bptt.following import own_clip
from autograder.testing import agree, question, require

ALL = ["loss", "new states", "weights"]


@question("tbptt_step", points=3)
def test_the_loss_is_the_mean_over_all_tokens_of_the_chunk(submission, reference, rng):
    given = chunk(rng, form="vector", batch=3, timesteps=4)
    agree(submission, reference, "one_chunk", {**given, "parts": ["loss"]})


@question("tbptt_step", points=3)
def test_the_model_takes_one_step_down_the_gradients(submission, reference, rng):
    given = chunk(rng, form="vector", batch=2, timesteps=5)
    agree(submission, reference, "one_chunk", {**given, "parts": ["weights"]}, axes="rows columns")


@question("tbptt_step", points=3)
def test_states_of_any_form_enter_the_chunk_and_come_out_of_it(submission, reference, rng):
    for form in ("list", "nested"):
        given = chunk(rng, form=form, batch=3, timesteps=2)
        agree(submission, reference, "one_chunk", {**given, "parts": ["loss", "new states"]})


@question("tbptt_step", points=3, needs_numbers=True)
def test_no_gradient_crosses_the_start_of_the_chunk(submission, rng):
    for form in ("list", "vector"):
        require_a_boundary(submission, chunk(rng, form=form, batch=2, timesteps=3))


@question("tbptt_step", points=2, needs_numbers=True)
def test_no_gradient_crosses_it_by_any_part_of_a_nested_state(submission, rng):
    for form in ("nested", "dict"):
        require_a_boundary(submission, chunk(rng, form=form, batch=3, timesteps=2))


@question("tbptt_step", points=1)
def test_without_a_state_the_model_starts_by_itself(submission, reference, rng):
    given = {**chunk(rng, form="list", batch=2, timesteps=3), "leaves": None}
    agree(submission, reference, "one_chunk", {**given, "parts": ALL})


@question("tbptt_step", points=2)
def test_gradients_are_clipped_where_a_norm_is_given(submission, reference, rng):
    for max_norm in (0.04, 40.0):
        given = chunk(rng, form="vector", batch=2, timesteps=4)
        asked = {**given, "max_norm": max_norm, "parts": ["loss", "weights"]}
        agree(submission, reference, "one_chunk", asked, follows=own_clip(reference))


@question("tbptt_step", points=1)
def test_loss_states_and_gradients_are_of_one_forward_pass(submission, reference, rng):
    # This model is a little different in every call, as one with dropout is.
    given = {**chunk(rng, form="list", batch=2, timesteps=3), "noisy": True}
    agree(submission, reference, "one_chunk", {**given, "parts": ALL})


def require_a_boundary(submission, given):
    """Rejects a step through which an outer tape sees the incoming state."""
    got = submission.summary(crossings, "across_the_boundary", **given)
    for end, crossed in got.items():
        parts = len(crossed)
        require(
            not any(crossed),
            f"a tape around the step, which watches the {parts} incoming tensor"
            f"{'s' * (parts > 1)} of a state ({given['form']}), gets a gradient from {end} through "
            f"{sum(crossed)} of them; expected None or exactly 0. The state's values go on into "
            "the chunk, its history does not.",
        )


def crossings(got):
    """For each end, through which parts of the state a gradient came."""
    return {end: [_is_some(gradient) for gradient in found] for end, found in got.items()}


def _is_some(gradient):
    return gradient is not None and bool(np.any(np.asarray(gradient, dtype="float64") != 0))
