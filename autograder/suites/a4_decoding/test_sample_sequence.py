"""Hidden tests for `sample_sequence`.

Two laws are right: that of the model, where the answer draws by itself, and that of the stand-in,
where it calls `sample_token`.
"""

import functools

import numpy as np

from autograder.suites.a4_decoding.chance import (
    follows,
    sequence_law,
    stand_in_law,
    tells_apart,
    token_law,
)
from autograder.suites.a4_decoding.draw import certain, language, likeliest, until
from autograder.suites.a4_decoding.judging import are
from autograder.testing import question, require, seeds

COUNT = 700
MISREADINGS = {
    "state never moves": "they look as if `step` got the first state again and again",
    "start fed again": "they look as if every step was fed the start token",
    "no temperature": "they look as if the temperature was not used",
    "probabilities as logits": "they look as if probabilities were taken for logits",
    "temperature turned over": "they look as if the temperature multiplied the logits",
}


@question("sample_sequence", points=4)
def test_every_token_is_drawn_from_what_the_model_says_after_those_before(submission, rng):
    asked = {"start": 0, "eos": 2, "max_len": 2, "temperature": 0.3}
    model = until(
        lambda: language(rng, vocab=4, eos=2, eos_shift=-0.7),
        lambda model: all(
            tells_apart(laws["right"], laws[wrong], COUNT)
            for laws in both_laws(model, asked)
            for wrong in MISREADINGS
        ),
    )
    given = {"model": model, **asked, "seeds": seeds(rng, 1), "count": COUNT}
    law = submission.summary(functools.partial(nearest_law, model, asked), "sequences", **given)
    require(
        law == "right",
        f"{COUNT} sequences do not occur as often as they should: {law}. Each token is drawn from "
        "the log-probabilities after those before it, at the given temperature.",
    )


@question("sample_sequence", points=2)
def test_at_temperature_zero_it_is_greedy(submission, rng):
    asked = {"start": 1, "eos": 5, "max_len": 8}

    def is_long(model):
        return all(len(likeliest(model, **asked, sign=sign)) >= 7 for sign in (1, -1))

    model = until(lambda: language(rng, vocab=6, form="list"), is_long)
    given = {**asked, "temperature": 0, "seeds": seeds(rng, 2)}

    def is_greedy(got):
        # The stand-in takes the unlikeliest.
        sign = -1 if got["by the stand-in"] else 1
        return are(got["sequences"], [likeliest(model, **asked, sign=sign)] * 2)

    require(
        submission.summary(is_greedy, "sequences", model=model, **given),
        "at temperature 0 the sequence is not the one that takes the likeliest token every time. "
        "Does the temperature reach each draw, and the state each step?",
    )


@question("sample_sequence", points=1)
def test_it_stops_at_eos_and_returns_it(submission, rng):
    asked = {"start": 0, "eos": 9, "max_len": 9}
    model = until(
        lambda: certain(rng, vocab=10, allowed=np.arange(1, 10)),
        lambda model: 4 <= len(likeliest(model, **asked)) <= 7,
    )
    require_sure(submission, rng, model, asked)


@question("sample_sequence", points=1)
def test_at_most_max_len_tokens_are_written(submission, rng):
    for max_len in (1, 4):
        model = certain(rng, vocab=9, allowed=[0, 1, *range(3, 9)])
        require_sure(submission, rng, model, {"start": 3, "eos": 2, "max_len": max_len})


@question("sample_sequence", points=1)
def test_a_start_token_equal_to_eos_does_not_end_it(submission, rng):
    model = certain(rng, vocab=6, allowed=[0, 1, 2, 4, 5], form="nested")
    require_sure(submission, rng, model, {"start": 3, "eos": 3, "max_len": 5})


@question("sample_sequence", points=1, needs_numbers=True)
def test_all_randomness_comes_from_the_generator_given(submission, rng):
    model = language(rng, vocab=5, scale=0.5, eos=4, eos_shift=-np.inf)
    one, other = seeds(rng, 2)
    asked = {"start": 0, "eos": 4, "max_len": 12}
    given = {**asked, "temperature": 1.0, "count": 3, "seeds": [one, one, other]}
    greedy = likeliest(model, **asked)
    got = submission.summary(functools.partial(sources, greedy), "sequences", model=model, **given)
    require(
        got["repeats"],
        "two generators of the same state gave different sequences. Draw from `rng` and from "
        "nothing else.",
    )
    require(
        got["varies"] and got["goes on"],
        "the same sequence came out again, of the same generator or of another one. Draw every "
        "token from `rng` itself, as it goes on, and make no generator of your own.",
    )


def require_sure(submission, rng, model, asked):
    """Rejects anything but the one sequence that a model without doubts can write."""
    got = submission.summary(
        lambda got: got["sequences"],
        "sequences",
        model=model,
        temperature=0.8,
        seeds=seeds(rng, 1),
        **asked,
    )
    sure = likeliest(model, **asked)
    came = got[0] if isinstance(got, list) and got else got
    require(
        are(came, sure),
        f"a model that is always sure of the next token gave {came}; expected {len(sure)} tokens. "
        f"`start` is {asked['start']}, `eos` {asked['eos']} and `max_len` {asked['max_len']}.",
    )


def both_laws(model, asked):
    """What sequences follow, right and misread, for both laws of a token."""
    readings = ("right", *MISREADINGS)
    return [
        {reading: sequence_law(model, law, **asked, reading=reading) for reading in readings}
        for law in (token_law, stand_in_law)
    ]


def nearest_law(model, asked, got):
    """Says "right", or what the sequences look like instead."""
    laws = both_laws(model, asked)[1 if got["by the stand-in"] else 0]
    try:
        outcomes = [tuple(tokens) for tokens in got["sequences"]]
    except TypeError:
        return "no lists of integers came out"
    if follows(outcomes, laws["right"]):
        return "right"
    if len(set(outcomes)) == 1:
        return "it is the same sequence every time"
    found = (text for name, text in MISREADINGS.items() if follows(outcomes, laws[name]))
    return next(found, "they follow another law")


def sources(greedy, got):
    """What the sequences depend on."""
    first, again, other = (got["sequences"][i : i + 3] for i in (0, 3, 6))
    goes_on = any(tokens != first[0] for tokens in first)
    depends = {"repeats": first == again, "varies": first != other, "goes on": goes_on}
    return {**depends, "drawn at all": first[0] != greedy}
