"""Known wrong answers to `beam_search`: what is kept, and what is expanded.

Each stands under its question's name in the solution's namespace; a default of `right` is the
solution, where the mistake is made around it.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "beam_search",
    hint="A finished hypothesis keeps its place in your beam for good, so the beam gets narrower "
    "and narrower. At the next step, the best `width` extensions are kept again.",
)
def finished_keep_their_place(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = np.argsort(-totals, axis=None)[: width - len(done)]
        kept = [divmod(int(i), totals.shape[1]) for i in best]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in kept if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        kept = [c for c in kept if c[1][-1] != eos]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="Finished hypotheses stay in your beam, and compete with the open ones for its places. "
    "They leave it, and better open ones do not push them out of the finished list.",
)
def finished_compete_for_places(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for _ in range(max_len):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        longer = [
            ((*beams[k][0], v), totals[k, v], k)
            for k, v in np.ndindex(*totals.shape)
            if totals[k, v] > -np.inf
        ]
        kept = sorted([*longer, *done], key=lambda c: -c[1])[:width]
        done = [(y, p, None) for y, p, _ in kept if y[-1] == eos]
        still = [c for c in kept if c[0][-1] != eos]
        if not still:
            break
        beams = [(y, p) for y, p, _ in still]
        state = tf.nest.map_structure(lambda a, still=still: a[[k for *_, k in still]], state)
    pairs = [(list(y), p / len(y) ** alpha) for y, p, _ in kept]
    return sorted(pairs, key=lambda pair: -pair[1])


@misconception(
    "beam_search",
    hint="Extensions that end take no place in your beam: you keep `width` open ones beside them. "
    "All extensions are ranked together, and the best `width` are kept.",
)
def finished_beside_the_beam(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        kept = []
        for i in np.argsort(-totals, axis=None):
            k, v = divmod(int(i), totals.shape[1])
            if len(kept) == width or totals[k, v] == -np.inf:
                break
            y = (*beams[k][0], v)
            if v == eos or length == max_len:
                done.append((list(y), totals[k, v] / length**alpha))
            if v != eos:
                kept.append((k, y, totals[k, v]))
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        if not kept or length == max_len:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="You go on behind `eos`: hypotheses that have ended are extended like all others, and cut "
    "at the end. An ended one leaves the beam.",
)
def finished_are_expanded(step, state, start, eos, width, max_len, alpha=0.0):
    beams = [((), 0.0)]
    for _ in range(max_len):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = np.argsort(-totals, axis=None)[:width]
        kept = [divmod(int(i), totals.shape[1]) for i in best]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in kept if totals[k, v] > -np.inf]
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    pairs = []
    for y, p in beams:
        y = y[: y.index(eos) + 1] if eos in y else y
        pairs.append((list(y), p / len(y) ** alpha))
    return sorted(pairs, key=lambda pair: -pair[1])


@misconception(
    "beam_search",
    hint="`step` is asked about hypotheses that have ended, although the answer is not used. Take "
    "them out of the batch.",
)
def finished_are_asked_about(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    def asks_too_much(tokens, state):
        log_probs, after = step(tokens, state)
        ended = np.full(len(tokens), eos)
        if np.any(log_probs[:, eos] > -np.inf):
            step(ended, after)
        return log_probs, after

    return right(asks_too_much, state, start, eos, width, max_len, alpha)


@misconception(
    "beam_search",
    hint="The rows of the state stay where they are while the hypotheses move, so the model goes "
    "on with what others have read. Take the rows of the parents.",
)
def state_not_reordered(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    memory = [tf.nest.map_structure(lambda a: np.repeat(a, width, axis=0), state)]

    def forgetful(tokens, _):
        mine = tf.nest.map_structure(lambda a: a[: len(tokens)], memory[0])
        log_probs, after = step(tokens, mine)
        memory[0] = tf.nest.map_structure(
            lambda new, old: np.concatenate([new, old[len(new) :]]), after, memory[0]
        )
        return log_probs, np.zeros(len(tokens))

    return right(forgetful, np.zeros(1), start, eos, width, max_len, alpha)


@misconception(
    "beam_search",
    hint="You take the rows of the state by rank, not by parent: the best extension gets row 0, "
    "wherever it came from. Which hypothesis does it extend?",
)
def state_taken_by_rank(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(*beams[k][0], v) for k, v in best if totals[k, v] > -np.inf]
        kept = list(zip(kept, [totals[k, v] for k, v in best], strict=False))
        ends = [c for c in kept if c[0][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        rows = [min(i, len(beams) - 1) for i, (y, _) in enumerate(kept) if y[-1] != eos]
        beams = [c for c in kept if c[0][-1] != eos]
        if not beams:
            break
        if len(done) == width and done[-1][1] >= beams[0][1] / max_len**alpha:
            break
        state = tf.nest.map_structure(lambda a, rows=rows: a[rows], state)
    return done


@misconception(
    "beam_search",
    hint="You take the parents' rows of all that is kept, and then the first of them, although "
    "some of the kept have ended. Leave the ended ones out before you take rows.",
)
def state_rows_of_the_finished(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / length**alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        beams = [(y, p) for _, y, p in kept if y[-1] != eos]
        if not beams:
            break
        if len(done) == width and done[-1][1] >= beams[0][1] / max_len**alpha:
            break
        rows = [k for k, _, _ in kept][: len(beams)]
        state = tf.nest.map_structure(lambda a, rows=rows: a[rows], state)
    return done


@misconception(
    "beam_search",
    hint="You index the state as if it were one array. It may be a list, tuple or dict of arrays, "
    "nested as well; `keras.tree.map_structure` goes into all of them.",
    raises="TypeError",
)
def state_indexed_as_an_array(step, state, start, eos, width, max_len, alpha=0.0):
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
        if len(done) == width and done[-1][1] >= kept[0][2] / max_len**alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = state[np.array([k for k, _, _ in kept])]
    return done


@misconception(
    "beam_search",
    hint="You reorder the entries of a list or dict, and leave what is nested in them. Go down to "
    "the arrays, however deep they lie.",
    raises="TypeError",
)
def state_reordered_one_level_deep(
    step, state, start, eos, width, max_len, alpha=0.0, right=beam_search
):
    def shallow(tokens, state):
        log_probs, after = step(tokens, state)
        everything = np.arange(len(tokens))
        if isinstance(after, dict):
            after = {name: part[everything] for name, part in after.items()}
        elif isinstance(after, (list, tuple)):
            after = type(after)(part[everything] for part in after)
        return log_probs, after

    return right(shallow, state, start, eos, width, max_len, alpha)
