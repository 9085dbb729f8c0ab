"""The public checks of assignment 5: mistakes that no list knows, and what else is its own."""

import functools
import textwrap

import pytest
from unrolled import check
from unrolled.checks.registry import questions_of


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a5_visualizing")


# Each is a program whose mistake no misconception knows.
UNLISTED = {
    "trace": """
        real = trace
        def trace(cell, embeddings, h0, c0):
            found = real(cell, embeddings, h0, c0)
            return {**found, "o": 0.9 * found["o"]}""",
    "quote_mask": """
        def quote_mask(text):
            return np.array([k % 3 == 0 for k in range(len(text))], dtype=float)""",
    "line_position": """
        real_position = line_position
        def line_position(text):
            return 2 * real_position(text)""",
    "nesting_depth": """
        real_depth = nesting_depth
        def nesting_depth(text, opening="{", closing="}"):
            return np.minimum(real_depth(text, opening, closing), 2)""",
    "unit_correlations": """
        real_correlations = unit_correlations
        def unit_correlations(activations, signal):
            return np.tanh(real_correlations(activations, signal))""",
    "best_unit": """
        def best_unit(activations, signal):
            r = unit_correlations(activations, signal)
            return 2, r[2] / 2""",
    "saturation": """
        def saturation(gates, low=0.1, high=0.9):
            return (gates < low).mean(axis=0), (gates > high).mean(axis=0) / 2""",
}


def test_every_question_has_its_unlisted_mistake():
    assert list(UNLISTED) == list(questions_of("a5_visualizing"))


@pytest.mark.parametrize("question", UNLISTED)
def test_a_mistake_that_is_not_listed_gets_no_wrong_name(solved, question):
    result = check(question, namespace=solved(textwrap.dedent(UNLISTED[question])))
    assert result.state == "failed"
    assert result.misconceptions == ()


@pytest.mark.parametrize("question", UNLISTED)
def test_the_solution_passes(solved, question):
    assert check(question, namespace=solved()).state == "passed"


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("def trace(cell, embeddings, h0, c0):\n    return embeddings", "expected a dict"),
        ("def trace(cell, embeddings, h0, c0):\n    return {'h': h0}", "has no `c`, `i`, `f`, `o`"),
        ("def quote_mask(text):\n    return text", "expected a NumPy array of 14"),
        ("def best_unit(activations, signal):\n    return 1", "expected (`index`, `correlation`)"),
        ("def best_unit(activations, signal):\n    return 0.5, 1", "expected an int"),
        ("def saturation(gates, low=0.1, high=0.9):\n    return gates, gates, 1", "has 3 parts"),
    ],
)
def test_an_answer_of_another_form_is_told_what_was_expected(solved, program, says):
    question = program[4 : program.index("(")]
    result = check(question, namespace=solved(program))
    assert result.state == "failed"
    assert says in result.sentence, result


def test_truth_values_and_whole_numbers_are_numbers(solved):
    program = """
        def quote_mask(text):
            quotes = np.array(list(text)) == '"'
            return (np.cumsum(quotes) % 2 == 1) | quotes
        def line_position(text):
            return np.array([t - text.rfind("\\n", 0, t) - 1 for t in range(len(text))])"""
    namespace = solved(textwrap.dedent(program))
    assert check("quote_mask", namespace=namespace).state == "passed"
    assert check("line_position", namespace=namespace).state == "passed"


def test_wrong_correlations_are_mended_before_the_best_unit(solved):
    program = "def unit_correlations(activations, signal):\n    return -activations[0]\n"
    result = check("best_unit", namespace=solved(program))
    assert 'check("unit_correlations")` first' in result.advice
