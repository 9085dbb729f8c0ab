"""Grades one hand-in: (hand-in, suite, solution, environment, seed) -> verdict."""

from __future__ import annotations

import atexit
import functools
import gc
import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar, cast

import msgspec

from autograder.acceptance import Acceptance
from autograder.catalogue import Entry, read_catalogue
from autograder.combining import Pair, pair_named
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.diagnosis import diagnose
from autograder.errors import SandboxError, StudentError, Unanswered, WorkerKilled
from autograder.ingredients import ingredients, staff_ingredients, verdict_key
from autograder.journal import Journal
from autograder.notebook import Cell, Handin, handin_hash
from autograder.sandbox.client import Forker, Zygote
from autograder.sandbox.limits import Limits
from autograder.testing.implementation import Asked, Implementation, Reference
from autograder.testing.memo import Memo
from autograder.testing.running import SuiteRun, forget, run_suite
from autograder.verdict import Diagnosis, QuestionResult, TestResult, Verdict, is_grader_fault

_log = logging.getLogger(__name__)
SUITES = "autograder.suites"
KEPT_OUTPUT = 4000
SUSPECTED = 3  # pairs of misconceptions that are tried
DIAGNOSED = frozenset({"failed", "crashed"})
Made = TypeVar("Made", bound=Implementation)


class Grader:
    """Grades hand-ins of one assignment.

    Args:
        course: where solutions and journal lie.
        assignment: what is graded.
        zygote: who forks workers.
        seed: the run's seed; by default the journal's.
        limits: what a worker may use; by default those of the assignment.
        memo: where answers of staff's code are kept; by default beside the journal.
    """

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        zygote: Forker,
        seed: int | None = None,
        limits: Limits | None = None,
        memo: Memo | None = None,
    ) -> None:
        forget(assignment.suite)
        self.assignment = assignment
        self.zygote = zygote
        # As of now, when the suite is read too: a verdict must not be filed under a later state.
        self.made_from = staff_ingredients(assignment)
        self.journal = Journal(course.journal / assignment.stem)
        self.seed = self.journal.seed() if seed is None else seed
        self._limits = limits or Limits().replaced(assignment.limits)
        self._probes = {
            f"{SUITES}.{assignment.stem}.{path.stem}": path.read_text(encoding="utf-8")
            for path in sorted(assignment.suite.glob("probes*.py"))
        }
        self._solution = assignment.solution.read_text(encoding="utf-8")
        self._catalogue = read_catalogue(assignment.suite)
        self._memo = memo or Memo(self.journal.memo_folder)

    @property
    def limits(self) -> Limits:
        """What a worker may use: at least what the machine's own facts ask for."""
        return self._limits.at_least(self.zygote.facts.get("limits", {}))

    def grade(self, handin: Handin, only: Collection[str] = ()) -> Verdict:
        """The verdict on a hand-in; see `run`."""
        return self.run(handin, only)[0]

    def run(self, handin: Handin, only: Collection[str] = ()) -> tuple[Verdict, SuiteRun]:
        """Runs the hidden suite on a hand-in.

        Args:
            handin: the cells to run.
            only: grade these questions alone; all where empty.

        Returns:
            The verdict, and the run behind it with all that was asked.

        Raises:
            SandboxError: the sandbox or the suite failed; no fault of the student's.
            WorkerKilled: the same hand-in can be tried again.
        """
        start = time.perf_counter()
        self.zygote.killed = ""
        submissions = self._submissions(handin)
        with_reference = self.staff(Reference)
        run = SuiteRun(submissions.__getitem__, with_reference, self.seed, only)
        try:
            run_suite(self.assignment.suite, run)
            if self.zygote.lost:
                raise SandboxError(self.zygote.lost)
            if self.zygote.killed:
                raise WorkerKilled(self.zygote.killed)
            results = tuple(
                self._question(name, run, submissions[name], handin.missing.get(name, ""))
                for name in self._asked_for(only)
            )
            unique = {id(one): one for one in submissions.values()}.values()
            output = "".join(one.output() for one in unique)[-KEPT_OUTPUT:]
            errors = tuple(dict.fromkeys(e for one in unique for e in _cell_errors(one)))
        finally:
            with_reference.close()
            for one in submissions.values():
                one.close()
            # pytest leaves a megabyte in cycles each time. Python by itself waits until they are a
            # quarter of all it holds, and their places in memory are then scattered.
            gc.collect()
        facts = self.zygote.facts
        verdict = Verdict(
            assignment=self.assignment.stem,
            questions=results,
            seed=self.seed,
            healing=handin.healing,
            cell_errors=errors,
            limits=self.limits.as_dict(),
            device=str(facts["device"]),
            sandbox=cast(Literal["bubblewrap", "none"], facts["sandbox"]),
            place=str(facts.get("place", "")),
            versions=cast("dict[str, str]", facts["versions"]),
            hashes={"notebook": handin_hash(handin), **self.made_from},
            duration_s=round(time.perf_counter() - start, 3),
            peak_bytes=max((one.peak_bytes for one in unique), default=0),
            output=output,
        )
        return verdict, run

    def _asked_for(self, only: Collection[str]) -> Iterable[str]:
        return [name for name in self.assignment.questions if not only or name in only]

    def _submissions(self, handin: Handin) -> dict[str, Implementation]:
        # Questions that forbid the same share a worker.
        shared: dict[tuple[str, ...], Implementation] = {}
        for forbidden in self.assignment.forbidden.values():
            if forbidden not in shared:
                shared[forbidden] = Implementation(
                    handin.cells, self._probes, self.zygote, self.limits, forbidden
                )
        return {name: shared[self.assignment.forbidden[name]] for name in self.assignment.questions}

    def staff(self, kind: type[Made], entry: Entry | Pair | None = None) -> Made:
        """The solution, or the solution with a misconception or variant in its place.

        Args:
            kind: what to make of it; the caller closes it.
            entry: the misconception, the pair of them, or the variant.
        """
        cells = [Cell("solution", self._solution, "setup")]
        if entry is not None:
            cells.append(Cell(entry.name, entry.program, "answer", entry.question))
        return kind(tuple(cells), self._probes, self.zygote, self.limits, memo=self._memo)

    def _question(
        self, name: str, run: SuiteRun, submission: Implementation, missing: str
    ) -> QuestionResult:
        found = tuple(run.results.get(name, ())) or (_no_test(self.assignment.questions[name]),)
        tests = tuple(_with_reason(test, missing) for test in found)
        diagnosis: Diagnosis | None = None
        if any(test.state in DIAGNOSED for test in tests):
            diagnosis = self._diagnose(name, run.asked.get(name, []), submission)
        return QuestionResult(name, tests, diagnosis)

    def _diagnose(
        self, name: str, asked: Sequence[Asked], submission: Implementation
    ) -> Diagnosis | None:
        made: list[Implementation] = []

        def implementation(entry: Entry | Pair) -> Implementation:
            made.append(self.staff(Implementation, entry))
            return made[-1]

        reference = self.staff(Implementation)
        try:
            single = self._catalogue.misconceptions_of(name)
            found = diagnose(asked, reference, single, implementation)
            if found is not None:
                return Diagnosis(found.name, found.hint)
            pair = diagnose(asked, reference, self._suspected(name, submission), implementation)
            if pair is not None:
                second = Diagnosis(pair.second.name, pair.second.hint)
                return Diagnosis(pair.first.name, pair.first.hint, second)
            return None
        finally:
            for one in (reference, *made):
                one.close()

    def _suspected(self, name: str, submission: Implementation) -> Iterator[Pair]:
        """The pairs of misconceptions that the submission looks like on the public inputs.

        It says so itself, from the baked answers in `unrolled`: there are too many to try on what
        was asked. What it says is believed only where the hidden inputs bear it out.
        """
        stem = self.assignment.stem
        try:
            with submission.unrecorded():
                told = submission.ask("pairs_alike", assignment=stem, question=name)
        except Unanswered:
            return
        names = told[:SUSPECTED] if isinstance(told, list) else []
        for pair in names:
            if isinstance(pair, list) and all(isinstance(one, str) for one in pair):
                yield from pair_named(pair, name, self._catalogue, self._solution)


