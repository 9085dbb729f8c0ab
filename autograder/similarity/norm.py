"""How alike two hand-ins are, and what is normal for a class."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float32]]

BLOCK = 4096  # pieces that are multiplied at a time: bounds the memory
UPPER = 0.9
# How many innocent pairs may be expected above the threshold, in a class whose likeness falls off
# evenly above its median.
EXPECTED = 0.02
# A near copy stands out in any class that is not itself made of near copies.
TOWARDS_A_COPY = 0.75
# Where a class shares nothing, a little is still no likeness.
LEAST_LIKENESS = 0.1
# What stands out must share at least so many pieces, some 125 characters that hardly anyone has.
LEAST = 100.0


@dataclass(frozen=True)
class Norm:
    """What is normal between two hand-ins of a class.

    Attributes:
        median: likeness of the pair in the middle.
        upper: that which nine of ten pairs stay below. Whoever copied is among the upper tenth, and
            does not move it.
        pairs: how many pairs there are.
    """

    median: float
    upper: float
    pairs: int

    @property
    def threshold(self) -> float:
        """The likeness above which a pair stands out.

        Between median and 90th percentile four fifths of the rest of the pairs are left behind. If
        it goes on like that, which is an exponential tail, so many are expected above this.
        """
        if not self.pairs:
            return 1.0
        fall = (self.upper - self.median) / math.log(0.5 / (1 - UPPER))
        chance = self.upper + fall * math.log((1 - UPPER) * self.pairs / EXPECTED)
        near_copy = self.upper + TOWARDS_A_COPY * (1 - self.upper)
        return max(LEAST_LIKENESS, min(chance, near_copy))


def rarity(answers: Sequence[Collection[int]]) -> dict[int, float]:
    """What a piece counts: 1 where two have it, less the more have it, nothing where all do.

    A piece that only one has counts more than 1: it speaks against any likeness of theirs.
    """
    owners = Counter(piece for pieces in answers for piece in pieces)
    size = len(answers)
    unit = np.log(max(size, 3) / 2)
    return {piece: float(np.log(size / n) / unit) for piece, n in owners.items() if n < size}


def shared(answers: Sequence[Collection[int]], worth: dict[int, float]) -> Array:
    """What each two share: the sum of the worths of the pieces that both have."""
    total = np.zeros((len(answers), len(answers)), np.float32)
    columns = {piece: place for place, piece in enumerate(worth)}
    roots = np.sqrt(np.fromiter(worth.values(), np.float32, len(worth)))
    places = [
        np.sort(np.array([columns[piece] for piece in pieces if piece in columns], np.intp))
        for pieces in answers
    ]
    for start in range(0, len(worth), BLOCK):
        block = np.zeros((len(answers), min(BLOCK, len(worth) - start)), np.float32)
        for row, at in enumerate(places):
            first, last = np.searchsorted(at, [start, start + BLOCK])
            block[row, at[first:last] - start] = roots[at[first:last]]
        total += block @ block.T
    return total


def likeness(total: Array) -> Array:
    """From what each two share and each has, how alike they are: 0 to 1."""
    own = np.sqrt(np.maximum(np.diag(total), 1e-9))
    # Rounded, so that copies are at 1 and not a little above.
    return np.asarray(np.minimum(total / np.outer(own, own), 1), np.float32).round(4)


def norm_of(alike: Array) -> Norm:
    """The norm over all pairs of a class."""
    values = alike[np.triu_indices(len(alike), 1)]
    if not len(values):
        return Norm(0.0, 0.0, 0)
    median, upper = np.quantile(values, [0.5, UPPER])
    return Norm(round(float(median), 4), round(float(upper), 4), len(values))
