"""Hidden tests for `lstm_step`."""

import numpy as np

from autograder.suites.a3_gated.draw import lstm_step
from autograder.testing import agree, normal, question, require, same

# Far beyond this, a sigmoid is 0 or 1 within rounding.
SHUT, OPEN = -60.0, 60.0


@question("lstm_step", points=3)
def test_one_step_from_states_that_are_not_zero(submission, reference, rng):
    given = {"name": "lstm_step", **lstm_step(rng, batch=4, features=3, units=5)}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("lstm_step", points=2)
def test_three_steps_one_after_the_other(submission, reference, rng):
    given = {"name": "lstm_step", **lstm_step(rng, batch=2, features=6, units=4, timesteps=3)}
    agree(submission, reference, "chained_steps", given, axes="batch units")


@question("lstm_step", points=3)
def test_each_gate_does_its_own_work_when_the_others_are_open_or_shut(submission, rng):
    units = 2
    drawn = lstm_step(rng, batch=3, features=4, units=units)
    candidate = np.tanh(
        (drawn["x"] @ drawn["Wx"] + drawn["h"] @ drawn["Wh"] + drawn["b"])[:, 3 * units :]
    )
    for gates, name, expected, told in [
        ({"i": SHUT, "f": OPEN}, "c", drawn["c"], "keep the old c"),
        ({"i": OPEN, "f": SHUT}, "c", candidate, "replace c by the candidate"),
        ({"i": SHUT, "f": SHUT, "o": OPEN}, "c", 0 * candidate, "empty c"),
        ({"i": SHUT, "f": OPEN, "o": SHUT}, "h", 0 * candidate, "hide the new c, so that h is 0,"),
        ({"i": SHUT, "f": OPEN, "o": OPEN}, "h", np.tanh(drawn["c"]), "show tanh(c) as h"),
    ]:
        b = drawn["b"].copy()
        for gate, value in gates.items():
            b.reshape(4, units)["ifo".index(gate)] = value
        got = submission.ask("one_step", name="lstm_step", **{**drawn, "b": b})
        states = " and ".join(f"{g} {'open' if v > 0 else 'shut'}" for g, v in gates.items())
        require(
            isinstance(got, dict) and same(got[name], expected),
            f"with {states}, by large numbers in their quarters of `b`, the step does not {told}. "
            "The quarters are i, f, o, g, in this order.",
        )


@question("lstm_step", points=1)
def test_a_batch_of_one_with_as_many_features_as_units(submission, reference, rng):
    given = {"name": "lstm_step", **lstm_step(rng, batch=1, features=3, units=3)}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("lstm_step", points=1)
def test_float32_stays_float32(submission, reference, rng):
    drawn = lstm_step(rng, batch=5, features=2, units=3, dtype="float32")
    agree(submission, reference, "one_step", {"name": "lstm_step", **drawn}, axes="batch units")


@question("lstm_step", points=2)
def test_gradients_reach_every_argument(submission, reference, rng):
    given = {"name": "lstm_step", **lstm_step(rng, batch=4, features=3, units=5)}
    given["weights"] = [normal(rng, 4, 5), normal(rng, 4, 5)]
    agree(submission, reference, "gradients", given)
