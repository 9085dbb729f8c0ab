"""A text that cannot be guessed without a memory: boxes in boxes, labels in quotes, short lines.

    {boots, "hat or coin", {cup,
    {pin, "key and lamp", bead},
    key}, lamp}; {hat, "boots

It has three things to keep track of that no single character tells. Inside quotes stand the same
words as outside, with others between them and no commas. How deep a box lies decides what is likely
to be in it (the deeper, the smaller) and whether it ends soon. And a line is as long as `WIDTH`
allows.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["DEEPEST", "WIDTH", "inventories", "inventory"]

WIDTH = 24  # of a line, at most
DEEPEST = 4  # boxes around a thing, at most

# From the largest to the smallest: what lies in an outer box, and what in an inner one.
_BY_SIZE = """
    wardrobe table bench ladder chair barrel lamp coat kettle boots hat book cup brush glove knife
    pen key ring coin bead pin
"""
_THINGS = _BY_SIZE.split()
_BETWEEN = ["and", "or", "not", "with"]
_LABEL, _SPREAD = 0.24, 0.11


def inventory(n_chars: int, seed: int) -> str:
    """Write an inventory, the same for the same seed.

    Args:
        n_chars: how many characters; the last line and box may be cut. At least 1.
        seed: what is in the boxes.
    """
    if n_chars < 1:
        raise ValueError(f"`n_chars` is {n_chars}; expected at least 1.")
    rng = np.random.default_rng(seed)
    boxes: list[str] = []
    # Wrapping changes spaces into line ends, so that the length stays.
    while sum(len(box) + 1 for box in boxes) <= n_chars:
        boxes.append(_box(rng, 1) + ";")
    return _wrapped(" ".join(boxes))[:n_chars]


def inventories(count: int, n_chars: int, seed: int) -> list[str]:
    """Write inventories that have nothing to do with one another, each from its own beginning."""
    seeds = np.random.default_rng(seed).integers(2**31, size=count)
    return [inventory(n_chars, int(each)) for each in seeds]


def _box(rng: np.random.Generator, depth: int) -> str:
    """What lies at this depth, in braces."""
    to_open = 0.44 - 0.09 * depth if depth < DEEPEST else 0.0
    inside: list[str] = []
    # The deeper, the sooner it ends.
    while not inside or rng.random() > 0.16 + 0.06 * depth:
        chance = rng.random()
        if chance < _LABEL:
            inside.append(_label(rng))
        elif chance < _LABEL + to_open:
            inside.append(_box(rng, depth + 1))
        else:
            inside.append(str(rng.choice(_THINGS, p=_sizes(depth))))
    return "{" + ", ".join(inside) + "}"


def _label(rng: np.random.Generator) -> str:
    """What is written on a box: things as well, but of all sizes, and with other words between."""
    words = [str(rng.choice(_THINGS))]
    for _ in range(rng.integers(1, 5)):
        words += [str(rng.choice(_BETWEEN)), str(rng.choice(_THINGS))]
    return f'"{" ".join(words)}"'


@cache
def _sizes(depth: int) -> npt.NDArray[np.float64]:
    """How likely each thing is at this depth."""
    places = (np.arange(len(_THINGS)) + 0.5) / len(_THINGS)
    weights = np.exp(-0.5 * ((places - (depth - 0.5) / DEEPEST) / _SPREAD) ** 2)
    shares: npt.NDArray[np.float64] = weights / weights.sum()
    return shares


def _wrapped(text: str) -> str:
    """Breaks lines at spaces, as late as `WIDTH` allows."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)
