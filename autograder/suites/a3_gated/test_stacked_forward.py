"""Hidden tests for `stacked_forward`."""

from autograder.suites.a3_gated.draw import stack
from autograder.testing import agree, normal, question, require, same, shape


@question("stacked_forward", points=3)
def test_three_layers_each_with_its_own_state(submission, reference, rng):
    given = stack(rng, layers=3, batch=4, timesteps=5, features=2, units=6)
    agree(submission, reference, "stacked", given)
    kept = submission.ask("lists_afterwards", **given)
    require(
        kept["h0s"] and kept["Ws"],
        "the list `h0s` or `Ws` holds something else after the call than before it. It belongs to "
        "the caller: make a list of your own.",
    )


@question("stacked_forward", points=1)
def test_one_layer_one_sequence_one_timestep(submission, reference, rng):
    given = stack(rng, layers=1, batch=1, timesteps=1, features=3, units=2)
    agree(submission, reference, "stacked", given)


@question("stacked_forward", points=2, needs_numbers=True)
def test_two_halves_with_every_layers_state_carried_make_the_whole(submission, rng):
    given = stack(rng, layers=2, batch=2, timesteps=5, features=3, units=4)
    whole = parts(submission.ask("stacked", **given), 5)
    first = parts(submission.ask("stacked", **{**given, "x": given["x"][:, :2]}), 2)
    carried = {"x": given["x"][:, 2:], "h0s": first[1]}
    second = parts(submission.ask("stacked", **{**given, **carried}), 3)
    require(
        same(first[0], whole[0][:, :2]) and same(second[0], whole[0][:, 2:]),
        "running timesteps 1 and 2, and then 3 to 5 from the states that the first run returned, "
        "does not give the top layer's states of one run over all 5. Are the states returned those "
        "of each layer after the last timestep, the bottom layer's first?",
    )
    require(
        same(second[1][-1], whole[0][:, -1]),
        "the last of the states returned is not the top layer's state after the last timestep.",
    )


def parts(got, timesteps):
    """The top layer's states and the list of two last ones, of an answer of that form."""
    require(
        isinstance(got, dict) and isinstance(got["lasts"], list) and len(got["lasts"]) == 2,
        "for two layers, `stacked_forward` does not return the top layer's states and a list of "
        "two last states.",
    )
    shapes = [shape(states) for states in (got["top"], *got["lasts"])]
    require(
        shapes == [(2, timesteps, 4), (2, 4), (2, 4)],
        f"for 2 sequences of {timesteps} timesteps, 2 layers and 4 units, the top layer's states "
        f"are {shapes[0]}, and the last ones {shapes[1]} and {shapes[2]}; expected "
        f"(2, {timesteps}, 4), (2, 4) and (2, 4).",
    )
    return got["top"], got["lasts"]


@question("stacked_forward", points=1)
def test_gradients_flow_through_time_and_depth(submission, reference, rng):
    given = stack(rng, layers=2, batch=2, timesteps=3, features=3, units=4)
    given["weights"] = [normal(rng, 2, 3, 4), normal(rng, 2, 4), normal(rng, 2, 4)]
    agree(submission, reference, "gradients", {"name": "stacked_forward", **given})


@question("stacked_forward", points=1)
def test_float32_stays_float32(submission, reference, rng):
    given = stack(rng, layers=2, batch=3, timesteps=2, features=4, units=4, dtype="float32")
    agree(submission, reference, "stacked", given)
