"""Charts of what time does to a network: gradients and accuracy against lag, responses."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.plots.figure import (
    CYCLE,
    INK,
    MUTED,
    Floats,
    Picture,
    picture,
    show,
    to_floats,
    without_frame,
)

__all__ = ["accuracy_by_lag", "gradients_by_lag", "responses"]

_STYLES = tuple(zip(CYCLE, ("-", "--", "-.", ":", "-", "--"), strict=True))
_FLOOR = 1e-16  # what is smaller is drawn here: a logarithm knows no zero


def gradients_by_lag(panels: Mapping[str, Mapping[str, Any]]) -> Picture:
    """Draw norms of a gradient against how many timesteps it has come, side by side.

    Args:
        panels: title -> (name -> norms `[T]`, the first one at lag 0). Panels share their axes.
    """
    figure = picture(4.6 * len(panels) + 0.6, 3.5)
    row = figure.subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[0]
    words = []
    for axes, (title, curves) in zip(row, panels.items(), strict=True):
        ends = []
        for (name, given), (colour, dash) in zip(curves.items(), _STYLES, strict=False):
            norms = np.maximum(to_floats(given, name, 1), _FLOOR)
            axes.semilogy(np.arange(len(norms)), norms, dash, color=colour, linewidth=2, label=name)
            ends.append(f"{name} from {norms[0]:.1e} to {norms[-1]:.1e}")
        axes.set(xlabel="lag in timesteps")
        axes.set_title(title, loc="left", fontsize=12)
        axes.grid(axis="y", color=MUTED, alpha=0.25)
        without_frame(axes)
        words.append(f"{title}: {', '.join(ends)}")
    row[0].set_ylabel("norm of the gradient")
    row[-1].legend(frameon=False, fontsize=10)
    return show(
        figure,
        f"""Norm of the gradient at each input, against how many timesteps before the last it
        stands; the vertical axis is logarithmic. {". ".join(words)}.""",
    )


def accuracy_by_lag(curves: Mapping[str, Any], chance: float) -> Picture:
    """Draw how often the right answer comes, against how long ago it was seen.

    Args:
        curves: name -> fraction right `[T]`, the first one at lag 0.
        chance: the fraction that guessing gets.
    """
    figure = picture(7.4, 3.4)
    axes = figure.add_subplot()
    words = []
    for (name, given), (colour, dash) in zip(curves.items(), _STYLES, strict=False):
        right = to_floats(given, name, 1)
        axes.plot(np.arange(len(right)), right, dash, color=colour, linewidth=2.2, label=name)
        words.append(f"{name} {right[0]:.0%} at lag 0, {right[-1]:.0%} at lag {len(right) - 1}")
    axes.axhline(chance, color=INK, linestyle=":", linewidth=1.2)
    axes.annotate(
        "guessing",
        (1, chance),
        xycoords=("axes fraction", "data"),
        xytext=(-4, 3),
        textcoords="offset points",
        ha="right",
        fontsize=10,
        color=INK,
    )
    axes.set(xlabel="lag in timesteps", ylabel="fraction right", ylim=(0, 1.05))
    axes.grid(axis="y", color=MUTED, alpha=0.25)
    axes.legend(frameon=False, loc="center right", bbox_to_anchor=(1.0, 0.6))
    without_frame(axes)
    return show(
        figure,
        f"""How often each network names the first character, against how long ago it was read.
        {"; ".join(words)}. Guessing gets {chance:.0%}, the dotted line.""",
    )


def responses(x: Any, curves: Mapping[str, Any], xlabel: str, ylabel: str) -> Picture:
    """Draw one quantity as a function of another, for several networks.

    Args:
        x: what is varied, `[K]`.
        curves: name -> what comes of it, `[K]`.
        xlabel: stands below the chart.
        ylabel: stands left of it.
    """
    along: Floats = to_floats(x, "x", 1)
    figure = picture(7.0, 3.2)
    axes = figure.add_subplot()
    words = []
    for (name, given), (colour, dash) in zip(curves.items(), _STYLES, strict=False):
        values = to_floats(given, name, 1)
        axes.plot(along, values, dash, color=colour, linewidth=2, label=name)
        words.append(f"{name} from {values[0]:.2f} to {values[-1]:.2f}")
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.axhline(0, color=MUTED, linewidth=0.8)
    axes.legend(frameon=False, fontsize=10)
    without_frame(axes)
    return show(
        figure,
        f"""{ylabel} against {xlabel}, from {along[0]:g} to {along[-1]:g}: {"; ".join(words)}.""",
    )
