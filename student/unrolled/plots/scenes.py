"""Images with what a network says of them, word by word and dimension by dimension."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unrolled.plots.figure import (
    BLUE,
    CYCLE,
    DIVERGING,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    Picture,
    picture,
    show,
    to_floats,
    without_frame,
)

__all__ = ["forced_and_free", "gallery", "meanings", "right_by_kind"]


def gallery(
    images: Any,
    texts: Sequence[str],
    right: Sequence[bool] | None = None,
    columns: int = 4,
) -> Picture:
    """Draw images in rows, each above its text.

    Args:
        images: numbers from 0 to 1, `[N, height, width, 3]`.
        texts: one for each image.
        right: whether each text is right, shown by a mark and by the colour of the frame.
        columns: images in a row.
    """
    pixels = to_floats(images, "images", 4)
    if len(texts) != len(pixels) or (right is not None and len(right) != len(pixels)):
        raise ValueError(f"There are {len(pixels)} images; expected as many texts and marks.")
    columns = min(columns, len(pixels))
    rows = -(-len(pixels) // columns)
    lines = [_wrapped(text, 26) for text in texts]
    deepest = max(len(text.splitlines()) for text in lines)
    figure = picture(2.35 * columns, rows * (1.8 + 0.19 * deepest))
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels:
        axes.set_axis_off()
    for n, (axes, image, text) in enumerate(zip(panels, pixels, lines, strict=False)):
        axes.set_axis_on()
        axes.imshow(image)
        axes.set(xticks=[], yticks=[])
        mark, colour = "", MUTED
        if right is not None:
            mark, colour = ("✓ ", GREEN) if right[n] else ("✗ ", ORANGE)
        axes.set_title(mark + text, y=-0.08, va="top", fontsize=9.5, color=INK)
        for spine in axes.spines.values():
            spine.set(color=colour, linewidth=2.5 if right is not None else 1)
    told = "; ".join(text.replace("\n", " ") for text in texts)
    marked = ""
    if right is not None:
        marked = f" {sum(map(bool, right))} of {len(right)} are right (✓, green frame)."
    return show(figure, f"{len(pixels)} images and what is said of them: {told}.{marked}")


def _wrapped(text: str, width: int) -> str:
    return "\n".join(
        part for line in text.split("\n") for part in textwrap.wrap(line, width) or [""]
    )


def forced_and_free(
    forced: Any, free: Any, title: str = "teacher forcing and free running"
) -> Picture:
    """Draw how often the next word can be right, fed with right words and with its own.

    Args:
        forced: for each position, the share of right next words after a right beginning.
        free: for each position, the share of captions that can still become right.
        title: stands above the chart.
    """
    curves = {
        "fed with the right words": to_floats(forced, "forced", 1),
        "fed with its own words": to_floats(free, "free", 1),
    }
    figure = picture(7.2, 3.2)
    axes = figure.add_subplot()
    words = []
    for (name, values), colour, style in zip(
        curves.items(), (BLUE, ORANGE), ("o-", "s--"), strict=True
    ):
        axes.plot(np.arange(1, len(values) + 1), values, style, color=colour, label=name)
        words.append(f"{name}, {values[0]:.0%} at the first and {values[-1]:.0%} at the last")
    axes.set(xlabel="word", ylabel="share that is right", ylim=(0, 1.05))
    axes.set_title(title, loc="left", fontsize=12)
    axes.set_xticks(range(1, max(map(len, curves.values())) + 1))
    axes.grid(axis="y", color=MUTED, alpha=0.25)
    axes.legend(frameon=False, loc="lower left")
    without_frame(axes)
    return show(figure, f"How often the captioner is right, word by word: {'; '.join(words)}.")


def right_by_kind(shares: Mapping[str, Mapping[str, float]], guess: Mapping[str, float]) -> Picture:
    """Draw the share of right answers for each kind of question, as bars next to one another.

    Args:
        shares: name of a series -> kind of question -> share. All have the kinds of `guess`.
        guess: kind of question -> share without the image, drawn as a line.
    """
    kinds = list(guess)
    figure = picture(8.6, 3.2)
    axes = figure.add_subplot()
    places, width = np.arange(len(kinds)), 0.8 / len(shares)
    for n, ((name, by_kind), colour, hatch) in enumerate(
        zip(shares.items(), CYCLE, ("", "//", "..", "xx", "++", "oo"), strict=False)
    ):
        heights = [by_kind.get(kind, 0.0) for kind in kinds]
        left = places - 0.4 + (n + 0.5) * width
        axes.bar(left, heights, width, color=colour, alpha=0.8, hatch=hatch, label=name)
    for place, kind in zip(places, kinds, strict=True):
        label = "without the image" if place == 0 else None
        axes.plot(
            [place - 0.4, place + 0.4], [guess[kind]] * 2, color=INK, linewidth=2, label=label
        )
    axes.set_xticks(places, kinds)
    axes.set(ylabel="share that is right", ylim=(0, 1.02))
    axes.legend(frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(0, 1))
    without_frame(axes)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{kind} {by_kind.get(kind, 0.0):.0%}" for kind in kinds)
        for name, by_kind in [*shares.items(), ("without the image", guess)]
    )
    return show(figure, f"Share of right answers by kind of question. {told}.")


def meanings(panels: Mapping[str, Any], concepts: Sequence[str]) -> Picture:
    """Draw which dimension goes with which concept, as heat maps next to one another.

    Args:
        panels: title -> correlations from -1 to 1, `[concepts, dimensions]`.
        concepts: names of the rows.
    """
    tables = {title: to_floats(table, title, 2) for title, table in panels.items()}
    for title, table in tables.items():
        if len(table) != len(concepts):
            raise ValueError(f"`{title}` has {len(table)} rows for {len(concepts)} concepts.")
    widths = [table.shape[1] for table in tables.values()]
    figure = picture(0.24 * sum(widths) + 2.8, 0.26 * len(concepts) + 1.1)
    row = figure.subplots(1, len(tables), sharey=True, width_ratios=widths, squeeze=False)[0]
    told = []
    for axes, (title, table) in zip(row, tables.items(), strict=True):
        image = axes.imshow(table, cmap=DIVERGING, vmin=-1, vmax=1, aspect="auto")
        axes.set_title(title, fontsize=11, color=INK)
        axes.set_xlabel("dimension")
        axes.set_yticks(range(len(concepts)), concepts)
        axes.tick_params(length=0)
        best = np.abs(table).max(axis=1)
        told.append(
            f"{title}: the best dimension of a concept correlates {best.mean():.2f} on average"
        )
    figure.colorbar(image, ax=row, ticks=[-1, 0, 1], shrink=0.9, aspect=18, label="correlation")
    return show(
        figure,
        f"""Rows are concepts, columns are dimensions; purple: the dimension is large where the
        concept holds, orange: it is small there. {"; ".join(told)}.""",
    )
