"""The public checks of assignment 3: mistakes that no list knows, and what else is its own."""

import functools
import textwrap

import pytest
from unrolled import check
from unrolled.checks.registry import questions_of


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a3_gated")


# Each is a program whose mistake no misconception knows.
UNLISTED = {
    "lstm_step": """
        def lstm_step(x, h, c, Wx, Wh, b):
            i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
            c = tf.sigmoid(f) * c + 0.5 * tf.sigmoid(i) * tf.tanh(g)
            return tf.sigmoid(o) * tf.tanh(c), c""",
    "lstm_forward": """
        def lstm_forward(x, h0, c0, Wx, Wh, b):
            h, c, hs = h0, c0, []
            for t in range(x.shape[1]):
                h, c = lstm_step(x[:, t], h, c + 0.1, Wx, Wh, b)
                hs.append(h)
            return tf.stack(hs, axis=1), (h, c)""",
    "peephole_step": """
        def peephole_step(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
            seen = tf.concat([c, h, x], -1)
            f, i = tf.sigmoid(seen @ Wf + bf), tf.sigmoid(seen @ Wi + bi)
            c = f * c + 0.9 * i * tf.tanh(tf.concat([h, x], -1) @ Wc + bc)
            o = tf.sigmoid(tf.concat([c, h, x], -1) @ Wo + bo)
            return o * tf.tanh(c), c""",
    "gru_step": """
        def gru_step(x, h, Wz, Wr, W):
            z, r = (tf.sigmoid(2 * tf.concat([h, x], -1) @ U) for U in (Wz, Wr))
            return (1 - z) * h + z * tf.tanh(tf.concat([r * h, x], -1) @ W)""",
    "mut1_step": """
        def mut1_step(x, h, params):
            p = params
            z = tf.sigmoid(x @ p["W_xz"] - p["b_z"])
            r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] - p["b_r"])
            return tf.tanh((r * h) @ p["W_hh"] + tf.tanh(x) - p["b_h"]) * z + h * (1 - z)""",
    "stacked_forward": """
        def stacked_forward(x, h0s, Ws):
            below, lasts = x, []
            for h, W in zip(h0s, Ws):
                states = []
                for t in range(x.shape[1]):
                    h = tf.tanh(0.9 * tf.concat([below[:, t], h], -1) @ W)
                    states.append(h)
                lasts.append(h)
                below = tf.stack(states, axis=1)
            return below, lasts""",
    "cell_gradient": """
        def cell_gradient(forget_gates):
            return tf.reduce_prod(forget_gates, axis=0) ** 3""",
}


@pytest.fixture
def unlisted(solved):
    """The same with the unlisted mistake at this question."""
    return lambda question: solved(textwrap.dedent(UNLISTED[question]).strip() + "\n")


@pytest.mark.parametrize("question", UNLISTED)
def test_a_mistake_that_is_not_listed_gets_no_wrong_name(unlisted, question):
    result = check(question, namespace=unlisted(question))
    assert result.state == "failed"
    assert result.misconceptions == ()


def test_steps_and_cells_have_terms_and_gates_and_nothing_else_has():
    for name, question in questions_of("a3_gated").items():
        is_one_step = name.endswith(("_step", "Cell"))
        assert bool(question.terms) == bool(question.gates) == is_one_step


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("lstm_step", [False, False, False, True]),
        ("peephole_step", [False, False, True, False]),
        ("gru_step", [False, False]),
        ("mut1_step", [True, True, False]),
    ],
)
def test_an_unlisted_mistake_in_a_step_is_told_term_by_term(unlisted, question, right):
    result = check(question, namespace=unlisted(question))
    assert [term.passed for term in result.terms] == right, result.terms


def test_one_term_that_is_off_is_told_although_it_spoils_every_gate(solved):
    right = textwrap.dedent(STEPS["lstm_step"]).strip()
    program = right.replace("h @ Wh", "h @ tf.transpose(tf.reshape(Wh, Wh.shape[::-1]))")
    result = check("lstm_step", namespace=solved(program))
    assert result.advice == "With all else zero, `h @ Wh` is off."
    assert not result.gates


def test_a_gate_that_cannot_be_opened_puts_all_of_them_off(solved):
    right = textwrap.dedent(STEPS["coupled_step"]).strip()
    program = right.replace("f = tf.sigmoid(", "f = tf.nn.softmax(")
    result = check("coupled_step", namespace=solved(program))
    assert [one.passed for one in result.gates] == [False] * 3
    assert "is each a sigmoid, and the candidate a tanh, of its own sum?" in result.advice


