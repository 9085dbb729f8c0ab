"""Hidden tests for `trace`."""

from autograder.suites.a5_visualizing.draw import lstm
from autograder.testing import agree, normal, question, require, same, shape

AXES = "timesteps units"
NAMES = ("h", "c", "i", "f", "o")


@question("trace", points=12)
def test_states_and_gates_of_every_timestep(submission, reference, rng):
    for sizes in ((6, 3, 4), (9, 5, 2)):
        given = lstm(rng, **dict(zip(("timesteps", "features", "units"), sizes, strict=True)))
        agree(submission, reference, "traced", given, axes=AXES)


@question("trace", points=3)
def test_a_single_timestep(submission, reference, rng):
    given = lstm(rng, timesteps=1, features=4, units=3)
    agree(submission, reference, "traced", given, axes=AXES)


@question("trace", points=3)
def test_gates_far_open_and_far_shut(submission, reference, rng):
    given = lstm(rng, timesteps=5, features=3, units=4)
    given["bias"] = 4 * normal(rng, 16)
    agree(submission, reference, "traced", given, axes=AXES)


@question("trace", points=4, needs_numbers=True)
def test_two_halves_with_both_states_carried_make_the_whole(submission, rng):
    given = lstm(rng, timesteps=7, features=3, units=4)
    x = given["embeddings"]
    whole = rows(submission.ask("traced", **given), 7)
    first = rows(submission.ask("traced", **{**given, "embeddings": x[:3]}), 3)
    carried = {"embeddings": x[3:], "h0": first["h"][-1], "c0": first["c"][-1]}
    second = rows(submission.ask("traced", **{**given, **carried}), 4)
    require(
        all(
            same(first[name], whole[name][:3]) and same(second[name], whole[name][3:])
            for name in NAMES
        ),
        "tracing characters 1 to 3, and then 4 to 7 from the last h and c of the first part, does "
        "not give the rows of one trace over all 7. Does a trace start from its `h0` and its `c0`, "
        "and is row t what holds after step t?",
    )


@question("trace", points=4)
def test_gradients_flow_back_to_the_inputs_and_both_states(submission, reference, rng):
    given = lstm(rng, timesteps=4, features=3, units=5)
    given["weights"] = [normal(rng, 4, 5) for _ in NAMES]
    agree(submission, reference, "traced_gradients", given)


@question("trace", points=2)
def test_float32_stays_float32(submission, reference, rng):
    given = lstm(rng, timesteps=3, features=2, units=4, dtype="float32")
    agree(submission, reference, "traced", given, axes=AXES)


def rows(got, timesteps):
    """The five arrays of an answer that has the form asked for."""
    require(
        isinstance(got, dict),
        "`trace` does not return a dict with the keys `h`, `c`, `i`, `f` and `o`.",
    )
    for name in NAMES:
        require(
            shape(got[name]) == (timesteps, 4),
            f"for {timesteps} characters and 4 units, `{name}` is {shape(got[name])}; expected "
            f"({timesteps}, 4).",
        )
    return got
