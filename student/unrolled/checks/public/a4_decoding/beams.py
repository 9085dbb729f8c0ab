"""Public cases of beam search, whole and in groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, public
from unrolled.checks.public.a4_decoding.language import markov, ranked, recurrent

# From 0 one can go to 1, 2, 3 or 4; each of them goes on to the next number, and 5 is the end. Its
# own row says what a search finds that goes on behind the end.
CHAIN = [
    [0.0, 0.4, 0.3, 0.2, 0.1, 0.0],
    [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    [0.2, 0.1, 0.2, 0.2, 0.2, 0.3],
]
AXES = {"tokens": "hypotheses positions", "scores": "hypotheses"}


@public("beam_search", says="a chain with four ways to the end, widths 3 and 8; equals", **AXES)
def beam_on_a_chain(answer: Answer) -> Mapping[str, Any]:
    """Ways of different lengths, impossible extensions, and sequences of equal scores."""
    step, state = markov(CHAIN)
    few = ranked(answer.beam_search(step, state, 0, 5, 3, 10), 10)
    wide = ranked(answer.beam_search(step, state, 0, 5, 8, 10), 10)
    step, state = markov([[0.25] * 4] * 4)
    equal = ranked(answer.beam_search(step, state, 0, 9, 4, 1), 1)["tokens"]
    return {**few, "tokens of width 8": wide["tokens"], "equals": np.sort(equal, axis=0)}


@public(
    "beam_search",
    says="a model that remembers all, with a nested state: width 3, then 1, then all there is",
    **AXES,
)
def beam_with_memory(answer: Answer) -> Mapping[str, Any]:
    """Only with rows of the state in the right places do these numbers come out."""
    step, state = recurrent(471, vocab=4, likely=3, nested=True)
    few = ranked(answer.beam_search(step, state, 0, 3, 3, 5), 5)
    one = ranked(answer.beam_search(step, state, 0, 3, 1, 5), 5)
    every = ranked(answer.beam_search(step, state, 0, 3, 200, 3), 3)
    return {
        **few,
        "tokens of width 1": one["tokens"],
        "all scores": every["scores"],
        "all tokens": every["tokens"],
    }


@public(
    "beam_search", says="the length penalty, one id for start and end, and when to stop", **AXES
)
def beam_with_length_penalty(answer: Answer) -> Mapping[str, Any]:
    """Lengths count the end and not the start; an early stop must not lose a longer sequence."""
    step, state = recurrent(567, vocab=5, likely=2)
    long = ranked(answer.beam_search(step, state, 2, 2, 3, 7, 1.0), 7)
    step, state = recurrent(647, vocab=5, likely=2)
    less = ranked(answer.beam_search(step, state, 2, 2, 3, 7, alpha=0.9), 7)
    return {
        **long,
        "tokens of another": less["tokens"],
        "scores of another": less["scores"],
        **_calls(answer),
    }


def _calls(answer: Answer) -> dict[str, Fact]:
    """Looks at what `step` is asked for p = .6 (the end), .3, .1: two steps are enough."""
    step, state = markov([[0.1, 0.3, 0.6]] * 3)
    asked: list[list[int]] = []

    def watched(tokens: Any, given: Any) -> tuple[Any, Any]:
        asked.append(np.asarray(tokens).tolist())
        return step(tokens, given)

    answer.beam_search(watched, state, 0, 2, 2, 9)
    return {
        "ended": Fact(
            not any(2 in tokens for tokens in asked),
            "`step` was asked what follows a sequence that had ended.",
        ),
        "stopped": Fact(
            len(asked) == 2,
            f"`step` was called {len(asked)} times; expected 2: then nothing open can win.",
        ),
    }


@public("diverse_beam_search", says="two groups of one, strengths 0, 0.50 and 0.52", **AXES)
def diverse_threshold(answer: Answer) -> Mapping[str, Any]:
    """With p = .5, .3, .2 the second group leaves token 0 above ln(5/3) = 0.5108."""
    step, state = markov([[0.5, 0.3, 0.2]] * 3)
    below, above, none = (
        ranked(answer.diverse_beam_search(step, state, 0, 9, 2, 2, strength, 1), 1)
        for strength in (0.50, 0.52, 0.0)
    )
    return {
        **above,
        "tokens at 0.50": below["tokens"],
        "scores at 0.50": below["scores"],
        "tokens at 0": none["tokens"],
    }


@public("diverse_beam_search", says="three groups of two, with memory; a chain", **AXES)
def diverse_with_memory(answer: Answer) -> Mapping[str, Any]:
    """Nested state, an end, penalties that add up over the groups, impossible extensions."""
    step, state = recurrent(605, vocab=6, likely=4, nested=True)
    three = ranked(answer.diverse_beam_search(step, state, 1, 4, 6, 3, 0.6, 5), 5)
    step, state = markov(CHAIN)
    chain = ranked(answer.diverse_beam_search(step, state, 0, 5, 12, 2, 0.3, 10), 10)
    return {**three, "scores on a chain": chain["scores"]}


@public("diverse_beam_search", says="one id for start and end: one group, and four", **AXES)
def diverse_lines(answer: Answer) -> Mapping[str, Any]:
    """One group is pushed by nobody: a plain beam search."""
    step, state = recurrent(492, vocab=5, likely=2)
    one = ranked(answer.diverse_beam_search(step, state, 2, 2, 3, 1, 3.0, 5), 5)
    step, state = recurrent(600, vocab=6, likely=4, nested=True)
    four = ranked(answer.diverse_beam_search(step, state, 4, 4, 8, 4, 0.5, 5), 5)
    return {**one, "tokens of four": four["tokens"], "scores of four": four["scores"]}
