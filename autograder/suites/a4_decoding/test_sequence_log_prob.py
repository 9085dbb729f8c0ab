"""Hidden tests for `sequence_log_prob`."""

import numpy as np

from autograder.suites.a4_decoding.draw import language, log_prob
from autograder.testing import agree, question, require

ARRAYS = ("ndarray of int", "ndarray of uint")


@question("sequence_log_prob", points=3)
def test_the_log_probabilities_of_all_tokens_add_up(submission, reference, rng):
    model = language(rng, vocab=6)
    drawn = [rng.integers(6, size=7).tolist(), rng.integers(6, size=4).tolist()]
    agree(submission, reference, "scores", {"model": model, "sequences": drawn})


@question("sequence_log_prob", points=1, needs_numbers=True)
def test_one_given_token_costs_nothing(submission, reference, rng):
    model = language(rng, vocab=4, form="list")
    agree(submission, reference, "scores", {"model": model, "sequences": [[2], [0]]})


@question("sequence_log_prob", points=2, needs_numbers=True)
def test_the_probabilities_of_all_continuations_add_up_to_one(submission, rng):
    model = language(rng, vocab=4, form="tuple")
    given = [[2, a, b] for a in range(4) for b in range(4)]
    total = submission.summary(probability, "scores", model=model, sequences=given)
    require(
        abs(total - 1) < 1e-6,
        f"over all 16 continuations of a token by two, exp(log P) adds up to {total:.4f}; expected "
        "1. P(y_2, y_3 | y_1) is the product of two conditional probabilities.",
    )


@question("sequence_log_prob", points=1)
def test_a_state_of_nested_containers_goes_on_from_step_to_step(submission, reference, rng):
    model = language(rng, vocab=5, form="nested")
    drawn = [rng.integers(5, size=6).tolist()]
    agree(submission, reference, "scores", {"model": model, "sequences": drawn})


@question("sequence_log_prob", points=1)
def test_an_impossible_sequence_has_log_probability_minus_infinity(submission, reference, rng):
    model = language(rng, vocab=5, eos=3, eos_shift=-np.inf)
    given = {"model": model, "sequences": [[0, 1, 3, 2, 4], [4, 2, 1]]}
    agree(submission, reference, "scores", given)


@question("sequence_log_prob", points=2, needs_numbers=True)
def test_step_is_given_arrays_and_nothing_that_came_in_changes(submission, rng):
    model, tokens = language(rng, vocab=5), rng.integers(1, 5, size=5)
    got = submission.summary(
        lambda got: manners(got, model, tokens), "scoring", model=model, tokens=tokens
    )
    require(
        got["one number"],
        "what comes back is not one number but an array; take the one entry out of it.",
    )
    require(
        got["arrays"],
        "`step` was not asked, or given something else than NumPy arrays of integers. Its tokens "
        "are an array `[K]`, here of one: `np.array([token])`.",
    )
    require(
        got["unchanged"],
        "the caller's tokens or state are others after the call. Work on new arrays.",
    )


def probability(totals):
    """The sum of exp(log P)."""
    return float(np.sum(np.exp(np.asarray(totals, dtype="float64"))))


def manners(got, model, tokens):
    """How it asked and answered, without the numbers."""
    types = got["types of the tokens given"]
    return {
        "one number": got["shape"] == [],
        "arrays": bool(types) and all(t.startswith(ARRAYS) for t in types),
        "unchanged": bool(not np.any(got["tokens moved by"]) and not np.any(got["state moved by"])),
        "right": bool(np.allclose(got["total"], log_prob(model, tokens[0], tokens[1:].tolist()))),
    }
