"""Hidden tests for `rnn_forward`."""

from autograder.suites.a1_rnn.draw import sequence
from autograder.suites.a1_rnn.following import OWN_FOLD, OWN_FOLD_GRADIENTS
from autograder.testing import agree, normal, question, require, same, shape

AXES = "batch timesteps units"


@question("rnn_forward", points=4)
def test_every_state_is_returned_in_order(submission, reference, rng):
    given = sequence(rng, batch=3, timesteps=6, features=4, units=5)
    agree(submission, reference, "forward", given, axes=AXES, follows=OWN_FOLD)


@question("rnn_forward", points=1)
def test_one_sequence_of_one_timestep(submission, reference, rng):
    given = sequence(rng, batch=1, timesteps=1, features=3, units=2)
    agree(submission, reference, "forward", given, axes=AXES, follows=OWN_FOLD)


@question("rnn_forward", points=2, needs_numbers=True)
def test_two_halves_with_the_state_carried_make_the_whole(submission, rng):
    given = sequence(rng, batch=2, timesteps=7, features=3, units=4)
    whole = submission.ask("forward", **given)
    first = submission.ask("forward", **{**given, "x": given["x"][:, :3]})
    require(
        shape(first) == (2, 3, 4) and shape(whole) == (2, 7, 4),
        f"for inputs (2, 3, 3) and (2, 7, 3) and 4 units the states are {shape(first)} and "
        f"{shape(whole)}; expected (2, 3, 4) and (2, 7, 4).",
    )
    second = submission.ask("forward", **{**given, "x": given["x"][:, 3:], "h0": first[:, -1]})
    require(
        same(first, whole[:, :3]) and same(second, whole[:, 3:]),
        "running timesteps 1 to 3, and then 4 to 7 from the state that the first run ended in, "
        "does not give the states of one run over all 7. Does each run start from its `h0`, and "
        "each step from the state before it?",
    )


@question("rnn_forward", points=1, needs_numbers=True)
def test_an_input_changes_no_state_before_it(submission, rng):
    given = sequence(rng, batch=2, timesteps=5, features=3, units=4)
    later = given["x"].copy()
    later[:, 3:] += 1.0
    before, after = (submission.ask("forward", **{**given, "x": x}) for x in (given["x"], later))
    require(
        shape(before) == shape(after) == (2, 5, 4) and same(before[:, :3], after[:, :3]),
        "other inputs at timesteps 4 and 5 changed the states of timesteps 1 to 3 (or those states "
        "are not there). h_t is made from x_t and the state before it.",
    )


@question("rnn_forward", points=3)
def test_gradients_flow_through_all_timesteps(submission, reference, rng):
    given = sequence(rng, batch=2, timesteps=5, features=3, units=4)
    given["weights"] = normal(rng, 2, 5, 4)
    agree(submission, reference, "forward_gradients", given, follows=OWN_FOLD_GRADIENTS)


@question("rnn_forward", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = sequence(rng, batch=5, timesteps=2, features=4, units=3, dtype="float32")
    agree(submission, reference, "forward", given, axes=AXES, follows=OWN_FOLD)
