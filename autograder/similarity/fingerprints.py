"""Code as copydetect sees it: names, layout and comments taken off, cut into overlapping pieces.

A variable is a V there, a function's name an F, a text an S, so other names change nothing. A piece
is 25 characters of what is left, and every piece counts: copydetect would keep some of them only,
by hashes that differ from one run of Python to the next.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from copydetect import CodeFingerprint, compare_files

PIECE = 25  # characters; copydetect's default


@dataclass(frozen=True)
class Line:
    """A line of code, and whether it lies in what two answers share."""

    text: str
    shared: bool


def fingerprint(code: str) -> Any:
    """The pieces of an answer, and where they stand: a `copydetect.CodeFingerprint`."""
    found = CodeFingerprint("answer.py", PIECE, 1, language="python", fp=io.StringIO(code))
    # The array that it was made from has floats where there is no piece at all.
    found.hash_idx = {int(piece): places for piece, places in found.hash_idx.items()}
    found.hashes = set(found.hash_idx)
    return found


def without(answer: Any, discounted: Collection[int]) -> Any:
    """Takes pieces out of an answer.

    copydetect's own `boilerplate` also takes out what merely stands there twice.
    """
    answer.hash_idx = {p: at for p, at in answer.hash_idx.items() if p not in discounted}
    answer.hashes = set(answer.hash_idx)
    return answer


def side_by_side(some: Any, others: Any) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of two answers, those marked that hold pieces which both have."""
    _, _, slices = compare_files(some, others)
    return _lines(some.raw_code, zip(*slices[0], strict=True)), _lines(
        others.raw_code, zip(*slices[1], strict=True)
    )


def _lines(code: str, stretches: Iterable[tuple[int, int]]) -> tuple[Line, ...]:
    known = list(stretches)
    lines, at = [], 0
    for text in code.split("\n"):
        end = at + len(text)
        inside = any(first < end and last > at for first, last in known)
        lines.append(Line(text, inside and bool(text.strip())))
        at = end + 1
    return tuple(lines)
