"""Reference solution of assignment 4: argmax, sampling, beam search and diverse beam search.

A language model is a function `step(tokens, state) -> (log_probs, state)` that reads one token of
each of K hypotheses at once. Shapes are written K hypotheses, V vocabulary, T tokens:

    tokens      NumPy integers `[K]`: the last token of each hypothesis
    state       an array, or lists, tuples and dicts of arrays, each `[K, ...]`: what the model
                remembers of each hypothesis; K is 1 at the start
    log_probs   `[K, V]`: log P(next token | all tokens so far), `-inf` where that is impossible

What students see is everything outside the solution markers.
"""

import keras
import numpy as np


def sequence_log_prob(step, state, tokens):
    """Score a sequence with the chain rule.

        log P(y_2 .. y_T | y_1) = sum of log P(y_t | y_1 .. y_{t-1})   for t = 2 .. T

    Args:
        step: the language model, `step(tokens [1], state) -> (log_probs [1, V], state)`.
        state: what it remembers before it reads y_1.
        tokens: integers `[T]`, T at least 1. The first, y_1, is given and costs nothing.

    Returns:
        A float: 0 for a single token, `-inf` for an impossible sequence.
    """
    ### BEGIN SOLUTION
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total += float(log_probs[0, tokens[t]])
    return total
    ### END SOLUTION


def greedy_decode(step, state, start, eos, max_len):
    """Write a sequence by taking the likeliest token at every step.

        y_t = argmax_v log P(v | start, y_1 .. y_{t-1})

    Args:
        step: the language model, `step(tokens [1], state) -> (log_probs [1, V], state)`.
        state: what it remembers before it reads `start`.
        start: the token to begin with. It is not part of the result, and it never ends the
            sequence, even where `start == eos`.
        eos: the token that ends a sequence; it is part of the result.
        max_len: how many tokens to write at most, at least 1.

    Returns:
        A list of 1 to `max_len` ints.
    """
    ### BEGIN SOLUTION
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, state = step(np.array([token]), state)
        token = int(np.argmax(log_probs[0]))
        tokens.append(token)
        if token == eos:
            break
    return tokens
    ### END SOLUTION


def sample_token(logits, temperature, rng):
    """Draw a token from the softmax of logits, sharpened or flattened by a temperature.

        P(v) = exp(logits[v] / temperature) / sum of exp(logits[u] / temperature) over all u

    Args:
        logits: `[V]`. Log-probabilities will do, too: at temperature 1 they give themselves.
            Numbers as large as 1000 are allowed, and so is `-inf`, which is never drawn.
        temperature: at least 0. At 0 nothing is drawn: the answer is the argmax.
        rng: a `numpy.random.Generator`, the only source of randomness.

    Returns:
        An int from 0 to V - 1.
    """
    ### BEGIN SOLUTION
    logits = np.asarray(logits, dtype=np.float64)
    if temperature == 0:
        return int(np.argmax(logits))
    # The largest exponent becomes 0, so nothing overflows however small the temperature.
    weights = np.exp((logits - logits.max()) / temperature)
    return int(rng.choice(len(weights), p=weights / weights.sum()))
    ### END SOLUTION


def sample_sequence(step, state, start, eos, max_len, temperature, rng):
    """Write a sequence by drawing every token, each from what the model says after those before.

        y_t ~ softmax(log P(. | start, y_1 .. y_{t-1}) / temperature)

    Args:
        step: the language model, `step(tokens [1], state) -> (log_probs [1, V], state)`.
        state: what it remembers before it reads `start`.
        start: the token to begin with; never counts as `eos` and is not part of the result.
        eos: the token that ends a sequence; it is part of the result.
        max_len: how many tokens to write at most, at least 1.
        temperature: as in `sample_token`.
        rng: a `numpy.random.Generator`.

    Returns:
        A list of 1 to `max_len` ints.
    """
    ### BEGIN SOLUTION
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, state = step(np.array([token]), state)
        token = sample_token(log_probs[0], temperature, rng)
        tokens.append(token)
        if token == eos:
            break
    return tokens
    ### END SOLUTION


