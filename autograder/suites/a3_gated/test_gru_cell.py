"""Hidden tests for `GRUCell`."""

import numpy as np

from autograder.suites.a3_gated.draw import gru_sequence
from autograder.suites.a3_gated.following import GRU_LAYER, GRU_OVER_TIME, GRU_TRAINED
from autograder.testing import agree, normal, question, require

ABOUT = {"name": "GRUCell"}


@question("GRUCell", points=1, needs_numbers=True)
def test_two_weights_in_order_made_once(submission):
    made = submission.ask("cell_weights", **ABOUT, features=3, units=5)
    require(
        made["names"] == ["kernel", "recurrent_kernel"],
        f"after its first call the cell has the weights {made['names']}; expected kernel and "
        "recurrent_kernel, in this order, and no bias.",
    )
    require(
        made["shapes"] == [[3, 15], [5, 15]],
        f"for 3 features and 5 units the weights are {made['shapes']}; expected [3, 15] and "
        "[5, 15]: three blocks of 5 columns, for z, r and the candidate.",
    )
    require(all(made["trainable"]), "not every weight is trainable.")
    require(
        made["later"] == 2 and made["kept"],
        f"after two more calls the cell has {made['later']} weights, or others than before; "
        "expected the same two. Weights are made in `build`, which Keras calls once.",
    )


@question("GRUCell", points=1, needs_numbers=True)
def test_a_call_returns_an_output_and_a_list_of_one_state(submission):
    for got in submission.ask("cell_interface", **ABOUT, features=3, units=4):
        require(
            got["returned"] == "output, states",
            f"a call returned {got['returned']}; expected two things: the output, and a list.",
        )
        require(
            got["output"] == [2, 4] and got["states"] == [[2, 4]],
            f"a call with 2 inputs and 4 units returned an output {got['output']} and, as states, "
            f"{got['states']}; expected [2, 4] and a list that holds one such tensor.",
        )
        require(
            got["state_size"] == [4],
            f"`state_size` lists {got['state_size']} for 4 units; a GRU has one state, h.",
        )
        require(
            got["given states kept"],
            "the states that were given are others after the call. Return new ones.",
        )


@question("GRUCell", points=2)
def test_its_steps_are_those_of_the_equations(submission, reference, rng):
    given = {**ABOUT, **gru_sequence(rng, batch=3, timesteps=3, features=2, units=5)}
    agree(submission, reference, "cell_over_time", given, follows=GRU_OVER_TIME)


@question("GRUCell", points=2)
def test_a_keras_rnn_layer_runs_it_and_gradients_reach_every_weight(submission, reference, rng):
    given = {**ABOUT, **gru_sequence(rng, batch=2, timesteps=3, features=4, units=3)}
    given["weights"] = [normal(rng, 2, 3, 3), normal(rng, 2, 3)]
    agree(submission, reference, "inside_a_layer", given, follows=GRU_LAYER)


@question("GRUCell", points=2)
def test_a_compiled_model_trains_it(submission, reference, rng):
    drawn = gru_sequence(rng, batch=4, timesteps=2, features=3, units=2, dtype="float32")
    given = {**ABOUT, **drawn, "rate": 0.3, "updates": 2}
    given["targets"] = normal(rng, 4, 2, scale=0.5, dtype="float32")
    agree(submission, reference, "trained_model", given, follows=GRU_TRAINED)


@question("GRUCell", points=1, needs_numbers=True)
def test_it_computes_in_mixed_precision(submission):
    # That float64 is kept to, the values above tell.
    asked = {"policy": "mixed_float16", "dtype": "float16", "features": 3, "units": 4}
    got = submission.ask("cell_dtypes", **ABOUT, **asked)
    results = [got["output"], *got["states"]]
    require(
        set(got["variables"]) == {"float32"} and set(results) == {"float16"},
        f"with dtype 'mixed_float16' the variables are {', '.join(got['variables'])}, and output "
        f"and state {', '.join(results)}; expected float32 and float16. `dtype` goes to "
        "keras.layers.Layer, and `add_weight` follows it.",
    )


@question("GRUCell", points=1, needs_numbers=True)
def test_it_is_saved_and_loaded_with_its_model(submission, rng):
    got = submission.ask("config_and_copy", **ABOUT, features=3, arguments={"units": 6})
    require(
        got["recorded"] == got["of the copy"] == {"units": 6},
        f"`get_config()` of a cell of 6 units says {got['recorded']}, and that of a cell made from "
        f"it {got['of the copy']}; expected units = 6.",
    )
    x = normal(rng, 2, 3, 3, dtype="float32")
    require(
        submission.summary(stayed, "saved_and_loaded", **ABOUT, x=x, units=2),
        "a model with the cell gives other outputs after it was saved and loaded. Are all weights "
        "made with `self.add_weight`, in `build`?",
    )


def stayed(got):
    """Whether the outputs before and after are the same."""
    before, after = (np.asarray(outputs) for outputs in got)
    return before.shape == after.shape and bool(np.allclose(before, after, atol=1e-5))
