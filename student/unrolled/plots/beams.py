"""The beam drawn as a tree: what was kept, what was pruned, what was finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import FancyBboxPatch

from unrolled.plots.figure import GREEN, INK, MUTED, ORANGE, Picture, picture, show

__all__ = ["BeamTree", "beam_tree"]

KINDS = ("kept", "pruned", "finished")
FACES = {"kept": "#FBE3D6", "pruned": "white", "finished": "#D4EFE6"}
EDGES = {"kept": ORANGE, "pruned": MUTED, "finished": GREEN}
ACROSS, DOWN = 1.6, 0.62  # inches from one token to the next, and from one leaf to the next

Path = tuple[str, ...]


class BeamTree:
    """Watches a search from inside the state, and draws what it saw as a tree.

        tree = plots.BeamTree(step, state)
        found = beam_search(tree.step, tree.state, start, eos, 3, 9)
        tree.draw(found, words)

    Each row of the state takes the tokens that it has read along with it. So what is drawn is the
    search as it was, and a state that is not reordered shows as a tree that makes no sense.

    Args:
        step: the language model.
        state: what it remembers before the start token, leading axis 1.
    """

    def __init__(self, step: Any, state: Any) -> None:
        self._step = step
        self.state = {"model": state, "read": np.zeros((1, 0), dtype=np.int64)}
        self._expanded: dict[tuple[int, ...], Any] = {}

    def step(self, tokens: Any, state: Any) -> tuple[Any, Any]:
        """Take a step of the model, and note what it said after which tokens."""
        read = np.concatenate([state["read"], np.asarray(tokens)[:, None]], axis=1)
        log_probs, inner = self._step(tokens, state["model"])
        for path, row in zip(read.tolist(), np.asarray(log_probs), strict=True):
            self._expanded[tuple(path[1:])] = row  # the start token is not a part of it
        return log_probs, {"model": inner, "read": read}

    def draw(self, found: Any, words: Sequence[str], pruned: int = 3) -> Picture:
        """Draw the search.

        Args:
            found: what `beam_search` returned, best first.
            words: the vocabulary.
            pruned: how many of those that were not kept to show after each token, likeliest first.
        """
        finished = [tuple(int(token) for token in tokens) for tokens, _ in found]
        totals = self._totals()
        kinds = {path: "kept" for path in self._expanded if path in totals}
        kinds |= {path: "finished" for path in finished if path in totals}
        for length in range(1, max(map(len, totals), default=0) + 1):
            others = [path for path in totals if len(path) == length and path not in kinds]
            others.sort(key=totals.__getitem__, reverse=True)
            kinds |= dict.fromkeys(others[:pruned], "pruned")
        named = {path: tuple(words[token] for token in path) for path in kinds}
        return beam_tree(
            {named[path]: float(np.exp(totals[path])) for path in kinds},
            {named[path]: kind for path, kind in kinds.items()},
            ranking=[named[path] for path in finished if path in named],
        )

    def _totals(self) -> dict[tuple[int, ...], float]:
        """The log-probability of every possible extension of what was read, from short to long."""
        totals: dict[tuple[int, ...], float] = {(): 0.0}
        for path in sorted(self._expanded, key=len):
            for token in np.flatnonzero(self._expanded[path] > -np.inf).tolist():
                if path in totals:
                    totals[(*path, token)] = totals[path] + float(self._expanded[path][token])
        del totals[()]
        return totals


def beam_tree(
    probabilities: Mapping[Path, float], kinds: Mapping[Path, str], ranking: Sequence[Path] = ()
) -> Picture:
    """Draw a beam search as a tree that grows to the right, one column per token.

    Args:
        probabilities: path of words from the start -> probability of the whole path.
        kinds: path -> "kept", "pruned" or "finished".
        ranking: the finished paths, best first; their ranks are written beside them.
    """
    unknown = sorted(set(kinds.values()) - set(KINDS))
    if unknown or not probabilities or probabilities.keys() != kinds.keys():
        raise ValueError(
            f"{len(probabilities)} probabilities, {len(kinds)} kinds, {unknown} among them; "
            f"expected one of {', '.join(KINDS)} for each of at least one path."
        )
    heights = _heights(probabilities)
    depth = max(map(len, probabilities))
    leaves = max(heights.values()) + 1
    figure = picture(ACROSS * (depth + 1.2), DOWN * (leaves + 0.9))
    axes = figure.add_subplot()
    axes.set(xlim=(-0.75, depth + 0.75), ylim=(leaves - 0.4, -0.9))
    axes.axis("off")
    axes.plot(0, heights[()], "o", color=INK, markersize=9)
    axes.text(-0.12, heights[()], "start", ha="right", va="center", fontsize=11, color=INK)
    for path, probability in probabilities.items():
        _branch(axes, path, heights, kinds[path])
        rank = f"{ranking.index(path) + 1}." if path in ranking else ""
        _word(axes, path, heights[path], kinds[path], probability, rank)
    counts = {kind: list(kinds.values()).count(kind) for kind in KINDS}
    best = f" The best: “{' '.join(ranking[0])}”." if ranking else ""
    return show(
        figure,
        f"""A beam search as a tree; the number in a box is the probability of all words up to it.
        Orange: {counts["kept"]} hypotheses that were kept and extended. Green, thick, with rank:
        {counts["finished"]} finished ones. Dashed grey: {counts["pruned"]} of those that were given
        up.{best}""",
    )


def _heights(probabilities: Mapping[Path, float]) -> dict[Path, float]:
    """How far down each path is drawn: every leaf has a line, the rest lie amid their children."""
    children: dict[Path, list[Path]] = {(): []}
    for path in sorted(probabilities, key=len):
        children[path] = []
        if path[:-1] not in children:
            raise ValueError(f"There is no {path[:-1]} for {path} to grow from.")
        children[path[:-1]].append(path)
    heights: dict[Path, float] = {}
    lines = iter(range(len(probabilities)))

    def place(path: Path) -> float:
        below = sorted(children[path], key=lambda child: -probabilities[child])
        places = [place(child) for child in below]
        heights[path] = (places[0] + places[-1]) / 2 if places else float(next(lines))
        return heights[path]

    place(())
    return heights


def _branch(axes: Any, path: Path, heights: Mapping[Path, float], kind: str) -> None:
    x, y, before = len(path), heights[path], heights[path[:-1]]
    start = x - 1 + (0.36 if len(path) > 1 else 0.06)
    bend = x - 0.5
    axes.plot(
        [start, bend, x - 0.36],
        [before, y, y],
        linestyle=":" if kind == "pruned" else "-",
        color=EDGES[kind],
        linewidth=1.2 if kind == "pruned" else 2,
        zorder=0,
    )


def _word(axes: Any, path: Path, y: float, kind: str, probability: float, rank: str) -> None:
    x = len(path)
    axes.add_patch(
        FancyBboxPatch(
            (x - 0.36, y - 0.36),
            0.72,
            0.72,
            boxstyle="round,pad=0,rounding_size=0.1",
            facecolor=FACES[kind],
            edgecolor=EDGES[kind],
            linestyle="--" if kind == "pruned" else "-",
            linewidth={"kept": 1.6, "pruned": 1.0, "finished": 2.8}[kind],
        )
    )
    colour = "#666666" if kind == "pruned" else INK
    axes.text(x, y - 0.1, path[-1], ha="center", va="center", fontsize=11, color=colour)
    axes.text(x, y + 0.2, f"{probability:.3g}", ha="center", va="center", fontsize=8, color=colour)
    if rank:
        axes.text(x + 0.42, y, rank, va="center", fontsize=11, color=GREEN, weight="bold")
