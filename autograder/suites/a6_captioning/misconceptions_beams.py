"""Known wrong answers to `caption_beam`: what is kept. Each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "caption_beam",
    hint="At each step you follow only the best extension. A beam keeps the best `width` of them.",
)
def greedy_for_the_beam(features, params, start, eos, width, max_len):
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
        kept = sorted(extended, key=lambda one: -one[1])[:1]
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
    hint="You keep the best extension of each open caption. All extensions compete for the "
    "`width` places together.",
)
def best_of_each_caption(features, params, start, eos, width, max_len):
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
        best = {}
        for one in sorted(extended, key=lambda one: -one[1]):
            key = tuple(one[0][:-1])
            best[key] = [*best.get(key, []), one]
        each = width if length == 1 else 1
        kept = [one for ones in best.values() for one in ones[:each]]
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
    hint="Captions go on behind `eos`. What has ended is never extended.",
)
def finished_captions_go_on(features, params, start, eos, width, max_len):
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
        over = [length == max_len for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="A finished caption keeps its place for the rest of the search. It frees it, for the "
    "next step.",
)
def finished_captions_keep_their_place(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished, places = [([], 0.0, h)], [], width
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:places]
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        places -= sum(over)
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="At its own step, a caption that ends takes no place in your beam, so that more is "
    "kept than `width` extensions.",
)
def finished_captions_take_no_place(features, params, start, eos, width, max_len):
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
        kept = sorted(extended, key=lambda one: -one[1])
        over = [length == max_len or tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end][:width]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="Your search stops as soon as one caption is finished. Others may still be likelier.",
)
def search_ends_with_the_first_caption(features, params, start, eos, width, max_len):
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
        if finished or not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="What is still open at `max_len` is lost. It counts as finished.",
)
def open_captions_lost_at_max_len(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for _length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.log_softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
            extended += [([*tokens, v], total + float(row[v]), h) for v in range(len(row))]
        extended = [one for one in extended if one[1] > -np.inf]
        kept = sorted(extended, key=lambda one: -one[1])[:width]
        over = [tokens[-1] == eos for tokens, *_ in kept]
        finished += [
            (tokens, total) for (tokens, total, _), end in zip(kept, over, strict=True) if end
        ]
        opened = [one for one, end in zip(kept, over, strict=True) if not end]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]
