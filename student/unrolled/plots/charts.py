"""Charts of numbers: lookups, states over a text, losses, generated series."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unrolled.plots.figure import (
    BLUE,
    CYCLE,
    DIVERGING,
    INK,
    MUTED,
    ORANGE,
    Floats,
    Picture,
    picture,
    show,
    to_floats,
    without_frame,
)

__all__ = ["lookup", "loss_curve", "series", "states"]


def lookup(tokens: str, ids: Any, table: Any, vectors: Any) -> Picture:
    """Draw an embedding as a product: one-hot rows times the table gives the vectors.

    Args:
        tokens: one character per id, to label the rows.
        ids: integers `[T]`.
        table: `[V, E]`.
        vectors: what the lookup returned, `[T, E]`.
    """
    rows = to_floats(table, "table", 2)
    found = to_floats(vectors, "vectors", 2)
    one_hot: Floats = np.eye(len(rows))[np.asarray(ids, dtype=int)]
    widths = [one_hot.shape[1], rows.shape[1], found.shape[1]]
    figure = picture(0.62 * sum(widths) + 2.6, 0.42 * max(len(one_hot), len(rows)) + 0.9)
    axes = figure.subplots(1, 3, gridspec_kw={"width_ratios": widths})
    spread = float(max(np.abs(rows).max(), np.abs(found).max(), 1e-9))
    _numbers(axes[0], one_hot, limit=1.0, labels=[f"“{token}”" for token in tokens], digits=0)
    _numbers(axes[1], rows, limit=spread, labels=[f"row {v}" for v in range(len(rows))])
    _numbers(axes[2], found, limit=spread, labels=[f"“{token}”" for token in tokens])
    for one, title in zip(axes, ("one-hot", "× table", "= vectors"), strict=True):
        one.set_title(title, fontsize=12, color=INK)
    return show(
        figure,
        """Left: each token as a one-hot row. Middle: the table, one row per token of the
        vocabulary. Right: what the lookup returned. Equal tokens get equal vectors.""",
    )


def states(hs: Any, text: str) -> Picture:
    """Draw the hidden states over a text as a heat map, one row per unit.

    Args:
        hs: states of one sequence, `[T, H]`.
        text: the T characters that were read.
    """
    values = to_floats(hs, "hs", 2).T
    if values.shape[1] != len(text):
        raise ValueError(
            f"`hs` has {values.shape[1]} timesteps and `text` {len(text)} characters; expected as "
            "many. Is `hs` one sequence `[T, H]`?"
        )
    figure = picture(0.62 * len(text) + 2.2, 0.42 * len(values) + 0.9)
    axes = figure.add_subplot()
    image = _numbers(axes, values, limit=1.0, labels=[f"unit {u}" for u in range(len(values))])
    axes.set_xticks(range(len(text)), [repr(c)[1:-1] if c.strip() else "␣" for c in text])
    axes.tick_params(labeltop=True, labelbottom=False, length=0, labelsize=12)
    figure.colorbar(image, ax=axes, ticks=[-1, 0, 1], shrink=0.9, aspect=12)
    return show(
        figure,
        f"""The hidden state while reading “{text}” from left to right: one column per character,
        one row per unit, from -1 (orange) through 0 (white) to 1 (purple). Compare columns with
        the same character: the state differs, because it depends on what came before.""",
    )


def loss_curve(
    losses: Sequence[float] | Mapping[str, Sequence[float]],
    bounds: Mapping[str, float] | None = None,
    every: int = 1,
    title: str = "training loss",
    unit: str = "nats per character",
) -> Picture:
    """Draw the loss against training steps, with horizontal lines to compare it with.

    Args:
        losses: one number for every so many updates; or several named curves.
        bounds: label to height of each line, in that unit.
        every: how many updates lie between two numbers.
        title: stands above the chart.
        unit: of the losses.
    """
    curves = losses if isinstance(losses, Mapping) else {"": losses}
    figure = picture(7.0, 3.4)
    axes = figure.add_subplot()
    words = []
    for (name, curve), colour, dash in zip(
        curves.items(), CYCLE, ("-", "--", "-.", ":", "-", "--"), strict=False
    ):
        values = to_floats(curve, "losses", 1)
        steps = every * np.arange(1, len(values) + 1)
        axes.plot(steps, values, dash, color=colour, linewidth=2, label=name)
        axes.annotate(
            f"{values[-1]:.2f}",
            (steps[-1], values[-1]),
            xytext=(4, 2),
            textcoords="offset points",
            color=colour,
            fontsize=11,
        )
        words.append(f"{name or 'The loss'} falls from {values[0]:.2f} to {values[-1]:.2f}")
    for (name, height), dash in zip((bounds or {}).items(), ("--", ":", "-."), strict=False):
        axes.axhline(
            height, color=INK, linestyle=dash, linewidth=1.2, label=f"{name}: {height:.3f}"
        )
        words.append(f"the line “{name}” lies at {height:.3f}")
    axes.set(xlabel="updates", ylabel=unit, title=title, ylim=(0, None))
    axes.margins(x=0.06)
    axes.grid(axis="y", color=MUTED, alpha=0.25)
    without_frame(axes)
    if len(curves) > 1 or bounds:
        axes.legend(loc="upper right", framealpha=0.85, edgecolor="none", fontsize=10)
    return show(figure, f"Loss in {unit} against updates. {'; '.join(words)}.")


def series(values: Any, title: str = "a generated sequence") -> Picture:
    """Draw a generated sequence of two features: against time, and against one another.

    Args:
        values: outputs of one sequence, `[steps, 2]`.
        title: stands above the chart.
    """
    points = to_floats(values, "values", 2)
    if points.shape[1] != 2:
        raise ValueError(f"`values` has shape {points.shape}; expected (steps, 2).")
    figure = picture(9.0, 3.1)
    axes, orbit = figure.subplots(1, 2, gridspec_kw={"width_ratios": [2.4, 1]})
    time = np.arange(1, len(points) + 1)
    axes.plot(time, points[:, 0], "o-", color=BLUE, markersize=3.5, label="first feature")
    axes.plot(time, points[:, 1], "s--", color=ORANGE, markersize=3.5, label="second feature")
    axes.set(xlabel="timestep", ylabel="output")
    axes.set_title(title, loc="left", fontsize=12)
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 0.98), ncols=2, fontsize=9)
    orbit.plot(points[:, 0], points[:, 1], "-", color=MUTED, linewidth=1)
    orbit.scatter(points[:, 0], points[:, 1], c=time, cmap="cividis", s=18, zorder=2)
    orbit.set(xlabel="first feature", ylabel="second feature", aspect="equal", adjustable="datalim")
    for one in (axes, orbit):
        without_frame(one)
    return show(
        figure,
        f"""A sequence of {len(points)} outputs with two features each. Left: both against time.
        Right: one against the other, from dark (early) to light (late).""",
    )


def _numbers(axes: Any, values: Floats, limit: float, labels: list[str], digits: int = 1) -> Any:
    """Draw a matrix as a heat map with its numbers written into it."""
    image = axes.imshow(values, cmap=DIVERGING, vmin=-limit, vmax=limit, aspect="auto")
    for i, j in np.ndindex(*values.shape):
        dark = abs(values[i, j]) > 0.7 * limit
        axes.text(
            j,
            i,
            f"{values[i, j]:.{digits}f}".replace("-0.0", "0.0"),
            ha="center",
            va="center",
            fontsize=9,
            color="white" if dark else INK,
        )
    axes.set_xticks([])
    axes.set_yticks(range(len(values)), labels, fontsize=10)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return image
