"""Public cases of beam search, whole and in groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unrolled.checks.probing import Answer, public
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


@public("beam_search", says="a chain with three ways to the end, width 3", **AXES)
def beam_on_a_chain(answer: Answer) -> Mapping[str, Any]:
    """Ways of different lengths, and impossible extensions."""
    step, state = markov(CHAIN)
    return ranked(answer.beam_search(step, state, 0, 5, 3, 10), 10)


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
    "beam_search",
    says="the length penalty, and one id for start and end",
    **AXES,
)
def beam_with_length_penalty(answer: Answer) -> Mapping[str, Any]:
    """Lengths count the end and not the start; an early stop must not lose a longer sequence."""
    step, state = recurrent(482, vocab=5, likely=2)
    long = ranked(answer.beam_search(step, state, 2, 2, 4, 6, 0.9), 6)
    half = ranked(answer.beam_search(step, state, 2, 2, 2, 6, alpha=0.4), 6)
    return {**long, "half tokens": half["tokens"], "half scores": half["scores"]}


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


@public("diverse_beam_search", says="two and three groups of two, with memory", **AXES)
def diverse_with_memory(answer: Answer) -> Mapping[str, Any]:
    """Nested state, an end, and penalties that add up over the groups."""
    step, state = recurrent(491, vocab=6, likely=4, nested=True)
    two = ranked(answer.diverse_beam_search(step, state, 1, 4, 4, 2, 0.8, 4), 4)
    three = ranked(answer.diverse_beam_search(step, state, 1, 4, 6, 3, 0.5, 5), 5)
    return {**two, "three tokens": three["tokens"], "three scores": three["scores"]}


@public("diverse_beam_search", says="a single group, and one id for start and end", **AXES)
def diverse_single_group(answer: Answer) -> Mapping[str, Any]:
    """One group is pushed by nobody: a plain beam search."""
    step, state = recurrent(492, vocab=5, likely=2)
    return ranked(answer.diverse_beam_search(step, state, 2, 2, 3, 1, 3.0, 5), 5)
