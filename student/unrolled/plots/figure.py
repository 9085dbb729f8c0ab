"""What all drawings share: colours that colour-blind readers can tell apart, and a description.

A drawing function makes a `Picture`, and `show` puts it on the page at once with its description:
printed below, and attached as alternative text for those who have the page read to them.
"""

import base64
import io
import sys
import textwrap
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

# Okabe and Ito's palette, less its yellow, which is too pale for lines.
INK = "#333333"
MUTED = "#999999"
BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
AMBER = "#E69F00"
CYCLE = (BLUE, ORANGE, GREEN, PURPLE, SKY, AMBER)
DIVERGING = "PuOr"  # negative orange, zero white, positive purple

Floats = npt.NDArray[np.float64]


class Picture(Figure):
    """A matplotlib figure with a description. It was shown when it was drawn, and only then."""

    description = ""

    def _ipython_display_(self) -> None:
        """Keep a notebook from showing the picture again as the value of its cell."""


def picture(width_in: float, height_in: float) -> Picture:
    """Make an empty picture of this size in inches."""
    return Picture(figsize=(width_in, height_in), dpi=110, layout="constrained")


def show(figure: Picture, description: str) -> Picture:
    """Put the picture into the notebook, with its description as caption and alternative text."""
    figure.description = " ".join(description.split())
    if "IPython" in sys.modules:  # elsewhere there is no page to put it on
        from IPython.core.getipython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            png = io.BytesIO()
            figure.savefig(png, format="png", facecolor="white")
            data = {
                "image/png": base64.b64encode(png.getvalue()).decode("ascii"),
                "text/plain": figure.description,
            }
            display(data, raw=True, metadata={"image/png": {"alt": figure.description}})
    print(textwrap.fill(figure.description, width=100))
    return figure


def to_floats(values: Any, name: str, ndim: int) -> Floats:
    """Turn a tensor, array or list into a float array with `ndim` axes, or say what came."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != ndim:
        raise ValueError(f"`{name}` has shape {array.shape}; expected {ndim} axes.")
    return array


def without_frame(axes: Any) -> None:
    """Leave only the left and the bottom edge of a chart."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
