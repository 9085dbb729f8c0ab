"""Probes of what draws: `sample_token` and `sample_sequence`.

`sample_sequence` may call `sample_token` or draw by itself. While it is asked, a stand-in of
another law has the place of `sample_token`, so that a mistake there costs nothing here; the answer
says how often the stand-in was called, and with it which law the sequences should follow.
"""

import random

import numpy as np

from autograder.suites.a4_decoding.probes import Language, as_tokens, is_int


class StandInSampler:
    """Has the interface of `sample_token`, and prefers what is unlikely, so nothing can be learnt.

    P(v) is in proportion to exp(-logits[v] / (0.2 + temperature)) for every token that is possible
    at all; at temperature 0 the unlikeliest of them is taken.
    """

    def __init__(self):
        self.calls = 0

    def __call__(self, logits, temperature, rng):
        """Draws a token."""
        self.calls += 1
        logits = np.asarray(logits, dtype="float64")
        possible = np.flatnonzero(logits > -np.inf)
        chances = logits[possible]
        if temperature == 0:
            return int(possible[np.argmin(chances)])
        weights = np.exp((chances.min() - chances) / (0.2 + temperature))
        total = np.cumsum(weights)
        return int(possible[np.searchsorted(total, rng.random() * total[-1], side="right")])


def draws(answer, logits, temperature, seed, count):
    """So many tokens, drawn with one generator."""
    rng = np.random.default_rng(seed)
    logits = np.array(logits)
    return as_tokens([answer.sample_token(logits, temperature, rng) for _ in range(count)])


def one_draw(answer, logits, temperature, seed):
    """One token, of which type it is, and how far the logits are afterwards from before."""
    own = np.array(logits)
    token = answer.sample_token(own, temperature, np.random.default_rng(seed))
    return {"token": token, "an int": is_int(token), "logits moved by": own - logits}


def randomness(answer, logits, temperature, seed, other_seed, count):
    """Draws with a seed, with it again, and with another; and whether global generators moved."""
    before = _global_states()
    first, again, other = (
        draws(answer, logits, temperature, s, count) for s in (seed, seed, other_seed)
    )
    untouched = before == _global_states()
    return {"first": first, "again": again, "other": other, "globals untouched": untouched}


def _global_states():
    name, keys, *rest = np.random.get_state()  # to see that nobody draws from it
    return name, keys.tolist(), rest, random.getstate()


def sequences(answer, model, start, eos, max_len, temperature, seeds, count=1):
    """So many sequences from each seed's generator, and how often the stand-in drew."""
    stand_in = StandInSampler()
    found = []
    with answer.replaced("sample_token", stand_in):
        for seed in seeds:
            rng = np.random.default_rng(seed)
            for _ in range(count):
                language = Language(**model)
                found.append(
                    as_tokens(
                        answer.sample_sequence(
                            language.step, language.state(), start, eos, max_len, temperature, rng
                        )
                    )
                )
    return {"sequences": found, "by the stand-in": stand_in.calls}
