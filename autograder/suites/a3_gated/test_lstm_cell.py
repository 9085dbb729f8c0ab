"""Hidden tests for `LSTMCell`."""

import numpy as np

from autograder.suites.a3_gated.draw import lstm_sequence
from autograder.suites.a3_gated.following import LSTM_LAYER, LSTM_OVER_TIME, LSTM_TRAINED
from autograder.testing import agree, normal, question, require

ABOUT = {"name": "LSTMCell"}


@question("LSTMCell", points=2, needs_numbers=True)
def test_three_weights_in_order_made_once(submission):
    made = submission.ask("cell_weights", **ABOUT, features=3, units=5)
    require(
        made["names"] == ["kernel", "recurrent_kernel", "bias"],
        f"after its first call the cell has the weights {made['names']}; expected kernel, "
        "recurrent_kernel and bias, in this order.",
    )
    require(
        made["shapes"] == [[3, 20], [5, 20], [20]],
        f"for 3 features and 5 units the weights are {made['shapes']}; expected [3, 20], [5, 20] "
        "and [20]: four blocks of 5 columns, for i, f, o and g.",
    )
    require(all(made["trainable"]), "not every weight is trainable.")
    require(
        made["later"] == 3 and made["kept"],
        f"after two more calls the cell has {made['later']} weights, or others than before; "
        "expected the same three. Weights are made in `build`, which Keras calls once.",
    )


@question("LSTMCell", points=2, needs_numbers=True)
def test_a_call_returns_an_output_and_two_states(submission):
    for got in submission.ask("cell_interface", **ABOUT, features=3, units=4):
        require(
            got["returned"] == "output, states",
            f"a call returned {got['returned']}; expected two things: the output, and a list.",
        )
        require(
            got["output"] == [2, 4] and got["states"] == [[2, 4], [2, 4]],
            f"a call with 2 inputs and 4 units returned an output {got['output']} and, as states, "
            f"{got['states']}; expected [2, 4] and a list of two such tensors, h and c.",
        )
        require(
            got["state_size"] == [4, 4],
            f"`state_size` lists {got['state_size']} for 4 units; expected one size for h and one "
            "for c.",
        )
        require(
            got["given states kept"],
            "the states that were given are others after the call. Return new ones.",
        )


@question("LSTMCell", points=2)
def test_its_steps_are_those_of_the_equations(submission, reference, rng):
    given = {**ABOUT, **lstm_sequence(rng, batch=3, timesteps=3, features=2, units=5)}
    agree(submission, reference, "cell_over_time", given, follows=LSTM_OVER_TIME)


@question("LSTMCell", points=3)
def test_a_keras_rnn_layer_runs_it_and_gradients_reach_every_weight(submission, reference, rng):
    given = {**ABOUT, **lstm_sequence(rng, batch=2, timesteps=3, features=4, units=3)}
    given["weights"] = [normal(rng, 2, 3, 3), normal(rng, 2, 3), normal(rng, 2, 3)]
    agree(submission, reference, "inside_a_layer", given, follows=LSTM_LAYER)


@question("LSTMCell", points=2)
def test_a_compiled_model_trains_it(submission, reference, rng):
    drawn = lstm_sequence(rng, batch=4, timesteps=2, features=3, units=2, dtype="float32")
    given = {**ABOUT, **drawn, "rate": 0.3, "updates": 2}
    given["targets"] = normal(rng, 4, 2, scale=0.5, dtype="float32")
    agree(submission, reference, "trained_model", given, follows=LSTM_TRAINED)


@question("LSTMCell", points=1, needs_numbers=True)
def test_it_computes_in_mixed_precision(submission):
    # That float64 is kept to, the values above tell.
    asked = {"policy": "mixed_float16", "dtype": "float16", "features": 3, "units": 4}
    got = submission.ask("cell_dtypes", **ABOUT, **asked)
    results = [got["output"], *got["states"]]
    require(
        set(got["variables"]) == {"float32"} and set(results) == {"float16"},
        f"with dtype 'mixed_float16' the variables are {', '.join(got['variables'])}, and output "
        f"and states {', '.join(results)}; expected float32 and float16. `dtype` goes to "
        "keras.layers.Layer, and `add_weight` follows it.",
    )


@question("LSTMCell", points=1, needs_numbers=True)
def test_the_forget_gates_bias_starts_at_one_where_that_is_asked_for(submission):
    ones = submission.summary(blocks_of_ones, "first_biases", features=2, units=3)
    require(
        ones[0][1],
        "in a new cell, the second quarter of `bias`, the forget gate's, is not all ones. "
        "`unit_forget_bias` is on unless it is turned off.",
    )
    require(
        not ones[1][1] or all(ones[1]),  # where all of it is ones, the initialiser is theirs
        "with `unit_forget_bias=False` the forget gate's quarter of `bias` still starts at one.",
    )


def blocks_of_ones(biases):
    """Which quarters of each bias are all ones."""
    return [
        [bool(np.allclose(block, 1)) for block in np.asarray(bias).reshape(4, 3)] for bias in biases
    ]


@question("LSTMCell", points=1, needs_numbers=True)
def test_it_is_saved_and_loaded_with_its_model(submission, rng):
    arguments = {"units": 6, "unit_forget_bias": False}
    got = submission.ask("config_and_copy", **ABOUT, features=3, arguments=arguments)
    require(
        got["recorded"] == got["of the copy"] == arguments,
        f"`get_config()` of LSTMCell(units=6, unit_forget_bias=False) says {got['recorded']}, and "
        f"that of a cell made from it {got['of the copy']}; expected both arguments, as "
        "they were given.",
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
