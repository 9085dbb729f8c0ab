"""An implementation under test: cells in a sandboxed worker, asked by probes.

Student, reference, misconceptions and variants are all of this kind and are asked the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from autograder import errors
from autograder.notebook import Cell
from autograder.sandbox.client import Forker, Worker
from autograder.sandbox.limits import Limits
from autograder.sandbox.protocol import encode
from autograder.testing.memo import Memo

# How code that expects an answer of one form fails at an answer of another.
MISSHAPEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Asked(msgspec.Struct, frozen=True):
    """One probe and how it ended, as the diagnosis needs it."""

    probe: str
    given: dict[str, Any]
    answer: Any = None
    error: errors.Unanswered | None = None
    summarise: Callable[[Any], Any] | None = None


def summarised(summarise: Callable[[Any], Any], answer: Any) -> Any:
    """What a summary makes of an answer of any form.

    Raises:
        NotPlainData: the answer has not the form that the summary needs.
    """
    try:
        return summarise(answer)
    except MISSHAPEN as error:
        raise errors.NotPlainData(f"The answer has not the expected form: {error}.") from None


class Implementation:
    """Cells in a worker. The worker is made at the first question, and again when it has died.

    Args:
        cells: what to run, in order.
        probes: the suite's probes: dotted module name -> source.
        zygote: who forks the worker.
        limits: what the worker may use.
        forbidden: dotted names that are taken from the worker.
        memo: where answers are kept; only for staff's code, whose answers never change.
    """

    def __init__(
        self,
        cells: tuple[Cell, ...],
        probes: Mapping[str, str],
        zygote: Forker,
        limits: Limits,
        forbidden: tuple[str, ...] = (),
        memo: Memo | None = None,
    ) -> None:
        self.cells = cells
        self.probes = probes
        self.zygote = zygote
        self.limits = limits
        self.forbidden = forbidden
        self.memo = memo
        self.asked: list[Asked] = []
        self.cell_errors: dict[str, errors.Unanswered] = {}
        self.peak_bytes = 0
        self._recording = True
        self._planted: tuple[str, ...] = ()
        self._apart: Implementation | None = None
        self._spent_s = 0.0
        self._worker: Worker | None = None
        self._fatal_cells: set[str] = set()
        versions = zygote.facts["versions"] if memo is not None else {}
        told = msgspec.json.encode(
            [cells, dict(probes), forbidden, versions], order="deterministic"
        )
        self._identity = hashlib.sha256(told).hexdigest()

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Runs a probe on this implementation.

        Args:
            probe: its name.
            given: its arguments: arrays and other plain data.

        Returns:
            Plain data: arrays, numbers, strings, lists, dicts, None.

        Raises:
            Unanswered: there is no answer; the subclass says why.
        """
        return self._recorded(probe, given, None)

    def summary(self, summarise: Callable[[Any], Any], probe: str, /, **given: Any) -> Any:
        """Asks, and keeps of the answer what `summarise` makes of it, here on the trusted side.

        For answers that are judged by a property: two right models give other numbers, and what
        the diagnosis compares is the property. Never let a probe judge: it runs beside the code
        that it would judge.

        Args:
            summarise: plain data in, plain data out.
            probe: the probe's name.
            given: its arguments.

        Raises:
            Unanswered: there is no answer, or one that cannot be summarised.
        """
        return self._recorded(probe, given, summarise)

    def _recorded(
        self, probe: str, given: dict[str, Any], summarise: Callable[[Any], Any] | None
    ) -> Any:
        try:
            answer = self._answer(probe, given)
            if summarise is not None:
                answer = summarised(summarise, answer)
        except errors.Unanswered as error:
            if self._recording:
                self.asked.append(Asked(probe, given, None, error, summarise))
            raise
        if self._recording:
            self.asked.append(Asked(probe, given, answer, None, summarise))
        return answer

    def call(self, name: str, /, *arguments: Any, as_tensors: bool = True, **keywords: Any) -> Any:
        """Calls the function `name`; arrays become tensors unless `as_tensors` is False.

        Returns:
            What it returns, as plain data.

        Raises:
            Unanswered: there is no answer; the subclass says why.
        """
        given = {"name": name, "arguments": list(arguments), "keywords": keywords}
        return self.ask("call", **given, as_tensors=as_tensors)

    @contextlib.contextmanager
    def unrecorded(self) -> Iterator[None]:
        """What is asked inside the block is no evidence for the diagnosis."""
        self._recording, before = False, self._recording
        try:
            yield
        finally:
            self._recording = before

    @contextlib.contextmanager
    def planted(self, name: str) -> Iterator[None]:
        """What is asked inside the block meets the suite's stand-in under `name`."""
        self._planted, before = (*self._planted, name), self._planted
        try:
            yield
        finally:
            self._planted = before

    def apart(self) -> Implementation:
        """The same cells in a worker of their own, which knows nothing of what was asked here."""
        if self._apart is None:
            self._apart = Implementation(
                self.cells, self.probes, self.zygote, self.limits, self.forbidden
            )
        return self._apart

    def close(self) -> None:
        """Ends the worker."""
        if self._apart is not None:
            self._apart.close()
        if self._worker is not None:
            self._worker.close()
            self.peak_bytes = max(self.peak_bytes, self._worker.report.get("peak_bytes", 0))
            self._worker = None

    def output(self) -> str:
        """What the cells and probes printed, as far as it was kept; empty without a worker."""
        if self._worker is None:
            return ""
        try:
            return self._worker.output()
        except errors.Unanswered:
            self.close()
            return ""

    def _answer(self, probe: str, given: dict[str, Any]) -> Any:
        if self.memo is None:
            return self._ask_worker(probe, given)
        key = hashlib.sha256(encode([self._identity, probe, given, self._planted])).hexdigest()
        return self.memo.get_or_make(key, lambda: self._ask_worker(probe, given))

    def _ask_worker(self, probe: str, given: dict[str, Any]) -> Any:
        if self._spent_s > self.limits.asked_s:
            raise errors.TimedOut(
                f"Not asked: what was asked of this notebook before took over "
                f"{self.limits.asked_s:g} s in all."
            )
        start = time.monotonic()
        worker = self._loaded()
        try:
            return worker.ask(probe, given, self._planted)
        except errors.Missing as error:
            raise self._why_missing(error) from None
        except errors.OutOfMemory:
            self.close()  # what filled the memory may still be held
            raise
        finally:
            self._spent_s += time.monotonic() - start
            if not worker.alive:
                self.close()

    def _why_missing(self, error: errors.Missing) -> errors.Unanswered:
        for cell in self.cells:
            reason = self.cell_errors.get(cell.id)
            if reason is not None and cell.question and cell.question == error.name:
                text = f"The cell that answers `{cell.question}` failed. {reason.message}"
                if isinstance(reason, errors.StudentError):
                    return errors.StudentError(text, reason.traceback, reason.kind)
                return type(reason)(text, reason.traceback)
        return error

    def _loaded(self) -> Worker:
        if self._worker is None:
            self._worker = self._load()
        return self._worker

    def _load(self) -> Worker:
        # A cell that kills the worker is left out and the others run again in a fresh one.
        deadline = time.monotonic() + self.limits.load_s
        while True:
            worker = self.zygote.spawn(self.limits, self.forbidden)
            try:
                if self._run_cells(worker, deadline):
                    worker.define_probes(self.probes)
                    return worker
            except BaseException:
                worker.close()
                raise
            worker.close()

    def _run_cells(self, worker: Worker, deadline: float) -> bool:
        for cell in self.cells:
            if cell.id in self._fatal_cells:
                continue
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                late = f"Loading the notebook took longer than {self.limits.load_s:g} s in all."
                self.cell_errors[cell.id] = errors.TimedOut(late)
                continue
            try:
                worker.run_cell(cell.source, min(self.limits.cell_s, left_s))
            except errors.Unanswered as error:
                self.cell_errors[cell.id] = error
                if isinstance(error, errors.TimedOut):
                    self._fatal_cells.add(cell.id)  # waited for once, not in every fresh worker
                if not worker.alive or isinstance(error, errors.OutOfMemory):
                    # What filled the memory may still be held, and would fail all that follows.
                    self._fatal_cells.add(cell.id)
                    return False
        return True


class Reference(Implementation):
    """The solution as hidden tests ask it: where it has no answer, the student is not to blame."""

    def ask(self, probe: str, /, **given: Any) -> Any:
        """Does what `Implementation.ask` does.

        Raises:
            SandboxError: there is no answer.
        """
        try:
            return super().ask(probe, **given)
        except errors.Unanswered as error:
            text = f"the solution gave no answer to `{probe}`: {error}"
            raise errors.SandboxError(text) from error
