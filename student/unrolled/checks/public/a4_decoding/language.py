"""Small language models for the public cases, and what the cases make of decoded sequences.

A model says at once where it was called in a way that no batch of hypotheses allows: broadcasting
would hide that, and give numbers that nobody can explain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from unrolled.checks.probing import Floats, Unmet, draw

Step = Callable[[Any, Any], tuple[Floats, Any]]
UNITS = 3


def markov(probabilities: list[list[float]]) -> tuple[Step, Floats]:
    """A model that remembers the last token only. Its state is one zero, which must come along."""
    with np.errstate(divide="ignore"):
        table = np.log(np.array(probabilities))

    def step(tokens: Any, state: Any) -> tuple[Floats, Any]:
        ids = _batch(tokens, np.shape(state))
        return table[ids], np.asarray(state)

    return step, np.zeros((1, 1))


def recurrent(
    seed: int, vocab: int, likely: int | None = None, nested: bool = False
) -> tuple[Step, Any]:
    """A vanilla RNN with random weights: all tokens so far count.

    Args:
        seed: of the weights and of the state to start from, which is not zero.
        vocab: V.
        likely: a token that comes more often than others, such as the one that ends sequences.
        nested: whether a second array, beside the hidden state, comes in a dict with a tuple.
    """
    rng = np.random.default_rng(seed)
    embed, inside = draw(rng, vocab, UNITS, scale=1.5), draw(rng, UNITS, UNITS)
    out, bias = draw(rng, UNITS, vocab, scale=2.0), draw(rng, vocab)
    before = draw(rng, UNITS, vocab)
    start = draw(rng, 1, UNITS)
    if likely is not None:
        bias[likely] += 0.5

    def step(tokens: Any, state: Any) -> tuple[Floats, Any]:
        h = state["h"] if nested else state
        ids = _batch(tokens, np.shape(h))
        following = np.tanh(embed[ids] + h @ inside)
        scores = following @ out + bias
        if not nested:
            return _log_softmax(scores), following
        (last,) = state["before"]
        return _log_softmax(scores + last @ before), {"h": following, "before": (h,)}

    return step, {"h": start, "before": (-start,)} if nested else start


def _batch(tokens: Any, state: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """The tokens of a call, where they can be a batch of hypotheses."""
    ids = np.asarray(tokens)
    if not isinstance(tokens, np.ndarray) or ids.ndim != 1 or ids.dtype.kind not in "iu":
        raise Unmet(
            f"`step` was called with tokens of type `{type(tokens).__name__}`, shape {ids.shape} "
            f"and dtype {ids.dtype}; expected a NumPy array of integers, one for each hypothesis: "
            "(K,).",
            "A single hypothesis is a batch of one: an array with one token in it.",
        )
    if not state or state[0] != len(ids):
        rows = state[0] if state else "no"
        raise Unmet(
            f"`step` was called with {len(ids)} tokens and a state of {rows} rows; expected one "
            "row for each hypothesis.",
            "Whenever hypotheses are kept, dropped or doubled, the state's rows are as well.",
        )
    return ids.astype(np.int64)


def _log_softmax(scores: Floats) -> Floats:
    scores = scores - scores.max(axis=1, keepdims=True)
    normalised: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return normalised


def ids_of(value: Any) -> Any:
    """A decoded sequence as an array of ints."""
    if not isinstance(value, list | tuple):
        raise Unmet(f"The answer is of type `{type(value).__name__}`; expected a list of ints.")
    odd = [token for token in value if not isinstance(token, int | np.integer)]
    if odd:
        raise Unmet(
            f"The list holds a `{type(odd[0]).__name__}`; expected ints.",
            "`int(...)` makes an int of an array or a tensor with one number in it.",
        )
    return np.array(value, dtype=np.int64)


def ranked(pairs: Any, max_len: int) -> dict[str, Any]:
    """What a beam search returned, as arrays: sequences padded with -1 at their ends, and scores.

    Args:
        pairs: the answer.
        max_len: how long a sequence may be.
    """
    if not isinstance(pairs, list | tuple):
        kind = type(pairs).__name__
        raise Unmet(f"The answer is of type `{kind}`; expected a list of pairs (tokens, score).")
    table = np.full((len(pairs), max_len), -1)
    scores = np.zeros(len(pairs))
    for row, pair in enumerate(pairs):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Unmet("An entry of the answer is no pair; expected (tokens, score).")
        tokens = ids_of(pair[0])
        if len(tokens) > max_len:
            raise Unmet(f"A sequence has {len(tokens)} tokens; `max_len` was {max_len}.")
        table[row, : len(tokens)] = tokens
        if np.size(pair[1]) != 1:
            raise Unmet(f"A score has shape {np.shape(pair[1])}; expected one number.")
        scores[row] = float(np.asarray(pair[1]).item())
    return {"tokens": table, "scores": scores}
