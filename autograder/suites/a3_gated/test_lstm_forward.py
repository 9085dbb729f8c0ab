"""Hidden tests for `lstm_forward`."""

from autograder.suites.a3_gated.draw import lstm_sequence
from autograder.suites.a3_gated.following import OWN_FOLD, OWN_FOLD_GRADIENTS
from autograder.testing import agree, normal, question, require, same, shape


@question("lstm_forward", points=3)
def test_every_h_is_returned_and_both_last_states(submission, reference, rng):
    given = lstm_sequence(rng, batch=3, timesteps=6, features=4, units=5)
    agree(submission, reference, "forward", given, follows=OWN_FOLD)


@question("lstm_forward", points=1)
def test_one_sequence_of_one_timestep(submission, reference, rng):
    given = lstm_sequence(rng, batch=1, timesteps=1, features=3, units=2)
    agree(submission, reference, "forward", given, follows=OWN_FOLD)


@question("lstm_forward", points=1, needs_numbers=True)
def test_two_halves_with_both_states_carried_make_the_whole(submission, rng):
    given = lstm_sequence(rng, batch=2, timesteps=7, features=3, units=4)
    whole = parts(submission.ask("forward", **given), 7)
    first = parts(submission.ask("forward", **{**given, "x": given["x"][:, :3]}), 3)
    carried = {"x": given["x"][:, 3:], "h0": first[1], "c0": first[2]}
    second = parts(submission.ask("forward", **{**given, **carried}), 4)
    require(
        same(first[0], whole[0][:, :3]) and same(second[0], whole[0][:, 3:]),
        "running timesteps 1 to 3, and then 4 to 7 from the (h, c) that the first run returned, "
        "does not give the states of one run over all 7. Does each run start from its `h0` and its "
        "`c0`, and are the (h, c) returned those after its last timestep?",
    )
    require(
        same(second[1], whole[1]) and same(second[2], whole[2]) and same(whole[1], whole[0][:, -1]),
        "the last (h, c) of two runs, one carried on from the other, is not that of one run over "
        "all 7 timesteps, or the last h is not the last of `hs`.",
    )


def parts(got, timesteps):
    """`hs`, h and c of an answer that has the form asked for."""
    require(
        isinstance(got, dict) and isinstance(got["(h, c)"], list) and len(got["(h, c)"]) == 2,
        "`lstm_forward` does not return `(hs, (h, c))`: two things, and the second is a pair.",
    )
    found = (got["hs"], *got["(h, c)"])
    shapes = [shape(state) for state in found]
    require(
        shapes == [(2, timesteps, 4), (2, 4), (2, 4)],
        f"for 2 sequences of {timesteps} timesteps and 4 units, `hs`, `h` and `c` are {shapes[0]}, "
        f"{shapes[1]} and {shapes[2]}; expected (2, {timesteps}, 4), (2, 4) and (2, 4).",
    )
    return found


@question("lstm_forward", points=2)
def test_gradients_flow_through_all_timesteps_along_h_and_c(submission, reference, rng):
    given = lstm_sequence(rng, batch=2, timesteps=4, features=3, units=4)
    given["weights"] = [normal(rng, 2, 4, 4), normal(rng, 2, 4), normal(rng, 2, 4)]
    agree(submission, reference, "forward_gradients", given, follows=OWN_FOLD_GRADIENTS)


@question("lstm_forward", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = lstm_sequence(rng, batch=4, timesteps=2, features=2, units=3, dtype="float32")
    agree(submission, reference, "forward", given, follows=OWN_FOLD)
