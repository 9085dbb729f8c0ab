"""Drawings of gated cells: the LSTM as a graph, gates over time, layers above one another."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from unrolled.plots.figure import (
    AMBER,
    BLUE,
    CYCLE,
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

__all__ = ["gate_traces", "lstm_cell", "stacked_graph"]

_BELT, _GATES, _STATE = 3.0, 1.25, -0.35  # heights of c, of the gates, and of h and x


def lstm_cell(peepholes: bool = False) -> Picture:
    """Draw one timestep of an LSTM.

    Args:
        peepholes: also draw how the gates see the cell state.
    """
    figure = picture(8.6, 4.3)
    axes = figure.add_subplot()
    axes.set(xlim=(-1.3, 10.6), ylim=(-1.6, 4.2), aspect="equal")
    axes.axis("off")
    axes.add_patch(
        FancyBboxPatch(
            (0.1, -0.95),
            8.9,
            4.7,
            boxstyle="round,pad=0,rounding_size=0.3",
            facecolor="#F6F6F6",
            edgecolor=MUTED,
        )
    )
    gates = {"f": (1.4, BLUE), "i": (3.3, GREEN), "g": (4.7, AMBER), "o": (6.6, PURPLE)}
    # The state below reaches every gate.
    _line(axes, (-0.6, _STATE), (6.6, _STATE), MUTED)
    _line(axes, (0.6, -1.45), (0.6, _STATE), MUTED)
    for name, (x, colour) in gates.items():
        _arrow(axes, (x, _STATE), (x, _GATES - 0.36), MUTED)
        squash = "tanh" if name == "g" else "σ"
        _box(axes, (x, _GATES), f"${name}$  {squash}", colour)
    # The cell state runs through, and is only multiplied and added to.
    _arrow(axes, (-0.6, _BELT), (1.4 - 0.27, _BELT), ORANGE, 3)
    _arrow(axes, (1.4 + 0.27, _BELT), (4.0 - 0.27, _BELT), ORANGE, 3)
    _arrow(axes, (4.0 + 0.27, _BELT), (9.7, _BELT), ORANGE, 3)
    _arrow(axes, (1.4, _GATES + 0.36), (1.4, _BELT - 0.27), BLUE)
    _arrow(axes, (3.3, _GATES + 0.36), (3.82, 2.13 - 0.2), GREEN)
    _arrow(axes, (4.7, _GATES + 0.36), (4.18, 2.13 - 0.2), AMBER)
    _arrow(axes, (4.0, 2.13 + 0.27), (4.0, _BELT - 0.27), INK)
    _arrow(axes, (7.9, _BELT), (7.9, 2.3), ORANGE)
    _box(axes, (7.9, 1.98), "tanh", ORANGE, width=0.95, height=0.56)
    _arrow(axes, (7.9, 1.7), (7.9, _GATES + 0.27), ORANGE)
    _arrow(axes, (6.6 + 0.52, _GATES), (7.9 - 0.27, _GATES), PURPLE)
    _line(axes, (7.9, _GATES - 0.27), (7.9, _STATE), INK)
    _arrow(axes, (7.9, _STATE), (9.7, _STATE), INK)
    for x, y, sign in ((1.4, _BELT, "×"), (4.0, _BELT, "+"), (4.0, 2.13, "×"), (7.9, _GATES, "×")):
        axes.add_patch(Circle((x, y), 0.27, facecolor="white", edgecolor=INK, linewidth=1.4))
        axes.text(x, y - 0.02, sign, ha="center", va="center", fontsize=15, color=INK)
    for x, y, text in (
        (-0.95, _BELT, "$c_{t-1}$"),
        (10.1, _BELT, "$c_t$"),
        (-0.95, _STATE, "$h_{t-1}$"),
        (10.1, _STATE, "$h_t$"),
        (1.0, -1.35, "$x_t$"),
    ):
        axes.text(x, y, text, ha="center", va="center", fontsize=15, color=INK)
    more = ""
    if peepholes:
        # f and i look at the belt before anything happened to it, o after all has.
        for x, to, bend in ((0.35, 1.15, 0.2), (0.75, 3.0, 0.12), (5.9, 6.6, -0.2)):
            dashed = {"linestyle": (0, (4, 3)), "connectionstyle": f"arc3,rad={bend}"}
            _arrow(axes, (x, _BELT), (to, _GATES + 0.36), ORANGE, 1.6, **dashed)
        more = """Dashed: the peepholes. f and i see the old cell state, o sees the new one, g sees
        neither."""
    return show(
        figure,
        f"""One timestep of an LSTM. Above, in orange, the cell state c goes from left to right: it
        is multiplied by the forget gate f, then the product of the input gate i and the candidate
        g is added. Below, the state before and the input go into all four. The output gate o
        decides how much of tanh(c) becomes the new state h. {more}""",
    )


def gate_traces(traces: Mapping[str, Any], marks: Sequence[str] = (), title: str = "") -> Picture:
    """Draw signals over time in rows of their own: what goes in, gates, states.

    Args:
        traces: name -> one number per timestep, `[T]`.
        marks: a label per timestep, such as the characters that were read; may be empty.
        title: stands above the rows.
    """
    figure = picture(8.2, 0.78 * len(traces) + 0.9)
    rows = figure.subplots(len(traces), 1, sharex=True, squeeze=False)[:, 0]
    words = []
    for i, (axes, (name, given)) in enumerate(zip(rows, traces.items(), strict=True)):
        values = to_floats(given, name, 1)
        steps = np.arange(1, len(values) + 1)
        colour = CYCLE[i % len(CYCLE)]
        axes.fill_between(steps, values, step="mid", color=colour, alpha=0.25)
        axes.step(steps, values, where="mid", color=colour, linewidth=2)
        axes.axhline(0, color=MUTED, linewidth=0.8)
        low, high = min(0.0, float(values.min())), max(1.0, float(values.max()))
        axes.set_ylim(low - 0.12, high * 1.15)
        axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=11, color=INK)
        axes.tick_params(labelsize=9, length=2)
        without_frame(axes)
        words.append(f"{name}, from {values.min():.2f} to {values.max():.2f}")
    if len(marks):
        rows[-1].set_xticks(range(1, len(marks) + 1), marks)
    rows[-1].set_xlabel("timestep")
    if title:
        rows[0].set_title(title, loc="left", fontsize=12)
    return show(figure, f"{title or 'Signals over time'}. From top to bottom: {'; '.join(words)}.")


def stacked_graph(layers: int = 3, timesteps: int = 4) -> Picture:
    """Draw a multilayer RNN, unrolled over time."""
    if layers < 1 or timesteps < 1:
        raise ValueError(f"{layers} layers, {timesteps} timesteps; expected at least 1 of each.")
    figure = picture(1.75 * timesteps + 2.2, 1.1 * (layers + 1) + 0.4)
    axes = figure.add_subplot()
    axes.set(xlim=(-0.7, 1.9 * timesteps + 1.0), ylim=(-0.6, 1.5 * layers + 0.7), aspect="equal")
    axes.axis("off")
    for level in range(1, layers + 1):
        y, colour = 1.5 * level, CYCLE[(level - 1) % 4 + 1]
        for t in range(timesteps + 1):
            x, first = 1.9 * t, t == 0
            if not first:
                _arrow(axes, (x - 1.9 + 0.45, y), (x - 0.45, y), colour)
                _arrow(axes, (x, y - 1.5 + 0.33), (x, y - 0.33), MUTED)
            label = f"$h^{{{level}}}_{{{t}}}$"
            _box(axes, (x, y), label, MUTED if first else colour, width=0.86, height=0.64)
        axes.text(1.9 * timesteps + 0.75, y, f"$W^{{{level}}}$", color=colour, fontsize=14)
    for t in range(1, timesteps + 1):
        _box(axes, (1.9 * t, 0), f"$x_{{{t}}}$", BLUE, width=0.86, height=0.64)
    return show(
        figure,
        f"""A recurrent network of {layers} layers, unrolled over {timesteps} timesteps. Time runs
        to the right, depth upwards. Each state is made from the one below it, at the same
        timestep, and from the one to its left, in its own layer. A layer has one weight for all of
        its timesteps, and starts from a state of its own.""",
    )


def _box(
    axes: Any,
    centre: tuple[float, float],
    text: str,
    colour: str,
    width: float = 1.04,
    height: float = 0.72,
) -> None:
    x, y = centre
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor="white",
            edgecolor=colour,
            linewidth=2,
        )
    )
    axes.text(x, y, text, ha="center", va="center", fontsize=13, color=INK)


def _line(axes: Any, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    axes.plot(*zip(start, end, strict=True), color=colour, linewidth=1.8, solid_capstyle="round")


def _arrow(
    axes: Any,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float = 1.8,
    **style: Any,
) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=13,
            linewidth=width,
            color=colour,
            shrinkA=0,
            shrinkB=0,
            **style,
        )
    )
