"""Drawings of truncated backpropagation: chunks of a long text, and where gradients stop."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from unrolled.plots.figure import AMBER, BLUE, GREEN, INK, ORANGE, SKY, Picture, picture, show

__all__ = ["text_rows", "truncated_graph"]

_FILLS = ("#D6E8F3", "#FBE3D6", "#D4EFE6", "#F5E2EC", "#DDF0FA", "#FBEFD2")
_EDGES = (BLUE, ORANGE, GREEN, "#CC79A7", SKY, AMBER)


def truncated_graph(chunks: int = 3, num_steps: int = 3) -> Picture:
    """Draw an unrolled network whose state crosses the borders of chunks and whose gradients don't.

    Args:
        chunks: how many chunks.
        num_steps: timesteps of each.
    """
    if chunks < 1 or num_steps < 1:
        raise ValueError(
            f"`chunks` is {chunks}, `num_steps` is {num_steps}; expected at least 1 of each."
        )
    steps, gap = chunks * num_steps, 0.9
    figure = picture(1.15 * steps + 0.7 * chunks, 2.5)
    axes = figure.add_subplot()
    right = steps * 1.5 + (chunks - 1) * gap
    axes.set(xlim=(-1.9, right), ylim=(-2.1, 1.2), aspect="equal")
    axes.axis("off")
    for t in range(steps):
        chunk, first = t // num_steps, t % num_steps == 0
        x = 1.5 * t + gap * chunk
        before = x - 1.5 - (gap if first and t else 0)
        if first:
            width = 1.5 * num_steps - 0.2
            axes.add_patch(
                FancyBboxPatch(
                    (x - 0.62, -1.95),
                    width,
                    2.55,
                    boxstyle="round,pad=0,rounding_size=0.15",
                    facecolor="#F4F4F4",
                    edgecolor="none",
                )
            )
            label = f"chunk {chunk + 1}"
            axes.text(x - 0.62 + width / 2, 0.78, label, ha="center", fontsize=11, color=INK)
        _node(axes, (x, -1.4), f"$x_{{{t + 1}}}$", _FILLS[0], BLUE)
        _node(axes, (x, 0), f"$h_{{{t + 1}}}$", _FILLS[1], ORANGE)
        _arrow(axes, (x, -1.02), (x, -0.4), BLUE)
        _arrow(axes, (before + 0.42, 0.12), (x - 0.42, 0.12), ORANGE)
        if not first:
            _arrow(axes, (x - 0.42, -0.14), (before + 0.42, -0.14), GREEN, "--")
        elif t:
            middle = (before + x) / 2
            _arrow(axes, (x - 0.42, -0.14), (middle + 0.12, -0.14), GREEN, "--")
            axes.plot([middle + 0.06] * 2, [-0.42, -0.02], color=GREEN, linewidth=3)
    axes.text(-1.5, 0.0, "$h_0$", ha="center", va="center", fontsize=14, color=INK)
    return show(
        figure,
        f"""A text of {steps} timesteps, read in {chunks} chunks of {num_steps}. The state (solid
        orange arrows, to the right) is handed on from each timestep to the next, and across the
        borders of chunks. Gradients (dashed green arrows, to the left) go back to the start of
        their own chunk and stop there (green bar).""",
    )


def text_rows(text: str, batches: Iterable[tuple[Any, Any]]) -> Picture:
    """Draw the batches of a text as its rows, one colour a batch.

    Args:
        text: of which every character occurs once, so that it tells its own place.
        batches: pairs `(x, y)` of integers `[batch_size, num_steps]`: places in `text`.
    """
    found = [np.asarray(x, dtype=int) for x, _ in batches]
    if not found or any(x.ndim != 2 or x.shape != found[0].shape for x in found):
        shapes = [x.shape for x in found]
        raise ValueError(
            f"The inputs have shapes {shapes}; expected one (batch_size, num_steps) for all."
        )
    if min(x.min() for x in found) < 0 or max(x.max() for x in found) >= len(text):
        raise ValueError(f"The ids go past the text; expected each from 0 to {len(text) - 1}.")
    rows, steps = found[0].shape
    figure = picture(0.5 * steps * len(found) + 1.5, 0.55 * rows + 0.75)
    axes = figure.add_subplot()
    axes.set(xlim=(-1.4, steps * len(found) + 0.1), ylim=(-rows - 0.05, 0.75), aspect="equal")
    axes.axis("off")
    for k, x in enumerate(found):
        fill, edge = _FILLS[k % len(_FILLS)], _EDGES[k % len(_EDGES)]
        left = k * steps
        axes.text(left + steps / 2, 0.25, f"batch {k}", ha="center", fontsize=11, color=edge)
        for b, t in np.ndindex(rows, steps):
            place = (left + t, -b - 1)
            axes.add_patch(Rectangle(place, 0.96, 0.9, facecolor=fill, edgecolor=edge))
            axes.text(
                left + t + 0.48, -b - 0.55, text[x[b, t]], ha="center", va="center", fontsize=12
            )
    for b in range(rows):
        axes.text(-0.2, -b - 0.55, f"row {b}", ha="right", va="center", fontsize=11, color=INK)
    return show(
        figure,
        f"""The inputs of {len(found)} batches beside one another, each with {rows} rows of {steps}
        characters. Read along a row: where it goes on through the text from batch to batch, its
        state can be carried on.""",
    )


def _node(axes: Any, centre: tuple[float, float], text: str, face: str, edge: str) -> None:
    x, y = centre
    axes.add_patch(
        FancyBboxPatch(
            (x - 0.38, y - 0.38),
            0.76,
            0.76,
            boxstyle="round,pad=0,rounding_size=0.13",
            facecolor=face,
            edgecolor=edge,
            linewidth=1.6,
        )
    )
    axes.text(x, y, text, ha="center", va="center", fontsize=13, color=INK)


def _arrow(
    axes: Any, start: tuple[float, float], end: tuple[float, float], color: str, dash: str = "-"
) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=11,
            linewidth=1.7,
            linestyle=dash,
            color=color,
            shrinkA=0,
            shrinkB=0,
        )
    )
