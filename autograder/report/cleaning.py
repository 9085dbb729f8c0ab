"""Text from strangers, made fit to be shown: no control characters, no endless lines.

Escaping for HTML is not done here but by the templates, all of which escape by themselves.
"""

from __future__ import annotations

import re
import textwrap

from markupsafe import Markup, escape

MESSAGE_CHARACTERS = 2000
TRACEBACK_CHARACTERS = 6000
LINE_CHARACTERS = 500

# Whole escape sequences first, so that `\x1b[31m` leaves no `[31m`.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movements
    r"|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC, DCS, PM, APC, SOS: titles, links
    r"|\x1b[ -/]*[0-~]"  # the rest
)
# C0 and C1 but newline and tab, and the marks that reverse the order of what is read.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def printable(text: str, limit: int = MESSAGE_CHARACTERS) -> str:
    """A text without control characters, cut in the middle where it is too long.

    Args:
        text: anything, from anyone.
        limit: characters to keep at most; what is left out is said.
    """
    beyond = max(0, len(text) - 40 * limit)
    if beyond:  # bounds the work; all of this would be left out below
        text = text[: 20 * limit] + text[-20 * limit :]
    text = _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub("", text))
    lines = (
        line if len(line) <= LINE_CHARACTERS else f"{line[:LINE_CHARACTERS]} ... (line cut)"
        for line in text.split("\n")
    )
    text = "\n".join(lines).strip("\n")
    if len(text) <= limit:
        return text
    half = limit // 2
    left_out = beyond + len(text) - 2 * half
    return f"{text[:half]}\n... {left_out:,} characters left out ...\n{text[-half:]}"


def shortened(text: str, limit: int) -> str:
    """A text on one line, cut at its end, at a word where there is one, to `limit` characters."""
    line = " ".join(printable(text).split())
    if len(line) <= limit:
        return line
    cut = textwrap.shorten(line, limit, placeholder="\N{HORIZONTAL ELLIPSIS}")
    return cut if len(cut) > 1 else f"{line[: limit - 1]}\N{HORIZONTAL ELLIPSIS}"


def traceback_text(text: str) -> str:
    """A traceback fit to be shown; both its ends stay, where the cause and the error stand."""
    return printable(text, TRACEBACK_CHARACTERS)


def ticked(text: str) -> Markup:
    """A message as HTML, escaped, with what stands between backticks set as code."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:  # an odd backtick: nothing is certain to be code
        return escape("`".join(parts))
    pieces = [
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    ]
    return Markup("").join(pieces)


def points_text(points: float) -> str:
    """Points as people write them: `4`, `2.5`."""
    return f"{round(points, 2):g}"


def seconds_text(seconds: float) -> str:
    """A wall time in two figures."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
