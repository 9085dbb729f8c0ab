"""What the faces of results share: styles for notebooks, and lines for terminals.

Notebooks sanitize what they show, so styles stand in the elements. No colour of paper or ink is
set: what is shown takes the theme's, dark or light.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from html import escape

CODE = re.compile(r"`([^`\n]+)`")
TEXT_WIDTH = 100

CELL = "padding:.1em .9em .1em 0;text-align:left;vertical-align:top;color:inherit;border:0"
TABLE = "border-collapse:collapse;border:0;margin:.3em 0;color:inherit;font-size:1em"
LIST = "list-style:none;padding:0;margin:.3em 0"
BOX = (
    "padding:.3em .9em;margin:.3em 0;max-width:52em;color:inherit;line-height:1.5;"
    "font-family:system-ui,sans-serif;font-size:14px"
)


def wrapped(label: str, text: str) -> Iterator[str]:
    """Breaks a text for terminals; what follows the first line stands under it."""
    for line in text.splitlines():
        yield textwrap.fill(
            line,
            TEXT_WIDTH,
            initial_indent=label,
            subsequent_indent=" " * len(label),
            break_long_words=False,
            break_on_hyphens=False,
        )
        label = " " * len(label)


def marked_up(text: str) -> str:
    """Escapes a text for HTML; what stood in backticks becomes code."""
    return CODE.sub(r"<code>\1</code>", escape(text))
