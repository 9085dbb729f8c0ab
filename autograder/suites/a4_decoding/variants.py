"""Right answers to the questions of a4_decoding but the searches, unlike the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import itertools

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- sequence_log_prob ---------------------------------------------------------------------------


@variant("sequence_log_prob")
def pairs_of_neighbours(step, state, tokens):
    terms = []
    for now, following in itertools.pairwise(tokens):
        log_probs, state = step(np.array([now], dtype="int32"), state)
        terms.append(log_probs[0][following])
    return np.sum(terms, dtype="float64")


@variant("sequence_log_prob")
def scored_by_recursion(step, state, tokens):
    if len(tokens) == 1:
        return 0
    log_probs, state = step(np.asarray(tokens[:1]), state)
    return log_probs[0, tokens[1]] + sequence_log_prob(step, state, tokens[1:])


@variant("sequence_log_prob")
def normalised_once_more(step, state, tokens):
    # A softmax of log-probabilities gives the probabilities again.
    total = np.float64(0)
    for t in range(len(tokens)):
        log_probs, state = step(np.reshape(tokens[t], [1]), state)
        if t + 1 < len(tokens):
            row = log_probs[0] - np.log(np.sum(np.exp(log_probs[0])))
            total += row[tokens[t + 1]]
    return total


@variant("sequence_log_prob")
def summed_in_tensorflow(step, state, tokens):
    terms = [tf.constant(0.0, tf.float64)]
    for t in range(1, len(tokens)):
        log_probs, state = step(tokens[t - 1 : t], state)
        terms.append(tf.convert_to_tensor(log_probs)[0, int(tokens[t])])
    return tf.add_n(terms)


# --- greedy_decode -------------------------------------------------------------------------------


@variant("greedy_decode")
def greedy_of_numpy_integers(step, state, start, eos, max_len):
    tokens = []
    while len(tokens) < max_len and (not tokens or tokens[-1] != eos):
        log_probs, state = step(np.array([start, *tokens][-1:]), state)
        tokens.append(log_probs.argmax(axis=1)[0])
    return tokens


@variant("greedy_decode")
def greedy_through_sorting(step, state, start, eos, max_len):
    last, tokens = np.full(1, start, dtype="int32"), []
    for _ in range(max_len):
        log_probs, state = step(last, state)
        last = np.argsort(log_probs, axis=-1)[:, -1]
        tokens.extend(last.tolist())
        if eos in tokens:
            return tokens
    return tokens


@variant("greedy_decode")
def greedy_by_recursion(step, state, start, eos, max_len):
    log_probs, state = step(np.array([start]), state)
    token = int(keras.ops.argmax(log_probs, axis=-1)[0])
    if token == eos or max_len == 1:
        return [token]
    return [token, *greedy_decode(step, state, token, eos, max_len - 1)]


@variant("greedy_decode")
def greedy_cut_at_eos(step, state, start, eos, max_len):
    # Writes max_len tokens, and cuts what comes after the first eos.
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, state = step(np.array([token]), state)
        token = max(range(log_probs.shape[1]), key=lambda v, row=log_probs[0]: row[v])
        tokens.append(token)
    return tokens[: tokens.index(eos) + 1] if eos in tokens else tokens


# --- sample_token --------------------------------------------------------------------------------


@variant("sample_token")
def gumbel_maximum(logits, temperature, rng):
    if temperature == 0:
        return np.argmax(logits)
    return np.argmax(np.asarray(logits) / temperature + rng.gumbel(size=len(logits)))


@variant("sample_token")
def inverse_of_the_cumulative_sum(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    scaled = np.asarray(logits, dtype="float64") / temperature
    cumulative = np.cumsum(np.exp(scaled - scaled.max()))
    return int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))


@variant("sample_token")
def one_trial_of_a_multinomial(logits, temperature, rng):
    best = int(np.argmax(logits))
    if not temperature > 0:
        return best
    weights = np.exp((np.array(logits) - logits[best]) / temperature)
    return int(rng.multinomial(1, weights / weights.sum()).argmax())


@variant("sample_token")
def softmax_of_tensorflow(logits, temperature, rng):
    logits = np.array(logits, dtype="float64")
    if temperature == 0:
        return int(tf.argmax(logits))
    p = tf.nn.softmax(logits / temperature).numpy()
    return int(rng.choice(p.size, p=p))


# --- sample_sequence -----------------------------------------------------------------------------


@variant("sample_sequence")
def sequence_drawn_inside(step, state, start, eos, max_len, temperature, rng):
    last, tokens = start, []
    while True:
        log_probs, state = step(np.array([last]), state)
        row = log_probs[0]
        if temperature == 0:
            last = int(row.argmax())
        else:
            last = int(np.argmax(row / temperature + rng.gumbel(size=row.size)))
        tokens.append(last)
        if last == eos or len(tokens) == max_len:
            return tokens


@variant("sample_sequence")
def sequence_by_recursion(step, state, start, eos, max_len, temperature, rng):
    log_probs, state = step(np.array([start]), state)
    token = sample_token(logits=log_probs[0], temperature=temperature, rng=rng)
    if token == eos or max_len == 1:
        return [token]
    return [token, *sample_sequence(step, state, token, eos, max_len - 1, temperature, rng)]


@variant("sample_sequence")
def sequence_of_uniforms_drawn_first(step, state, start, eos, max_len, temperature, rng):
    token, tokens = start, []
    for u in rng.random(max_len):
        log_probs, state = step(np.array([token]), state)
        p = np.exp(
            log_probs[0] / max(temperature, 1e-4) - np.max(log_probs) / max(temperature, 1e-4)
        )
        token = int(np.searchsorted(np.cumsum(p), u * p.sum(), side="right"))
        tokens.append(token)
        if token == eos:
            break
    return tokens


@variant("sample_sequence")
def sequence_greedy_at_zero(step, state, start, eos, max_len, temperature, rng):
    if temperature == 0:
        return greedy_decode(step, state, start, eos, max_len)
    tokens = [start]
    for _ in range(max_len):
        log_probs, state = step(np.array(tokens[-1:]), state)
        tokens.append(sample_token(log_probs.ravel(), temperature, rng))
        if tokens[-1] == eos:
            break
    return tokens[1:]
