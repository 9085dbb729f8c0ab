"""Compares an outcome with the expected arrays, and puts the first difference into words.

Nothing here tells what would have been right: shapes and dtypes are named on both sides, numbers
on neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unrolled.checks.outcome import Array, Outcome

# The grader's tolerances: relative and absolute alike.
TOLERANCES = {"float64": 1e-6, "float32": 1e-4}
COARSEST = 1e-2  # for half precision
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Finding:
    """The first thing in which an outcome differs from what was expected.

    Attributes:
        sentence: what is wrong.
        where: sentences on the output's entries: timestep, example, unit.
        timesteps: per timestep whether it is right; empty without such an axis.
        off_by: the largest error, to one digit; empty where it means nothing.
        advice: what to try; empty when the difference itself suggests nothing.
        numbers: whether all but the numbers is right.
    """

    sentence: str
    where: tuple[str, ...] = ()
    timesteps: tuple[bool, ...] = ()
    off_by: str = ""
    advice: str = ""
    numbers: bool = False


def is_trait(name: str) -> bool:
    """Whether an output tells mistakes apart without being right or wrong itself.

    Such outputs have names that start with `~`; an example are the kinds of layers in a model.
    """
    return name.startswith("~")


def tolerance(dtype: np.dtype[np.generic]) -> float:
    """The largest error, relative and absolute, that counts as rounding."""
    return TOLERANCES.get(dtype.name, COARSEST)


def same_kind(one: Array, other: Array) -> bool:
    """Whether two dtypes count as the same: any width of integers, else equal names."""
    if one.dtype.kind in "iu" and other.dtype.kind in "iu":
        return True
    if one.dtype.kind == "U" and other.dtype.kind == "U":
        return True
    return one.dtype.name == other.dtype.name


def right_entries(one: Array, other: Array) -> Mask:
    """Entry by entry, whether two arrays of one shape and dtype agree; NaN agrees with NaN."""
    if one.dtype.kind == "f":
        allowed = tolerance(one.dtype)
        return np.isclose(one, other, rtol=allowed, atol=allowed, equal_nan=True)
    return np.asarray(one == other)


def same_arrays(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    """Whether two sets of outputs agree in names, shapes, dtypes and numbers."""
    return one.keys() == other.keys() and all(
        one[name].shape == other[name].shape
        and same_kind(one[name], other[name])
        and bool(np.all(right_entries(one[name], other[name])))
        for name in one
    )


def first_difference(
    outcome: Outcome, expected: Mapping[str, Array], axes: Mapping[str, Sequence[str]]
) -> Finding | None:
    """Finds the first output that differs from what was expected, in the probe's order.

    Args:
        outcome: the student's, without an exception.
        expected: the baked outputs of the solution.
        axes: output -> names of its axes.
    """
    for name, right in expected.items():
        if is_trait(name):
            continue
        given = outcome.outputs[name]
        if name in outcome.unmet:
            return Finding(outcome.unmet[name])
        words = tuple(axes.get(name, ()))
        finding = (
            _shape(name, given, right, words)
            or _dtype(name, given, right)
            or _numbers(name, given, right, words)
        )
        if finding:
            return finding
    return None


def _shape(name: str, given: Array, right: Array, words: Sequence[str]) -> Finding | None:
    if given.shape == right.shape:
        return None
    named = f"({', '.join(words)}) = " if words and len(words) == right.ndim else ""
    expected = f"{named}{right.shape}" if right.ndim else "a scalar, ()"
    return Finding(
        f"`{name}` is {given.shape}; expected {expected}.",
        advice=_shape_advice(given.shape, right.shape, words),
    )


def _shape_advice(given: tuple[int, ...], right: tuple[int, ...], words: Sequence[str]) -> str:
    if sorted(given) == sorted(right):
        return "The sizes are right and their order is not: two axes have changed places."
    if len(given) == len(right):
        off = [axis for axis in range(len(right)) if given[axis] != right[axis]]
        if len(off) == 1 and len(words) == len(right):
            axis = off[0]
            much = abs(given[axis] - right[axis])
            if words[axis] in ("timesteps", "steps", "positions"):
                counted = f"{much} {words[axis].removesuffix('s') if much == 1 else words[axis]}"
                off_by = "too many" if given[axis] > right[axis] else "too few"
                return f"{counted} {off_by}: where does your loop start and end?"
            return f"Only the {words[axis]} axis is off: which array gives it this size?"
    if len(given) < len(right):
        return "An axis is missing: does something sum over it, index it or squeeze it away?"
    if len(given) > len(right):
        return "There is an axis too many: does an index such as `0:1` keep one of size 1?"
    return "Print the shape after each line and compare it with the docstring's."


def _dtype(name: str, given: Array, right: Array) -> Finding | None:
    if same_kind(given, right):
        return None
    kinds = {"i": "integers", "U": "a list of characters", "b": "true or false"}
    expected = kinds.get(right.dtype.kind, right.dtype.name)
    advice = "Which line fixes or changes the dtype?"
    if right.dtype.kind == "f" and given.dtype.kind == "f":
        advice = "The answer takes the arguments' dtype: does a `dtype=` or a cast fix another?"
    return Finding(f"`{name}` is {given.dtype.name}; expected {expected}.", advice=advice)


def _numbers(name: str, given: Array, right: Array, words: Sequence[str]) -> Finding | None:
    entries = right_entries(given, right)
    if bool(entries.all()):
        return None
    if given.dtype.kind == "f" and not np.isfinite(given[~entries]).all():
        sentence = f"`{name}` holds NaN or infinity."
        advice = "Which line makes it: a division by zero, the log of 0, the exp of a large number?"
    elif given.dtype.kind == "U":
        wrong_order = sorted(given.tolist()) == sorted(right.tolist())
        sentence = f"`{name}` holds {'the right' if wrong_order else 'other'} characters"
        sentence += ", in another order." if wrong_order else " than it should."
        advice = ""
    else:
        what = "number" if given.ndim == 0 else "numbers"
        sentence = f"`{name}` has the right shape and dtype, but wrong {what}."
        if given.ndim == 0:
            sentence = f"`{name}` is a scalar as it should be, but the {what} is wrong."
        advice = ""
    where, timesteps = _where(entries, words)
    carried = timesteps and timesteps[0] and not any(timesteps[1:])
    if carried and not advice:
        advice = "Only what comes after the first timestep is off: is the state carried on?"
    off_by = ""
    if given.dtype.kind == "f" and np.isfinite(given).all() and np.isfinite(right).all():
        off_by = f"up to {_magnitude(np.abs(given - right).max())}"
    return Finding(sentence, where, timesteps, off_by, advice, numbers=True)


def _where(entries: Mask, words: Sequence[str]) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Says along which named axes the wrong entries lie; axes that are wrong all over go unsaid."""
    where: list[str] = []
    timesteps: tuple[bool, ...] = ()
    if len(words) != entries.ndim:
        return (), ()
    for axis, word in enumerate(words):
        others = tuple(a for a in range(entries.ndim) if a != axis)
        right = np.asarray(entries.all(axis=others))
        wrong = np.flatnonzero(~right)
        if word in ("timesteps", "steps", "positions"):
            timesteps = tuple(bool(r) for r in right)
            where.append(_along_time(timesteps, "position " if word == "positions" else "t="))
        elif len(wrong) == right.size:
            if word == "batch" and right.size > 1:
                where.append("in every example of the batch")
        else:
            one = {"batch": "example", "units": "unit", "features": "feature"}.get(word, word)
            places = ", ".join(str(i) for i in wrong)
            where.append(f"only in {one} {places} of {right.size}, counting from 0")
    return tuple(where), timesteps


def _along_time(right: tuple[bool, ...], prefix: str) -> str:
    wrong = [t for t, ok in enumerate(right) if not ok]
    if len(wrong) == len(right):
        return "wrong from the start" if len(right) > 1 else f"at {prefix}0"
    first = wrong[0]
    if wrong == list(range(first, len(right))) and first:
        until = f"{prefix}0" if first == 1 else f"{prefix}0 to {first - 1}"
        return f"right at {until}, wrong from {prefix}{first}"
    return f"wrong at {prefix}{', '.join(str(t) for t in wrong)}"


def _magnitude(error: float) -> str:
    """One digit is enough to tell rounding from a mistake, and gives nothing away."""
    return f"{error:.0e}" if error < 0.01 or error >= 1000 else f"{error:.1g}"
