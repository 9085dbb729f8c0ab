"""More known wrong answers to `greedy_decode`, and those to `sample_token`.

Each stands under its question's name in the solution's namespace; a default of `right` is the
solution, where the mistake is made around it.
"""

import numpy as np

from autograder.testing import misconception

# --- greedy_decode, continued --------------------------------------------------------------------


@misconception(
    "greedy_decode",
    hint="Where the start token is `eos` itself you write nothing. The start never ends a "
    "sequence; only what the model writes does.",
)
def greedy_ended_by_the_start(step, state, start, eos, max_len):
    token, tokens = start, []
    while token != eos and len(tokens) < max_len:
        log_probs, state = step(np.array([token]), state)
        token = int(np.argmax(log_probs[0]))
        tokens.append(token)
    return tokens


@misconception(
    "greedy_decode",
    hint="You write one token too few. `max_len` counts what the model writes, and not the start.",
)
def greedy_counts_the_start(step, state, start, eos, max_len, right=greedy_decode):
    return right(step, state, start, eos, max_len)[: max_len - 1]


@misconception(
    "greedy_decode",
    hint="You write one token too many. `max_len` is the most that may be written.",
)
def greedy_one_too_many(step, state, start, eos, max_len, right=greedy_decode):
    return right(step, state, start, eos, max_len + 1)


@misconception(
    "greedy_decode",
    hint="You look ahead: your sequence is likelier than the greedy one. Greedy decoding takes the "
    "likeliest next token and never goes back.",
)
def greedy_with_a_beam(step, state, start, eos, max_len):
    return beam_search(step, state, start, eos, 5, max_len)[0][0]


@misconception(
    "greedy_decode",
    hint="You return tokens and their log P. The tokens alone are asked for.",
)
def greedy_with_its_score(step, state, start, eos, max_len, right=greedy_decode):
    tokens = right(step, state, start, eos, max_len)
    return tokens, 0.0


@misconception(
    "greedy_decode",
    hint="The tokens are right and come as an array. Return a list.",
)
def greedy_as_an_array(step, state, start, eos, max_len, right=greedy_decode):
    return np.array(right(step, state, start, eos, max_len))


@misconception(
    "greedy_decode",
    hint="Your tokens are floats. Tokens are integers; `np.zeros` needs to be told so.",
)
def greedy_in_floats(step, state, start, eos, max_len, right=greedy_decode):
    return [float(token) for token in right(step, state, start, eos, max_len)]


# --- sample_token --------------------------------------------------------------------------------


@misconception(
    "sample_token",
    hint="You multiply by the temperature. It divides: a high one flattens the distribution.",
)
def temperature_multiplies(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    weights = np.exp((logits - np.max(logits)) * temperature)
    return int(rng.choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="Your draws are the same at every temperature above 0. Dividing probabilities by a "
    "number and normalising them again changes nothing: divide the logits.",
)
def probabilities_divided(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    p = np.exp(logits - np.max(logits))
    p = p / p.sum() / temperature
    return int(rng.choice(len(p), p=p / p.sum()))


@misconception(
    "sample_token",
    hint="`exp` overflows. Take the largest logit off all of them first, which changes no "
    "probability.",
    raises="ValueError",
)
def exponentials_overflow(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    weights = np.exp(logits / temperature)
    return int(rng.choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="At temperature 0 you divide by it. There the answer is the argmax, a case of its own.",
    raises="ValueError",
)
def divided_by_zero(logits, temperature, rng):
    weights = np.exp((logits - np.max(logits)) / temperature)
    return int(rng.choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="At temperature 0 you draw as if it were 1. There the answer is the argmax.",
)
def zero_taken_for_one(logits, temperature, rng):
    weights = np.exp((logits - np.max(logits)) / (temperature or 1.0))
    return int(rng.choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="The likeliest token comes out every time. That is right at temperature 0 only; above it, "
    "draw.",
)
def always_the_argmax(logits, temperature, rng):
    return int(np.argmax(logits))


@misconception(
    "sample_token",
    hint="All tokens are equally likely. The softmax of the logits says how likely each one is.",
)
def drawn_without_weights(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    return int(rng.choice(np.flatnonzero(np.asarray(logits) > -np.inf)))


@misconception(
    "sample_token",
    hint="You draw from NumPy's global generator. Draw from `rng`, so that a result can be had "
    "again.",
)
def global_generator(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    weights = np.exp((logits - np.max(logits)) / temperature)
    return int(np.random.choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="You make a generator anew in every call, so every call draws the same. Draw from `rng`.",
)
def generator_made_anew(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    weights = np.exp((logits - np.max(logits)) / temperature)
    return int(np.random.default_rng(0).choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="The caller's logits are others afterwards: `-=` and `/=` work in place on an array. Make "
    "a new one.",
)
def logits_changed_in_place(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    logits -= logits.max()
    weights = np.exp(logits / temperature)
    return int(rng.choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="An array of one token comes back: that is what `size=1` does. Return an int.",
)
def array_of_one_token(logits, temperature, rng):
    if temperature == 0:
        return np.array([np.argmax(logits)])
    weights = np.exp((logits - np.max(logits)) / temperature)
    return rng.choice(len(weights), size=1, p=weights / weights.sum())


@misconception(
    "sample_token",
    hint="Only the two likeliest tokens ever come out. Every token that is possible may be drawn.",
)
def two_likeliest_alone(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    best = np.argsort(logits)[-2:]
    weights = np.exp((np.asarray(logits)[best] - np.max(logits)) / temperature)
    return int(rng.choice(best, p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="A logit of minus infinity has become 0. Leave it: `exp` of it is 0, so that the token is "
    "never drawn.",
)
def impossible_made_zero(logits, temperature, rng):
    logits = np.nan_to_num(np.asarray(logits, dtype=float), neginf=0.0)
    if temperature == 0:
        return int(np.argmax(logits))
    weights = np.exp((logits - np.max(logits)) / temperature)
    return int(rng.choice(len(weights), p=weights / weights.sum()))


@misconception(
    "sample_token",
    hint="You come out one token too low. The first cumulative sum that exceeds the draw stands at "
    "the token itself.",
)
def cumulative_sum_one_too_low(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    weights = np.exp((logits - np.max(logits)) / temperature)
    return int(np.searchsorted(np.cumsum(weights / weights.sum()), rng.random())) - 1
