"""Known wrong answers to `sample_sequence`.

Each stands under its question's name in the solution's namespace; a default of `right` is the
solution, where the mistake is made around it.
"""

import copy

import numpy as np

from autograder.testing import misconception


@misconception(
    "sample_sequence",
    hint="The temperature does not reach the draws. Pass it on.",
)
def temperature_not_passed_on(
    step, state, start, eos, max_len, temperature, rng, right=sample_sequence
):
    return right(step, state, start, eos, max_len, 1.0, rng)


@misconception(
    "sample_sequence",
    hint="You take the likeliest token every time. Draw it, with `sample_token`.",
)
def sequence_never_drawn(step, state, start, eos, max_len, temperature, rng):
    return greedy_decode(step, state, start, eos, max_len)


@misconception(
    "sample_sequence",
    hint="Every step gets the first state again. Pass on the state that `step` returns.",
)
def sampler_forgets_the_state(step, state, start, eos, max_len, temperature, rng):
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, _ = step(np.array([token]), state)
        token = sample_token(log_probs[0], temperature, rng)
        tokens.append(token)
        if token == eos:
            break
    return tokens


@misconception(
    "sample_sequence",
    hint="Every step reads the start token. What was drawn is what the model reads next.",
)
def sampler_reads_the_start_again(step, state, start, eos, max_len, temperature, rng):
    tokens = []
    for _ in range(max_len):
        log_probs, state = step(np.array([start]), state)
        tokens.append(sample_token(log_probs[0], temperature, rng))
        if tokens[-1] == eos:
            break
    return tokens


@misconception(
    "sample_sequence",
    hint="You hand probabilities to `sample_token`. It takes logits, and log-probabilities are "
    "logits already.",
)
def probabilities_for_logits(step, state, start, eos, max_len, temperature, rng):
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, state = step(np.array([token]), state)
        token = sample_token(np.exp(log_probs[0]), temperature, rng)
        tokens.append(token)
        if token == eos:
            break
    return tokens


@misconception(
    "sample_sequence",
    hint="The start token stands in front of your result. It is given, and not written by the "
    "model.",
)
def sampler_returns_the_start(
    step, state, start, eos, max_len, temperature, rng, right=sample_sequence
):
    return [start, *right(step, state, start, eos, max_len, temperature, rng)]


@misconception(
    "sample_sequence",
    hint="`eos` is missing at the end of your result. It was drawn: it belongs to the sequence.",
)
def sampler_without_eos(step, state, start, eos, max_len, temperature, rng, right=sample_sequence):
    tokens = right(step, state, start, eos, max_len, temperature, rng)
    return [token for token in tokens if token != eos]


@misconception("sample_sequence", hint="You go on after `eos`. The sequence ends there.")
def sampler_never_stops(step, state, start, eos, max_len, temperature, rng):
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, state = step(np.array([token]), state)
        token = sample_token(log_probs[0], temperature, rng)
        tokens.append(token)
    return tokens


@misconception(
    "sample_sequence",
    hint="Where the start token is `eos` itself you write nothing. The start never ends a "
    "sequence; only what is drawn does.",
)
def sampler_ended_by_the_start(step, state, start, eos, max_len, temperature, rng):
    token, tokens = start, []
    while token != eos and len(tokens) < max_len:
        log_probs, state = step(np.array([token]), state)
        token = sample_token(log_probs[0], temperature, rng)
        tokens.append(token)
    return tokens


@misconception(
    "sample_sequence",
    hint="You write one token too few. `max_len` counts what is drawn, and not the start.",
)
def sampler_counts_the_start(
    step, state, start, eos, max_len, temperature, rng, right=sample_sequence
):
    return right(step, state, start, eos, max_len, temperature, rng)[: max_len - 1]


@misconception(
    "sample_sequence",
    hint="`max_len` is not used: your sequences go on until `eos` comes, however long that takes.",
)
def sampler_without_a_limit(
    step, state, start, eos, max_len, temperature, rng, right=sample_sequence
):
    return right(step, state, start, eos, 3 * max_len, temperature, rng)


@misconception(
    "sample_sequence",
    hint="You make a generator of your own with a fixed seed, so that every sequence is drawn with "
    "the same numbers. Pass `rng` on.",
)
def sequence_of_a_fixed_seed(
    step, state, start, eos, max_len, temperature, rng, right=sample_sequence
):
    return right(step, state, start, eos, max_len, temperature, np.random.default_rng(0))


@misconception(
    "sample_sequence",
    hint="You make a generator of your own, so no result can be had again. Pass `rng` on.",
)
def sequence_of_a_fresh_generator(
    step, state, start, eos, max_len, temperature, rng, right=sample_sequence
):
    return right(step, state, start, eos, max_len, temperature, np.random.default_rng())


@misconception(
    "sample_sequence",
    hint="You draw from a copy of `rng`, so that it never moves on: the next sequence is the same "
    "again. Draw from `rng` itself.",
)
def sequence_of_a_copied_generator(
    step, state, start, eos, max_len, temperature, rng, right=sample_sequence
):
    return right(step, state, start, eos, max_len, temperature, copy.deepcopy(rng))
