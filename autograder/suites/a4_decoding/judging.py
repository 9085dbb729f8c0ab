"""What is wrong with the hypotheses of a search, in words for the student."""

import numpy as np

from autograder.suites.a4_decoding.draw import log_prob

CLOSE = 1e-6


def are(got, expected):
    """Whether an answer is these integers, in lists nested like these; arrays are not."""
    if isinstance(got, list) and isinstance(expected, list):
        same_length = len(got) == len(expected)
        return same_length and all(are(*pair) for pair in zip(got, expected, strict=True))
    return type(got) is type(expected) is int and got == expected


def wrong_hypotheses(got, expected, model, *, start, alpha=0.0):
    """Says how hypotheses differ from those of the solution; None where they do not.

    Hypotheses of equal score may stand in any order.

    Args:
        got: the submission's, as the probes return them.
        expected: the solution's.
        model: what was searched.
        start: the token before the first.
        alpha: exponent of the length in the score.
    """
    if not _is_well_formed(got):
        return (
            "what comes back is no list of pairs `(tokens, score)` of integers in a list and one "
            "number."
        )
    tokens, scores = got["tokens"], np.asarray(got["scores"], dtype="float64")
    wanted = expected["tokens"]
    for one, score in zip(tokens, scores, strict=True):
        text = wrong_score(one, float(score), model, start, alpha)
        if text is not None:
            return text
    if len(tokens) != len(wanted):
        return (
            f"{_count(len(tokens))} came back; expected {len(wanted)}: as many as the beam is "
            "wide, or all there are where the search ends with fewer."
        )
    if (np.diff(scores) > CLOSE).any():
        return "the hypotheses do not stand in order, the one of the highest score first."
    if sorted(tokens) != sorted(wanted):
        strange = next((one for one in tokens if tokens.count(one) > wanted.count(one)), tokens[0])
        return (
            f"the hypothesis {strange} is not among those that the search should end with, and "
            "another is missing. Its score is right: look at which extensions are kept, and at "
            "whether `step` gets the state that belongs to each hypothesis."
        )
    return None


def wrong_score(tokens, score, model, start, alpha):
    """Says so where a score is not what these tokens are worth."""
    own = log_prob(model, start, tokens) if tokens else None
    if own is None:
        return f"the hypothesis {tokens} is empty, or holds what is no token of the vocabulary."
    right = own / len(tokens) ** alpha
    if np.isinf(own):
        return f"the hypothesis {tokens} has probability zero; expected it to be dropped."
    if abs(score - right) <= CLOSE * (1 + abs(right)):
        return None
    if abs(score - own) <= CLOSE * (1 + abs(own)):
        return (
            f"the score of {tokens} is its log P; with alpha {alpha:.2g} it is divided by "
            "length ** alpha."
        )
    if alpha:
        return (
            f"the score of {tokens} is {score:.4f}, which is not log P / length ** alpha. Is log P "
            "the model's own for these tokens, and does the length count `eos` and not the start?"
        )
    return (
        f"the score of {tokens} is {score:.4f}, which is not the log P that the model gives these "
        "tokens. Does every step add the log-probability of its own token, after the state of its "
        "own hypothesis?"
    )


def _is_well_formed(got):
    return (
        isinstance(got, dict)
        and set(got) == {"tokens", "scores"}
        and isinstance(got["scores"], np.ndarray)
        and got["scores"].ndim == 1
        and isinstance(got["tokens"], list)
        and len(got["tokens"]) == len(got["scores"])
        and all(
            isinstance(one, list) and all(type(token) is int for token in one)
            for one in got["tokens"]
        )
    )


def _count(number):
    return "no hypothesis" if not number else f"{number} hypothes{'is' if number == 1 else 'es'}"
