"""The public checks of assignment 1: mistakes that no list knows, and what else is its own."""

import functools

import pytest
from unrolled import check


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a1_rnn")


UNLISTED = {
    "subtracts_the_bias": ("rnn_step", "return tf.tanh(x @ Wx + h @ Wh - b)"),
    "halves_the_state": ("rnn_step", "return tf.tanh(x @ Wx + 0.5 * (h @ Wh) + b)"),
    "relu": ("rnn_step", "return tf.nn.relu(x @ Wx + h @ Wh + b)"),
    "skips_a_timestep": (
        "rnn_forward",
        "hs = [h0]\n    for t in range(x.shape[1]):\n"
        "        hs.append(rnn_step(x[:, t], hs[max(0, t - 1)], Wx, Wh, b))\n"
        "    return tf.stack(hs[1:], axis=1)",
    ),
    "adds_h0_to_all": (
        "rnn_forward",
        "h, hs = h0, []\n    for t in range(x.shape[1]):\n"
        "        h = rnn_step(x[:, t], h, Wx, Wh, b)\n        hs.append(h + h0)\n"
        "    return tf.stack(hs, axis=1)",
    ),
    "two_before_the_last": (
        "last_valid_state",
        "return tf.gather(hs, tf.maximum(lengths - 3, 0), axis=1, batch_dims=1)",
    ),
    "first_for_all": ("last_valid_state", "return tf.identity(hs[:, 1])"),
    "rolled_table": ("embed", "return tf.gather(tf.roll(table, 2, axis=0), ids)"),
    "scaled": ("embed", "return 2 * tf.gather(table, ids)"),
    "squared_loss": (
        "sequence_loss",
        "p = tf.one_hot(targets, logits.shape[-1], dtype=logits.dtype)\n"
        "    return tf.reduce_mean((logits - p) ** 2)",
    ),
    "sees_the_next_through_a_convolution": (
        "build_char_model",
        "return keras.Sequential([\n"
        "        keras.layers.Embedding(vocab_size, 8),\n"
        "        keras.layers.Conv1D(8, 3, padding='same'),\n"
        "        keras.layers.RNN(VanillaRNNCell(units), return_sequences=True),\n"
        "        keras.layers.Dense(vocab_size),\n    ])",
    ),
    "one_output_too_many": (
        "build_char_model",
        "return keras.Sequential([\n"
        "        keras.layers.Embedding(vocab_size, 8),\n"
        "        keras.layers.RNN(VanillaRNNCell(units), return_sequences=True),\n"
        "        keras.layers.Dense(vocab_size + 1),\n    ])",
    ),
    "shifted_by_two": (
        "make_pairs",
        "v = sorted(set(text))\n    ids = np.array([v.index(c) for c in text], dtype=int)\n"
        "    return ids[:-1], np.roll(ids, -2)[:-1], v",
    ),
}
ARGUMENTS = {
    "embed": "ids, table",
    "rnn_step": "x, h, Wx, Wh, b",
    "rnn_forward": "x, h0, Wx, Wh, b",
    "last_valid_state": "hs, lengths",
    "sequence_loss": "logits, targets, mask",
    "make_pairs": "text",
    "build_char_model": "vocab_size, units",
}


@pytest.mark.parametrize("mistake", UNLISTED)
def test_a_mistake_that_is_not_listed_gets_no_wrong_name(solved, mistake):
    question, body = UNLISTED[mistake]
    program = f"def {question}({ARGUMENTS[question]}):\n    {body}\n"
    result = check(question, namespace=solved(program))
    assert result.state == "failed"
    assert result.misconceptions == ()


@pytest.mark.parametrize(
    ("body", "right", "advice"),
    [
        ("tf.tanh(x @ Wx + h @ Wh - b)", [True, True, False], "`b` is off"),
        ("tf.tanh(x @ Wx + 0.5 * (h @ Wh) + b)", [True, False, True], "`h @ Wh` is off"),
        ("tf.nn.relu(x @ Wx + h @ Wh + b)", [False, False, False], "with their sum"),
        ("tf.tanh(x @ Wx) * (1 + h @ Wh * b) + tf.tanh(h @ Wh) + tf.tanh(b)",
         [True, True, True], "put together"),
    ],
)  # fmt: skip
def test_an_unlisted_mistake_in_a_step_is_told_term_by_term(solved, body, right, advice):
    program = f"def rnn_step(x, h, Wx, Wh, b):\n    return {body}\n"
    result = check("rnn_step", namespace=solved(program))
    assert [term.says for term in result.terms] == ["x @ Wx", "h @ Wh", "b"]
    assert [term.passed for term in result.terms] == right
    assert advice in result.advice


def test_a_wrong_step_is_mended_before_the_loop(solved):
    program = "def rnn_step(x, h, Wx, Wh, b):\n    return tf.tanh(x @ Wx + h @ Wh - b)\n"
    result = check("rnn_forward", namespace=solved(program))
    assert 'check("rnn_step")` first' in result.advice


def test_the_cell_of_a_student_shows_its_own_line(solved):
    program = (
        "class VanillaRNNCell(VanillaRNNCell):\n"
        "    def call(self, inputs, states, training=False):\n"
        "        h = inputs @ self.recurrent_kernel\n        return h, [h]\n"
    )
    result = check("VanillaRNNCell", namespace=solved(program))
    assert "InvalidArgumentError: Matrix size-incompatible" in result.sentence
    assert "\x1b" not in result.sentence
    assert (result.frames[-1].function, result.frames[-1].line) == ("VanillaRNNCell.call", 3)


@pytest.mark.parametrize(
    ("old", "new", "term"),
    [
        ("inputs @", "1.3 * inputs @", "inputs @ kernel"),
        ("h @", "1.3 * h @", "h @ recurrent_kernel"),
        ("+ self.bias", "+ 1.3 * self.bias", "bias"),
    ],
)
def test_the_term_of_the_cell_that_is_off_is_told(solved, old, new, term):
    right = (
        "class VanillaRNNCell(VanillaRNNCell):\n"
        "    def call(self, inputs, states, training=False):\n"
        "        (h,) = states\n"
        "        h = tf.tanh(inputs @ self.kernel + h @ self.recurrent_kernel + self.bias)\n"
        "        return h, [h]\n"
    )
    assert check("VanillaRNNCell", namespace=solved(right)).passed
    result = check("VanillaRNNCell", namespace=solved(right.replace(old, new)))
    assert [one.says for one in result.terms if not one.passed] == [term]
