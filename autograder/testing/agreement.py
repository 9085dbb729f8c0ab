"""Two implementations are asked the same; a mistake in an earlier answer costs once.

A later answer that builds on a wrong earlier one differs from the solution's and may be right all
the same. Whether it is, is never taken from what the submission says of itself: a notebook that
forges its answers could say anything, as long as it says the same twice. So either the expected
answer comes from the solution, with the same stand-in planted under both; or the student's earlier
answer is asked call by call, in a worker that has not seen the later question, and the later answer
is put together from these calls on the trusted side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.errors import Unanswered
from autograder.testing.comparison import Rejected, explain, note
from autograder.testing.implementation import MISSHAPEN, Implementation

# An earlier answer that moves less than this with one of its arguments ignores that argument.
DEGENERATE = 1e-9
STEP = 0.1


class Earlier:
    """A student's earlier answer, asked call by call in a worker of its own.

    Args:
        submission: whose.
        name: the function.
        as_tensors: whether it takes tensors, or NumPy arrays.
    """

    def __init__(self, submission: Implementation, name: str, as_tensors: bool = True) -> None:
        self._submission = submission.apart()
        self._name = name
        self._as_tensors = as_tensors

    def __call__(self, *arguments: Any) -> Any:
        """What it returns, as plain data.

        Raises:
            Unanswered: there is no answer; the subclass says why.
        """
        return self._submission.call(self._name, *arguments, as_tensors=self._as_tensors)

    def pulled_back(self, arguments: Sequence[Any], weights: Sequence[Any]) -> list[Any]:
        """The gradient of the sum of weights * outputs for each argument, zero where none flows.

        Args:
            arguments: arrays.
            weights: one array an output, of its shape.

        Raises:
            Unanswered: there is no answer; the subclass says why.
        """
        total = [np.zeros_like(argument) for argument in arguments]
        for output, weight in enumerate(weights):
            given = {"name": self._name, "arguments": list(arguments), "weights": weight}
            given["output"] = output if len(weights) > 1 else None
            found = self._submission.ask("gradient", **given)
            total = [t if g is None else t + g for t, g in zip(total, found, strict=True)]
        return total


@dataclass(frozen=True)
class Follows:
    """How a later answer follows from an earlier one.

    Attributes:
        earlier: the earlier question. The suite's probes have a `stand_in_` of that name, which
            depends on every argument and is no right answer.
        arguments: `arguments(**given)` are those of the earlier answer's first call.
        implied: `implied(earlier, **given)` is the later answer, made on the trusted side from
            calls of the `Earlier` answer.
        as_tensors: whether the earlier answer takes tensors, or NumPy arrays.
    """

    earlier: str
    arguments: Callable[..., Sequence[Any]]
    implied: Callable[..., Any]
    as_tensors: bool = True


def agree(
    submission: Implementation,
    reference: Implementation,
    probe: str,
    given: Mapping[str, Any],
    *,
    follows: Follows | Sequence[Follows] = (),
    axes: str | None = None,
    tolerance: float | None = None,
) -> None:
    """Asks both implementations the same, and rejects the submission where its answer differs.

    Args:
        submission: the student's implementation.
        reference: the solution.
        probe: name of a probe in the suite's `probes.py`, or a standard one.
        given: the probe's keyword arguments.
        follows: the ways in which this answer may follow from an earlier one, because a mistake
            costs points only once.
        axes: names of the axes, such as "batch timesteps units", for messages.
        tolerance: replaces the one that goes with the dtype.

    Raises:
        Rejected: the answers differ.
        Unanswered: the submission gave no answer.
    """
    got = submission.ask(probe, **given)
    expected = reference.ask(probe, **given)
    difference = explain(got, expected, axes=axes, tolerance=tolerance)
    if difference is None:
        return
    with submission.unrecorded():
        for way in (follows,) if isinstance(follows, Follows) else follows:
            if _agrees_planted(submission, reference, probe, given, way, tolerance) or _follows(
                submission, given, got, way, tolerance
            ):
                note(f"right, given your `{way.earlier}`")
                return
    raise Rejected(difference)


def _agrees_planted(
    submission: Implementation,
    reference: Implementation,
    probe: str,
    given: Mapping[str, Any],
    way: Follows,
    tolerance: float | None,
) -> bool:
    """Whether both answer the same where the same stand-in takes the earlier answer's place."""
    with submission.planted(way.earlier), reference.planted(way.earlier):
        expected = reference.ask(probe, **given)
        try:
            got = submission.ask(probe, **given)
        except Unanswered:
            return False
    return explain(got, expected, tolerance=tolerance) is None


def _follows(
    submission: Implementation,
    given: Mapping[str, Any],
    got: Any,
    way: Follows,
    tolerance: float | None,
) -> bool:
    """Whether an answer is what the student's own earlier answer implies, right or wrong.

    The earlier answer must depend on every argument, or returning an input unchanged would earn
    the later question as well.
    """
    earlier = Earlier(submission, way.earlier, way.as_tensors)
    try:
        if not _depends_on_all(earlier, way.arguments(**given)):
            return False
        implied = way.implied(earlier, **given)
    except (Unanswered, *MISSHAPEN):
        return False
    return explain(got, implied, tolerance=tolerance) is None


def _depends_on_all(earlier: Earlier, arguments: Sequence[Any]) -> bool:
    before = _flat(earlier(*arguments))
    for place, argument in enumerate(arguments):
        moved = [*arguments[:place], _moved(argument), *arguments[place + 1 :]]
        after = _flat(earlier(*moved))
        if after.shape != before.shape or not np.max(np.abs(after - before)) > DEGENERATE:
            return False
    return True


def _moved(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _moved(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_moved(item) for item in value]
    if np.ndim(value) and np.asarray(value).dtype.kind in "iu":  # ids and lengths stay valid
        return np.flip(value, -1)
    if isinstance(value, float):  # stays a plain number, which goes with tensors of any dtype
        return value + STEP
    return None if value is None else value + np.asarray(STEP, np.asarray(value).dtype)


def _flat(answer: Any) -> np.ndarray[Any, Any]:
    if isinstance(answer, (list, tuple)):
        return np.concatenate([_flat(part) for part in answer if part is not None])
    return np.ravel(np.asarray(answer, dtype="float64"))
