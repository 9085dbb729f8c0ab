"""Public cases of what follows a single sequence: its probability, and the greedy one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, public
from unrolled.checks.public.a4_decoding.language import ids_of, markov, recurrent


@public("sequence_log_prob", says="five tokens, under a model that remembers all of them")
def log_prob_of_five(answer: Answer) -> Mapping[str, Any]:
    """The given token changes the rest; its own probability must not count."""
    step, state = recurrent(401, vocab=5)
    return {"log P": answer.sequence_log_prob(step, state, np.array([3, 1, 1, 4, 0]))}


@public("sequence_log_prob", says="one token, which costs nothing; two; a nested state")
def log_prob_of_few(answer: Answer) -> Mapping[str, Any]:
    """The sum over nothing is 0."""
    step, state = recurrent(402, vocab=4, nested=True)
    kept = np.array(state["h"])
    nothing = answer.sequence_log_prob(step, state, np.array([2]))
    found = {
        "log P of one": float(nothing) if isinstance(nothing, int) else nothing,  # 0 will do
        "log P of two": answer.sequence_log_prob(step, state, np.array([2, 0])),
        "log P of three": answer.sequence_log_prob(step, state, np.array([2, 0, 3])),
    }
    same = Fact(np.array_equal(kept, state["h"]), "Your code changes the given state, in place.")
    return {**found, "state kept": same}


@public("sequence_log_prob", says="an impossible sequence")
def log_prob_of_the_impossible(answer: Answer) -> Mapping[str, Any]:
    """The log of zero stays what it is."""
    step, state = markov([[0.0, 1.0], [0.5, 0.5]])
    log_p = answer.sequence_log_prob(step, state, np.array([1, 0, 0, 1]))
    return {
        "impossible": Fact(
            bool(np.all(np.asarray(log_p) == -np.inf)),
            f"For a sequence of probability zero the answer is {log_p}; expected `-inf`.",
        )
    }


@public("greedy_decode", says="a sequence that reaches its end", tokens="positions")
def greedy_to_the_end(answer: Answer) -> Mapping[str, Any]:
    """The end token is in the result, and nothing follows it."""
    table = [[0.1, 0.2, 0.6, 0.1], [0.2, 0.1, 0.1, 0.6], [0.1, 0.7, 0.2, 0.0], [0.9, 0.1, 0, 0]]
    step, state = markov(table)
    return {"tokens": ids_of(answer.greedy_decode(step, state, 0, 3, 7))}


@public(
    "greedy_decode",
    says="seven tokens that do not reach it, under a model that remembers all",
    tokens="positions",
)
def greedy_to_the_limit(answer: Answer) -> Mapping[str, Any]:
    """The state is carried on, and `max_len` counts the written tokens."""
    step, state = recurrent(412, vocab=6, nested=True)
    return {"tokens": ids_of(answer.greedy_decode(step, state, 5, 9, 7))}


@public("greedy_decode", says="one id for start and end; a single token", tokens="positions")
def greedy_line(answer: Answer) -> Mapping[str, Any]:
    """A newline, say, starts a line and ends it: the start itself must not end it."""
    table = [[0.3, 0.2, 0.5], [0.6, 0.2, 0.2], [0.1, 0.8, 0.1]]
    step, state = markov(table)
    tokens = ids_of(answer.greedy_decode(step, state, 0, 0, 5))
    return {"tokens": tokens, "single": ids_of(answer.greedy_decode(step, state, 0, 0, 1))}
