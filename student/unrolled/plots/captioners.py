"""Drawings of computation graphs: a captioner, an encoder with its decoder, a net that answers."""

from collections.abc import Sequence
from typing import Any

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from unrolled.plots.figure import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, Picture, picture, show

__all__ = ["answer_graph", "captioner_graph", "translator_graph"]

_FACES = {BLUE: "#D6E8F3", ORANGE: "#FBE3D6", GREEN: "#D4EFE6", PURPLE: "#F5E4ED", MUTED: "white"}
_STEP = 1.75  # between two timesteps


def captioner_graph(words: Sequence[str] = ("a", "red", "circle")) -> Picture:
    """Draw the captioner: the image sets the first state, and each word is fed back in.

    Args:
        words: of the caption.
    """
    inputs, targets = ["<start>", *words], [*words, "<end>"]
    figure = picture(1.45 * len(inputs) + 4.2, 3.1)
    axes = _canvas(figure, (-4.3, _STEP * len(inputs) + 0.8), (-1.95, 1.9))
    _box(axes, (-3.5, 0), "image", MUTED)
    _box(axes, (-1.75, 0), "CNN", PURPLE)
    _arrow(axes, (-2.9, 0), (-2.35, 0), PURPLE)
    _box(axes, (0, 0), "$h_0$", ORANGE)
    _arrow(axes, (-1.15, 0), (-0.6, 0), PURPLE)
    axes.text(-0.88, 0.16, "$W_{proj}$", ha="center", color=PURPLE, fontsize=11)
    _unrolled(axes, 0, inputs, targets, "h")
    return show(
        figure,
        f"""A CNN turns the image into features, and a projection of these is the first state of a
        recurrent network. It reads {", ".join(inputs)} and should predict {", ".join(targets)}:
        at each timestep the next word.""",
    )


def translator_graph() -> Picture:
    """Draw an encoder that reads a sequence, and a decoder that starts from its last state."""
    source, inputs, targets = (
        ["a", "red", "star"],
        ["<start>", "une", "étoile"],
        ["une", "étoile", "…"],
    )
    figure = picture(10.4, 3.1)
    axes = _canvas(figure, (-0.4, 12.4), (-1.95, 1.9))
    _unrolled(axes, -0.9, source, None, "h", first=False)
    between = -0.9 + _STEP * 3
    axes.text(between + 0.9, 0.2, "$h, c$", ha="center", color=PURPLE, fontsize=12)
    _arrow(axes, (between + 0.6, 0), (between + _STEP - 0.6, 0), PURPLE)
    _unrolled(axes, between, inputs, targets, "s", first=False)
    axes.text(between - _STEP, 1.25, "encoder", ha="center", fontsize=12, color=INK)
    return show(
        figure,
        """Left: the encoder reads a red star and says nothing. Its last state, h and c, is all that
        the decoder at the right starts from. The decoder reads <start> une étoile and should
        predict une étoile and so on: at each timestep the next word of the other language.""",
    )


def answer_graph() -> Picture:
    """Draw how image features and a question meet in a product."""
    figure = picture(8.6, 2.9)
    axes = _canvas(figure, (-0.8, 10.2), (-1.75, 1.6))
    for y, names, colour in (
        (0.9, ("image", "CNN", "tanh"), PURPLE),
        (-0.9, ("question", "LSTM", "tanh"), BLUE),
    ):
        for n, name in enumerate(names):
            _box(axes, (2 * n, y), name, MUTED if n == 0 else colour)
            if n:
                _arrow(axes, (2 * n - 1.4, y), (2 * n - 0.6, y), colour)
    axes.text(3, 1.05, "$W_{image}$", ha="center", color=PURPLE, fontsize=11)
    axes.text(3, -0.75, "$W_{question}$", ha="center", color=BLUE, fontsize=11)
    _box(axes, (6.2, 0), "×", ORANGE)
    _arrow(axes, (4.6, 0.75), (5.7, 0.25), PURPLE)
    _arrow(axes, (4.6, -0.75), (5.7, -0.25), BLUE)
    _box(axes, (9, 0), "answer", GREEN)
    _arrow(axes, (6.8, 0), (8.4, 0), GREEN)
    axes.text(7.6, 0.16, "$W_{out}$", ha="center", color=GREEN, fontsize=11)
    return show(
        figure,
        """Above: the image goes through the CNN, a projection and tanh. Below: the question goes
        through an LSTM, a projection and tanh. Both vectors are multiplied entry by entry, and a
        linear classifier makes an answer of the product.""",
    )


def _unrolled(
    axes: Any,
    left: float,
    inputs: Sequence[str],
    outputs: Sequence[str] | None,
    state: str,
    first: bool = True,
) -> None:
    """Timesteps to the right of `left`; with `first`, an arrow leads into the first one."""
    for t, word in enumerate(inputs, start=1):
        x = left + _STEP * t
        _box(axes, (x, 0), f"${state}_{t}$", ORANGE)
        _box(axes, (x, -1.45), word, BLUE)
        _arrow(axes, (x, -1.1), (x, -0.37), BLUE)
        if first or t > 1:
            _arrow(axes, (x - _STEP + 0.6, 0), (x - 0.6, 0), ORANGE)
        if outputs is not None:
            _box(axes, (x, 1.45), outputs[t - 1], GREEN)
            _arrow(axes, (x, 0.37), (x, 1.1), GREEN)


def _canvas(figure: Picture, xlim: tuple[float, float], ylim: tuple[float, float]) -> Any:
    axes = figure.add_subplot()
    axes.set(xlim=xlim, ylim=ylim, aspect="equal")
    axes.axis("off")
    return axes


def _box(axes: Any, centre: tuple[float, float], text: str, colour: str) -> None:
    x, y = centre
    axes.add_patch(
        FancyBboxPatch(
            (x - 0.58, y - 0.34),
            1.16,
            0.68,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor=_FACES[colour],
            edgecolor=colour,
            linewidth=1.6,
        )
    )
    axes.text(x, y, text, ha="center", va="center", fontsize=11.5, color=INK)


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=12,
            linewidth=1.7,
            color=colour,
            shrinkA=0,
            shrinkB=0,
        )
    )
