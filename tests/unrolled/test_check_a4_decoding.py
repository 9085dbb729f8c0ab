"""The public checks of assignment 4: what is its own."""

import functools

import pytest
from unrolled import check


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a4_decoding")


ARGUMENTS = {
    "sequence_log_prob": "step, state, tokens",
    "greedy_decode": "step, state, start, eos, max_len",
    "sample_token": "logits, temperature, rng",
    "sample_sequence": "step, state, start, eos, max_len, temperature, rng",
    "beam_search": "step, state, start, eos, width, max_len, alpha=0.0",
    "diverse_beam_search": "step, state, start, eos, width, groups, strength, max_len",
}


def written(question, body):
    return f"real = {question}\ndef {question}({ARGUMENTS[question]}):\n    {body}\n"


@pytest.mark.parametrize(
    ("question", "body", "says"),
    [
        ("greedy_decode", "return step(token_of(start), state)", "(K,)"),
        ("greedy_decode", "return np.array([1, 2])", "type `ndarray`; expected a list of ints"),
        ("sample_token", "return np.exp(logits[0])", "expected an int"),
        ("sample_token", "return len(logits)", "expected an id from 0 to 3"),
        ("beam_search", "return real(step, state, start, eos, width, max_len)[0]", "is no pair"),
        ("beam_search", "return real(step, state, start, eos, width, max_len)[:2]", "(2, 10)"),
        (
            "beam_search",
            "return real(step, state, start, eos, width, 11 + max_len)",
            "`max_len` was",
        ),
        ("diverse_beam_search", "return None", "expected a list of pairs"),
    ],
)
def test_an_answer_of_another_form_is_told_what_was_expected(solved, question, body, says):
    program = "def token_of(start):\n    return np.array([[start]])\n" + written(question, body)
    result = check(question, namespace=solved(program))
    assert result.state == "failed"
    assert says in result.sentence, result


def test_a_state_that_stays_behind_is_told_by_its_rows(solved):
    program = (
        "def beam_search(step, state, start, eos, width, max_len, alpha=0.0):\n"
        "    _, state = step(np.array([start]), state)\n"
        "    step(np.array([1, 2, 3]), state)\n"
    )
    result = check("beam_search", namespace=solved(program))
    assert "3 tokens and a state of 1 rows" in result.sentence
    assert "dropped or doubled" in result.advice


def test_a_wrong_draw_is_mended_before_the_sequence(solved):
    program = "def sample_token(logits, temperature, rng):\n    return int(np.argmin(logits))\n"
    result = check("sample_sequence", namespace=solved(program))
    assert 'check("sample_token")` first' in result.advice
