"""Probes of `caption_beam`."""

import numpy as np

from autograder.sandbox.probing import tensors


def captions_found(answer, features, params, **asked):
    """The hypotheses of `caption_beam` as tokens and scores; anything of another form as it is."""
    found = answer.caption_beam(*tensors(features, params), **asked)
    if not isinstance(found, (list, tuple)) or not all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in found
    ):
        return found
    scores = [np.asarray(score) for _, score in found]
    if not all(score.size == 1 and score.dtype.kind in "iuf" for score in scores):
        return found
    tokens = [_as_tokens(tokens) for tokens, _ in found]
    return {"tokens": tokens, "scores": np.array([float(score.reshape(())) for score in scores])}


def _as_tokens(value):
    """Integers in a list, tuple or array as a list of ints; anything else as it is."""
    try:
        array = np.asarray(value)
    except ValueError:
        return value
    fits = array.ndim == 1 and (array.dtype.kind in "iu" or not array.size)
    return [int(token) for token in array] if fits else value
