"""A recording of right answers, played back to other inputs: which hidden tests would it pass?

Student code runs beside the probes and could put anything in an answer's place. What it cannot have
is the expected answer to inputs that are drawn anew. A test that a recording passes asks for
something that is the same every time, so it must not earn points by itself.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from autograder.errors import Missing
from autograder.grade import Grader
from autograder.testing.implementation import Implementation, Reference
from autograder.testing.running import SuiteRun, run_suite


class Recorder(Reference):
    """The solution, which keeps all that it was asked and answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Probe -> arguments and answer, in the order asked.
        self.tape: dict[str, list[tuple[dict[str, Any], Any]]] = {}

    def _answer(self, probe: str, given: dict[str, Any]) -> Any:
        answer = super()._answer(probe, given)
        self.tape.setdefault(probe, []).append((given, answer))
        return answer


class Player(Implementation):
    """Answers from a recording, as well as one can that does not know the inputs.

    Of what was recorded for a probe it takes what was asked most like now: the same plain
    arguments, arrays of the same shapes and dtypes. Of equally like ones it takes them in turn.
    """

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder.cells, recorder.probes, recorder.zygote, recorder.limits)
        self._tape = recorder.tape
        self._turns: Counter[tuple[str, int]] = Counter()

    def _answer(self, probe: str, given: dict[str, Any]) -> Any:
        said = self._tape.get(probe)
        if not said:
            raise Missing(f"Nothing was recorded for `{probe}`.")
        form = _form(given)

        def fit(place: int) -> tuple[int, int, int]:
            return _likeness(form, _form(said[place][0])), -self._turns[probe, place], -place

        best = max(range(len(said)), key=fit)
        self._turns[probe, best] += not self._planted
        return said[best][1]

    def apart(self) -> Implementation:
        """Itself: a recording has nothing to hide from itself."""
        return self


def replay(grader: Grader, recorded_seed: int) -> SuiteRun:
    """Grades a recording.

    Args:
        grader: whose seed draws the inputs that the recording meets.
        recorded_seed: draws the inputs that were recorded.

    Returns:
        The run of the recording.

    Raises:
        SandboxError: the sandbox or the suite failed.
    """
    recorder, reference = grader.staff(Recorder), grader.staff(Reference)
    suite = grader.assignment.suite
    try:
        run_suite(suite, SuiteRun(lambda _: recorder, reference, recorded_seed))
        player = Player(recorder)
        run = SuiteRun(lambda _: player, reference, grader.seed)
        run_suite(suite, run)
        return run
    finally:
        recorder.close()
        reference.close()


def _form(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments by name, with shape and dtype in an array's place."""
    return {k: (v.shape, v.dtype) if isinstance(v, np.ndarray) else v for k, v in given.items()}


def _likeness(one: dict[str, Any], other: dict[str, Any]) -> int:
    return sum(repr(one[key]) == repr(other.get(key)) for key in one)
