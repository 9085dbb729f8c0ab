"""Drawings of all units of a layer at once: what they follow, and how far their gates open."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unrolled.plots.figure import (
    BLUE,
    CYCLE,
    INK,
    MUTED,
    ORANGE,
    Picture,
    picture,
    show,
    to_floats,
    without_frame,
)

__all__ = ["gate_saturation", "unit_correlations"]


def unit_correlations(correlations: Mapping[str, Any]) -> Picture:
    """Draw how closely every unit follows each of some signals, a row a signal, a dot a unit.

    Args:
        correlations: signal -> one number a unit, `[H]`, from -1 to 1.
    """
    figure = picture(7.6, 0.8 * len(correlations) + 1.0)
    axes = figure.add_subplot()
    axes.axvline(0, color=MUTED, linewidth=0.8)
    words = []
    for row, (name, given) in enumerate(correlations.items()):
        values = to_floats(given, name, 1)
        best = int(np.argmax(np.abs(values)))
        colour = CYCLE[row % len(CYCLE)]
        # Where dots lie on one another, a little height tells them apart.
        height = row + 0.22 * np.sin(2.4 * np.arange(len(values)))
        axes.scatter(values, height, s=26, color=colour, alpha=0.5, linewidth=0)
        axes.scatter(values[best], height[best], s=70, color=colour, edgecolor=INK, zorder=3)
        beside = -0.03 if values[best] > 0 else 0.03
        axes.text(
            values[best] + beside,
            height[best],
            f"unit {best}",
            ha="right" if values[best] > 0 else "left",
            va="center",
            fontsize=10,
            color=INK,
        )
        words.append(f"{name}: unit {best}, {values[best]:.2f}")
    axes.set(xlim=(-1.06, 1.06), ylim=(len(correlations) - 0.5, -0.5))
    axes.set_yticks(range(len(correlations)), list(correlations), fontsize=11)
    axes.set_xlabel("correlation")
    without_frame(axes)
    return show(
        figure,
        f"How closely each unit follows a signal: a row a signal, a dot a unit, from -1 over 0 to "
        f"1. The best units: {'; '.join(words)}.",
    )


def gate_saturation(
    fractions: Mapping[str, tuple[Any, Any]], marked: Sequence[int] = ()
) -> Picture:
    """Draw how often each unit's gates are shut and open, a panel a gate, a point a unit.

    Args:
        fractions: gate -> fractions of the time below and above the thresholds, `[H]` each.
        marked: units to name.
    """
    figure = picture(3.0 * len(fractions) + 0.4, 3.5)
    panels = figure.subplots(1, len(fractions), sharey=True, squeeze=False)[0]
    words = []
    for axes, (name, (left, right)) in zip(panels, fractions.items(), strict=True):
        shut, wide = to_floats(left, f"{name}, shut", 1), to_floats(right, f"{name}, open", 1)
        axes.plot([0, 1], [1, 0], color=MUTED, linewidth=0.8, linestyle="--")
        axes.scatter(shut, wide, s=26, color=BLUE, alpha=0.55, linewidth=0)
        for unit in marked:
            axes.scatter(shut[unit], wide[unit], s=50, color=ORANGE, edgecolor=INK, zorder=3)
            axes.annotate(
                str(unit),
                (shut[unit], wide[unit]),
                xytext=(5, 4),
                textcoords="offset points",
                fontsize=10,
                color=INK,
            )
        axes.set(xlim=(-0.04, 1.06), ylim=(-0.04, 1.06), aspect="equal")
        axes.set_title(name, fontsize=12)
        axes.set_xlabel("fraction of time shut")
        without_frame(axes)
        words.append(f"{name}, shut {shut.mean():.0%} and open {wide.mean():.0%} of the time")
    panels[0].set_ylabel("fraction of time open")
    known = f" Named, in orange: units {', '.join(map(str, marked))}." if len(marked) else ""
    return show(
        figure,
        f"""Each point is a unit: to the right, its gate is often shut; further up, it is often
        open; near the corner at 0 it hardly ever is either. On the dashed line it is always one of
        the two. On average: {"; ".join(words)}.{known}""",
    )