# Question -> for each gate, what in the right answer is changed so that this gate alone is off.
ONE_GATE = {
    "lstm_step": {
        "input gate i": ("i = tf.sigmoid(i)", "i = tf.sigmoid(2 * i)"),
        "forget gate f": ("f = tf.sigmoid(f)", "f = tf.sigmoid(f + 1)"),
        "output gate o": ("o = tf.sigmoid(o)", "o = tf.sigmoid(o - 1)"),
        "candidate g": ("g = tf.tanh(g)", "g = tf.tanh(g / 2)"),
    },
    "peephole_step": {
        "forget gate f": ("f = tf.sigmoid(", "f = tf.sigmoid(1 + "),
        "input gate i": ("i = tf.sigmoid(", "i = tf.sigmoid(1 + "),
        "output gate o": ("o = tf.sigmoid(", "o = tf.sigmoid(1 + "),
        "candidate": ("g = tf.tanh(", "g = tf.tanh(1 + "),
    },
    "coupled_step": {
        "forget gate f": ("f = tf.sigmoid(", "f = tf.sigmoid(1 + "),
        "output gate o": ("o = tf.sigmoid(", "o = tf.sigmoid(1 + "),
        "candidate": ("g = tf.tanh(", "g = tf.tanh(1 + "),
    },
    "gru_step": {
        "update gate z": ("z = tf.sigmoid(", "z = tf.sigmoid(1 + "),
        "reset gate r": ("r = tf.sigmoid(", "r = tf.sigmoid(1 + "),
    },
    "mut1_step": {
        "update gate z": ("z = tf.sigmoid(", "z = tf.sigmoid(1 + "),
        "reset gate r": ("r = tf.sigmoid(", "r = tf.sigmoid(1 + "),
    },
    "mut2_step": {
        "update gate z": ("z = tf.sigmoid(", "z = tf.sigmoid(1 + "),
        "reset gate r": ("r = tf.sigmoid(", "r = tf.sigmoid(1 + "),
    },
    "mut3_step": {
        "update gate z": ("z = tf.sigmoid(", "z = tf.sigmoid(1 + "),
        "reset gate r": ("r = tf.sigmoid(", "r = tf.sigmoid(1 + "),
    },
}
STEPS = {
    "lstm_step": """
        def lstm_step(x, h, c, Wx, Wh, b):
            i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)
            i = tf.sigmoid(i)
            f = tf.sigmoid(f)
            o = tf.sigmoid(o)
            g = tf.tanh(g)
            c = f * c + i * g
            return o * tf.tanh(c), c""",
    "peephole_step": """
        def peephole_step(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc):
            f = tf.sigmoid(tf.concat([c, h, x], -1) @ Wf + bf)
            i = tf.sigmoid(tf.concat([c, h, x], -1) @ Wi + bi)
            g = tf.tanh(tf.concat([h, x], -1) @ Wc + bc)
            c = f * c + i * g
            o = tf.sigmoid(tf.concat([c, h, x], -1) @ Wo + bo)
            return o * tf.tanh(c), c""",
    "coupled_step": """
        def coupled_step(x, h, c, Wf, Wc, Wo, bf, bc, bo):
            f = tf.sigmoid(tf.concat([h, x], -1) @ Wf + bf)
            o = tf.sigmoid(tf.concat([h, x], -1) @ Wo + bo)
            g = tf.tanh(tf.concat([h, x], -1) @ Wc + bc)
            c = f * c + (1 - f) * g
            return o * tf.tanh(c), c""",
    "gru_step": """
        def gru_step(x, h, Wz, Wr, W):
            z = tf.sigmoid(tf.concat([h, x], -1) @ Wz)
            r = tf.sigmoid(tf.concat([h, x], -1) @ Wr)
            return (1 - z) * h + z * tf.tanh(tf.concat([r * h, x], -1) @ W)""",
    "mut1_step": """
        def mut1_step(x, h, p):
            z = tf.sigmoid(x @ p["W_xz"] + p["b_z"])
            r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
            return tf.tanh((r * h) @ p["W_hh"] + tf.tanh(x) + p["b_h"]) * z + h * (1 - z)""",
    "mut2_step": """
        def mut2_step(x, h, p):
            z = tf.sigmoid(x @ p["W_xz"] + h @ p["W_hz"] + p["b_z"])
            r = tf.sigmoid(x + h @ p["W_hr"] + p["b_r"])
            return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)""",
    "mut3_step": """
        def mut3_step(x, h, p):
            z = tf.sigmoid(x @ p["W_xz"] + tf.tanh(h) @ p["W_hz"] + p["b_z"])
            r = tf.sigmoid(x @ p["W_xr"] + h @ p["W_hr"] + p["b_r"])
            return tf.tanh((r * h) @ p["W_hh"] + x @ p["W_xh"] + p["b_h"]) * z + h * (1 - z)""",
}


