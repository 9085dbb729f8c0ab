"""Known wrong answers to `diverse_beam_search`: groups, and what comes back.

Each stands under its question's name in the solution's namespace; a default of `right` is the
solution, where the mistake is made around it.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "diverse_beam_search",
    hint="You penalise what was chosen at the step before. The groups take turns within a step: "
    "the second ranks when the first has just chosen.",
)
def choices_of_the_step_before(step, state, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, states, done = [[((), 0.0)]] * groups, [state] * groups, [[] for _ in range(groups)]
    chosen = {}
    for length in range(1, max_len + 1):
        penalised, chosen = chosen, {}
        for g in range(groups):
            if not beams[g]:
                continue
            fed = np.array([y[-1] if y else start for y, _ in beams[g]])
            log_probs, after = step(fed, states[g])
            totals = np.array([p for _, p in beams[g]])[:, None] + log_probs
            penalty = np.array([penalised.get(v, 0) for v in range(totals.shape[1])])
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
    hint="A finished hypothesis keeps its place in its group for good. At the next step the "
    "group keeps its full number of extensions again.",
)
def finished_keep_their_group_narrow(step, state, start, eos, width, groups, strength, max_len):
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
            best = np.argsort(-(totals - strength * penalty), axis=None)[: size - len(done[g])]
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
    hint="The groups come one after the other in your list. It is one list, best first by log P.",
)
def groups_one_after_the_other(step, state, start, eos, width, groups, strength, max_len):
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
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [k for k, _, _ in kept]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    return [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]


@misconception(
    "diverse_beam_search",
    hint="Every group finds the same: the penalty does not reach the ranking. Subtract strength "
    "times the count before you choose.",
)
def strength_not_used(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    return right(step, state, start, eos, width, groups, 0.0, max_len)


@misconception(
    "diverse_beam_search",
    hint="You add the penalty. What earlier groups chose should become less attractive: subtract "
    "it.",
)
def repeats_rewarded(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    return right(step, state, start, eos, width, groups, -strength, max_len)


@misconception(
    "diverse_beam_search",
    hint="Each of your groups has `width` beams. Together they have `width`: each one has width "
    "// groups.",
)
def every_group_of_full_width(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    return right(step, state, start, eos, width * groups, groups, strength, max_len)


@misconception(
    "diverse_beam_search",
    hint="Each of your groups has `groups` beams. Each has width // groups.",
)
def as_many_beams_as_groups(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    return right(step, state, start, eos, groups * groups, groups, strength, max_len)


@misconception(
    "diverse_beam_search",
    hint="You remove what several groups have found. Groups may repeat each other, and all they "
    "found comes back.",
)
def repeats_removed(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    pairs = right(step, state, start, eos, width, groups, strength, max_len)
    return [pair for i, pair in enumerate(pairs) if pair[0] not in [y for y, _ in pairs[:i]]]


@misconception(
    "diverse_beam_search",
    hint="You return a list of lists. One flat list of pairs is asked for.",
)
def one_list_for_each_group(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    pairs = right(step, state, start, eos, width, groups, strength, max_len)
    return [pairs[g::groups] for g in range(groups)]


@misconception(
    "diverse_beam_search",
    hint="Your hypotheses come worst first. Log-probabilities are negative: the best is the "
    "largest.",
)
def diverse_worst_first(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    return right(step, state, start, eos, width, groups, strength, max_len)[::-1]


@misconception(
    "diverse_beam_search",
    hint="`eos` is missing at the end of your hypotheses. It is part of the sequence.",
)
def diverse_without_eos(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    pairs = right(step, state, start, eos, width, groups, strength, max_len)
    return [([token for token in tokens if token != eos], score) for tokens, score in pairs]


@misconception(
    "diverse_beam_search",
    hint="Where the start token is `eos` itself, nothing is searched. The start never ends a "
    "sequence.",
)
def diverse_ended_by_the_start(
    step, state, start, eos, width, groups, strength, max_len, right=diverse_beam_search
):
    if start == eos:
        return [([], 0.0)] * width
    return right(step, state, start, eos, width, groups, strength, max_len)


@misconception(
    "diverse_beam_search",
    hint="Hypotheses of probability zero are among your results. They are dropped, even if a group "
    "is left with fewer than its share.",
)
def diverse_keeps_the_impossible(step, state, start, eos, width, groups, strength, max_len):
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
            kept = [divmod(int(i), totals.shape[1]) for i in best]
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
    hint="The rows of the state stay where they are while the hypotheses move. Take the rows of "
    "the parents, group by group.",
)
def group_states_not_reordered(step, state, start, eos, width, groups, strength, max_len):
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
                chosen[y[-1]] = chosen.get(y[-1], 0) + 1
            for _, y, p in kept:
                if y[-1] == eos or length == max_len:
                    done[g].append((list(y), p))
            kept = [c for c in kept if c[1][-1] != eos]
            beams[g] = [(y, p) for _, y, p in kept]
            rows = [min(k, len(fed) - 1) for k in range(len(kept))]
            states[g] = tf.nest.map_structure(lambda a, rows=rows: a[rows], after)
    found = [c for pairs in done for c in sorted(pairs, key=lambda pair: -pair[1])[:size]]
    return sorted(found, key=lambda pair: -pair[1])
