"""The captioner and the search of `caption_beam`, restated, with ways to misread the rules.

A hidden test draws captioners until the misreadings that it is there for find other captions, and
takes its words about a wrong answer from the log P that the captioner gives to what came back.
"""

import numpy as np

ATTEMPTS = 400
CLOSE = 1e-6


def log_softmax(logits):
    """Log-probabilities along the last axis; `-inf` stays `-inf`."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def first_state(features, params):
    """The state that the image sets, as float64."""
    return (features @ params["W_proj"] + params["b_proj"]).astype("float64")


def advance(h, token, params):
    """The state after one token of one caption, and the log-probabilities of the next."""
    h = np.tanh(params["W_embed"][token] @ params["Wx"] + h @ params["Wh"] + params["b"])
    return h, log_softmax(h @ params["W_vocab"] + params["b_vocab"])


def log_prob(features, params, start, tokens):
    """The log-probability of a caption; None where one of its tokens is no token."""
    h, total = first_state(features, params), 0.0
    for token, following in zip([start, *tokens[:-1]], tokens, strict=True):
        if not 0 <= following < len(params["b_vocab"]):
            return None
        h, row = advance(h, token, params)
        total += float(row[following])
    return total


def search(features, params, *, start, eos, width, max_len, place="freed"):
    """What the search finds.

    Args:
        features: of one image.
        params: the captioner's weights.
        start: the first token.
        eos: the last one.
        width: of the beam.
        max_len: tokens of a caption at most.
        place: "freed" as in the rules; "kept" where a finished caption keeps its place for good;
            "beside" where finished ones take no place at all, not even at their own step.
    """
    opened, finished, places = [([], 0.0, first_state(features, params))], [], width
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            after, row = advance(h, tokens[-1] if tokens else start, params)
            possible = np.flatnonzero(row > -np.inf).tolist()
            extended += [([*tokens, v], total + float(row[v]), after) for v in possible]
        extended.sort(key=lambda one: -one[1])
        kept = extended if place == "beside" else extended[:places]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        done = [one for one, is_over in zip(kept, over, strict=True) if is_over]
        opened = [one for one, is_over in zip(kept, over, strict=True) if not is_over][:width]
        finished = sorted([*finished, *done], key=lambda one: -one[1])[:width]
        places -= len(done) if place == "kept" else 0
        if not opened:
            break
    return [tokens for tokens, *_ in finished]


def until(draw, wanted):
    """Draws until what was drawn is as wanted; the last draw, should that take too long."""
    for _ in range(ATTEMPTS):
        drawn = draw()
        if wanted(drawn):
            break
    return drawn


def wrong_captions(got, expected, features, params, start):
    """Says how captions differ from those of the solution; None where they do not.

    Captions of equal score may stand in any order.
    """
    if not _is_well_formed(got):
        return (
            "what comes back is no list of pairs `(tokens, log P)` of integers in a list and one "
            "number."
        )
    tokens, scores, wanted = got["tokens"], got["scores"], expected["tokens"]
    for one, score in zip(tokens, scores.tolist(), strict=True):
        own = log_prob(features, params, start, one) if one else None
        if own is None:
            return f"the caption {one} is empty, or holds what is no token of the vocabulary."
        if np.isinf(own):
            return f"the caption {one} has probability zero; expected it to be dropped."
        if not abs(score - own) <= (CLOSE if params["b"].dtype == "float64" else 1e-4) * (
            1 + abs(own)
        ):
            return (
                f"the score of {one} is {score:.4f}, which is not the log P that the captioner of "
                "`caption_loss` gives these tokens for this image. Does the first state come from "
                "the features, and does every step add the log-probability of its own token, after "
                "the state of its own caption?"
            )
    if len(tokens) != len(wanted):
        return (
            f"{len(tokens)} captions came back; expected {len(wanted)}: as many as the beam is "
            "wide, or all there are where the search ends with fewer."
        )
    if (np.diff(scores) > CLOSE).any():
        return "the captions do not stand in order, the likeliest first."
    if sorted(tokens) != sorted(wanted):
        strange = next((one for one in tokens if tokens.count(one) > wanted.count(one)), tokens[0])
        return (
            f"the caption {strange} is not among those that the search should end with, and "
            "another is missing. Its log P is right: look at which extensions each step keeps."
        )
    return None


def _is_well_formed(got):
    return (
        isinstance(got, dict)
        and set(got) == {"tokens", "scores"}
        and isinstance(got["scores"], np.ndarray)
        and got["scores"].ndim == 1
        and len(got["tokens"]) == len(got["scores"])
        and all(
            isinstance(one, list) and all(type(token) is int for token in one)
            for one in got["tokens"]
        )
    )
