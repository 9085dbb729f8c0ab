"""Hidden tests for `sample_token`."""

import numpy as np

from autograder.suites.a4_decoding.chance import follows, token_law
from autograder.suites.a4_decoding.judging import are
from autograder.testing import normal, question, require, seeds

# Far enough apart that a thousand draws tell every law below from the others.
LOGITS = np.array([2.2, 1.0, 0.0, -1.2])
# Others hardly ever come up; among them, those above lie in other places every time.
HOPELESS = np.full(8, -25.0)
COUNT = 800


@question("sample_token", points=2)
def test_at_temperature_zero_it_is_the_argmax(submission, rng):
    for shift in (0.0, -50.0, 400.0):
        logits = normal(rng, 40) + shift
        got = submission.ask("draws", logits=logits, temperature=0, seed=seeds(rng, 1)[0], count=3)
        require(
            are(got, [int(np.argmax(logits))] * 3),
            "at temperature 0 the token of the highest logit does not come out every time. Nothing "
            "is drawn there, and nothing divided by the temperature.",
        )


@question("sample_token", points=2)
def test_at_temperature_one_it_draws_from_the_softmax(submission, rng):
    require_law(submission, rng, 1.0)


@question("sample_token", points=2)
def test_the_temperature_divides_the_logits(submission, rng):
    for temperature in (0.5, 2.0):
        require_law(submission, rng, temperature)


@question("sample_token", points=1)
def test_tiny_temperatures_and_huge_logits_do_not_overflow(submission, rng):
    ordered = np.array([900.0, 899.0, -900.0, -np.inf, *np.zeros(36)])
    for temperature, scale in ((1e-3, 1.0), (0.01, 1.0), (1e-6, 1e-3)):
        logits = rng.permutation(ordered)
        given = {"logits": logits * scale, "temperature": temperature, "count": 20}
        got = submission.ask("draws", seed=seeds(rng, 1)[0], **given)
        require(
            are(got, [int(np.argmax(logits))] * 20),
            f"at temperature {temperature:g}, logits of {900 * scale:g} and less did not give the "
            "token of the highest one. Before `exp`, take the largest logit off all of them.",
        )


@question("sample_token", points=1)
def test_a_token_of_logit_minus_infinity_is_never_drawn(submission, rng):
    logits = rng.permutation(np.array([0.3, 0.1, 0.0, -0.1, -0.4, *np.full(11, -np.inf)]))
    given = {"temperature": 3.0, "seed": seeds(rng, 1)[0], "count": 200}
    possible = {int(token) for token in np.flatnonzero(logits > -np.inf)}
    drawn = submission.summary(
        lambda got: sorted(set(got)) if isinstance(got, list) else [],
        "draws",
        logits=logits,
        **given,
    )
    require(
        set(drawn) == possible,
        f"of 16 tokens, of which {sorted(possible)} are possible, {drawn} came out in 200 draws.",
    )


@question("sample_token", points=1, needs_numbers=True)
def test_all_randomness_comes_from_the_generator_given(submission, rng):
    seed, other = seeds(rng, 2)
    given = {"temperature": 1.0, "seed": seed, "other_seed": other, "count": 60}
    got = submission.summary(sources, "randomness", logits=LOGITS / 2, **given)
    require(
        got["repeats"] and got["untouched"],
        "two generators of the same state did not give the same 60 draws, or a global generator "
        "was used. Draw from `rng` and from nothing else.",
    )
    require(
        got["varies"],
        "generators of different states gave the same 60 draws. Draw from `rng`, and make no "
        "generator of your own.",
    )


@question("sample_token", points=1, needs_numbers=True)
def test_one_int_comes_back_and_the_logits_stay_as_they_are(submission, rng):
    logits = normal(rng, 6)
    for temperature in (0.7, 0):
        given = {"logits": logits, "temperature": temperature, "seed": seeds(rng, 1)[0]}
        got = submission.summary(kept, "one_draw", **given)
        require(
            got["a token"],
            "what comes back is no int from 0 to V - 1. Is it an array, or a float?",
        )
        require(
            got["unchanged"],
            "the caller's logits are others after the call: `-=` and `/=` work in place on an "
            "array. Make a new one.",
        )


def require_law(submission, rng, temperature):
    """Rejects draws that cannot be from softmax(logits / temperature)."""
    logits = rng.permutation(np.concatenate([LOGITS, HOPELESS])) + 3 * rng.standard_normal()
    given = {"logits": logits, "temperature": temperature, "count": COUNT}
    law = submission.summary(
        lambda got: nearest_law(got, logits, temperature), "draws", seed=seeds(rng, 1)[0], **given
    )
    require(
        law == "softmax(logits / temperature)",
        f"{COUNT} draws at temperature {temperature:g} do not follow "
        f"softmax(logits / temperature): {law}.",
    )


def nearest_law(drawn, logits, temperature):
    """The first of the laws that are known that the draws follow."""
    best = int(np.argmax(logits))
    second = int(np.argsort(logits)[-2])
    powers = token_law(logits, temperature)
    laws = {
        "softmax(logits / temperature)": powers,
        "they follow softmax(logits), whatever the temperature": token_law(logits, 1.0),
        "they follow softmax(logits * temperature)": token_law(logits, 1 / temperature),
        "they follow softmax(logits / temperature ** 2)": token_law(logits, temperature**2),
        "all tokens are equally likely": dict.fromkeys(powers, 1 / len(powers)),
        "it is the same token every time": {best: 1.0},
    }
    if not isinstance(drawn, list):
        return "no integers came out"
    for name, law in laws.items():
        if follows(drawn, law):
            return name
    if set(drawn) <= {best, second}:
        return "only the likeliest tokens ever come out"
    return "they follow another law"


def sources(got):
    """What the draws depend on."""
    return {
        "repeats": got["first"] == got["again"],
        "varies": got["first"] != got["other"],
        "the likeliest alone": set(got["first"]) == {int(np.argmax(LOGITS))},
        "untouched": got["globals untouched"],
    }


def kept(got):
    """Whether a draw is a token, and left the logits alone."""
    moved = got["logits moved by"]
    a_token = got["an int"] and 0 <= int(got["token"]) < len(moved)
    return {"a token": a_token, "unchanged": not np.any(moved)}
