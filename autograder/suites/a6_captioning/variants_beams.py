"""Right answers to `caption_beam`.

Each is written differently from the solution, stands under its question's name in the solution's
namespace and must get full marks.
"""

import heapq

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant


@variant("caption_beam")
def caption_by_caption(features, params, start, eos, width, max_len):
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
    return sorted(finished, key=lambda pair: -pair[1])[:width]


@variant("caption_beam")
def a_heap_of_extensions(features, params, start, eos, width, max_len):
    h = tf.matmul(tf.convert_to_tensor(features)[None], params["W_proj"]) + params["b_proj"]
    beam, finished = [(0.0, (), h)], []
    for length in range(1, max_len + 1):
        found = []
        for log_p, tokens, h in beam:
            token = tokens[-1] if tokens else start
            x = params["W_embed"][token][None]
            h = keras.ops.tanh(x @ params["Wx"] + h @ params["Wh"] + params["b"])
            logits = h @ params["W_vocab"] + params["b_vocab"]
            row = np.asarray(keras.ops.log_softmax(logits))[0].astype("float64")
            found += [(log_p + row[v], (*tokens, v), h) for v in np.flatnonzero(np.isfinite(row))]
        best = heapq.nlargest(width, found, key=lambda one: one[0])
        beam = []
        for log_p, tokens, h in best:
            if tokens[-1] == eos or length == max_len:
                finished.append(([int(token) for token in tokens], float(log_p)))
            else:
                beam.append((log_p, tokens, h))
    return sorted(finished, key=lambda pair: pair[1])[::-1][:width]


@variant("caption_beam")
def the_search_of_assignment_4(features, params, start, eos, width, max_len):
    w = {name: np.array(value) for name, value in params.items()}

    def step(tokens, state):
        state = np.tanh(w["W_embed"][tokens] @ w["Wx"] + state @ w["Wh"] + w["b"])
        logits = state @ w["W_vocab"] + w["b_vocab"]
        top = logits.max(axis=1, keepdims=True)
        return logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True)), state

    def beam_search(step, state, start, eos, width, max_len):
        open_, totals, done = [[]], [0.0], []
        last = np.array([start])
        for n in range(max_len):
            log_probs, state = step(last, state)
            ways = [
                (totals[k] + log_probs[k, v], k, v)
                for k in range(len(last))
                for v in range(log_probs.shape[1])
                if log_probs[k, v] > -np.inf
            ]
            ways = sorted(ways, reverse=True)[:width]
            ended = [way for way in ways if way[2] == eos or n + 1 == max_len]
            done += [([*open_[k], v], total) for total, k, v in ended]
            ways = [way for way in ways if way not in ended]
            if not ways:
                break
            done = sorted(done, key=lambda pair: -pair[1])[:width]
            if len(done) == width and done[-1][1] >= ways[0][0]:
                break
            open_, totals = [[*open_[k], v] for _, k, v in ways], [total for total, *_ in ways]
            last, state = np.array([v for *_, v in ways]), state[[k for _, k, _ in ways]]
        return sorted(done, key=lambda pair: -pair[1])[:width]

    first = (np.array(features) @ w["W_proj"] + w["b_proj"]).reshape(1, -1)
    return beam_search(step, first, start, eos, width, max_len)
