"""Drawings of trees with the state of every node, and of what trees do to gradients and phrases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.patches import FancyArrowPatch, Rectangle

from unrolled.plots.figure import (
    BLUE,
    CYCLE,
    DIVERGING,
    INK,
    MUTED,
    ORANGE,
    Picture,
    picture,
    show,
    to_floats,
    without_frame,
)

__all__ = ["gradients_at_leaves", "phrase_map", "tree"]

Tree = Any  # an integer, or a tuple of two trees
Path = tuple[int, ...]  # the way from the root to a node: 0 is left, 1 is right
Place = tuple[float, float]

ACROSS, DOWN = 1.3, 0.95  # inches from leaf to leaf, and from level to level
CELL, COLUMNS = 0.13, 6  # inches: the side of one unit's square; how many squares in a row
_FLOOR = 1e-16  # what is smaller is drawn here: a logarithm knows no zero


def tree(
    tree: Tree,
    words: Sequence[str] | None = None,
    state: Callable[[Tree], Any] | None = None,
    chance: Callable[[Tree], float | None] | None = None,
    flow: str = "up",
    title: str = "",
) -> Picture:
    """Draw a tree, its root on top.

    Args:
        tree: an integer, or a tuple of two trees.
        words: the vocabulary; without it, leaves show their ids.
        state: gives the state `[H]` of a subtree, drawn as one square a unit.
        chance: gives a probability for a subtree, written beside it, or None for none.
        flow: which way the arrows go: "up", as states do, or "down", as gradients do.
        title: stands above the drawing.
    """
    if flow not in ("up", "down"):
        raise ValueError(f"`flow` is {flow!r}; expected 'up' or 'down'.")
    nodes = _nodes(tree)
    places = _places(nodes)
    leaves = [path for path, node in nodes.items() if not isinstance(node, tuple)]
    depth = max(map(len, nodes))
    states = {} if state is None else {p: to_floats(state(n), "state", 1) for p, n in nodes.items()}
    chances = {} if chance is None else {p: chance(n) for p, n in nodes.items()}
    half = CELL * max(-(-len(states.get((), ())) // COLUMNS), 2) / 2  # of a box's height
    figure = picture(ACROSS * (len(leaves) + 0.4), DOWN * depth + (1.0 if title else 0.75))
    axes = figure.add_subplot()
    axes.set(xlim=(-0.7 * ACROSS, ACROSS * (len(leaves) - 0.3)))
    axes.set(ylim=(-DOWN * depth - 0.5, 0.35), aspect="equal")
    axes.axis("off")
    axes.set_title(title, fontsize=12, color=INK)
    for path in nodes:
        if path:
            _edge(axes, places[path], places[path[:-1]], half, flow)
    for path, node in nodes.items():
        _state(axes, places[path], states.get(path))
        x, y = places[path]
        if chances.get(path) is not None:
            beside = x + 3 * CELL + 0.05
            axes.text(beside, y, f"{chances[path]:.2f}", va="center", fontsize=9, color=INK)
        if not isinstance(node, tuple):
            text = words[int(node)] if words is not None else str(int(node))
            axes.text(x, y - half - 0.05, text, ha="center", va="top", fontsize=12, color=INK)
    way = "from the leaves up to the root" if flow == "up" else "from the root down to the leaves"
    told = f"The tree {_bracketed(tree, words)}, its root on top; the arrows go {way}."
    if states:
        told += """ Each square is one unit of a node's state, from -1 (orange) through 0 (white) to
        1 (purple)."""
    if chances.get(()) is not None:
        told += f" The number beside a node is its probability; the root has {chances[()]:.2f}."
    return show(figure, told)


def _bracketed(node: Tree, words: Sequence[str] | None) -> str:
    if not isinstance(node, tuple):
        return words[int(node)] if words is not None else str(int(node))
    return f"({' '.join(_bracketed(child, words) for child in node)})"


def _nodes(root: Tree) -> dict[Path, Tree]:
    """All nodes by their way from the root: parents before children, leaves from left to right."""
    nodes: dict[Path, Tree] = {}
    waiting: list[tuple[Path, Tree]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        nodes[path] = node
        if isinstance(node, tuple):
            if len(node) != 2:
                raise ValueError(f"A node has {len(node)} children; expected 2, left and right.")
            waiting += [((*path, side), node[side]) for side in (1, 0)]
    return nodes


def _places(nodes: Mapping[Path, Tree]) -> dict[Path, Place]:
    """Where nodes are drawn: leaves side by side, parents between their children, in inches."""
    places: dict[Path, Place] = {}
    leaves = iter(range(len(nodes)))
    levels = dict.fromkeys(nodes, 0)
    for path in nodes:
        if not isinstance(nodes[path], tuple):
            places[path] = (ACROSS * next(leaves), 0.0)
    for path in reversed(list(nodes)):
        if isinstance(nodes[path], tuple):
            below = [(*path, side) for side in (0, 1)]
            levels[path] = 1 + max(levels[child] for child in below)
            places[path] = (sum(places[child][0] for child in below) / 2, 0.0)
    top = levels[()]
    return {path: (x, DOWN * (levels[path] - top)) for path, (x, _) in places.items()}


def _edge(axes: Any, child: Place, parent: Place, half: float, flow: str) -> None:
    ends = [(child[0], child[1] + half), (parent[0], parent[1] - half)]
    start, end = ends if flow == "up" else ends[::-1]
    colour = BLUE if flow == "up" else ORANGE
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=11, linewidth=1.5, shrinkA=0, shrinkB=0,
            color=colour,
        )
    )  # fmt: skip


def _state(axes: Any, centre: Place, values: Any) -> None:
    """One square a unit, in rows; a blank box where no state is known."""
    x, y = centre
    if values is None:
        axes.add_patch(
            Rectangle((x - 0.13, y - 0.11), 0.26, 0.22, facecolor="white", edgecolor=INK)
        )
        return
    columns = min(len(values), COLUMNS)
    rows = -(-len(values) // columns)
    left, top = x - CELL * columns / 2, y + CELL * rows / 2
    for u, value in enumerate(values):
        corner = (left + CELL * (u % columns), top - CELL * (u // columns + 1))
        colour = colormaps[DIVERGING](0.5 + 0.5 * float(np.clip(value, -1, 1)))
        axes.add_patch(
            Rectangle(corner, CELL, CELL, facecolor=colour, edgecolor=MUTED, linewidth=0.5)
        )


def gradients_at_leaves(curves: Mapping[str, Any]) -> Picture:
    """Draw the norm of the gradient that arrives at each leaf, on a logarithmic axis.

    Args:
        curves: name of a tree -> norms `[leaves]`, from left to right.
    """
    figure = picture(7.4, 3.3)
    axes = figure.add_subplot()
    words = []
    for (name, given), colour, mark in zip(curves.items(), CYCLE, "o^sDvx", strict=False):
        norms = np.maximum(to_floats(given, name, 1), _FLOOR)
        along = np.arange(1, len(norms) + 1)
        axes.semilogy(along, norms, mark, color=colour, markersize=4, label=name)
        words.append(f"{name}: from {norms.min():.0e} to {norms.max():.0e}")
    axes.set(xlabel="leaf, from left to right", ylabel="norm of its gradient")
    axes.grid(axis="y", color=MUTED, alpha=0.25)
    axes.legend(frameon=False)
    without_frame(axes)
    return show(
        figure,
        f"""The norm of the gradient that arrives at each leaf, from left to right; the vertical
        axis is logarithmic. {"; ".join(words)}.""",
    )


def phrase_map(points: Any, phrases: Sequence[str], kinds: Mapping[str, Any]) -> Picture:
    """Draw phrases as points in the plane, written beside them.

    Args:
        points: `[K, 2]`.
        phrases: the K phrases; an empty one is a small point without words.
        kinds: name -> booleans `[K]`: which points are of this kind.
    """
    plane = to_floats(points, "points", 2)
    if plane.shape != (len(phrases), 2):
        raise ValueError(f"`points` is {plane.shape}; expected ({len(phrases)}, 2), a point each.")
    figure = picture(8.6, 5.2)
    axes = figure.add_subplot()
    sizes, counts = np.array([30 if phrase else 9 for phrase in phrases]), []
    for (name, chosen), colour, mark in zip(kinds.items(), CYCLE, "o^sDvx", strict=False):
        among = np.asarray(chosen, dtype=bool)
        along, up = plane[among].T
        axes.scatter(along, up, s=sizes[among], color=colour, marker=mark, label=name)
        counts.append(f"{name} ({among.sum()})")
    named = [place for place in np.argsort(plane[:, 1]) if phrases[place]]
    for turn, place in enumerate(named):  # two at nearly the same height: one above, one below
        offset = (5, 3 if turn % 2 else -10)
        axes.annotate(
            phrases[place],
            plane[place],
            xytext=offset,
            textcoords="offset points",
            fontsize=9,
            color=INK,
        )
    axes.margins(x=0.16, y=0.08)
    axes.set(xticks=[], yticks=[])
    axes.legend(frameon=False)
    without_frame(axes)
    return show(
        figure,
        f"""{len(phrases)} phrases as points: what lies close together has nearly the same state.
        Kinds: {", ".join(counts)}.""",
    )
