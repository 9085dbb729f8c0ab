"""What is said about a notebook, one sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["mend", "look", "fine"]


@dataclass(frozen=True)
class Item:
    """One thing that was looked at.

    Attributes:
        level: whether it must be mended, is worth a look, or is fine.
        sentence: what it is; what is in backticks is code.
    """

    level: Level
    sentence: str


def mend(sentence: str) -> Item:
    """What must be mended."""
    return Item("mend", sentence)


def look(sentence: str) -> Item:
    """What is worth a look."""
    return Item("look", sentence)


def fine(sentence: str) -> Item:
    """What is as it should be."""
    return Item("fine", sentence)


def listed(names: Iterable[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)
