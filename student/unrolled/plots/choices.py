"""Charts of what a decoder chooses from, and of what its choices cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unrolled.plots.figure import (
    BLUE,
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

__all__ = ["diversity", "token_shares"]


def token_shares(
    tokens: Sequence[str],
    probabilities: Mapping[str, Any],
    drawn: Mapping[str, Any] | None = None,
) -> Picture:
    """Draw distributions over the same tokens next to one another, as bars.

    Args:
        tokens: the tokens' names, V of them.
        probabilities: title of a panel -> `[V]`.
        drawn: title of a panel -> the shares `[V]` in which tokens were in fact drawn; as circles.
    """
    shares = {title: to_floats(values, title, 1) for title, values in probabilities.items()}
    counted = {title: to_floats(values, title, 1) for title, values in (drawn or {}).items()}
    for title, values in {**shares, **counted}.items():
        if len(values) != len(tokens):
            raise ValueError(
                f"`{title}` has {len(values)} numbers for {len(tokens)} tokens; expected as many."
            )
    figure = picture(2.6 * len(shares) + 0.8, 0.32 * len(tokens) + 1.2)
    panels = figure.subplots(1, len(shares), sharey=True, sharex=True, squeeze=False)[0]
    rows = np.arange(len(tokens))
    for axes, (title, values) in zip(panels, shares.items(), strict=True):
        axes.barh(rows, values, color=BLUE, alpha=0.75, height=0.7)
        if title in counted:
            axes.plot(
                counted[title], rows, "o", color=ORANGE, markersize=6, markerfacecolor="white"
            )
        axes.set_title(title, fontsize=11, color=INK)
        axes.set_yticks(rows, tokens)
        axes.tick_params(axis="y", length=0)
        axes.set(xlim=(0, 1), xlabel="probability")
        without_frame(axes)
    panels[0].invert_yaxis()
    tops = "; ".join(
        f"{title}: most likely is “{tokens[int(values.argmax())]}” with {values.max():.2f}"
        for title, values in shares.items()
    )
    circles = " Orange circles: the shares in which they were drawn." if counted else ""
    return show(figure, f"Blue bars: the probability of each next token.{circles} {tops}.")


def diversity(strengths: Sequence[float], distinct: Any, log_p: Any, what: str) -> Picture:
    """Draw how different the results of a diverse search are, and how likely, against strength.

    Args:
        strengths: of the penalty, ascending.
        distinct: for each strength, a count of different things in the results.
        log_p: for each strength, the results' mean log-probability.
        what: what was counted, such as "different words".
    """
    counts, means = to_floats(distinct, "distinct", 1), to_floats(log_p, "log_p", 1)
    figure = picture(8.6, 3.0)
    panels = figure.subplots(1, 2)
    for axes, values, colour, mark, label in (
        (panels[0], counts, GREEN, "o-", what),
        (panels[1], means, ORANGE, "s--", "mean log P"),
    ):
        axes.plot(strengths, values, mark, color=colour, linewidth=2, markersize=6)
        axes.set(xlabel="strength", ylabel=label)
        axes.grid(axis="y", color=MUTED, alpha=0.25)
        without_frame(axes)
    panels[0].set_ylim(0, 1.1 * max(counts))
    panels[0].yaxis.get_major_locator().set_params(integer=True)
    return show(
        figure,
        f"""Left: {what} in the results of a diverse beam search, against the strength of the
        penalty; from {counts[0]:.0f} at {strengths[0]:g} to {counts[-1]:.0f} at {strengths[-1]:g}.
        Right: the mean log-probability of the same results, from {means[0]:.2f} to
        {means[-1]:.2f}.""",
    )
