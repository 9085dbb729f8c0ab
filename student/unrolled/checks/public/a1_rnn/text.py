"""Public cases of next-character pairs and of the loss over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Unmet, draw, gradients, parts, public, tensors

N, T, V = 2, 4, 6


def _pairs(answer: Answer, text: str) -> dict[str, Any]:
    inputs, targets, vocabulary = parts(answer.make_pairs(text), "inputs", "targets", "vocabulary")
    if not isinstance(vocabulary, list):
        kind = type(vocabulary).__name__
        raise Unmet(f"`vocabulary` is of type `{kind}`; expected a list of characters.")
    return {"vocabulary": vocabulary, "inputs": _ids(inputs), "targets": _ids(targets)}


def _ids(value: Any) -> Any:
    """Takes lists of integers as they are meant; NumPy makes floats of an empty one."""
    if isinstance(value, list) and all(isinstance(item, int | np.integer) for item in value):
        return np.array(value, dtype=np.int64)
    return value


PAIRS = {"vocabulary": "entries", "inputs": "positions", "targets": "positions"}


@public("make_pairs", says='"hello"', **PAIRS)
def pairs_of_hello(answer: Answer) -> Mapping[str, Any]:
    """The lecture's text."""
    return _pairs(answer, "hello")


@public("make_pairs", says='"To be, or not": spaces, commas and capitals count', **PAIRS)
def pairs_of_a_line(answer: Answer) -> Mapping[str, Any]:
    """Ids follow sorted order, not the order in which characters come."""
    return _pairs(answer, "To be, or not")


@public("make_pairs", says='"a": a text without pairs', **PAIRS)
def pairs_of_one_character(answer: Answer) -> Mapping[str, Any]:
    """Both arrays are empty and of integers."""
    return _pairs(answer, "a")


def _tokens(seed: int, scale: float = 2.0) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    return draw(rng, N, T, V, scale=scale), rng.integers(0, V, (N, T))


@public("sequence_loss", says="all tokens count")
def loss_of_all(answer: Answer) -> Mapping[str, Any]:
    """The plain mean."""
    logits, targets = _tokens(151)
    return {"loss": answer.sequence_loss(*tensors(logits, targets, np.ones((N, T))))}


@public("sequence_loss", says="sequences of 4 and 1 tokens, padded; gradients skip the padding")
def loss_of_some(answer: Answer) -> Mapping[str, Any]:
    """Lengths so different that a mean of means is another number."""
    logits, targets = _tokens(152)
    mask = np.array([[1, 1, 1, 1], [1, 0, 0, 0]])
    loss = answer.sequence_loss(*tensors(logits, targets, mask))
    counted = gradients(
        lambda given: answer.sequence_loss(given, *tensors(targets, mask)), logits=logits
    )
    return {"loss": loss, **counted}


@public("sequence_loss", says="logits near 1000, a mask of booleans, float32")
def loss_of_large(answer: Answer) -> Mapping[str, Any]:
    """`exp(1000)` overflows; log-softmax does not."""
    logits, targets = _tokens(153, scale=1000.0)
    mask = np.array([[True, True, True, False], [True, True, False, False]])
    loss = answer.sequence_loss(*tensors(logits.astype("float32"), targets, mask))
    return {"loss": loss}
