"""The hidden checks without any protection: in the student's own interpreter.

This is how a course would have to do it whose grader has no sandbox. Stock nbgrader and otter call
it from their kernels, and `floor.py` from one warm interpreter. It runs the same test functions, on
the same inputs, through the same probes and comparisons as the real path. Whatever could be made
cheaper for the peers is:

- the reference's answers are not computed but read from a pickle that was made beforehand;
- tests are called in a plain loop, without pytest, and nothing is diagnosed;
- answers are not encoded, sent or limited in size or time.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import io
import os
import pickle
import sys
import time
import types
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20270201
STEM = os.environ.get("UNROLLED_BENCH_ASSIGNMENT", "a1_rnn")
ANSWERS = "UNROLLED_BENCH_ANSWERS"  # names the pickle of the reference's answers


def _light_test_api() -> None:
    """Puts a slim `autograder.testing` in place.

    The real one imports pytest and nbformat, which would cost each of the peers' kernels a second
    for nothing.
    """
    import autograder

    package = types.ModuleType("autograder.testing")
    package.__path__ = [str(Path(autograder.__file__).parent / "testing")]
    sys.modules["autograder.testing"] = package
    comparison = importlib.import_module("autograder.testing.comparison")
    drawing = importlib.import_module("autograder.testing.drawing")
    for part in (comparison, drawing):
        for name in ("agree", "note", "require", "normal", "same", "seeds", "shape"):
            if hasattr(part, name):
                setattr(package, name, getattr(part, name))
    package.question = _question  # type: ignore[attr-defined]


def _question(name: str, *, points: float) -> Callable[[Any], Any]:
    def mark(test: Any) -> Any:
        test.question, test.points = name, points
        return test

    return mark


class Submission:
    """What a test asks, when the answer lives in the same process.

    Args:
        namespace: what the notebook's cells defined.
    """

    probes_s = 0.0  # of all submissions of this process

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Runs a probe; a failure of the student's code becomes what tests expect."""
        from autograder.errors import StudentError, Unanswered
        from autograder.sandbox.probing import Answer, plain

        asked = _probes()[probe]
        start = time.perf_counter()
        try:
            return plain(asked(Answer(self._namespace), **given))
        except Unanswered:
            raise
        except Exception as error:
            raise StudentError(str(error), "", type(error).__name__) from error
        finally:
            Submission.probes_s += time.perf_counter() - start

    def call(self, name: str, /, *arguments: Any, as_tensors: bool = True, **keywords: Any) -> Any:
        """Calls the function `name` through the standard probe."""
        given = {"name": name, "arguments": list(arguments), "keywords": keywords}
        return self.ask("call", **given, as_tensors=as_tensors)

    def summary(self, summarise: Callable[[Any], Any], probe: str, /, **given: Any) -> Any:
        """Asks, and summarises the answer."""
        from autograder.errors import NotPlainData

        answer = self.ask(probe, **given)
        try:
            return summarise(answer)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise NotPlainData(f"The answer has not the expected form: {error}.") from None

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Nothing is recorded here."""
        yield


class Reference:
    """The solution's answers, as they were kept."""

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Looks an answer up."""
        return _answers()[_key(probe, given)]


class Recorder(Submission):
    """The solution itself, whose answers are kept for `Reference`.

    Args:
        namespace: that of the solution module.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__(namespace)
        self.answers: dict[bytes, Any] = {}

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Runs a probe and keeps the answer."""
        key = _key(probe, given)
        self.answers[key] = super().ask(probe, **given)
        return self.answers[key]


def _key(probe: str, given: dict[str, Any]) -> bytes:
    return pickle.dumps((probe, sorted(given.items())))


@functools.cache
def _answers() -> dict[bytes, Any]:
    with Path(os.environ[ANSWERS]).open("rb") as file:
        answers: dict[bytes, Any] = pickle.load(file)
    return answers


@functools.cache
def _probes() -> dict[str, Callable[..., Any]]:
    from autograder.sandbox.probing import STANDARD_PROBES

    found: dict[str, Callable[..., Any]] = dict(STANDARD_PROBES)
    for module in _suite_modules("probes*.py"):
        found |= {n: v for n, v in vars(module).items() if isinstance(v, types.FunctionType)}
    return found


def _suite_modules(pattern: str) -> Iterator[types.ModuleType]:
    suite = importlib.import_module(f"autograder.suites.{STEM}")
    for path in sorted(Path(suite.__path__[0]).glob(pattern)):
        yield importlib.import_module(f"{suite.__name__}.{path.stem}")


@functools.cache
def _all_tests() -> dict[str, dict[str, Callable[..., None]]]:
    _light_test_api()
    found: dict[str, dict[str, Callable[..., None]]] = {}
    for module in _suite_modules("test_*.py"):
        for name, test in vars(module).items():
            if name.startswith("test_"):
                found.setdefault(test.question, {})[name] = test
    return found


def tests_of(question: str) -> dict[str, Callable[..., None]]:
    """The hidden tests of a question, by name."""
    return _all_tests()[question]


def run_test(name: str, test: Callable[..., None], submission: Any, reference: Any) -> None:
    """Runs one hidden test; it raises where it rejects."""
    fixtures = {
        "submission": submission,
        "reference": reference,
        "rng": np.random.default_rng([SEED, zlib.crc32(name.encode())]),
    }
    test(**{wanted: fixtures[wanted] for wanted in inspect.signature(test).parameters})


def points(question: str, namespace: dict[str, Any]) -> float:
    """What a notebook earns at a question. nbgrader's graded cells end in a call of this."""
    from autograder.errors import Unanswered

    cases = tests_of(question)
    rejections = (sys.modules["autograder.testing.comparison"].Rejected, Unanswered)
    earned = 0.0
    # nbgrader gives no points to a cell that wrote anything to stderr.
    with contextlib.redirect_stderr(io.StringIO()):
        for name, test in cases.items():
            with contextlib.suppress(*rejections):  # anything else is this benchmark's own fault
                run_test(name, test, Submission(namespace), Reference())
                earned += test.points  # type: ignore[attr-defined]
    return earned


def otter_case(question: str, name: str, namespace: dict[str, Any]) -> None:
    """One test case of otter's: raises where the hidden test rejects."""
    run_test(name, tests_of(question)[name], Submission(namespace), Reference())
