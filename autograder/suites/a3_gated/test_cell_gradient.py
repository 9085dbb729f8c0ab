"""Hidden tests for `cell_gradient`."""

from autograder.suites.a3_gated.draw import forget_gates
from autograder.testing import agree, normal, question, require, same, shape


@question("cell_gradient", points=1)
def test_one_number_per_unit(submission, reference, rng):
    given = {"forget_gates": forget_gates(rng, timesteps=5, units=3)}
    agree(submission, reference, "cell_gradient", given, axes="units")


@question("cell_gradient", points=1)
def test_one_timestep_of_one_unit_in_float32(submission, reference, rng):
    given = {"forget_gates": forget_gates(rng, timesteps=1, units=1, dtype="float32")}
    agree(submission, reference, "cell_gradient", given, axes="units")


@question("cell_gradient", points=1, needs_numbers=True)
def test_two_stretches_multiply(submission, rng):
    gates = forget_gates(rng, timesteps=7, units=4)
    whole, first, second = (
        submission.ask("cell_gradient", forget_gates=part) for part in (gates, gates[:3], gates[3:])
    )
    require(
        shape(whole) == shape(first) == shape(second) == (4,),
        f"for 7, 3 and 4 timesteps of 4 units the results are {shape(whole)}, {shape(first)} and "
        f"{shape(second)}; expected (4,) each time: one number per unit.",
    )
    require(
        same(whole, first * second),
        "the gradient over 7 timesteps is not the product of those over the first 3 and the last "
        "4. Along the cell state, each timestep is one factor: the chain rule.",
    )


@question("cell_gradient", points=1)
def test_it_can_be_differentiated_in_its_turn(submission, reference, rng):
    given = {"name": "cell_gradient", "forget_gates": forget_gates(rng, timesteps=4, units=3)}
    agree(submission, reference, "gradients", {**given, "weights": [normal(rng, 3)]})
