"""Hidden tests for `peephole_step`."""

from autograder.suites.a3_gated.draw import peephole_step
from autograder.testing import agree, normal, question, require, same

ABOUT = {"name": "peephole_step"}


@question("peephole_step", points=2)
def test_one_step_from_states_that_are_not_zero(submission, reference, rng):
    given = {**ABOUT, **peephole_step(rng, batch=4, features=3, units=5)}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("peephole_step", points=1)
def test_two_steps_one_after_the_other(submission, reference, rng):
    given = {**ABOUT, **peephole_step(rng, batch=2, features=6, units=4, timesteps=2)}
    agree(submission, reference, "chained_steps", given, axes="batch units")


@question("peephole_step", points=2)
def test_each_gate_looks_at_the_right_cell_state(submission, reference, rng):
    units, gates = 3, {"Wf": "c_{t-1}", "Wi": "c_{t-1}", "Wo": "c_t"}
    drawn = peephole_step(rng, batch=3, features=2, units=units)
    for gate, seen in gates.items():
        given = {**ABOUT, **drawn}
        for name in gates:
            given[name] = drawn[name].copy()
            rows = slice(units, None) if name == gate else slice(None)
            given[name][rows] = 0.0
        came, expected = (impl.ask("one_step", **given) for impl in (submission, reference))
        require(
            isinstance(came, dict) and all(same(came[key], expected[key]) for key in ("h", "c")),
            f"where only the first {units} rows of `{gate}`, those that meet the cell state, are "
            f"not zero, the step is wrong: this gate sees {seen}, through all of these rows.",
        )


@question("peephole_step", points=1)
def test_a_batch_of_one_in_float32_with_as_many_features_as_units(submission, reference, rng):
    given = {**ABOUT, **peephole_step(rng, batch=1, features=3, units=3, dtype="float32")}
    agree(submission, reference, "one_step", given, axes="batch units")


@question("peephole_step", points=1)
def test_gradients_reach_every_argument(submission, reference, rng):
    given = {**ABOUT, **peephole_step(rng, batch=4, features=3, units=2)}
    given["weights"] = [normal(rng, 4, 2), normal(rng, 4, 2)]
    agree(submission, reference, "gradients", given)
