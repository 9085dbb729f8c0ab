"""Known wrong answers to `caption_beam`: ends and results. Each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "caption_beam",
    hint="Your captions contain the start token. It is given, and no part of a caption.",
)
def start_in_the_caption(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    finished = [([start, *tokens], total) for tokens, total in finished]
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="Your captions lack `eos`. It is part of the caption where it was reached.",
)
def end_cut_off(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    finished = [([t for t in tokens if t != eos], total) for tokens, total in finished]
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="Your score is divided by the length. Here it is log P itself.",
)
def score_per_token(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total / length)
            for (tokens, total, _), end in zip(kept, over, strict=True)
            if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="Your captions stand in the wrong order: the likeliest comes first.",
)
def likeliest_last(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: pair[1])[-width:]


@misconception(
    "caption_beam",
    hint="Only the best caption comes back. Return up to `width` of them.",
)
def best_caption_only(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:1]


@misconception(
    "caption_beam",
    hint="Captions of probability zero come back. Drop such extensions at once.",
)
def impossible_captions_kept(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="Your captions may have one token more than `max_len`: it counts all tokens after the"
    " start.",
)
def one_token_too_long(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 2):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len + 1 or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="More than `width` captions come back. Return the best `width` of the finished ones.",
)
def all_finished_captions_returned(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])
