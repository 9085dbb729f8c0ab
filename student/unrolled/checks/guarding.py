"""Keeps what an answer does to the notebook from ending a check: loops without end, `exit()`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from unrolled.checks.answers import Answers
from unrolled.checks.engine import judge
from unrolled.checks.limiting import TookTooLong, within
from unrolled.checks.outcome import student_frames
from unrolled.checks.registry import Question
from unrolled.checks.result import Result


def judge_guarded(
    question: Question,
    answers: Mapping[str, Answers],
    namespace: dict[str, Any],
    limit_s: float,
) -> Result:
    """Judges an answer as `judge` does; one that does not end, or ends the program, is wrong.

    Args:
        question: what to check.
        answers: the baked answers of its assignment.
        namespace: the student's objects.
        limit_s: how long it may take.

    Raises:
        KeyboardInterrupt: somebody pressed Stop.
    """
    try:
        with _no_way_out(namespace):
            return within(limit_s, lambda: judge(question, answers, namespace))
    except TookTooLong as ended:
        return Result(
            question.name,
            "failed",
            f"Not over after {limit_s:g} seconds: does a loop never end?",
            # Where it was when it was interrupted.
            frames=student_frames(ended.__context__, namespace) if ended.__context__ else (),
            advice="In that loop, print what should end it, and see whether it changes.",
        )
    except SystemExit as exit_:
        return Result(
            question.name,
            "failed",
            "Your code ended the program, as `exit()` does; leave that out.",
            frames=student_frames(exit_, namespace),
            advice="To end a function early, `return`; to end a loop, `break`.",
        )


@contextlib.contextmanager
def _no_way_out(namespace: dict[str, Any]) -> Iterator[None]:
    """Lets `exit` do in a notebook what it does in a script: there it would end the kernel."""
    doors: dict[str, Any] = {
        name: namespace[name] for name in ("exit", "quit") if name in namespace
    }
    namespace.update((name, sys.exit) for name in doors)
    try:
        yield
    finally:
        namespace.update(doors)
