"""Small language models for the hidden tests of a4_decoding, drawn from the run's generator.

A model is an automaton with three registers. A token moves every register, and the sum of the
registers picks the table that the next log-probabilities are looked up in, so they depend on the
token, on each part of the state, and through it on all tokens before. The probes make a `step` of
it; here the same model is followed one token at a time, on the trusted side.
"""

import numpy as np

from autograder.testing import normal

REGISTERS = 3
STATES = 11  # a prime, so that every multiplier below is a permutation
ATTEMPTS = 400


def log_softmax(logits):
    """Log-probabilities along the last axis; `-inf` stays `-inf`."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def language(rng, *, vocab, scale=1.5, eos=None, eos_shift=0.0, form="array"):
    """A model whose every state likes other tokens; `eos_shift` makes one of them likelier.

    `form` is how the probes pack the state: "array", "list", "tuple" or "nested".
    """
    logits = normal(rng, STATES, vocab, vocab, scale=scale)
    if eos is not None:
        logits[..., eos] += eos_shift
    return automaton(rng, log_softmax(logits), form)


def automaton(rng, table, form="array"):
    """A model with these log-probabilities, `[states, token before, token]`."""
    vocab = table.shape[-1]
    before = np.arange(STATES)[:, None]
    moves = [
        (before * rng.integers(1, STATES) + rng.permutation(STATES)[:vocab]) % STATES
        for _ in range(REGISTERS)
    ]
    first = rng.integers(STATES, size=REGISTERS)
    return {"table": table, "moves": np.stack(moves), "first": first, "form": form}


def sparse(rng, *, vocab, following, form="array"):
    """A model in which only so many tokens may follow each one."""
    places = np.argsort(rng.random((STATES, vocab, vocab)), axis=-1)
    logits = np.where(places < following, normal(rng, STATES, vocab, vocab), -np.inf)
    return automaton(rng, log_softmax(logits), form)


def certain(rng, *, vocab, allowed, form="array"):
    """A model that is sure of every next token, and never takes one that is not allowed."""
    chosen = rng.choice(allowed, size=(STATES, vocab))
    table = np.where(np.arange(vocab) == chosen[..., None], 0.0, -np.inf)
    return automaton(rng, table, form)


def transitions(rng, matrix, form="array"):
    """A model of these transition probabilities: all that counts is the last token."""
    with np.errstate(divide="ignore"):
        table = np.log(np.asarray(matrix, dtype="float64"))
    return automaton(rng, np.broadcast_to(table, (STATES, *table.shape)).copy(), form)


def renamed(matrix, names):
    """The transition matrix in which token v is called `names[v]`."""
    out = np.zeros_like(np.asarray(matrix, dtype="float64"))
    out[np.ix_(names, names)] = matrix
    return out


def advance(model, registers, token):
    """The registers after a token, and the log-probabilities of the next one."""
    rows = model["moves"][np.arange(REGISTERS), registers, token]
    return rows, model["table"][rows.sum() % STATES, token]


def log_prob(model, start, tokens):
    """The log-probability of these tokens after `start`; None where one is no token."""
    registers, total, vocab = model["first"], 0.0, model["table"].shape[-1]
    for token, following in zip([start, *tokens[:-1]], tokens, strict=True):
        if not 0 <= following < vocab:
            return None
        registers, row = advance(model, registers, token)
        total += float(row[following])
    return total


def likeliest(model, *, start, eos, max_len, sign=1):
    """What greedy decoding writes; with sign -1, taking the unlikeliest possible token."""
    registers, token, tokens = model["first"], start, []
    while len(tokens) < max_len:
        registers, row = advance(model, registers, token)
        possible = np.flatnonzero(row > -np.inf)
        token = int(possible[np.argmax(sign * row[possible])])
        tokens.append(token)
        if token == eos:
            break
    return tokens


def complete(model, *, start, eos, max_len):
    """Every sequence that a search can end with, and its log-probability."""
    found, opened = [], [((), 0.0, model["first"])]
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, registers in opened:
            after, row = advance(model, registers, tokens[-1] if tokens else start)
            for token in np.flatnonzero(row > -np.inf):
                longer = ((*tokens, int(token)), total + float(row[token]), after)
                (found if token == eos or length == max_len else extended).append(longer)
        opened = extended
    return [(list(tokens), total) for tokens, total, _ in found]


def until(draw, wanted):
    """Draws until what was drawn is as wanted; the last draw, should that take too long."""
    for _ in range(ATTEMPTS):
        drawn = draw()
        if wanted(drawn):
            break
    return drawn
