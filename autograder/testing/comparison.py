"""Comparisons that explain themselves, in words for the student.

A message says what came, what was expected in words, and where; never an expected number.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import numpy as np

# Errors up to tolerance * (1 + |expected|) pass: far above rounding, far below any mistake.
TOLERANCES = {"float16": 2e-2, "float32": 1e-4, "float64": 1e-6}
DEFAULT_AXES = {1: "units", 2: "batch units", 3: "batch timesteps units"}

_notes: ContextVar[list[str]] = ContextVar("notes")


class Rejected(AssertionError):
    """A hidden test found the answer wrong; the text is for the student."""


def note(text: str) -> None:
    """Adds a remark to the current test, shown also when it passes."""
    _notes.get([]).append(text)


def collect_notes() -> list[str]:
    """Starts a fresh list of remarks for the test that runs next, and returns it."""
    remarks: list[str] = []
    _notes.set(remarks)
    return remarks


def require(condition: object, message: str) -> None:
    """Rejects the answer unless the condition holds.

    Args:
        condition: anything with a truth value.
        message: for the student: what came, what was expected, what to try.

    Raises:
        Rejected: it does not hold.
    """
    if not condition:
        raise Rejected(message[:1].upper() + message[1:])


def explain(
    got: Any,
    expected: Any,
    *,
    axes: str | None = None,
    tolerance: float | None = None,
    name: str = "the output",
) -> str | None:
    """Says in words how an answer differs from what was expected; None where it does not."""
    if isinstance(expected, dict):
        return _explain_dict(got, expected, axes, tolerance, name)
    if isinstance(expected, list):
        return _explain_list(got, expected, axes, tolerance, name)
    if isinstance(expected, np.ndarray) or _is_number(expected):
        return _explain_array(got, np.asarray(expected), axes, tolerance, name)
    if type(got) is not type(expected) or got != expected:
        return f"{_sentence(name)} is {_describe(got)}; expected {_in_words(expected)}."
    return None


def other_form(got: Any, expected: Any, name: str = "the output") -> str | None:
    """Says in words how the form of an answer differs from that of another; not its numbers.

    Arrays have one form whatever their shape and dtype, and so have numbers.
    """
    if isinstance(expected, dict):
        if not isinstance(got, dict) or not expected.keys() <= got.keys():
            return _explain_dict(got, expected, None, None, name)
        found = (other_form(got[key], value, f"`{key}`") for key, value in expected.items())
        return next((text for text in found if text is not None), None)
    if isinstance(expected, list) and isinstance(got, list):
        pairs = enumerate(zip(got, expected, strict=False))
        entries = (other_form(*pair, f"entry {i} of {name}") for i, pair in pairs)
        return next((text for text in entries if text is not None), None)
    kinds = [(np.ndarray, int, float), (list,), (str,), (type(None),)]
    kind = next((kind for kind in kinds if isinstance(expected, kind)), (type(expected),))
    if isinstance(got, kind) and isinstance(got, bool) == isinstance(expected, bool):
        return None
    return f"{_sentence(name)} is {_describe(got)}; expected {_describe(expected)}."


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _explain_dict(
    got: Any, expected: dict[str, Any], axes: str | None, tolerance: float | None, name: str
) -> str | None:
    if not isinstance(got, dict) or set(got) != set(expected):
        named = ", ".join(f"`{key}`" for key in expected)
        return f"{_sentence(name)} is {_describe(got)}; expected {named}."
    found = (
        explain(got[key], value, axes=axes, tolerance=tolerance, name=f"`{key}`")
        for key, value in expected.items()
    )
    return next((text for text in found if text is not None), None)


def _explain_list(
    got: Any, expected: list[Any], axes: str | None, tolerance: float | None, name: str
) -> str | None:
    if not isinstance(got, list):
        return f"{_sentence(name)} is {_describe(got)}; expected {_describe(expected)}."
    if len(got) != len(expected):
        entries = "entry" if len(got) == 1 else "entries"
        return f"{_sentence(name)} has {len(got)} {entries}; expected {len(expected)}."
    found = (
        explain(mine, value, axes=axes, tolerance=tolerance, name=f"entry {i} of {name}")
        for i, (mine, value) in enumerate(zip(got, expected, strict=True))
    )
    return next((text for text in found if text is not None), None)


def _explain_array(
    got: Any, expected: np.ndarray[Any, Any], axes: str | None, tolerance: float | None, name: str
) -> str | None:
    if isinstance(got, bool) or not (isinstance(got, np.ndarray) or _is_number(got)):
        return f"{_sentence(name)} is {_describe(got)}; expected {_describe(expected)}."
    loose = not isinstance(got, np.ndarray)  # a Python number has no dtype to be wrong about
    got = np.asarray(got)
    named = tuple((axes or DEFAULT_AXES.get(expected.ndim, "")).split())
    if len(named) != expected.ndim:
        named = ()
    if got.shape != expected.shape:
        return _explain_shape(got, expected, named, name)
    kinds = ("iu", "f", "b", "c")
    same_kind = any(got.dtype.kind in kind and expected.dtype.kind in kind for kind in kinds)
    if not loose and (
        not same_kind or (expected.dtype.kind == "f" and got.dtype != expected.dtype)
    ):
        return (
            f"{_sentence(name)} has dtype {got.dtype}; expected {_dtype_in_words(expected)}. "
            "Does your code fix a dtype, or pass through NumPy, somewhere?"
        )
    wrong = ~close(got, expected, tolerance)
    if not wrong.any():
        return None
    return _explain_values(got, expected, wrong, named, name)


def close(
    got: np.ndarray[Any, Any], expected: np.ndarray[Any, Any], tolerance: float | None = None
) -> np.ndarray[Any, Any]:
    """Where two arrays of one shape agree within rounding.

    Args:
        got: an answer.
        expected: what it should be; its dtype sets the tolerance.
        tolerance: replaces that.
    """
    if expected.dtype.kind not in "fc":
        return np.asarray(got == expected)
    allowed = tolerance if tolerance is not None else TOLERANCES.get(expected.dtype.name, 1e-6)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - expected) <= allowed * (1.0 + np.abs(expected))
    # Beside an infinite number everything would be near.
    near &= np.isfinite(expected)
    return np.asarray(near | (got == expected) | (np.isnan(got) & np.isnan(expected)))


def _explain_shape(
    got: np.ndarray[Any, Any], expected: np.ndarray[Any, Any], named: tuple[str, ...], name: str
) -> str:
    want = f"({', '.join(named)}) = {expected.shape}" if named else f"{expected.shape}"
    text = f"{_sentence(name)} has shape {got.shape}; expected {want}."
    if got.ndim == expected.ndim and got.shape == expected.shape[::-1]:
        return f"{text} Is it transposed?"
    if sorted(got.shape) == sorted(expected.shape):
        return f"{text} Are its axes in another order?"
    return text


def _explain_values(
    got: np.ndarray[Any, Any],
    expected: np.ndarray[Any, Any],
    wrong: np.ndarray[Any, Any],
    named: tuple[str, ...],
    name: str,
) -> str:
    parts = []
    if got.dtype.kind == "f" and np.isnan(got).any():
        parts.append(f"{_sentence(name)} holds NaN")
    else:
        parts.append(f"{_sentence(name)} has the right shape but wrong values")
    if "timesteps" in named:
        axis = named.index("timesteps")
        others = tuple(i for i in range(wrong.ndim) if i != axis)
        parts.append(_along_time(np.asarray(wrong.any(axis=others))))
    elif "batch" in named and wrong.shape[named.index("batch")] > 1:
        axis = named.index("batch")
        rows = wrong.any(axis=tuple(i for i in range(wrong.ndim) if i != axis))
        if not rows.all():
            where = ", ".join(str(i) for i in np.flatnonzero(rows)[:5])
            parts.append(f"only for example {where} of the batch")
    if expected.dtype.kind in "fc" and np.isfinite(got).all():
        with np.errstate(over="ignore"):
            parts.append(f"largest error {float(np.abs(got - expected).max()):.2g}")
    return "; ".join(part for part in parts if part) + "."


def _along_time(wrong: np.ndarray[Any, Any]) -> str:
    first = int(np.argmax(wrong))
    if wrong.all():
        return "wrong from t=0 on"
    if first > 0 and wrong[first:].all():
        before = "at t=0" if first == 1 else f"up to t={first - 1}"
        return f"right {before}, wrong from t={first}: is the state carried?"
    return f"wrong at t={', '.join(str(t) for t in np.flatnonzero(wrong)[:6])}"


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]


def _dtype_in_words(expected: np.ndarray[Any, Any]) -> str:
    return "an integer dtype" if expected.dtype.kind in "iu" else f"{expected.dtype}"


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return "a number" if value.ndim == 0 else f"an array of shape {value.shape}"
    if isinstance(value, (list, dict)):
        kind = "list" if isinstance(value, list) else "dict"
        return f"a {kind} of {len(value)} {'entry' if len(value) == 1 else 'entries'}"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    if _is_number(value):
        return "a number"
    return repr(value)[:60]


def _in_words(value: Any) -> str:
    if isinstance(value, str):
        return "another text"
    shown = isinstance(value, (np.ndarray, list, dict)) or _is_number(value)
    return _describe(value) if shown else "another answer"
