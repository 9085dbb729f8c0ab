"""Known wrong answers to `diverse_beam_search`: what the penalty counts.

Each stands under its question's name in the solution's namespace.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "diverse_beam_search",
    hint="Your scores contain the penalty, and later steps start from them. It decides what a "
    "group keeps at this step, and is then forgotten: the score is the model's own log P.",
)
def penalty_in_the_score(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            best = np.argsort(-(totals - strength * penalty), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [
                (k, (*beams[g][k][0], v), totals[k, v] - strength * penalty[v]) for k, v in kept
            ]
            for _, y, _ in kept:
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])


@misconception(
    "diverse_beam_search",
    hint="Your scores are right, but the penalties of earlier steps still count in your ranking. "
    "A penalty holds at its own step alone.",
)
def penalty_carried_on(step, state, start, eos, width, groups, strength, max_len):
    size, debts = width // groups, {}
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            owed = np.array([debts.get((g, y), 0.0) for y, _ in beams[g]])[:, None]
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            owed = owed + strength * penalty
            best = np.argsort(-(totals - owed), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [(k, (*beams[g][k][0], v), totals[k, v]) for k, v in kept]
            for k, y, _ in kept:
                debts[g, y] = owed[k, y[-1]]
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])


@misconception(
    "diverse_beam_search",
    hint="You ask whether an earlier group chose a token, not how often. Two choices cost twice "
    "as much as one.",
)
def every_token_counted_once(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            best = np.argsort(-(totals - strength * penalty), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [(k, (*beams[g][k][0], v), totals[k, v]) for k, v in kept]
            for _, y, _ in kept:
                chosen[y[-1]] = 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])


@misconception(
    "diverse_beam_search",
    hint="Your counts go on from step to step. A token is penalised for how often it was chosen "
    "at this step; start each step from zero.",
)
def counted_over_all_steps(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    chosen = {}
    for length in range(1, max_len + 1):
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            best = np.argsort(-(totals - strength * penalty), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [(k, (*beams[g][k][0], v), totals[k, v]) for k, v in kept]
            for _, y, _ in kept:
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])


@misconception(
    "diverse_beam_search",
    hint="Only the choices of the group just before count in your penalty. All earlier groups do.",
)
def group_before_alone_counted(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            best = np.argsort(-(totals - strength * penalty), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [(k, (*beams[g][k][0], v), totals[k, v]) for k, v in kept]
            chosen = {}
            for _, y, _ in kept:
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])


@misconception(
    "diverse_beam_search",
    hint="You count the best hypothesis of each group alone. Each of its hypotheses has chosen a "
    "token at this step, and all choices count.",
)
def best_of_each_group_counted(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            best = np.argsort(-(totals - strength * penalty), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [(k, (*beams[g][k][0], v), totals[k, v]) for k, v in kept]
            for _, y, _ in kept[:1]:
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])


@misconception(
    "diverse_beam_search",
    hint="Your groups are not pushed away from `eos`: a hypothesis that ends is not counted. It "
    "has chosen `eos` as another chooses a word.",
)
def eos_never_penalised(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            best = np.argsort(-(totals - strength * penalty), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [(k, (*beams[g][k][0], v), totals[k, v]) for k, v in kept]
            for _, y, _ in kept:
                chosen[y[-1]] = chosen.get(y[-1], 0) + (y[-1] != eos)
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])


@misconception(
    "diverse_beam_search",
    hint="Your groups must not repeat a token at all, however strong the penalty is. It is "
    "strength times a count, and a large enough lead outweighs it.",
)
def groups_change_every_token(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([chosen.get(v, 0) for v in range(totals.shape[1])])
            best = np.argsort(-(totals - 1e9 * penalty), axis=None)[:size]
            kept = [divmod(int(i), totals.shape[1]) for i in best if totals.flat[i] > -np.inf]
            kept = [(k, (*beams[g][k][0], v), totals[k, v]) for k, v in kept]
            for _, y, _ in kept:
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])
