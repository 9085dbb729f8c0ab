"""Hidden tests for `beam_search`: what it expands, and when it stops."""

import functools

import numpy as np

from autograder.suites.a4_decoding.draw import advance, language, until
from autograder.suites.a4_decoding.judging import wrong_hypotheses
from autograder.suites.a4_decoding.readings import same_tokens, search
from autograder.testing import question, require

EARLY = ("first", "width", "undivided", "length so far", "best")


@question("beam_search", points=2)
def test_a_finished_hypothesis_is_not_expanded(submission, rng):
    asked = {"start": 0, "eos": 4, "width": 3, "max_len": 6}
    model = until(
        lambda: language(rng, vocab=5, eos=4, eos_shift=0.7),
        lambda model: len(search(model, **asked)[0][0][0]) < search(model, **asked)[1] - 1,
    )
    asked["alpha"] = 0.5
    summarise = functools.partial(expanded, model)
    got = submission.summary(summarise, "expansions", model=model, **asked)
    require(
        not got["ended"],
        f"`step` was asked what follows {(got['ended'] or [[]])[0]}, the start token first, "
        "although 4 is `eos`. A finished hypothesis leaves the beam.",
    )
    require(
        got["steps"] >= search(model, **asked)[1],
        f"hypotheses were expanded at {got['steps']} steps only; one that was open could win.",
    )


@question("beam_search", points=2)
def test_the_search_goes_on_while_something_open_can_win(submission, reference, rng):
    asked = {"start": 1, "eos": 3, "width": 2, "max_len": 7}
    for alpha in (0.0, 0.9):
        # Every way of stopping early that differs at this alpha shows in the hypotheses.
        early = EARLY if alpha else ("first", "width", "best")
        model = until(
            lambda: language(rng, vocab=4, scale=1.2, eos=3, eos_shift=0.5),
            lambda model, alpha=alpha, early=early: stops_show(model, asked, alpha, early),
        )
        given = {"model": model, **asked, "alpha": alpha}
        got, expected = (impl.ask("beams", **given) for impl in (submission, reference))
        wrong = wrong_hypotheses(got, expected, model, start=1, alpha=alpha)
        require(
            wrong is None,
            f"{wrong} (`alpha` is {alpha}. Or does the search stop too early? An open hypothesis "
            "may still win while its log P, over max_len ** alpha, is above the width-th best "
            "finished score.)",
        )


@question("beam_search", points=2)
def test_the_search_ends_when_nothing_open_can_win(submission, rng):
    for alpha in (0.0, 0.8):
        asked = {"start": 0, "eos": 4, "width": 2, "max_len": 9, "alpha": alpha}
        model = until(
            lambda: language(rng, vocab=5, eos=4, eos_shift=1.5),
            lambda model, asked=asked: ends_before_it_must(model, asked),
        )
        summarise = functools.partial(expanded, model)
        got = submission.summary(summarise, "expansions", model=model, **asked)
        right = search(model, **asked)[1]
        called = f"with `width` 2, `max_len` 9 and `alpha` {alpha} hypotheses were expanded at"
        require(
            got["steps"] <= right,
            f"{called} {got['steps']} steps. After {right} of them nothing open could reach the "
            "second best finished score any more, and the search should end.",
        )
        require(
            got["steps"] == right,
            f"{called} {got['steps']} steps only; one that was open could still win.",
        )


def expanded(model, got):
    """At how many steps hypotheses of this model were expanded, and which ones that had ended."""
    asked = [one["tokens"] for one in got if is_of(model, **one)]
    ended = [tokens for tokens in asked if 4 in tokens[1:]]
    return {"steps": max(map(len, asked), default=0), "ended": ended}


def is_of(model, tokens, log_probs):
    """Whether the model says this of what follows these tokens, the start first."""
    registers = model["first"]
    for token in tokens:
        registers, row = advance(model, registers, token)
    return np.array_equal(log_probs, row)


def stops_show(model, asked, alpha, early):
    """Whether each of these ways of stopping too early ends in other hypotheses."""
    right, _ = search(model, **asked, alpha=alpha)
    return not any(
        same_tokens(right, search(model, **asked, alpha=alpha, stop=stop)[0]) for stop in early
    )


def ends_before_it_must(model, asked):
    """Whether the search ends with hypotheses still open, and not just before `max_len`."""
    steps = search(model, **asked)[1]
    return 2 <= steps <= 5 and search(model, **asked, stop="never")[1] > steps