@pytest.mark.parametrize(
    ("question", "gate"), [(question, gate) for question in ONE_GATE for gate in ONE_GATE[question]]
)
def test_the_one_gate_that_is_off_is_told(solved, question, gate):
    right = textwrap.dedent(STEPS[question]).strip()
    assert check(question, namespace=solved(right)).passed
    old, new = ONE_GATE[question][gate]
    assert right.count(old) == 1
    result = check(question, namespace=solved(right.replace(old, new)))
    assert [one.says for one in result.gates if not one.passed] == [gate]
    assert f"{gate} is off" in result.advice


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("lstm_step", "lstm_forward"), ("lstm_step", "LSTMCell")],
)
def test_a_wrong_step_is_mended_before_what_builds_on_it(unlisted, earlier, later):
    result = check(later, namespace=unlisted(earlier))
    assert f'check("{earlier}")` first' in result.advice


# A cell's call, right but for one place.
LSTM_CALL = """
class LSTMCell(LSTMCell):
    def call(self, inputs, states, training=False):
        h, c = states
        sums = inputs @ self.kernel + h @ self.recurrent_kernel + self.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o, g = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o), tf.tanh(g)
        c = f * c + i * g
        h = o * tf.tanh(c)
        return h, [h, c]"""
GRU_CALL = """
class GRUCell(GRUCell):
    def call(self, inputs, states, training=False):
        (h,) = states
        xz, xr, xc = tf.split(inputs @ self.kernel, 3, axis=-1)
        Wz, Wr, Wc = tf.split(self.recurrent_kernel, 3, axis=-1)
        z, r = tf.sigmoid(xz + h @ Wz), tf.sigmoid(xr + h @ Wr)
        c = tf.tanh(xc + (r * h) @ Wc)
        h = (1 - z) * h + z * c
        return h, [h]"""


@pytest.mark.parametrize(
    ("question", "old", "new", "terms", "gates"),
    [
        ("LSTMCell", "inputs @", "1.3 * inputs @", ["inputs @ kernel"], []),
        ("LSTMCell", "h @", "1.3 * h @", ["h @ recurrent_kernel"], []),
        ("LSTMCell", "+ self.bias", "+ 1.3 * self.bias", ["bias"], []),
        ("LSTMCell", "= f * c", "= 0.7 * f * c", ["f * c"], ["forget gate f", "output gate o"]),
        ("LSTMCell", "tf.sigmoid(i)", "tf.sigmoid(1.3 * i)", None, ["input gate i"]),
        ("LSTMCell", "tf.sigmoid(f)", "tf.sigmoid(1.3 * f)", None, ["forget gate f"]),
        ("LSTMCell", "tf.sigmoid(o)", "tf.sigmoid(1.3 * o)", None, ["output gate o"]),
        ("LSTMCell", "tf.tanh(g)", "tf.tanh(1.3 * g)", None, ["candidate g"]),
        ("GRUCell", "tf.sigmoid(xz", "tf.sigmoid(0.3 + xz", None, ["update gate z"]),
        ("GRUCell", "tf.sigmoid(xr", "tf.sigmoid(0.3 + xr", None, ["reset gate r"]),
        ("GRUCell", "tf.tanh(xc", "tf.tanh(0.3 + xc", None, ["candidate", "reset gate r"]),
    ],
)
def test_the_part_of_a_cell_that_is_off_is_told(solved, question, old, new, terms, gates):
    right = LSTM_CALL if question == "LSTMCell" else GRU_CALL
    assert check(question, namespace=solved(right)).passed
    assert right.count(old) == 1
    result = check(question, namespace=solved(right.replace(old, new)))
    if terms is not None:
        assert [one.says for one in result.terms if not one.passed] == terms
    assert [one.says for one in result.gates if not one.passed] == gates
