"""Right answers to the questions of a5_visualizing, written differently from the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import itertools
import re

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- trace ---------------------------------------------------------------------------------------


@variant("trace")
def states_from_the_cell_itself(cell, embeddings, h0, c0):
    h, c = h0[None], c0[None]
    gates, hs, cs = [], [], []
    for x in tf.unstack(embeddings):
        sums = x[None] @ cell.kernel + h @ cell.recurrent_kernel + cell.bias
        gates.append(tf.sigmoid(sums[0]))
        _, (h, c) = cell(x[None], [h, c])
        hs.append(h[0])
        cs.append(c[0])
    i, f, o, _ = tf.split(tf.stack(gates), 4, axis=1)
    return {"c": tf.stack(cs), "h": tf.stack(hs), "i": i, "f": f, "o": o}


@variant("trace")
def with_keras_operations_and_the_candidate(cell, embeddings, h0, c0):
    units, rows = h0.shape[0], []
    h, c = h0, c0
    for t in range(embeddings.shape[0]):
        x = keras.ops.matmul(embeddings[t], cell.kernel)
        sums = x + keras.ops.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o = (keras.ops.sigmoid(sums[k * units : (k + 1) * units]) for k in range(3))
        g = keras.ops.tanh(sums[3 * units :])
        c = f * c + i * g
        h = o * keras.ops.tanh(c)
        rows.append((h, c, i, f, o, g))
    return dict(zip("hcifog", map(keras.ops.stack, zip(*rows, strict=True)), strict=True))


@variant("trace")
def gates_of_all_timesteps_after_the_run(cell, embeddings, h0, c0):
    h, c, hs, cs = h0[tf.newaxis], c0[tf.newaxis], [], []
    for t in range(len(embeddings)):
        h, states = cell(embeddings[t : t + 1], (h, c))
        c = states[1]
        hs.append(h)
        cs.append(c)
    hs, cs = tf.concat(hs, 0), tf.concat(cs, 0)
    before = tf.concat([h0[tf.newaxis], hs[:-1]], 0)
    kernel = tf.concat([cell.recurrent_kernel, cell.kernel], 0)
    sums = tf.concat([before, embeddings], 1) @ kernel + cell.bias
    gates = tf.reshape(tf.sigmoid(sums), (-1, 4, h0.shape[0]))
    return {"h": hs, "c": cs, "i": gates[:, 0], "f": gates[:, 1], "o": gates[:, 2]}


# --- quote_mask ----------------------------------------------------------------------------------


@variant("quote_mask")
def parity_of_the_quotes(text):
    quotes = np.array(list(text)) == '"'
    return (np.cumsum(quotes) % 2 == 1) | quotes


@variant("quote_mask")
def by_regular_expression(text):
    mask = np.zeros(len(text), dtype=int)
    for found in re.finditer(r'"[^"]*("|$)', text):
        mask[found.start() : found.end()] = 1
    return mask


@variant("quote_mask")
def by_splitting(text):
    parts = text.split('"')
    marks = []
    for number, part in enumerate(parts):
        marks += [number % 2] * len(part) + [1]
    return np.array(marks[:-1], dtype="float32")


# --- line_position -------------------------------------------------------------------------------


@variant("line_position")
def by_looking_back(text):
    return np.array([t - text.rfind("\n", 0, t) - 1 for t in range(len(text))])


@variant("line_position")
def by_running_maximum(text):
    places = np.arange(len(text))
    starts = np.where(np.array(list("\n" + text))[:-1] == "\n", places, 0)
    return places - np.maximum.accumulate(starts)


@variant("line_position")
def line_by_line(text):
    lines = text.split("\n")
    return np.concatenate([np.arange(len(line) + 1) for line in lines])[:-1].astype(float)


# --- nesting_depth -------------------------------------------------------------------------------


@variant("nesting_depth")
def count_less_its_lowest_point_so_far(text, opening="{", closing="}"):
    depth = np.cumsum([(c == opening) - (c == closing) for c in text])
    return depth - np.minimum(np.minimum.accumulate(depth), 0)


@variant("nesting_depth")
def by_accumulating(text, opening="{", closing="}"):
    moves = ((c == opening) - (c == closing) for c in text)
    depths = itertools.accumulate(moves, lambda d, move: max(d + move, 0), initial=0)
    return np.fromiter(depths, dtype="int32")[1:]


@variant("nesting_depth")
def with_a_stack(text, opening="{", closing="}"):
    stack, depths = [], np.zeros(len(text))
    for place, character in enumerate(text):
        if character == opening:
            stack.append(place)
        elif character == closing and stack:
            stack.pop()
        depths[place] = len(stack)
    return depths


# --- unit_correlations ---------------------------------------------------------------------------


@variant("unit_correlations")
def by_corrcoef(activations, signal):
    with np.errstate(invalid="ignore", divide="ignore"):
        table = np.corrcoef(np.asarray(activations, float).T, np.asarray(signal, float))
    return np.nan_to_num(table[-1, :-1])


@variant("unit_correlations")
def as_a_mean_of_standard_scores(activations, signal):
    spread, of_signal = activations.std(axis=0), np.std(signal)
    a = (activations - activations.mean(axis=0)) / np.where(spread > 0, spread, 1)
    s = (signal - np.mean(signal)) / (of_signal if of_signal > 0 else 1)
    return np.mean(a * s[:, None], axis=0)


@variant("unit_correlations")
def unit_by_unit(activations, signal):
    found = []
    for column in activations.T:
        constant = column.max() == column.min() or np.max(signal) == np.min(signal)
        found.append(0 if constant else np.corrcoef(column, signal)[0][1])
    return np.array(found)


# --- best_unit -----------------------------------------------------------------------------------


@variant("best_unit")
def by_sorting(activations, signal):
    r = unit_correlations(activations, signal)
    best = sorted(range(len(r)), key=lambda j: -abs(r[j]))[0]
    return best, r[best]


@variant("best_unit")
def with_numbers_of_numpy(activations, signal):
    r = unit_correlations(activations, signal)
    best = np.abs(r).argmax()
    return best, r[best]


@variant("best_unit")
def without_the_earlier_answer(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - signal.mean()
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    r = (a * s[:, None]).sum(axis=0) / np.where(scale > 0, scale, 1)
    return int(np.argmax(r**2)), float(r[np.argmax(r**2)])


# --- saturation ----------------------------------------------------------------------------------


@variant("saturation")
def by_counting(gates, low=0.1, high=0.9):
    timesteps = gates.shape[0]
    below, above = np.count_nonzero(gates < low, axis=0), np.count_nonzero(gates > high, axis=0)
    return below / timesteps, above / timesteps


@variant("saturation")
def unit_by_unit_in_lists(gates, low=0.1, high=0.9):
    left = [sum(1 for gate in column if gate < low) / len(column) for column in gates.T]
    right = [sum(1 for gate in column if gate > high) / len(column) for column in gates.T]
    return [np.array(left), np.array(right)]