def beam_search(step, state, start, eos, width, max_len, alpha=0.0):
    """Look for the best sequences with a beam of `width` open hypotheses.

    At each step, all one-token extensions of the open hypotheses are ranked by log P together, and
    the best `width` are kept. Of these, the ones that end in `eos` move to the finished list and
    free their place; the others stay open. Extensions of probability zero are dropped. At `max_len`
    the open ones count as finished. A finished sequence y has the

        score(y) = log P(y) / length(y) ** alpha

    where the length counts `eos` and not `start`. The search stops early when the width-th best
    finished score is at least (best open log P) / max_len ** alpha: nothing open can do better.

    Args:
        step: the language model, `step(tokens [K], state) -> (log_probs [K, V], state)`, for any K.
        state: what it remembers before it reads `start`, with a leading axis of 1. When hypotheses
            are kept, dropped or doubled, their rows of every array in it must be as well.
        start: the token to begin with; never counts as `eos` and is not part of a result.
        eos: the token that ends a sequence; it is part of the result.
        width: how many extensions are kept, at least 1.
        max_len: how many tokens a sequence has at most, at least 1.
        alpha: 0 ranks by log P alone; larger values are kinder to long sequences.

    Returns:
        A list of up to `width` pairs `(tokens, score)`, a list of ints and a float, best first.
    """
    ### BEGIN SOLUTION
    hypotheses, log_p, finished = [[]], np.zeros(1), []
    tokens = np.array([start])
    for length in range(1, max_len + 1):
        log_probs, state = step(tokens, state)
        totals = log_p[:, None] + log_probs
        # A partition finds the width-th best of all K * V without sorting them; what is below it,
        # or impossible, is out. The few that are left are sorted, the first of equals first.
        flat = totals.ravel()
        bar = np.partition(flat, -width)[-width] if flat.size > width else -np.inf
        kept = np.flatnonzero((flat >= bar) & (flat > -np.inf))
        kept = kept[np.argsort(-flat[kept], kind="stable")[:width]]
        rows, tokens = np.divmod(kept, totals.shape[1])
        log_p = flat[kept]
        hypotheses = [
            [*hypotheses[row], token]
            for row, token in zip(rows.tolist(), tokens.tolist(), strict=True)
        ]

        ends = (tokens == eos) | (length == max_len)
        finished += [(hypotheses[k], float(log_p[k] / length**alpha)) for k in np.flatnonzero(ends)]
        finished = sorted(finished, key=lambda pair: pair[1], reverse=True)[:width]

        # What is still open is the batch of the next step, with its own rows of the state.
        is_open = np.flatnonzero(~ends)
        if not len(is_open):
            break
        rows, tokens, log_p = rows[is_open], tokens[is_open], log_p[is_open]
        hypotheses = [hypotheses[k] for k in is_open]
        if len(finished) == width and finished[-1][1] >= log_p[0] / max_len**alpha:
            break
        state = keras.tree.map_structure(
            lambda array, rows=rows: np.take(array, rows, axis=0), state
        )
    return finished
    ### END SOLUTION


def diverse_beam_search(step, state, start, eos, width, groups, strength, max_len):
    """Search with several small beams, each pushed away from what the earlier ones have chosen.

    The diverse beam search of Vijayakumar et al. (2016), with Hamming diversity. There are `groups`
    beams of `width // groups` hypotheses each. At each step the groups take turns, the first one
    first, and group g ranks its own extensions by

        log P(extension) - strength * (how often groups before g chose its last token at this step)

    Every extension that a group keeps counts as one choice of its last token, `eos` included. The
    penalty ranks, and that is all: it is forgotten after the step, and no log P contains it. Apart
    from this each group is a beam search of its own: `eos` moves a hypothesis to the group's
    finished list and frees its place, probability zero is dropped, and at `max_len` the open ones
    count as finished. A group goes on while it has open hypotheses.

    Args:
        step: the language model, `step(tokens [K], state) -> (log_probs [K, V], state)`, for any K.
        state: what it remembers before it reads `start`, with a leading axis of 1.
        start: the token to begin with; never counts as `eos` and is not part of a result.
        eos: the token that ends a sequence; it is part of the result.
        width: how many hypotheses all groups have together.
        groups: how many groups there are; divides `width`.
        strength: of the penalty, at least 0. At 0 all groups do the same.
        max_len: how many tokens a sequence has at most, at least 1.

    Returns:
        One list of pairs `(tokens, log P)`: the best `width // groups` of each group (fewer, where
        a group has found fewer), all groups together, best first by the model's own log P. Groups
        may repeat each other.
    """
    ### BEGIN SOLUTION
    size = width // groups
    # Row k of the batch is an open hypothesis of group owner[k]: one step serves all groups.
    owner, rows = np.arange(groups), np.zeros(groups, dtype=int)
    hypotheses, log_p, tokens = [[]] * groups, np.zeros(groups), np.full(groups, start)
    finished = [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        state = keras.tree.map_structure(
            lambda array, rows=rows: np.take(array, rows, axis=0), state
        )
        log_probs, state = step(tokens, state)
        totals = log_p[:, None] + log_probs
        chosen = np.zeros(totals.shape[1])  # how often each token was chosen at this step
        extended = []
        for group in range(groups):
            mine = np.flatnonzero(owner == group)
            ranking = (totals[mine] - strength * chosen).ravel()
            bar = np.partition(ranking, -size)[-size] if ranking.size > size else -np.inf
            kept = np.flatnonzero((ranking >= bar) & (ranking > -np.inf))
            kept = kept[np.argsort(-ranking[kept], kind="stable")[:size]]
            picked, new = np.divmod(kept, totals.shape[1])
            np.add.at(chosen, new, 1)
            for row, token in zip(mine[picked].tolist(), new.tolist(), strict=True):
                hypothesis = [*hypotheses[row], token]
                if token == eos or length == max_len:
                    finished[group].append((hypothesis, float(totals[row, token])))
                else:
                    extended.append((hypothesis, row, token, group))
        if not extended:
            break
        hypotheses = [hypothesis for hypothesis, *_ in extended]
        rows, tokens, owner = np.array([place for _, *place in extended]).T
        log_p = totals[rows, tokens]

    def by_log_p(pairs):
        return sorted(pairs, key=lambda pair: pair[1], reverse=True)

    return by_log_p([pair for group in finished for pair in by_log_p(group)[:size]])
    ### END SOLUTION
