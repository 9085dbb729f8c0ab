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
MISSHAPEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
STAND_IN = "stand_in_"


def _light_test_api() -> None:
    """Puts a slim `autograder.testing` in place.

    The real one imports pytest and nbformat, which would cost each of the peers' kernels a second
    for nothing.
    """
    import autograder
    from autograder.errors import Unanswered

    package = types.ModuleType("autograder.testing")
    package.__path__ = [str(Path(autograder.__file__).parent / "testing")]
    sys.modules["autograder.testing"] = package
    workers = types.ModuleType("autograder.testing.implementation")
    sys.modules[workers.__name__] = workers
    vars(workers).update(MISSHAPEN=MISSHAPEN, Implementation=Submission)
    for part in ("comparison", "drawing", "agreement", "unrolling"):
        module = importlib.import_module(f"autograder.testing.{part}")
        public = {name: value for name, value in vars(module).items() if not name.startswith("_")}
        vars(package).update(public)
    vars(package).update(question=_question, Unanswered=Unanswered)


def _question(name: str, *, points: float, needs_numbers: bool = False) -> Callable[[Any], Any]:
    def mark(test: Any) -> Any:
        test.question, test.points, test.needs_numbers = name, points, needs_numbers
        return test

    return mark


class _Asked:
    """What is asked, perhaps with stand-ins in place of earlier answers."""

    def __init__(self) -> None:
        self._planted: tuple[str, ...] = ()

    @contextmanager
    def planted(self, name: str) -> Iterator[None]:
        """What is asked inside the block meets the suite's stand-in under `name`."""
        self._planted, before = (*self._planted, name), self._planted
        try:
            yield
        finally:
            self._planted = before


class Submission(_Asked):
    """What a test asks, when the answer lives in the same process.

    Args:
        namespace: what the notebook's cells defined.
    """

    probes_s = 0.0  # of all submissions of this process

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__()
        self._namespace = namespace

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Runs a probe; a failure of the student's code becomes what tests expect."""
        from autograder.errors import StudentError, Unanswered
        from autograder.sandbox.probing import Answer, plain

        asked = _probes()[probe]
        start = time.perf_counter()
        try:
            with contextlib.ExitStack() as stand_ins:
                answer = Answer(self._namespace)
                for name in self._planted:
                    stand_in = _probes()[STAND_IN + name]
                    stand_ins.enter_context(answer.replaced(name, stand_in))
                return plain(asked(answer, **given))
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
        except MISSHAPEN as error:
            raise NotPlainData(f"The answer has not the expected form: {error}.") from None

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Nothing is recorded here."""
        yield

    def apart(self) -> Submission:
        """The same answers; there is no other process."""
        return Submission(self._namespace)


class Reference(_Asked):
    """The solution's answers, as they were kept."""

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Looks an answer up."""
        return _answers()[_key(probe, given, self._planted)]


class Recorder(Submission):
    """The solution itself, whose answers are kept for `Reference`.

    Args:
        namespace: that of the solution module.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__(namespace)
        self.answers: dict[bytes, Any] = {}

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Runs a probe and keeps the answer, and those with stand-ins that it can meet."""
        for name in (name for name in _probes() if name.startswith(STAND_IN)):
            with contextlib.suppress(Exception), self.planted(name.removeprefix(STAND_IN)):
                self.answers[_key(probe, given, self._planted)] = super().ask(probe, **given)
        key = _key(probe, given)
        self.answers[key] = super().ask(probe, **given)
        return self.answers[key]


def _key(probe: str, given: dict[str, Any], planted: tuple[str, ...] = ()) -> bytes:
    return pickle.dumps((probe, sorted(given.items()), planted))


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

    cases: dict[str, Any] = dict(tests_of(question))
    rejections = (sys.modules["autograder.testing.comparison"].Rejected, Unanswered)
    passed = []
    # nbgrader gives no points to a cell that wrote anything to stderr.
    with contextlib.redirect_stderr(io.StringIO()):
        for name, test in cases.items():
            with contextlib.suppress(*rejections):  # anything else is this benchmark's own fault
                run_test(name, test, Submission(namespace), Reference())
                passed.append(test)
    if all(test.needs_numbers for test in passed):
        return 0.0
    return float(sum(test.points for test in passed))


_outcomes: dict[str, Exception | None] = {}  # of one hand-in: otter runs each in its own process


def otter_case(question: str, name: str, namespace: dict[str, Any]) -> None:
    """One test case of otter's: raises where the hidden test rejects, or earns nothing alone."""
    cases: dict[str, Any] = dict(tests_of(question))

    def outcome(name: str) -> Exception | None:
        if name not in _outcomes:
            _outcomes[name] = None
            try:
                run_test(name, cases[name], Submission(namespace), Reference())
            except Exception as error:
                _outcomes[name] = error
        return _outcomes[name]

    rejection = outcome(name)
    if rejection is not None:
        raise rejection
    if cases[name].needs_numbers:
        others = (other for other, test in cases.items() if not test.needs_numbers)
        assert any(outcome(other) is None for other in others)
