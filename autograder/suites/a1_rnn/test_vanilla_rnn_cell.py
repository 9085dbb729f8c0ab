"""Hidden tests for `VanillaRNNCell`."""

import numpy as np

from autograder.suites.a1_rnn.draw import sequence
from autograder.suites.a1_rnn.following import OWN_FOLD, OWN_LAYER
from autograder.testing import agree, normal, question, require


@question("VanillaRNNCell", points=3, needs_numbers=True)
def test_three_weights_in_order_made_once(submission):
    made = submission.ask("cell_weights", features=3, units=5)
    require(
        made["names"] == ["kernel", "recurrent_kernel", "bias"],
        f"after its first call the cell has the weights {made['names']}; expected kernel, "
        "recurrent_kernel and bias, in this order.",
    )
    require(
        made["shapes"] == [[3, 5], [5, 5], [5]],
        f"for 3 features and 5 units the weights are {made['shapes']}; expected [3, 5], [5, 5] "
        "and [5]. The number of features is the last entry of `build`'s input_shape.",
    )
    require(all(made["trainable"]), "not every weight is trainable.")
    require(
        made["later"] == 3 and made["kept"],
        f"after two more calls the cell has {made['later']} weights, or others than before; "
        "expected the same three. Weights are made in `build`, which Keras calls once.",
    )


@question("VanillaRNNCell", points=2, needs_numbers=True)
def test_a_call_returns_an_output_and_a_list_of_one_state(submission):
    for states in ("list", "tuple"):
        got = submission.ask("cell_interface", features=3, units=4, states=states)
        require(
            got["returned"] == "output, states",
            f"a call returned {got['returned']}; expected two things: the output, and a list.",
        )
        require(
            got["output shape"] == [2, 4] and got["states"] == "a list of one",
            f"a call with 2 inputs and 4 units returned an output {got['output shape']} and, as "
            f"states, {got['states']}; expected [2, 4] and a list that holds one tensor.",
        )
        require(
            got["state_size"] == [4] and got["output_size"] == [4],
            f"state_size is {got['state_size']} and output_size {got['output_size']} for 4 units.",
        )
        require(
            got["given states kept"],
            "the states that were given are others after the call. Return new ones.",
        )


@question("VanillaRNNCell", points=3)
def test_its_steps_are_those_of_the_equation(submission, reference, rng):
    given = sequence(rng, batch=3, timesteps=4, features=2, units=5)
    how = {"axes": "batch timesteps units", "follows": OWN_FOLD}
    agree(submission, reference, "cell_over_time", given, **how)


@question("VanillaRNNCell", points=4)
def test_a_keras_rnn_layer_runs_it_and_gradients_reach_every_weight(submission, reference, rng):
    given = sequence(rng, batch=2, timesteps=4, features=4, units=3)
    given["weights"] = normal(rng, 2, 4, 3)
    agree(submission, reference, "inside_a_layer", given, follows=OWN_LAYER)


@question("VanillaRNNCell", points=2, needs_numbers=True)
def test_it_keeps_to_its_dtype(submission):
    for policy, variables, results in [
        ("float64", "float64", "float64"),
        ("mixed_float16", "float32", "float16"),
    ]:
        got = submission.ask("cell_dtypes", policy=policy, dtype=results, features=3, units=4)
        require(
            set(got["variables"]) == {variables} and got["output"] == got["state"] == results,
            f"with dtype {policy!r} the variables are {', '.join(got['variables'])}, the output is "
            f"{got['output']} and the state {got['state']}; expected {variables}, {results} and "
            f"{results}. `dtype` goes to keras.layers.Layer, and `add_weight` follows it.",
        )


@question("VanillaRNNCell", points=2, needs_numbers=True)
def test_it_is_saved_and_loaded_with_its_model(submission, rng):
    got = submission.ask("config_and_copy", features=3, units=6)
    require(
        got["units"] == 6,
        f"`get_config()` of a cell of 6 units says units = {got['units']}; expected 6.",
    )
    x = normal(rng, 2, 4, 3, dtype="float32")
    require(
        submission.summary(stayed, "saved_and_loaded", x=x, units=6),
        "a model with the cell gives other outputs after it was saved and loaded. Are all weights "
        "made with `self.add_weight`, in `build`?",
    )


def stayed(got):
    """Whether the outputs before and after are the same."""
    before, after = (np.asarray(outputs) for outputs in got)
    return before.shape == after.shape and bool(np.allclose(before, after, atol=1e-5))
