"""Known wrong answers to `beam_search`: when it stops, and what is ranked.

Each stands under its question's name in the solution's namespace; a default of `right` is the
solution, where the mistake is made around it.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "beam_search",
    hint="You stop as soon as one hypothesis has ended. Better ones may still be open.",
)
def stopped_at_the_first_finished(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if done:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="You stop as soon as `width` hypotheses have ended. An open one may still beat the last "
    "of them: compare scores, not counts.",
)
def stopped_when_enough_are_finished(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="Your search stops too early where `alpha` is above 0. An open hypothesis may still "
    "grow to `max_len` tokens, so its best possible score is log P / max_len ** alpha.",
)
def bound_not_divided(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2]:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="You divide the log P of the open hypothesis by its present length. It may still grow, "
    "up to `max_len`, and its score with it.",
)
def bound_of_the_length_so_far(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / length**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="You stop once the best finished score is out of reach. `width` results are asked for, "
    "so it is the width-th best finished one that counts.",
)
def best_finished_compared(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if done and done[0][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="The result is right, and the search goes on when nothing open can win any more. That "
    "costs calls of `step`, the expensive part: look at the stopping rule.",
)
def never_stops_early(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return sorted(done, key=lambda pair: -pair[1])[:width]


@misconception(
    "beam_search",
    hint="What is still open at `max_len` is lost. It counts as finished, with the length "
    "`max_len`.",
)
def open_ones_lost_at_max_len(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="Hypotheses of probability zero are among your results. An extension of log P minus "
    "infinity is dropped, even if fewer than `width` are left.",
)
def impossible_extensions_kept(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="After the first step each hypothesis only goes on with its own best token. All "
    "extensions of all hypotheses are ranked together, so one may take several places and "
    "another none.",
)
def each_hypothesis_extended_alone(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [(k, int(np.argmax(row))) for k, row in enumerate(totals)]
        if length == 1:
            best = [(0, int(v)) for v in np.argsort(-totals[0])[:width]]
        best.sort(key=lambda place: -totals[place])
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="Every hypothesis keeps `width` extensions of its own, so your beam grows at each step. "
    "All extensions are ranked together, and `width` of them are kept in all.",
)
def width_for_each_hypothesis(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [(k, int(v)) for k, row in enumerate(totals) for v in np.argsort(-row)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = sorted([c for c in kept if c[1][-1] != eos], key=lambda c: -c[2])
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="Extensions are ranked by the log-probability of their last token. Log P of a "
    "hypothesis is the sum over all its tokens: add what it had before.",
)
def ranked_by_the_last_token_alone(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done
