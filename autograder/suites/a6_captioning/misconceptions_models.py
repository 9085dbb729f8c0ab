"""Known wrong answers to `caption_beam`: the captioner. Each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "caption_beam",
    hint="Your first state goes through tanh. The captioner is that of `caption_loss`: "
    "features W_proj + b_proj.",
)
def beam_first_state_squashed(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.tanh(np.asarray(features) @ w["W_proj"] + w["b_proj"])
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
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="Every image gets the same captions: the first state is made from the features.",
)
def beam_without_the_image(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.zeros_like(w["b_proj"])
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
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="The first state lacks `b_proj`.",
)
def beam_projection_without_bias(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"]
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
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="Each step starts from the image again. The state after a token belongs to the "
    "caption that it ends.",
)
def every_step_from_the_image(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    image = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, image)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + image @ w["Wh"] + w["b"])
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
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="When captions are reordered, their states stay in the old rows. Each kept caption "
    "goes on from the state of its own beginning.",
)
def states_stay_in_their_rows(features, params, start, eos, width, max_len):
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
        states = [h for i, (_, _, h) in enumerate(extended) if i % len(row) == 0]
        going = [one for one, end in zip(kept, over, strict=True) if not end]
        opened = [(t, p, states[k % len(states)]) for k, (t, p, _) in enumerate(going)]
        if not opened:
            break
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="You add up raw logits. They are no log-probabilities until `log_softmax` has made "
    "them so.",
)
def logits_for_log_probabilities(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = h @ w["W_vocab"] + w["b_vocab"]
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
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@misconception(
    "caption_beam",
    hint="You add up probabilities. Logarithms are added.",
)
def probabilities_added(features, params, start, eos, width, max_len):
    w = {name: np.asarray(value) for name, value in params.items()}
    h = np.asarray(features) @ w["W_proj"] + w["b_proj"]
    opened, finished = [([], 0.0, h)], []
    for length in range(1, max_len + 1):
        extended = []
        for tokens, total, h in opened:
            x = w["W_embed"][tokens[-1] if tokens else start]
            h = np.tanh(x @ w["Wx"] + h @ w["Wh"] + w["b"])
            row = tf.nn.softmax(h @ w["W_vocab"] + w["b_vocab"]).numpy()
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
    return sorted(finished, key=lambda pair: -pair[1])[:width]
