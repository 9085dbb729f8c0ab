"""Runs a hidden suite against one implementation: pytest, in this trusted process.

pytest imports the suite and never the student's code; how each test ended is read from the
exception that it raised, not from anything that student code could write.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import msgspec
import numpy as np
import pytest

from autograder.errors import SandboxError, TimedOut, Unanswered
from autograder.testing.comparison import Rejected, collect_notes, other_form
from autograder.testing.implementation import MISSHAPEN, Asked, Implementation
from autograder.verdict import State, TestResult

MAX_MESSAGE = 4000
WITHHELD = (
    "This holds, but earns points only once a test of this question that compares computed numbers "
    "passes."
)


class SuiteRun:
    """A pytest plugin: gives tests their fixtures and keeps how they ended.

    Args:
        submission: question -> the implementation under test.
        reference: the solution.
        seed: the run's seed; each test draws from a generator of its own.
        only: the questions to run; all where empty.

    Attributes:
        results: question -> how its tests ended.
        asked: question -> what was asked of the submission.
        asked_by: test -> what it asked of the submission.
        need_numbers: names of the tests that are marked so.
    """

    def __init__(
        self,
        submission: Callable[[str], Implementation],
        reference: Implementation,
        seed: int,
        only: Collection[str] = (),
    ) -> None:
        self._submission = submission
        self._reference = reference
        self._seed = seed
        self._only = only
        self._timed_out: set[str] = set()
        self._notes: list[str] = []
        self.results: dict[str, list[TestResult]] = {}
        self.asked: dict[str, list[Asked]] = {}
        self.asked_by: dict[str, list[Asked]] = {}
        self.need_numbers: set[str] = set()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Makes the marker known."""
        config.addinivalue_line("markers", "question(name, points): a hidden test")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leaves out the tests of other questions, where one was asked for."""
        if self._only:
            items[:] = [item for item in items if _mark(item)[0] in self._only]

    @pytest.fixture
    def submission(self, request: pytest.FixtureRequest) -> Implementation:
        """The implementation under test."""
        return self._submission(_mark(request.node)[0])

    @pytest.fixture
    def reference(self) -> Implementation:
        """The solution."""
        return self._reference

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """A generator that depends on the run's seed and the test, not on the tests' order."""
        return np.random.default_rng([self._seed, zlib.crc32(request.node.name.encode())])

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Does not wait for the same endless loop once more in each test of a question."""
        self._notes = collect_notes()
        if _mark(item)[0] in self._timed_out:
            raise TimedOut("Not run: an earlier test of this question already ran out of time.")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Keeps how a test ended.

        Returns a bare report, so that pytest does not make its own: formatting the traceback of a
        failed test, which nobody reads, costs more than the test.
        """
        error = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call" or (call.when == "setup" and error is not None):
            self._keep(item, error, call.duration)
        outcome: Literal["passed", "failed"] = "passed" if error is None else "failed"
        when = "call" if call.when == "collect" else call.when
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    def _keep(self, item: pytest.Item, error: BaseException | None, duration_s: float) -> None:
        name, points, needs_numbers = _mark(item)
        if needs_numbers:
            self.need_numbers.add(item.name)
        if isinstance(error, MISSHAPEN):
            error = self._misshapen_answer(name) or error
        result = _result(item, points, error, duration_s, tuple(self._notes))
        if result.state == "timed out":
            self._timed_out.add(name)
        self.results.setdefault(name, []).append(result)
        submission = self._submission(name)
        self.asked.setdefault(name, []).extend(submission.asked)
        self.asked_by[item.name] = list(submission.asked)
        submission.asked.clear()

    def _misshapen_answer(self, question: str) -> Rejected | None:
        """What was wrong with the form of an answer that a test tripped over, if anything was.

        Probes see to the form of honest answers. Who replaces the worker's functions can answer a
        question for a dict with a text; that is no mistake of the test's.
        """
        for asked in self._submission(question).asked:
            if asked.error is None and asked.summarise is None:
                try:
                    expected = self._reference.ask(asked.probe, **asked.given)
                except SandboxError:
                    return None  # told by whoever asks next
                text = other_form(asked.answer, expected)
                if text is not None:
                    return Rejected(text)
        return None

    def pytest_sessionfinish(self) -> None:
        """Withholds points for which nothing had to be computed."""
        for name, results in self.results.items():
            computed = [r for r in results if r.name not in self.need_numbers]
            if any(result.state == "passed" for result in computed):
                continue
            self.results[name] = [
                _withheld(result) if result.state == "passed" else result for result in results
            ]


def forget(suite: Path) -> None:
    """Forgets a suite's modules, so that one that was edited since is read again.

    Likewise those of a suite of the same name elsewhere: pytest takes one for the other.
    """
    folder, package = f"{suite}{os.sep}", f"{suite.name}."
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if file.startswith(folder) or name.startswith(package):
            del sys.modules[name]


def run_suite(suite: Path, run: SuiteRun) -> None:
    """Runs the tests of a suite.

    Args:
        suite: its folder.
        run: receives the results.

    Raises:
        SandboxError: pytest could not collect the suite.
    """
    arguments = [
        *("--import-mode=importlib", "--assert=plain", "--capture=no", "-c", os.devnull),
        *("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:logging", "-p", "no:warnings"),
        *("-p", "no:unraisableexception", "-p", "no:threadexception", "-p", "no:faulthandler"),
        # Outside a package, modules are named from the root down: without the suite's name, one
        # assignment's tests would be taken for another's that the same process grades.
        *(f"--rootdir={suite.parent}", f"--confcutdir={suite}", str(suite)),
    ]
    problems = _CollectionProblems()
    # Whatever plugins and options for pytest this machine has must not change grades.
    none = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}
    with mock.patch.dict(os.environ, none):
        code = pytest.main(arguments, plugins=[run, problems])
    if problems.texts or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        told = "\n".join(problems.texts) or f"pytest ended with {pytest.ExitCode(code).name}"
        raise SandboxError(f"the suite {suite.name} could not be collected: {told}")


class _CollectionProblems:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.texts.append(str(report.longrepr))

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.texts.append(str(excinfo.value))


def _mark(item: Any) -> tuple[str, float, bool]:
    mark = item.get_closest_marker("question")
    if mark is None:
        raise SandboxError(f"the test {item.name} has no @question(...)")
    return mark.args[0], float(mark.kwargs["points"]), bool(mark.kwargs["needs_numbers"])


def _result(
    item: pytest.Item,
    points: float,
    error: BaseException | None,
    duration_s: float,
    notes: tuple[str, ...],
) -> TestResult:
    state: State = "passed"
    message = trace = ""
    if isinstance(error, Rejected):
        state, message = "failed", str(error)
    elif isinstance(error, Unanswered):
        state, message, trace = _STATES[error.state], error.message, error.traceback
    elif error is not None:
        state, message = "grader error", f"{type(error).__name__}: {error}"
    return TestResult(
        name=item.name,
        sentence=_sentence(item.name),
        points=points,
        earned=points if error is None else 0.0,
        state=state,
        message=message[:MAX_MESSAGE],
        traceback=trace,
        note="; ".join(dict.fromkeys(notes)) if error is None else "",
        rejected=isinstance(error, Rejected),
        duration_s=round(duration_s, 4),
    )


def _withheld(result: TestResult) -> TestResult:
    return msgspec.structs.replace(
        result, earned=0.0, state="failed", message=WITHHELD, note="", withheld=True
    )


_STATES: dict[str, State] = {
    "failed": "failed",
    "missing": "missing",
    "crashed": "crashed",
    "timed out": "timed out",
    "out of memory": "out of memory",
}


def _sentence(name: str) -> str:
    words = name.removeprefix("test_").replace("_", " ")
    return words[:1].upper() + words[1:]
