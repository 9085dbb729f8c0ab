"""Charts of gradients: one weight's copies and their sum, and norms against the time lag."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.plots.figure import (
    BLUE,
    DIVERGING,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    Picture,
    picture,
    show,
    to_floats,
    without_frame,
)

__all__ = ["against_lag", "weight_copies"]

_STYLES = (
    (BLUE, "-", 2.4),
    (ORANGE, "--", 2.2),
    (GREEN, "-.", 2.0),
    (PURPLE, "-", 1.6),
)
_COMPARED_WITH = (INK, ":", 1.8)
_FLOOR = 1e-12  # what is smaller, exact zeros too, is drawn at this height


def weight_copies(copies: Any, total: Any, name: str = "W_h") -> Picture:
    """Draw the gradient for each timestep's copy of a weight, and the gradient for the weight.

    Args:
        copies: `[T, H, H]`.
        total: `[H, H]`.
        name: the weight, as in a formula.
    """
    parts = to_floats(copies, "copies", 3)
    whole = to_floats(total, "total", 2)
    figure = picture(1.45 * (len(parts) + 1) + 0.9, 2.1)
    axes = figure.subplots(1, len(parts) + 1)
    limit = float(max(np.abs(parts).max(), np.abs(whole).max(), 1e-9))
    image: Any = None
    for t, (one, values) in enumerate(zip(axes, [*parts, whole], strict=True)):
        image = one.imshow(values, cmap=DIVERGING, vmin=-limit, vmax=limit)
        last = t == len(parts)
        title = f"$d{name}$" if last else f"$d{name}^{{({t + 1})}}$"
        one.set_title(title, fontsize=12, color=ORANGE if last else INK)
        one.set_xlabel("all" if last else f"norm {np.linalg.norm(values):.2g}", fontsize=9)
        one.set_xticks([])
        one.set_yticks([])
        for spine in one.spines.values():
            spine.set_color(ORANGE if last else MUTED)
            spine.set_linewidth(2.0 if last else 0.8)
    figure.colorbar(image, ax=axes, shrink=0.75, aspect=10)
    off = float(np.abs(parts.sum(axis=0) - whole).max())
    return show(
        figure,
        f"""The gradient for the copy of the weight that each of {len(parts)} timesteps used, and
        (framed, right) the gradient for the weight. The sum of the copies differs from it by at
        most {off:.0e}. Orange is negative, purple positive.""",
    )


def against_lag(
    panels: Mapping[str, Mapping[str, Any]], ylabel: str, low: float = 1e-9, high: float = 1e9
) -> Picture:
    """Draw norms against the time lag on a logarithmic axis, one panel beside the other.

    Args:
        panels: title -> name of a curve -> values `[L]`, for the lags 0 to L - 1. The last of
            several curves is what the others are compared with, and dotted.
        ylabel: what the values are.
        low: the least height that is drawn.
        high: the greatest height that is drawn.
    """
    if not panels or not all(panels.values()):
        raise ValueError("`panels` is empty or has an empty panel; expected a curve in each.")
    figure = picture(max(3.4 * len(panels) + 0.6, 6.0), 3.4)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    words = []
    for one, (title, curves) in zip(axes, panels.items(), strict=True):
        ends = []
        styles = [*_STYLES[: max(len(curves) - 1, 1)], _COMPARED_WITH]
        for (name, curve), (colour, dash, width) in zip(curves.items(), styles, strict=False):
            values = to_floats(curve, name, 1)
            heights = np.maximum(values, _FLOOR)
            one.plot(heights, color=colour, linestyle=dash, linewidth=width, label=name)
            ends.append(f"{name} from {values[0]:.1g} to {values[-1]:.1g}")
        words.append(f"{title}: {', '.join(ends)}")
        one.set_yscale("log")
        one.set_title(title, fontsize=12, color=INK)
        one.set_xlabel("time lag, in steps")
        one.grid(axis="y", color=MUTED, alpha=0.25)
        without_frame(one)
    axes[0].set(ylabel=ylabel, ylim=(low, high))
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside lower center", ncols=len(labels), frameon=False, fontsize=10
    )
    return show(
        figure,
        f"""{ylabel[:1].upper() + ylabel[1:]} against the time lag, on a logarithmic axis.
        {"; ".join(words)}.""",
    )
