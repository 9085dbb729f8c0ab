"""Answers and inputs as text and as JSON: plain data of any size, from anyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.report.cleaning import printable, shortened
from autograder.testing.comparison import close, explain

Array = np.ndarray[Any, Any]
MAX_LEAVES = 40  # of one answer that are shown
MAX_DEPTH = 6
MAX_NAME = 60
WHOLE = 24  # numbers of an array that are shown without being asked for
BRIEF = 9  # of an input
LINE = 44  # characters that a line of numbers may take
FULL = 10_000  # that are shown at most
TEXT = 200


@dataclass(frozen=True)
class Leaf:
    """A part of an answer that is not made of parts.

    Attributes:
        path: where it stands, such as `h` or `states[1]`; empty for the answer itself.
        value: an array, a number, a text, None.
    """

    path: str
    value: Any


def leaves(value: Any, path: str = "", depth: int = 0) -> Iterator[Leaf]:
    """The parts of an answer, in order; dicts and lists that are empty or too deep count as one."""
    if isinstance(value, dict) and value and depth < MAX_DEPTH:
        for key, part in value.items():
            name = shortened(str(key), MAX_NAME)
            yield from leaves(part, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, (list, tuple)) and value and depth < MAX_DEPTH:
        if len(value) > WHOLE and all(_is_number(part) for part in value):
            yield Leaf(path, value)
            return
        for place, part in enumerate(value):
            yield from leaves(part, f"{path}[{place}]", depth + 1)
    else:
        yield Leaf(path, value)


def form(value: Any) -> str:
    """Dtype and shape of an array, the type of anything else."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    if isinstance(value, (list, tuple, dict, str, bytes)):
        return f"{type(value).__name__} of {len(value)}"
    return "None" if value is None else type(value).__name__


def text(value: Any, *, full: bool = False, brief: bool = False) -> str:
    """A leaf's value, on as many lines as it takes, without control characters.

    Args:
        value: the leaf's.
        full: whether up to 10,000 numbers of an array are shown.
        brief: whether no more than its corners are shown.
    """
    if isinstance(value, (list, tuple)) and value and all(_is_number(part) for part in value):
        return _array_text(np.array(value[:FULL], dtype=float), full, brief)
    if isinstance(value, np.ndarray):
        return _array_text(value, full, brief)
    if isinstance(value, str):
        return repr(printable(value, FULL if full else TEXT))
    if isinstance(value, (dict, list, tuple, bytes)):
        return "empty" if not value else "..."
    return shortened(repr(value), TEXT)


def _array_text(array: Array, full: bool, brief: bool) -> str:
    if array.size == 0:
        return "empty"
    # NumPy's own summing up keeps the corners, so it takes any size in no time.
    return np.array2string(
        array,
        threshold=FULL if full else BRIEF if brief else WHOLE,
        edgeitems=1 if brief else 2,
        precision=8 if full else 4,
        max_line_width=LINE,
    )


def difference(got: Any, expected: Any) -> str | None:
    """How two leaves differ, where first and by how much, with numbers; None where they agree."""
    if explain(got, expected) is None and explain(expected, got) is None:
        return None
    if not (isinstance(got, np.ndarray) and isinstance(expected, np.ndarray)):
        return "not the same"
    if got.shape != expected.shape:
        return f"shape {got.shape}, not {expected.shape}"
    kinds = got.dtype.kind, expected.dtype.kind
    if kinds[0] != kinds[1] or (kinds[1] == "f" and got.dtype != expected.dtype):
        return f"dtype {got.dtype}, not {expected.dtype}"
    wrong = ~(close(got, expected) & close(expected, got))
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    parts = [f"{int(wrong.sum())} of {wrong.size} differ"]
    if expected.dtype.kind in "fc":
        with np.errstate(all="ignore"):
            errors = np.abs(got - expected)[wrong]
        if np.isfinite(errors).any():
            parts.append(f"largest error {float(errors[np.isfinite(errors)].max()):.4g}")
    where = f"first [{', '.join(map(str, first))}]: " if first else ""
    parts.append(f"{where}{_number(got[first])}, not {_number(expected[first])}")
    return "; ".join(parts)


def _number(value: Any) -> str:
    return f"{value.item():.6g}" if value.dtype.kind in "fc" else str(value.item())


def as_json(value: Any, *, full: bool = False, depth: int = 0) -> Any:
    """A value for JSON: arrays as dtype, shape and values, which are left out where many."""
    if isinstance(value, np.ndarray):
        told: dict[str, Any] = {"dtype": str(value.dtype), "shape": list(value.shape)}
        whole = full or value.size <= FULL
        return told | {"values": _plain(value.tolist()) if whole else None}
    if isinstance(value, dict) and depth < 2 * MAX_DEPTH:
        return {
            printable(str(key), TEXT): as_json(part, full=full, depth=depth + 1)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)) and depth < 2 * MAX_DEPTH:
        kept = value if full else value[:FULL]
        return [as_json(part, full=full, depth=depth + 1) for part in kept]
    return _plain(value)


def _plain(value: Any) -> Any:
    """JSON has no NaN, no infinity and no complex numbers: they become text."""
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return printable(str(value), FULL)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
