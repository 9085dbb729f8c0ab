"""A text coloured by what a unit does at each character, and a picker of units."""

from __future__ import annotations

import functools
import html
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib import colormaps

from unrolled.plots.figure import DIVERGING, INK, MUTED, Floats, to_floats

__all__ = ["ColouredText", "coloured_text", "pick_unit"]

_LEVELS = 10  # on either side of zero; neighbours of one level share a colour
# For who cannot see colours: far below zero, below, about zero, above, far above.
_SIGNS = "=- +#"
_LEGEND = "= far below 0, - below, + above, # far above"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_WHITE_INK_BELOW = 0.18  # luminance of a ground on which white and black are equally clear


@dataclass(frozen=True)
class ColouredText:
    """A text with a colour for each character, as HTML and as plain text.

    Attributes:
        html: a fragment with its own style. Everything from outside is escaped.
        plain: the same without colours: below each line, a sign for each character.
        description: what is to be seen, in words.
    """

    html: str
    plain: str
    description: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.plain}

    def _ipython_display_(self) -> None:
        """Keep a notebook from showing it again: it was shown when it was made."""


def coloured_text(text: str, values: Any, title: str = "", scale: float = 1.0) -> ColouredText:
    """Show a text with each character on a ground that tells a unit's value.

    Args:
        text: T characters.
        values: one number a character, `[T]`.
        title: stands above the text.
        scale: where the colours end. Values beyond it, up or down, have the last colour.
    """
    made = _make(text, to_floats(values, "values", 1), title, scale)
    if not _put_on_the_page(made._repr_mimebundle_()):
        print(made.plain)
    return made


def pick_unit(
    text: str,
    activations: Any,
    names: Mapping[int, str] | None = None,
    unit: int = 0,
    scale: float = 1.0,
) -> ColouredText:
    """Show a text coloured by a unit, and below it a list to choose another unit from.

    Where widgets cannot run (without `ipywidgets`, on a saved page), only the list is missing.

    Args:
        text: T characters.
        activations: `[T, H]`, a unit a column.
        names: unit -> what it is known for, for the list.
        unit: the one to begin with.
        scale: where the colours end.
    """
    columns, names = to_floats(activations, "activations", 2).T, names or {}
    labels = [f"unit {j}" + (f": {names[j]}" if j in names else "") for j in range(len(columns))]

    @functools.cache
    def made(j: int) -> ColouredText:
        return _make(text, columns[j], labels[j], scale)

    still = made(unit)
    if not _put_on_the_page(still._repr_mimebundle_()):
        print(still.plain)
        return still
    try:
        import ipywidgets
    except ImportError:
        return still
    # The still text is an output of its own: on a saved page nothing else may be there.
    page = ipywidgets.HTML()
    menu = ipywidgets.Dropdown(
        options=[("choose another unit", None), *((label, j) for j, label in enumerate(labels))],
        value=None,
    )

    def choose(change: Mapping[str, Any]) -> None:
        page.value = "" if change["new"] is None else made(change["new"]).html

    menu.observe(choose, "value")
    # As widgets show themselves; how to ask them differs in ipywidgets 7, which Colab has, and 8.
    widget = ipywidgets.VBox([menu, page])
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    elsewhere = "Here is a list of units, where widgets can run."
    _put_on_the_page({_WIDGET: view, "text/plain": elsewhere})
    return still


def _put_on_the_page(bundle: Mapping[str, Any]) -> bool:
    if "IPython" not in sys.modules:  # elsewhere there is no page to put it on
        return False
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        return False
    display(bundle, raw=True)
    return True


def _make(text: str, values: Floats, title: str, scale: float) -> ColouredText:
    if len(text) != len(values) or not text:
        raise ValueError(
            f"{len(text)} characters and {len(values)} values; expected one value for each "
            "character, and at least one."
        )
    if not scale > 0:
        raise ValueError(f"`scale` is {scale}; expected a number above 0.")
    shares = np.clip(np.nan_to_num(values) / scale, -1, 1)
    words = _description(text, values, title)
    plain = "\n".join([words, f"Signs below the text: {_LEGEND}.", *_signed_lines(text, shares)])
    signed = html.escape("\n".join(_signed_lines(text, shares)))
    ends = f"{_swatch(-1, f'{-scale:g}')}{_swatch(0, '0')}{_swatch(1, f'{scale:g}')}"
    page = (
        f'<div style="background-color: #ffffff; color: {INK}; padding: 6px; max-width: 60em">'
        f"<div>{html.escape(words)} {ends}</div>"
        f'<pre style="background-color: #ffffff; color: {INK}; white-space: pre-wrap; '
        f'font-family: monospace; line-height: 1.5; margin: 6px 0">{_spans(text, shares)}</pre>'
        f"<details><summary>Without colours: {html.escape(_LEGEND)}</summary>"
        f'<pre style="background-color: #ffffff; color: {INK}; font-family: monospace; '
        f'line-height: 1.2">{signed}</pre>'
        "</details></div>"
    )
    return ColouredText(page, plain, words)


def _spans(text: str, shares: Floats) -> str:
    """The characters as HTML, neighbours of one level together."""
    levels = np.rint(shares * _LEVELS).astype(int).tolist()
    parts = []
    for level, run in groupby(zip(text, levels, strict=True), key=lambda pair: pair[1]):
        # A line end gets a sign of its own, or its colour could not be seen.
        shown = "".join(c if c != "\n" else "↵\n" for c, _ in run)
        parts.append(f'<span style="{_style(level)}">{html.escape(shown)}</span>')
    return "".join(parts)


@functools.cache
def _style(level: int) -> str:
    red, green, blue, _ = colormaps[DIVERGING](0.5 + level / _LEVELS / 2, bytes=True)
    if level == 0:
        red = green = blue = 255
    weighed = zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True)
    luminance = sum(weight * (part / 255) ** 2.2 for weight, part in weighed)
    ink = "#ffffff" if luminance < _WHITE_INK_BELOW else "#000000"
    return f"background-color: #{red:02x}{green:02x}{blue:02x}; color: {ink}"


def _swatch(share: float, label: str) -> str:
    return (
        f'<span style="{_style(round(share * _LEVELS))}; border: 1px solid {MUTED}; '
        f'padding: 0 4px">{html.escape(label)}</span>'
    )


def _signed_lines(text: str, shares: Floats) -> list[str]:
    signs = np.array(list(_SIGNS))[np.rint(shares * 2).astype(int) + 2].tolist()
    lines, start = [], 0
    for line in text.split("\n"):
        lines += [line, "".join(signs[start : start + len(line)]).rstrip()]
        start += len(line) + 1
    return lines


def _description(text: str, values: Floats, title: str) -> str:
    top, bottom = int(np.argmax(values)), int(np.argmin(values))
    return (
        f"{title or 'A text, coloured'}. Orange is below 0, white at 0, purple above. From "
        f"{values[bottom]:.2f}, first at {_around(text, bottom)}, to {values[top]:.2f}, first at "
        f"{_around(text, top)}."
    )


def _around(text: str, place: int) -> str:
    """A character and what leads up to it, in quotes of the kind that no text here uses."""
    return f"“{text[max(place - 8, 0) : place + 1]}”".replace("\n", "↵")
