"""Known wrong answers to `beam_search`: lengths, scores, and what comes back.

Each stands under its question's name in the solution's namespace; a default of `right` is the
solution, where the mistake is made around it.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "beam_search",
    hint="You divide by length ** alpha at every step, and go on with the result. Hypotheses are "
    "ranked by log P; only a finished one is divided, once.",
)
def normalised_at_every_step(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = (np.array([p for _, p in beams])[:, None] + log_probs) / length**alpha
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p) for _, y, p in ends]
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
    hint="Your length is one too large: it counts the start token. The length is the number of "
    "tokens returned.",
)
def length_counts_the_start(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / (length + 1) ** alpha) for _, y, p in ends]
        done = sorted(done, key=lambda pair: -pair[1])[:width]
        kept = [c for c in kept if c[1][-1] != eos]
        if not kept:
            break
        if len(done) == width and done[-1][1] >= kept[0][2] / (max_len + 1) ** alpha:
            break
        beams = [(y, p) for _, y, p in kept]
        state = tf.nest.map_structure(lambda a, kept=kept: a[[k for k, _, _ in kept]], state)
    return done


@misconception(
    "beam_search",
    hint="Your length leaves out `eos`. It is a token of the result and counts.",
)
def length_without_eos(step, state, start, eos, width, max_len, alpha=0.0):
    beams, done = [((), 0.0)], []
    for length in range(1, max_len + 1):
        log_probs, state = step(np.array([y[-1] if y else start for y, _ in beams]), state)
        totals = np.array([p for _, p in beams])[:, None] + log_probs
        best = [divmod(int(i), totals.shape[1]) for i in np.argsort(-totals, axis=None)[:width]]
        kept = [(k, (*beams[k][0], v), totals[k, v]) for k, v in best if totals[k, v] > -np.inf]
        ends = [c for c in kept if c[1][-1] == eos or length == max_len]
        done += [(list(y), p / max(1, length - (y[-1] == eos)) ** alpha) for _, y, p in ends]
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
    hint="Your score is log P whatever `alpha` is. Divide it by length ** alpha.",
)
def alpha_not_used(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    return right(step, state, start, eos, width, max_len)


@misconception(
    "beam_search",
    hint="You rank the finished ones by log P / length ** alpha, and return log P. What ranks is "
    "the score, and it is what comes back.",
)
def log_prob_returned_for_the_score(
    step, state, start, eos, width, max_len, alpha=0.0, right=beam_search
):
    pairs = right(step, state, start, eos, width, max_len, alpha)
    return [(tokens, score * len(tokens) ** alpha) for tokens, score in pairs]


@misconception(
    "beam_search",
    hint="The scores are right, and the order is that of log P. Best first means the highest "
    "score first.",
)
def sorted_by_log_prob(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    pairs = right(step, state, start, eos, width, max_len, alpha)
    return sorted(pairs, key=lambda pair: -pair[1] * len(pair[0]) ** alpha)


@misconception(
    "beam_search",
    hint="Your hypotheses come worst first. Log-probabilities are negative: the best is the "
    "largest.",
)
def worst_first(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    return right(step, state, start, eos, width, max_len, alpha)[::-1]


@misconception(
    "beam_search",
    hint="Your scores are probabilities. Leave them as logarithms: products of many "
    "probabilities become too small for a float.",
)
def probabilities_for_scores(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    pairs = right(step, state, start, eos, width, max_len, alpha)
    return [(tokens, float(np.exp(score))) for tokens, score in pairs]


@misconception(
    "beam_search",
    hint="One hypothesis comes back. Up to `width` are asked for, best first.",
)
def best_hypothesis_alone(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    return right(step, state, start, eos, width, max_len, alpha)[:1]


@misconception(
    "beam_search",
    hint="The tokens of the best hypothesis come back. A list of up to `width` pairs `(tokens, "
    "score)` is asked for.",
)
def best_tokens_alone(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    return right(step, state, start, eos, width, max_len, alpha)[0][0]


@misconception(
    "beam_search",
    hint="Your pairs are the other way round. Tokens come first, then the score.",
)
def score_before_tokens(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    pairs = right(step, state, start, eos, width, max_len, alpha)
    return [(score, tokens) for tokens, score in pairs]


@misconception(
    "beam_search",
    hint="The start token stands in front of your hypotheses. It is given, and no part of the "
    "result.",
)
def beams_return_the_start(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    pairs = right(step, state, start, eos, width, max_len, alpha)
    return [([start, *tokens], score) for tokens, score in pairs]


@misconception(
    "beam_search",
    hint="`eos` is missing at the end of your hypotheses. It is part of the sequence, and its "
    "log P is in the score.",
)
def beams_without_eos(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    pairs = right(step, state, start, eos, width, max_len, alpha)
    return [([token for token in tokens if token != eos], score) for tokens, score in pairs]


@misconception(
    "beam_search",
    hint="Where the start token is `eos` itself, nothing is searched. The start never ends a "
    "sequence; only what is added to it does.",
)
def beams_ended_by_the_start(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    if start == eos:
        return [([], 0.0)]
    return right(step, state, start, eos, width, max_len, alpha)


@misconception(
    "beam_search",
    hint="Your hypotheses are one token short of `max_len`. It counts the tokens returned, and "
    "not the start.",
)
def beams_count_the_start(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    return right(step, state, start, eos, width, max(1, max_len - 1), alpha)


@misconception(
    "beam_search",
    hint="Of hypotheses of equal score only one is left, as if the score were a key. Different "
    "sequences may be equally likely, and all of them count.",
)
def equal_scores_lost(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    by_score = {
        score: tokens for tokens, score in right(step, state, start, eos, width, max_len, alpha)
    }
    return [(by_score[score], score) for score in sorted(by_score, reverse=True)]


@misconception(
    "beam_search",
    hint="`step` takes one token for each hypothesis, an array `[K]`. You give it a column, `[K, "
    "1]`.",
    raises="ValueError",
)
def tokens_as_a_column(step, state, start, eos, width, max_len, alpha=0.0, right=beam_search):
    def with_column(tokens, state):
        return step(tokens[:, None], state)

    return right(with_column, state, start, eos, width, max_len, alpha)
