"""The public checks of assignment 4: mistakes that no list knows, and what else is its own."""

import functools

import pytest
from unrolled import check


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a4_decoding")


UNLISTED = {
    "forgets_to_carry_the_state": (
        "sequence_log_prob",
        "total = 0.0\n    for a, b in zip(tokens[:-1], tokens[1:]):\n"
        "        total += 2 * float(step(np.array([a]), state)[0][0, b])\n    return total",
    ),
    "takes_the_second_best": (
        "greedy_decode",
        "out, token = [], start\n    while len(out) < max_len and (not out or token != eos):\n"
        "        row, state = step(np.array([token]), state)\n"
        "        token = int(np.argsort(row[0])[-2])\n        out.append(token)\n    return out",
    ),
    "cubes_the_temperature": (
        "sample_token",
        "if not temperature:\n        return int(np.argmax(logits))\n"
        "    p = np.exp((logits - np.max(logits)) / temperature**3)\n"
        "    return int(rng.choice(len(p), p=p / p.sum()))",
    ),
    "feeds_the_token_before_the_last": (
        "sample_sequence",
        "out, before, token = [], start, start\n    for _ in range(max_len):\n"
        "        row, state = step(np.array([before]), state)\n"
        "        before, token = token, sample_token(row[0], temperature, rng)\n"
        "        out.append(token)\n        if token == eos:\n            break\n    return out",
    ),
    "halves_the_scores": (
        "beam_search",
        "pairs = real(step, state, start, eos, width, max_len, alpha)\n"
        "    return [(tokens, score / 2) for tokens, score in pairs]",
    ),
    "pushes_half_as_hard": (
        "diverse_beam_search",
        "return real(step, state, start, eos, width, groups, strength / 2, max_len)",
    ),
}
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


@pytest.mark.parametrize("mistake", UNLISTED)
def test_a_mistake_that_is_not_listed_gets_no_wrong_name(solved, mistake):
    question, body = UNLISTED[mistake]
    result = check(question, namespace=solved(written(question, body)))
    assert result.state == "failed"
    assert result.misconceptions == ()


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
