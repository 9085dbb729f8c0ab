"""Reference solution of assignment 5: what the cells of a trained LSTM keep track of.

After A. Karpathy, J. Johnson and L. Fei-Fei, "Visualizing and Understanding Recurrent Networks",
2016, section 4.2. Shapes are written T characters, D input features, H units. `trace` takes and
returns tensors; everything else works on text and NumPy arrays, one signal or unit a column.

What students see is everything outside the solution markers.
"""

import numpy as np
import tensorflow as tf


def trace(cell, embeddings, h0, c0):
    """Run an LSTM cell over a text, and write down what happens inside.

        i, f, o = s(a_i), s(a_f), s(a_o)     where  [a_i, a_f, a_o, a_g] = x_t Wx + h_{t-1} Wh + b
        c_t = f * c_{t-1} + i * tanh(a_g)        h_t = o * tanh(c_t)

    (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers, Schmidhuber and Cummins, 2000.)

    Args:
        cell: a built LSTM cell with the weights `cell.kernel` `[D, 4H]`, `cell.recurrent_kernel`
            `[H, 4H]` and `cell.bias` `[4H]`, packed i, f, o, g. Called as `cell(x, [h, c])`, with x
            `[N, D]` and the states `[N, H]`, it returns `(h, [h, c])`.
        embeddings: one text's inputs, `[T, D]`, T at least 1.
        h0: state before the first character, `[H]`.
        c0: cell state before the first character, `[H]`.

    Returns:
        A dict of tensors `[T, H]` of the inputs' dtype: the states `"h"` and `"c"` after each
        character, and the gates `"i"`, `"f"` and `"o"`, after the sigmoid, that led to them.
    """
    ### BEGIN SOLUTION
    h, c = h0[None], c0[None]
    rows = {name: [] for name in "hcifo"}
    for t in range(embeddings.shape[0]):
        sums = tf.matmul(embeddings[t : t + 1], cell.kernel)
        sums += tf.matmul(h, cell.recurrent_kernel) + cell.bias
        i, f, o, g = tf.split(sums, 4, axis=-1)
        i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
        c = f * c + i * tf.tanh(g)
        h = o * tf.tanh(c)
        for name, value in zip("hcifo", (h, c, i, f, o), strict=True):
            rows[name].append(value)
    return {name: tf.concat(values, axis=0) for name, values in rows.items()}
    ### END SOLUTION


def quote_mask(text):
    """Say for each character whether it stands inside double quotes.

    The quotes themselves count as inside. A quote that is never closed runs to the end of the text,
    over line ends, too. A backslash is a character like any other.

    Args:
        text: a string of T characters, T at least 1.

    Returns:
        A NumPy array `[T]` of zeros and ones.
    """
    ### BEGIN SOLUTION
    inside, mask = False, []
    for character in text:
        mask.append(inside or character == '"')
        if character == '"':
            inside = not inside
    return np.array(mask, dtype=float)
    ### END SOLUTION


def line_position(text):
    """Count, for each character, the characters between it and the line end before it.

    The first character of a line is at 0. A newline belongs to the line that it ends.

    Args:
        text: a string of T characters, T at least 1.

    Returns:
        A NumPy array `[T]` of whole numbers.
    """
    ### BEGIN SOLUTION
    position, positions = 0, []
    for character in text:
        positions.append(position)
        position = 0 if character == "\n" else position + 1
    return np.array(positions, dtype=float)
    ### END SOLUTION


def nesting_depth(text, opening="{", closing="}"):
    """Count, after each character, how many brackets are open.

    A closing bracket without an opening one is ignored: the depth never falls below 0.

    Args:
        text: a string of T characters, T at least 1.
        opening: the character that goes one level down.
        closing: the character that comes one level up; another one than `opening`.

    Returns:
        A NumPy array `[T]` of whole numbers. An opening bracket already counts at its own place, a
        closing one no longer.
    """
    ### BEGIN SOLUTION
    depth, depths = 0, []
    for character in text:
        if character == opening:
            depth += 1
        elif character == closing:
            depth = max(depth - 1, 0)
        depths.append(depth)
    return np.array(depths, dtype=float)
    ### END SOLUTION


def unit_correlations(activations, signal):
    """Correlate every unit with a signal: Pearson's r, over time.

        r_j = sum_t (a_tj - mean a_j) (s_t - mean s) / sqrt(sum_t (a_tj - mean a_j)^2
                                                            * sum_t (s_t - mean s)^2)

    Args:
        activations: NumPy array `[T, H]`, a unit a column.
        signal: NumPy array `[T]` of numbers or truth values.

    Returns:
        A NumPy array `[H]` of numbers from -1 to 1; 0 for a unit that never changes, and 0 for all
        units where the signal never changes.
    """
    ### BEGIN SOLUTION
    a = np.asarray(activations, dtype=float)
    s = np.asarray(signal, dtype=float)
    # Rounding leaves something of a constant column's deviations; its range is exactly zero.
    changing = (np.ptp(a, axis=0) > 0) & (np.ptp(s) > 0)
    a, s = a - a.mean(axis=0), s - s.mean()
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    products = (a * s[:, None]).sum(axis=0)
    return np.where(changing, products, 0.0) / np.where(changing, scale, 1.0)
    ### END SOLUTION


def best_unit(activations, signal):
    """Find the unit that follows a signal best, whichever its sign.

        j = argmax_j |r_j|

    Args:
        activations: NumPy array `[T, H]`, a unit a column.
        signal: NumPy array `[T]`.

    Returns:
        A pair `(index, correlation)`, an int and a float with its sign. Of equally good units, the
        first.
    """
    ### BEGIN SOLUTION
    correlations = unit_correlations(activations, signal)
    best = int(np.argmax(np.abs(correlations)))
    return best, float(correlations[best])
    ### END SOLUTION


def saturation(gates, low=0.1, high=0.9):
    """Measure how often each unit's gate is as good as shut, and as good as open.

    Args:
        gates: NumPy array `[T, H]` of values of one gate, between 0 and 1.
        low: strictly below this, a gate is saturated to the left.
        high: strictly above this, it is saturated to the right.

    Returns:
        A pair of NumPy arrays `[H]`: the fraction of the T characters at which each unit's gate is
        below `low`, and the fraction at which it is above `high`.
    """
    ### BEGIN SOLUTION
    return (gates < low).mean(axis=0), (gates > high).mean(axis=0)
    ### END SOLUTION
