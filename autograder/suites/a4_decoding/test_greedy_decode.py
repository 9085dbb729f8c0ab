"""Hidden tests for `greedy_decode`."""

import numpy as np

from autograder.suites.a4_decoding.draw import (
    certain,
    complete,
    language,
    likeliest,
    until,
)
from autograder.suites.a4_decoding.judging import are
from autograder.testing import agree, question, require


@question("greedy_decode", points=3)
def test_the_likeliest_token_is_taken_at_every_step(submission, reference, rng):
    for start, max_len in ((0, 9), (3, 6)):
        model = language(rng, vocab=6, eos=5, eos_shift=-np.inf)
        asked = {"start": start, "eos": 5, "max_len": max_len}
        agree(submission, reference, "greedy", {"model": model, **asked})


@question("greedy_decode", points=2)
def test_it_stops_at_eos_and_returns_it(submission, reference, rng):
    asked = {"start": 1, "eos": 9, "max_len": 9}

    def ends_inside(model):
        return 4 <= len(likeliest(model, **asked)) <= 7

    model = until(lambda: language(rng, vocab=10, eos=9), ends_inside)
    agree(submission, reference, "greedy", {"model": model, **asked})


@question("greedy_decode", points=1, needs_numbers=True)
def test_eos_may_be_the_first_token_written(submission, rng):
    model = language(rng, vocab=5, eos=2, eos_shift=30.0)
    tokens = submission.ask("greedy", model=model, start=0, eos=2, max_len=4)
    require(
        are(tokens, [2]),
        f"where `eos`, here 2, is the likeliest token after the start, {tokens} comes back; "
        "expected `eos` alone.",
    )


@question("greedy_decode", points=1, needs_numbers=True)
def test_it_writes_at_most_max_len_tokens(submission, rng):
    model = language(rng, vocab=4, eos=3, eos_shift=-np.inf, form="list")
    for max_len in (1, 2, 5):
        asked = {"start": 3, "eos": 3, "max_len": max_len}
        tokens = submission.ask("greedy", model=model, **asked)
        wrote = len(tokens) if isinstance(tokens, list) else "no list of"
        require(
            wrote == max_len,
            f"with `max_len` {max_len}, and a model that never writes `eos`, there are {wrote} "
            "tokens; expected `max_len` of them, not counting the start.",
        )


@question("greedy_decode", points=1)
def test_a_start_token_equal_to_eos_does_not_end_it(submission, reference, rng):
    model = certain(rng, vocab=5, allowed=[0, 2, 3, 4])
    agree(submission, reference, "greedy", {"model": model, "start": 1, "eos": 1, "max_len": 7})


@question("greedy_decode", points=1)
def test_a_state_of_nested_containers_goes_on_from_step_to_step(submission, reference, rng):
    model = language(rng, vocab=6, eos=0, eos_shift=-np.inf, form="nested")
    agree(submission, reference, "greedy", {"model": model, "start": 0, "eos": 0, "max_len": 7})


@question("greedy_decode", points=2)
def test_it_walks_into_the_greedy_trap(submission, reference, rng):
    asked = {"start": 0, "eos": 4, "max_len": 5}

    def is_trap(model):
        # The likeliest sequence begins with another token than the greedy one.
        best = max(complete(model, **asked), key=lambda found: found[1])
        return best[0][0] != likeliest(model, **asked)[0]

    model = until(lambda: language(rng, vocab=5, eos=4, eos_shift=-1.0), is_trap)
    agree(submission, reference, "greedy", {"model": model, **asked})


@question("greedy_decode", points=1, needs_numbers=True)
def test_a_list_of_integers_comes_back(submission, rng):
    model = language(rng, vocab=5, eos=4, eos_shift=-np.inf)
    got = submission.ask("greedy_types", model=model, start=0, eos=4, max_len=3)
    require(
        got["type"] == "list" and got["tokens"] and got["all integers"],
        f"what comes back is of type {got['type']}"
        f"{'' if got['all integers'] else ', and not all in it are integers'}; expected a list of "
        "ints.",
    )
