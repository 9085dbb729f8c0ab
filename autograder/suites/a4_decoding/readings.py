"""Beam searches on the trusted side, with the ways in which the rules are often misread.

Hidden tests compare answers with the solution. These searches say whether an input is worth
asking: whether a misreading would show on it, and whether it leaves open what the rules leave open.
"""

import numpy as np

from autograder.suites.a4_decoding.draw import advance


def search(model, *, start, eos, width, max_len, alpha=0.0, stop="nothing can win", place="freed"):
    """A beam search, hypothesis by hypothesis.

    Args:
        model: what `draw.language` makes.
        start: token to begin with.
        eos: token that ends.
        width: of the beam.
        max_len: most tokens.
        alpha: exponent of the length.
        stop: "nothing can win" is the rule. Misread: "first" and "width" stop when so many are
            finished, "undivided" and "length so far" compare with another bound, "best" compares
            the bound with the best finished score, and "never" goes on to the end.
        place: "freed" is the rule. Misread: "kept" by a finished hypothesis for good, "competing"
            where it stays in the beam until better extensions push it out, or "beside" the beam,
            so that `eos` takes no place even at the step that finishes it.

    Returns:
        The pairs of tokens and score, best first, and after how many steps the search ended.
    """
    opened, finished = [((), 0.0, model["first"])], []
    for length in range(1, max_len + 1):
        ranked = extensions(model, opened, start)
        if place == "beside":
            still_open = [e for e in ranked if e[0][-1] != eos][:width]
            bar = still_open[-1][1] if len(still_open) == width else -np.inf
            kept = [e for e in ranked if e[1] >= bar]
        elif place == "competing":
            stay = [
                (tuple(tokens), score * len(tokens) ** alpha, None) for tokens, score in finished
            ]
            kept, finished = sorted([*ranked, *stay], key=lambda e: -e[1])[:width], []
        else:
            kept = ranked[: width - (len(finished) if place == "kept" else 0)]
        ended = [e for e in kept if e[0][-1] == eos or length == max_len]
        opened = [e for e in kept if e[0][-1] != eos]
        finished += [(list(y), total / len(y) ** alpha) for y, total, _ in ended]
        finished.sort(key=lambda pair: -pair[1])
        if not opened or _stops(stop, finished, opened, width, length, max_len, alpha):
            break
    return finished[:width], length


def _stops(stop, finished, opened, width, length, max_len, alpha):
    enough = {"first": 1, "best": 1}.get(stop, width)
    if stop == "never" or len(finished) < enough:
        return False
    if stop in ("first", "width"):
        return True
    lengths = {"undivided": 1, "length so far": length}.get(stop, max_len)
    return finished[enough - 1][1] >= opened[0][1] / lengths**alpha


def extensions(model, opened, start):
    """All one-token extensions of probability above zero: tokens, log P, registers; best first."""
    found = []
    for tokens, total, registers in opened:
        after, row = advance(model, registers, tokens[-1] if tokens else start)
        found += [
            ((*tokens, int(v)), total + float(row[v]), after) for v in np.flatnonzero(row > -np.inf)
        ]
    return sorted(found, key=lambda extension: -extension[1])


def diverse_search(
    model,
    *,
    start,
    eos,
    width,
    groups,
    strength,
    max_len,
    stop=False,
    pooled=False,
    carried=False,
    counted="times",
    place="freed",
):
    """A diverse beam search, group by group.

    Args:
        model: what `draw.language` makes.
        start: token to begin with.
        eos: token that ends.
        width: of all groups together.
        groups: how many.
        strength: of the penalty.
        max_len: most tokens.
        stop: whether a group ends as soon as nothing open can win; the rules do not say.
        pooled: whether finished hypotheses of all groups compete for the places in the result,
            instead of those of each group; the rules do not say that clearly.
        carried: misread: the penalty stays in the log-probability that later steps rank by.
        counted: "times" is the rule. Misread: "once" however often a token was chosen, "so far"
            in all steps, "before" by the group just before alone, "best" by the best hypothesis of
            each group alone, "unended" without `eos`.
        place: "freed" is the rule. Misread: "kept" by a finished hypothesis for good.

    Returns:
        The pairs of tokens and log P, best first.
    """
    size, vocab = width // groups, model["table"].shape[-1]
    opened = [[((), 0.0, model["first"], 0.0)] for _ in range(groups)]
    finished = [[] for _ in range(groups)]
    chosen = np.zeros(vocab)
    for length in range(1, max_len + 1):
        if counted != "so far":
            chosen = np.zeros(vocab)
        for group in range(groups):
            penalty = strength * (np.minimum(chosen, 1) if counted == "once" else chosen)
            ranked = []
            for tokens, total, registers, debt in opened[group]:
                after, row = advance(model, registers, tokens[-1] if tokens else start)
                for v in np.flatnonzero(row > -np.inf):
                    own = total + float(row[v])
                    owed = debt + penalty[v]
                    ranked.append((own - owed, ((*tokens, int(v)), own, after, owed * carried)))
            left = size - (len(finished[group]) if place == "kept" else 0)
            kept = [e for _, e in sorted(ranked, key=lambda pair: -pair[0])[:left]]
            if counted == "before":
                chosen = np.zeros(vocab)
            for tokens, *_ in kept[: 1 if counted == "best" else size]:
                chosen[tokens[-1]] += counted != "unended" or tokens[-1] != eos
            ended = [e for e in kept if e[0][-1] == eos or length == max_len]
            opened[group] = [e for e in kept if e[0][-1] != eos]
            finished[group] += [(list(e[0]), e[1]) for e in ended]
            finished[group].sort(key=lambda pair: -pair[1])
            done = finished[group]
            best_open = max((e[1] for e in opened[group]), default=-np.inf)
            if stop and len(done) >= size and done[size - 1][1] >= best_open:
                opened[group] = []
    if pooled:
        return sorted((p for done in finished for p in done), key=lambda p: -p[1])[:width]
    return sorted((p for done in finished for p in done[:size]), key=lambda p: -p[1])


def same_tokens(one, other):
    """Whether two results hold the same hypotheses, in any order."""
    return sorted(tokens for tokens, _ in one) == sorted(tokens for tokens, _ in other)
