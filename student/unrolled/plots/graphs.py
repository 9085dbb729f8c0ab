"""Drawings of computation graphs: the RNN rolled and unrolled, and what goes in and comes out."""

from typing import Any

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from unrolled.plots.figure import BLUE, GREEN, INK, MUTED, ORANGE, Picture, picture, show

__all__ = ["padded_batch", "sequence_shapes", "unrolled_graph"]


def unrolled_graph(inputs: str = "hell", outputs: str = "ello") -> Picture:
    """Draw a recurrent network as a loop, and the same network unrolled over `inputs`.

    Args:
        inputs: one character per timestep.
        outputs: the character wanted at each timestep, as many as `inputs`.
    """
    if len(inputs) != len(outputs) or not inputs:
        raise ValueError(
            f"{len(inputs)} inputs, {len(outputs)} outputs; expected as many of each, at least 1."
        )
    steps = len(inputs)
    figure = picture(2.2 * (steps + 2.2), 3.7)
    axes = _canvas(figure, (-0.8, 2.15 * (steps + 1) + 1.75), (-2.15, 2.15))

    _column(axes, 0.0, "$x_t$", "$h_t$", "$y_t$")
    curve = [(0.42, 0.22), (1.35, 0.85), (1.35, -0.85), (0.44, -0.22)]
    bezier = Path(curve, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    axes.add_patch(
        FancyArrowPatch(
            path=bezier, arrowstyle="-|>", mutation_scale=13, linewidth=1.8, color=ORANGE
        )
    )
    axes.text(1.22, 0, "$W_h$", color=ORANGE, fontsize=13, ha="left", va="center")
    axes.text(1.98, 0, "=", fontsize=24, color=INK, ha="center", va="center")

    first = 2.75
    _box(axes, (first, 0), "$h_0$", face="white", edge=MUTED)
    for t in range(steps):
        x = first + 2.15 * (t + 1)
        _column(axes, x, f"“{inputs[t]}”", f"$h_{{{t + 1}}}$", f"“{outputs[t]}”")
        _arrow(axes, (x - 2.15 + 0.45, 0), (x - 0.45, 0), color=ORANGE)
        axes.text(x - 1.07, 0.2, "$W_h$", color=ORANGE, fontsize=13, ha="center")
    return show(
        figure,
        f"""Left: the recurrent network as a loop; the state h goes back in through Wh. Right: the
        same network unrolled over {steps} timesteps, from “{inputs}” to “{outputs}”. Every copy
        uses the same three weights: Wx (blue) up from the input, Wh (orange) across from the state
        before, Wy (green) up to the output.""",
    )


def sequence_shapes() -> Picture:
    """Draw the five shapes of sequence problems: which timesteps have an input, which an output."""
    shapes = [
        ("one to one", [0], [0]),
        ("one to many", [0], [0, 1, 2]),
        ("many to one", [0, 1, 2], [2]),
        ("many to many,\nafter reading", [0, 1, 2], [2, 3, 4]),
        ("many to many,\nat each step", [0, 1, 2], [0, 1, 2]),
    ]
    figure = picture(10.5, 3.0)
    axes = _canvas(figure, (-0.6, 18.7), (-1.75, 2.55))
    left = 0.0
    for title, inputs, outputs in shapes:
        last = max(*inputs, *outputs) if len(inputs + outputs) > 2 else 0
        for t in range(last + 1):
            x = left + t
            _box(axes, (x, 0), "", face="#FBE3D6", edge=ORANGE, size=0.62)
            if t < last:
                _arrow(axes, (x + 0.33, 0), (x + 0.67, 0), color=ORANGE)
            if t in inputs:
                _box(axes, (x, -1.3), "", face="#D6E8F3", edge=BLUE, size=0.62)
                _arrow(axes, (x, -0.97), (x, -0.33), color=BLUE)
            if t in outputs:
                _box(axes, (x, 1.3), "", face="#D4EFE6", edge=GREEN, size=0.62)
                _arrow(axes, (x, 0.33), (x, 0.97), color=GREEN)
        axes.text(left + last / 2, 1.85, title, ha="center", va="bottom", fontsize=11, color=INK)
        left += last + 2.0
    return show(
        figure,
        """Inputs at the bottom (blue), states in the middle (orange), outputs on top (green); time
        runs to the right. From left to right: one input and one output; one input and a sequence
        out; a sequence in and one output at its end; a sequence in, then a sequence out; one output
        for every input.""",
    )


def padded_batch(lengths: list[int], timesteps: int) -> Picture:
    """Draw a batch of sequences of different lengths that share one tensor `[N, timesteps, H]`."""
    if not lengths or min(lengths) < 1 or max(lengths) > timesteps:
        raise ValueError(f"`lengths` is {lengths}; expected each from 1 to {timesteps}.")
    figure = picture(0.62 * timesteps + 2.8, 0.55 * len(lengths) + 0.75)
    axes = _canvas(figure, (-0.6, timesteps + 2.0), (-len(lengths) + 0.4, 1.1))
    for t in range(timesteps):
        axes.text(t, 0.75, f"$t={t + 1}$", ha="center", va="center", fontsize=10, color=INK)
    for n, length in enumerate(lengths):
        for t in range(timesteps):
            real = t < length
            _box(
                axes,
                (t, -n),
                "" if real else "pad",
                face="#FBE3D6" if real else "white",
                edge=ORANGE if real else MUTED,
                size=0.66,
                fontsize=9,
                linewidth=3.2 if t == length - 1 else 1.2,
            )
        axes.text(timesteps - 0.2, -n, f"length {length}", va="center", fontsize=11, color=INK)
    return show(
        figure,
        f"""A batch of {len(lengths)} sequences, one per row, padded to {timesteps} timesteps.
        Filled boxes are real timesteps, white ones padding. The thick box in each row is the last
        real one, where the whole sequence has been read.""",
    )


def _canvas(figure: Picture, xlim: tuple[float, float], ylim: tuple[float, float]) -> Any:
    axes = figure.add_subplot()
    axes.set(xlim=xlim, ylim=ylim, aspect="equal")
    axes.axis("off")
    return axes


def _column(axes: Any, x: float, below: str, middle: str, above: str) -> None:
    """One timestep: input, state and output above one another, joined by Wx and Wy."""
    _box(axes, (x, -1.6), below, face="#D6E8F3", edge=BLUE)
    _box(axes, (x, 0), middle, face="#FBE3D6", edge=ORANGE)
    _box(axes, (x, 1.6), above, face="#D4EFE6", edge=GREEN)
    _arrow(axes, (x, -1.17), (x, -0.43), color=BLUE)
    _arrow(axes, (x, 0.43), (x, 1.17), color=GREEN)
    axes.text(x + 0.12, -0.8, "$W_x$", color=BLUE, fontsize=13, va="center")
    axes.text(x + 0.12, 0.8, "$W_y$", color=GREEN, fontsize=13, va="center")


def _box(
    axes: Any,
    centre: tuple[float, float],
    text: str,
    *,
    face: str,
    edge: str,
    size: float = 0.84,
    fontsize: int = 14,
    linewidth: float = 1.6,
) -> None:
    x, y = centre
    axes.add_patch(
        FancyBboxPatch(
            (x - size / 2, y - size / 2),
            size,
            size,
            boxstyle=f"round,pad=0,rounding_size={size / 6}",
            facecolor=face,
            edgecolor=edge,
            linewidth=linewidth,
        )
    )
    axes.text(x, y, text, ha="center", va="center", fontsize=fontsize, color=INK)


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float], **style: Any) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=13,
            linewidth=1.8,
            shrinkA=0,
            shrinkB=0,
            **style,
        )
    )