_own: dict[tuple[Path, str], Grader] = {}


def _own_grader(root: Path, stem: str) -> Grader:
    """This process' grader of an assignment, made anew when the suite or the solution changed."""
    course = find_course(root)
    assignment = load_assignment(course, stem)
    known = _own.get((root, stem))
    if known is not None and known.made_from == staff_ingredients(assignment):
        return known
    if known is None:
        zygote = Zygote(secret=(course.root,)).wait()
        atexit.register(zygote.close)
        made = Grader(course, assignment, zygote)
    else:
        made = Grader(course, assignment, known.zygote)
    _own[root, stem] = made
    return made


def grade_handin(
    course: Course,
    assignment: Assignment,
    handin: Handin,
    acceptance: Acceptance = Acceptance(),  # noqa: B008 - it cannot be changed
) -> Verdict:
    """The verdict on a hand-in: the journal's, or a new one from this process' own zygote.

    A new verdict goes into the journal unless the grader is at fault in it. Of the journal's, those
    count that `acceptance` has; by default those from the sandbox.

    Raises:
        SandboxUnavailable: there is no sandbox on this machine, and none was there before.
        SandboxError: the sandbox or the suite failed.
    """
    journal = Journal(course.journal / assignment.stem)
    hashes, seed = ingredients(assignment, handin), journal.seed()
    found = acceptance.find(journal, hashes, seed)
    if found is not None:
        return found
    if journal.changed:
        _tell_of_changes(journal.folder)
    verdict = _own_grader(course.root, assignment.stem).grade(handin)
    if not is_grader_fault(verdict):
        journal.put(verdict_key(hashes, seed), verdict)
    return verdict


@functools.cache
def _tell_of_changes(folder: Path) -> None:
    """Says once for all hand-ins what may be true of each of them."""
    _log.warning(
        "Verdicts in %s had been changed since the grader wrote them: by hand, by a failing disk, "
        "or by another version of the grader. They are graded again.",
        folder,
    )


def _with_reason(test: TestResult, missing: str) -> TestResult:
    """A test of a question that healing found no answer to, with the reason why."""
    if not missing or test.state not in {"missing", "crashed"}:
        return test
    return msgspec.structs.replace(test, state="missing", message=missing)


def _no_test(points: float) -> TestResult:
    text = "The hidden suite has no test for this question."
    return TestResult("", "The question is tested", points, 0.0, "grader error", text)


def _cell_errors(submission: Implementation) -> list[str]:
    found = []
    for cell in submission.cells:
        error = submission.cell_errors.get(cell.id)
        if error is not None and not cell.question:
            first = cell.source.strip().splitlines()[0][:80] if cell.source.strip() else ""
            trace = f" ({error.traceback})" if isinstance(error, StudentError) else ""
            found.append(f"The cell that starts with {first!r} failed: {error.message}{trace}")
    return found
