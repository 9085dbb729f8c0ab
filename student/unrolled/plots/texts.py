"""Texts next to one another."""

import textwrap
from collections.abc import Mapping

__all__ = ["side_by_side"]


def side_by_side(samples: Mapping[str, str], width: int = 50, max_lines: int = 24) -> None:
    """Print texts in columns, each below its name.

    Args:
        samples: name to text.
        width: of one column, in characters.
        max_lines: rows below the names; what is longer is cut.
    """
    columns = [[name, "─" * width, *_wrapped(text, width)] for name, text in samples.items()]
    height = min(max(map(len, columns)), max_lines + 2)
    for row in range(height):
        cells = [column[row] if row < len(column) else "" for column in columns]
        print(" │ ".join(cell.ljust(width) for cell in cells).rstrip())


def _wrapped(text: str, width: int) -> list[str]:
    """Split at line ends and wherever a line is wider than the column; show what doesn't print."""
    lines = []
    for line in text.split("\n"):
        visible = "".join(c if c.isprintable() else "·" for c in line.replace("\t", "    "))
        lines += textwrap.wrap(visible, width) or [""]
    return lines
