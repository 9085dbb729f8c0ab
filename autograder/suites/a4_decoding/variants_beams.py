"""Right answers to the searches of a4_decoding, unlike the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import heapq

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- beam_search ---------------------------------------------------------------------------------


@variant("beam_search")
def beam_hypothesis_by_hypothesis(step, state, start, eos, width, max_len, alpha=0.0):
    opened, finished = [(0.0, (), state)], []
    for length in range(1, max_len + 1):
        extended = []
        for total, tokens, memory in opened:
            log_probs, after = step(np.array([tokens[-1] if tokens else start]), memory)
            extended += [(total + p, (*tokens, v), after) for v, p in enumerate(log_probs[0])]
        extended = [e for e in extended if e[0] > -np.inf]
        extended.sort(key=lambda e: e[0], reverse=True)
        opened = []
        for total, tokens, memory in extended[:width]:
            if tokens[-1] == eos or length == max_len:
                finished.append((list(tokens), total / length**alpha))
            else:
                opened.append((total, tokens, memory))
        finished.sort(key=lambda pair: pair[1], reverse=True)
        bound = max((total for total, *_ in opened), default=-np.inf) / max_len**alpha
        if not opened or (len(finished) >= width and finished[width - 1][1] >= bound):
            break
    return finished[:width]


@variant("beam_search")
def beam_of_fixed_width(step, state, start, eos, width, max_len, alpha=0.0):
    # Rows of log P minus infinity stand for places that nobody has; the search never looks there.
    def rows_of(nest, rows):
        if isinstance(nest, dict):
            return {name: rows_of(part, rows) for name, part in nest.items()}
        if isinstance(nest, (list, tuple)):
            return type(nest)([rows_of(part, rows) for part in nest])
        return nest.take(rows, axis=0)

    state = rows_of(state, np.zeros(width, dtype=int))
    tokens, log_p = np.full(width, start), np.full(width, -np.inf)
    log_p[0], written, found = 0.0, np.zeros((width, 0), dtype=int), []
    for length in range(1, max_len + 1):
        log_probs, state = step(tokens, state)
        totals = (log_p[:, None] + log_probs).ravel()
        best = np.argsort(totals)[::-1][:width]
        best = best[totals[best] > -np.inf]
        rows, last = np.unravel_index(best, log_probs.shape)
        written = np.column_stack([written[rows], last])
        ended = (last == eos) | (length == max_len)
        for i in np.flatnonzero(ended):
            found.append((tuple(written[i].tolist()), totals[best[i]] / length**alpha))
        still = np.flatnonzero(~ended)
        if not still.size:
            break
        top = heapq.nlargest(width, (score for _, score in found))
        if len(top) == width and top[-1] >= totals[best[still]].max() / max_len**alpha:
            break
        # The free places are filled with copies of the first open hypothesis, at log P -inf.
        padded = np.concatenate([still, np.repeat(still[:1], width - still.size)])
        log_p = np.where(np.arange(width) < still.size, totals[best[padded]], -np.inf)
        tokens, written, state = last[padded], written[padded], rows_of(state, rows[padded])
    return sorted(found, key=lambda pair: pair[1])[::-1][:width]


@variant("beam_search")
def beam_on_a_heap(step, state, start, eos, width, max_len, alpha=0.0):
    log_p, tokens, finished = [0.0], [[]], []
    for length in range(1, max_len + 1):
        last = np.array([y[-1] if y else start for y in tokens], dtype="int32")
        log_probs, state = step(last, state)
        places = [
            (log_p[k] + log_probs[k, v], k, v)
            for k in range(len(tokens))
            for v in range(log_probs.shape[1])
            if not np.isneginf(log_probs[k, v])
        ]
        best = heapq.nlargest(width, places)
        for p, k, v in best:
            if v == eos or length == max_len:
                heapq.heappush(finished, (p / length**alpha, [*tokens[k], v]))
        while len(finished) > width:
            heapq.heappop(finished)
        best = [(p, k, v) for p, k, v in best if v != eos]
        if not best:
            break
        if len(finished) == width and finished[0][0] * max_len**alpha >= best[0][0]:
            break
        rows = [k for _, k, _ in best]
        log_p, tokens = [p for p, *_ in best], [[*tokens[k], v] for _, k, v in best]
        state = keras.tree.map_structure(lambda a, rows=rows: a[rows], state)
    return [(tokens, float(score)) for score, tokens in sorted(finished, reverse=True)]


@variant("beam_search")
def beam_with_parents_traced_back(step, state, start, eos, width, max_len, alpha=0.0):
    # Keeps a parent and a token for each place of each step, and reads the tokens off at the end.
    total, tokens, history, ends = np.zeros(1), np.array([start]), [], []
    for length in range(1, max_len + 1):
        log_probs, state = step(tokens, state)
        scores = (total[:, None] + log_probs).reshape(-1)
        kept = np.argsort(-scores, kind="stable")[:width]
        kept = kept[np.isfinite(scores[kept])]
        parents, tokens = kept // log_probs.shape[1], kept % log_probs.shape[1]
        history.append((parents, tokens))
        ended = tokens == eos if length < max_len else np.ones(len(tokens), dtype=bool)
        ends += [(scores[kept[i]] / length**alpha, length - 1, i) for i in np.flatnonzero(ended)]
        ends = sorted(ends, reverse=True)[:width]
        alive = np.flatnonzero(~ended)
        if not alive.size:
            break
        total = scores[kept[alive]]
        if len(ends) == width and ends[-1][0] >= total[0] / max_len**alpha:
            break
        history[-1] = (parents, tokens, alive)
        tokens = tokens[alive]
        state = tf.nest.map_structure(lambda a, rows=parents[alive]: np.take(a, rows, 0), state)

    def read(t, i):
        parents, written = history[t][:2]
        before = read(t - 1, history[t - 1][2][parents[i]]) if t else []
        return [*before, int(written[i])]

    return [(read(t, i), float(score)) for score, t, i in ends]


# --- diverse_beam_search -------------------------------------------------------------------------


@variant("diverse_beam_search")
def groups_in_a_loop(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    opened = [[(0.0, (), state)] for _ in range(groups)]
    finished = [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = []
        for g in range(groups):
            extended = []
            for total, tokens, memory in opened[g]:
                log_probs, after = step(np.array([tokens[-1] if tokens else start]), memory)
                for v, p in enumerate(log_probs[0]):
                    if p > -np.inf:
                        rank = total + p - strength * chosen.count(v)
                        extended.append((rank, total + p, (*tokens, v), after))
            extended.sort(key=lambda e: e[0], reverse=True)
            chosen += [tokens[-1] for _, _, tokens, _ in extended[:size]]
            opened[g] = []
            for _, total, tokens, memory in extended[:size]:
                if tokens[-1] == eos or length == max_len:
                    finished[g].append((list(tokens), float(total)))
                else:
                    opened[g].append((total, tokens, memory))
            finished[g].sort(key=lambda pair: pair[1], reverse=True)
    return sorted((p for f in finished for p in f[:size]), key=lambda p: p[1], reverse=True)


@variant("diverse_beam_search")
def groups_that_stop_early(step, state, start, eos, width, groups, strength, max_len):
    # A group ends as soon as nothing open in it can win, as `beam_search` does.
    size = width // groups
    runs = [{"y": [[]], "p": np.zeros(1), "s": state, "done": []} for _ in range(groups)]
    for length in range(1, max_len + 1):
        penalty = 0.0
        for run in runs:
            if not run["y"]:
                continue
            fed = np.array([y[-1] if y else start for y in run["y"]])
            log_probs, after = step(fed, run["s"])
            totals = run["p"][:, None] + log_probs
            best = np.argsort(penalty - totals, axis=None)[:size]
            rows, last = np.unravel_index(best, totals.shape)
            possible = totals[rows, last] > -np.inf
            rows, last = rows[possible], last[possible]
            penalty = penalty + strength * np.bincount(last, minlength=totals.shape[1])
            kept = [([*run["y"][k], int(v)], totals[k, v]) for k, v in zip(rows, last, strict=True)]
            ended = (last == eos) | (length == max_len)
            run["done"] += [pair for pair, end in zip(kept, ended, strict=True) if end]
            run["done"] = sorted(run["done"], key=lambda pair: -pair[1])[:size]
            run["y"] = [y for (y, _), end in zip(kept, ended, strict=True) if not end]
            run["p"] = np.array([p for (_, p), end in zip(kept, ended, strict=True) if not end])
            run["s"] = tf.nest.map_structure(lambda a, rows=rows[~ended]: a[rows], after)
            if len(run["done"]) == size and run["y"] and run["done"][-1][1] >= run["p"].max():
                run["y"] = []
    return sorted((pair for run in runs for pair in run["done"]), key=lambda pair: -pair[1])


@variant("diverse_beam_search")
def one_group_after_the_other(step, state, start, eos, width, groups, strength, max_len):
    # A group's choices depend on earlier groups alone, so each may run to its end before the next.
    size, counts, results = width // groups, [{} for _ in range(max_len)], []
    for _ in range(groups):
        tokens, log_p, memory, done = [[]], np.zeros(1), state, []
        for length, chosen in enumerate(counts, start=1):
            log_probs, memory = step(np.array([y[-1] if y else start for y in tokens]), memory)
            totals = log_p[:, None] + log_probs
            ranks = totals.copy()
            for token, times in chosen.items():
                ranks[:, token] -= strength * times
            best = np.argsort(-ranks, axis=None, kind="stable")[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best]
            kept = [(k, v) for k, v in kept if totals[k, v] > -np.inf]
            for _, v in kept:
                chosen[v] = chosen.get(v, 0) + 1
            longer = [([*tokens[k], v], totals[k, v]) for k, v in kept]
            done += [pair for pair in longer if pair[0][-1] == eos or length == max_len]
            kept = [(k, v) for k, v in kept if v != eos]
            if not kept:
                break
            tokens, log_p = [[*tokens[k], v] for k, v in kept], np.array([totals[c] for c in kept])
            memory = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _ in kept]], memory)
        results += sorted(done, key=lambda pair: pair[1])[::-1][:size]
    return sorted(results, key=lambda pair: pair[1])[::-1]
