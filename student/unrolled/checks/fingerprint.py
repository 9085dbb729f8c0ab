"""Stands for all that a question's public cases came to, in few numbers that give nothing away.

Known mistakes are baked as fingerprints: a student's answer can be told from hundreds of them, and
no array of theirs is on the student's machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from unrolled.checks.compare import tolerance
from unrolled.checks.outcome import Array, Outcome

# Weighted sums of an array. Two are enough: an array with both sums equal to six digits that is
# not the same array does not come about by chance.
SUMS = 2
STEPS = (1.0, 2.0**0.5)  # radians from weight to weight


@dataclass(frozen=True)
class Fingerprint:
    """What an answer came to.

    Attributes:
        form: a hash of all that has no rounding: exceptions, shapes, dtypes, integers, texts.
        sums: weighted sums of each array of floats, in the order of cases and outputs.
        slack: how far each sum may be off and still count as the same.
    """

    form: str
    sums: tuple[float, ...]
    slack: tuple[float, ...]

    def is_like(self, form: str, sums: tuple[float, ...]) -> bool:
        """Whether another's fingerprint is this one, but for rounding."""
        return (
            form == self.form
            and len(sums) == len(self.sums)
            and all(
                abs(mine - theirs) <= slack
                for mine, theirs, slack in zip(self.sums, sums, self.slack, strict=True)
            )
        )


def fingerprint(outcomes: Mapping[str, Outcome]) -> Fingerprint:
    """Makes the fingerprint of all cases of a question."""
    form = hashlib.sha256()
    sums: list[float] = []
    slack: list[float] = []
    for case, outcome in outcomes.items():
        form.update(f"\n{case}\n".encode())
        if outcome.raised or outcome.missing:
            form.update((outcome.raised.digest if outcome.raised else outcome.missing).encode())
            continue
        for name, array in outcome.outputs.items():
            form.update(f"{name} {array.shape} {_kind(array)}\n".encode())
            form.update(_exactly(array))
            if array.dtype.kind == "f":
                for total, allowed in _weighted(array):
                    sums.append(total)
                    slack.append(allowed)
    return Fingerprint(form.hexdigest()[:16], tuple(sums), tuple(slack))


def _kind(array: Array) -> str:
    """The dtype, less what does not count: how wide integers are, and how long texts."""
    return {"i": "integers", "u": "integers", "U": "texts"}.get(array.dtype.kind, array.dtype.name)


def _exactly(array: Array) -> bytes:
    """What must be equal to the bit; of floats, where they are no numbers."""
    if array.dtype.kind == "f":
        wide = array.astype("float64")
        return np.where(np.isfinite(wide), 0.0, np.nan_to_num(wide, nan=2.0)).tobytes()
    if array.dtype.kind in "iu":
        return array.astype("int64").tobytes()
    if array.dtype.kind == "U":
        return "\0".join(array.ravel().tolist()).encode()
    return array.tobytes()


def _weighted(array: Array) -> Iterator[tuple[float, float]]:
    """Yields weighted sums, and how far rounding as large as the tolerance can move each."""
    values = array.astype("float64").ravel()
    values = np.where(np.isfinite(values), values, 0.0)
    allowed = tolerance(array.dtype)
    for step in STEPS[:SUMS]:
        weights = np.cos(1.0 + step * np.arange(values.size))
        room = float(np.sum(np.abs(weights) * (1.0 + np.abs(values)))) * allowed
        yield float(weights @ values), room
