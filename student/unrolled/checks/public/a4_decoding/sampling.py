"""Public cases of sampling. They look at how often tokens come, never at a single draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Floats, Unmet, public
from unrolled.checks.public.a4_decoding.language import ids_of, markov, recurrent

DRAWS = 1000
SIGMAS = 5.0  # a right answer is off by more than this once in a million numbers
LOGITS = np.array([0.4, 1.6, -0.5, 1.1])


def _softmax(logits: Floats) -> Floats:
    weights = np.exp(logits - logits.max())
    shares: Floats = weights / weights.sum()
    return shares


def _close(counts: Floats, probabilities: Floats) -> bool:
    total = counts.sum()
    allowed = SIGMAS * np.sqrt(total * probabilities * (1 - probabilities)) + 1
    return bool(np.all(np.abs(counts - total * probabilities) <= allowed))


def _token(value: Any, vocab: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        kind = type(value).__name__
        raise Unmet(
            f"The answer is of type `{kind}`; expected an int.",
            "It is one token's id that is asked for: no probability, and no array around it.",
        )
    if not 0 <= value < vocab:
        raise Unmet(f"The answer is {value}; expected an id from 0 to {vocab - 1}.")
    return int(value)


def _counts(answer: Answer, logits: Floats, temperature: float, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    drawn = [
        _token(answer.sample_token(logits, temperature, rng), len(logits)) for _ in range(DRAWS)
    ]
    counts: Floats = np.bincount(drawn, minlength=len(logits)).astype(np.float64)
    return counts


@public("sample_token", says=f"how often each of 4 tokens comes in {DRAWS} draws")
def frequencies(answer: Answer) -> Mapping[str, Any]:
    """At temperature 1, below it and above it."""
    facts = {}
    largest = []
    for seed, (temperature, what) in enumerate(
        ((1.0, "the softmax of the logits"), (0.4, "sharper"), (2.5, "flatter")), start=421
    ):
        counts = _counts(answer, LOGITS.copy(), temperature, seed)
        largest.append(float(counts.max()))
        facts[f"temperature {temperature}"] = Fact(
            _close(counts, _softmax(LOGITS / temperature)),
            f"At temperature {temperature} ({what}) tokens come in other shares than they should.",
        )
        facts[f"all of them {temperature}"] = Fact(
            int(counts.max()) < DRAWS, f"At temperature {temperature} the same token comes always."
        )
    # Tells a temperature that is turned round from one that does nothing.
    sharper = largest[1] - largest[2]
    return {**facts, "~sharper": np.sign(sharper) * (abs(sharper) > DRAWS / 20)}


@public("sample_token", says="temperature 0, and temperatures close to it")
def cold(answer: Answer) -> Mapping[str, Any]:
    """The argmax, without a division by zero."""
    rng = np.random.default_rng(431)
    logits = np.array([-3.0, 0.2, 0.9, 0.7])
    found = {}
    for temperature in (0, 0.0, 1e-3):
        drawn = {_token(answer.sample_token(logits, temperature, rng), 4) for _ in range(20)}
        found[f"temperature {temperature!r}"] = Fact(
            drawn == {2}, f"At temperature {temperature!r} another token came than the likeliest."
        )
    return found


@public("sample_token", says="logits near 1000, impossible tokens, and where chance comes from")
def large_logits(answer: Answer) -> Mapping[str, Any]:
    """`exp(1000)` overflows; `-inf` is the log of zero; `rng` is what makes draws repeatable."""
    logits = np.array([1000.0, 1001.0, -np.inf, 999.0])
    given = logits.copy()
    counts = _counts(answer, given, 1.0, 441)
    small = _counts(answer, np.array([-np.inf, -0.5, 0.4]), 1.0, 442)
    likeliest = [
        answer.sample_token(row, 1.0, np.random.default_rng(seed)) == row.argmax()
        for row in (np.roll(LOGITS, by) for by in range(4))
        for seed in range(443, 447)
    ]
    return {
        "impossible": Fact(
            counts[2] == small[0] == 0, "A token of logit `-inf` came: it has probability zero."
        ),
        "shares": Fact(
            _close(counts, _softmax(logits)),
            "With logits near 1000 tokens come in other shares than they should.",
        ),
        "repeatable": Fact(
            np.array_equal(counts, _counts(answer, given, 1.0, 441)),
            "Two generators with the same seed gave different draws: does all chance come from "
            "`rng`?",
        ),
        "logits kept": Fact(
            np.array_equal(given, logits), "Your code changes `logits` itself, in place."
        ),
        # Tells an argmax from a generator that starts anew at each call.
        "~always the likeliest": np.asarray(all(likeliest)),
    }


@public("sample_sequence", says="temperature 0 writes what argmax writes", tokens="positions")
def cold_sequences(answer: Answer) -> Mapping[str, Any]:
    """Carried state, the end, the limit, and one id for start and end: all without chance."""
    rng = np.random.default_rng(451)
    step, state = recurrent(412, vocab=6, nested=True)
    tokens = ids_of(answer.sample_sequence(step, state, 5, 9, 7, 0, rng))
    step, state = markov([[0.3, 0.2, 0.5], [0.6, 0.2, 0.2], [0.1, 0.8, 0.1]])
    line = ids_of(answer.sample_sequence(step, state, 0, 0, 5, 0, rng))
    single = ids_of(answer.sample_sequence(step, state, 0, 0, 1, 0, rng))
    return {"tokens": tokens, "line": line, "single": single}


@public("sample_sequence", says="how often each sequence of up to two tokens comes in 900")
def sequence_frequencies(answer: Answer) -> Mapping[str, Any]:
    """Every draw follows from the draw before it."""
    first = [[0.2, 0.5, 0.3], [0.5, 0.1, 0.4], [0.6, 0.3, 0.1]]
    step, state = markov(first)
    facts = {}
    for seed, temperature in ((461, 1.0), (462, 0.5)):
        share = np.array(first) ** (1 / temperature)
        share /= share.sum(axis=1, keepdims=True)
        # Token 2 ends a sequence.
        expected: dict[tuple[int, ...], float] = {(2,): share[0, 2]}
        expected |= {(a, b): share[0, a] * share[a, b] for a in (0, 1) for b in (0, 1, 2)}
        rng = np.random.default_rng(seed)
        counts = Counter(
            tuple(ids_of(answer.sample_sequence(step, state, 0, 2, 2, temperature, rng)).tolist())
            for _ in range(900)
        )
        unexpected = counts.keys() - expected.keys()
        seen = np.array([counts[key] for key in expected], dtype=np.float64)
        facts[f"possible {temperature}"] = Fact(
            not unexpected, f"A sequence came that cannot: {sorted(unexpected)[:1]}; 2 is the end."
        )
        facts[f"varied {temperature}"] = Fact(
            len(counts) > 1, "The same sequence comes every time: does each draw move `rng` on?"
        )
        facts[f"shares {temperature}"] = Fact(
            bool(unexpected) or _close(seen, np.array(list(expected.values()))),
            f"At temperature {temperature} sequences come in other shares than they should.",
        )
    return {**facts, **_chance(answer)}


def _chance(answer: Answer) -> dict[str, Any]:
    """Whether a sequence depends on the generator's seed, and on nothing else."""
    step, state = markov([[0.2, 0.4, 0.2, 0.2]] * 4)

    def line(seed: int) -> list[int]:
        rng = np.random.default_rng(seed)
        tokens = ids_of(answer.sample_sequence(step, state, 0, 9, 12, 1.0, rng))
        return [int(token) for token in tokens]

    first = line(471)
    return {
        "repeatable": Fact(
            first == line(471),
            "Two generators with the same seed gave different sequences: does all chance come from "
            "`rng`?",
        ),
        "seeded": Fact(
            any(line(seed) != first for seed in range(472, 475)),
            "Generators with different seeds gave the same sequence: is `rng` what you draw from?",
        ),
        "~likeliest": np.asarray(first == [1] * 12),
    }
