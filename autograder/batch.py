"""A class: from the folder of hand-ins to verdicts in the journal and points in the gradebook.

The journal is filled by several processes; this one alone writes to nbgrader. Killed anywhere and
started again, it goes on where it stopped.
"""

from __future__ import annotations

import difflib
import os
import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from nbformat import NotebookNode

from autograder.acceptance import Acceptance
from autograder.course import Assignment, Course
from autograder.errors import CourseError, NotebookError, UnrolledError
from autograder.ingredients import verdict_key
from autograder.journal import Journal
from autograder.lock import grading_lock
from autograder.notebook import Handin, extract, heal, read_folder, read_notebook
from autograder.planning import Plan, Planner, joined
from autograder.pool import Job, Pool
from autograder.sandbox.client import Zygote
from autograder.verdict import Verdict


class Workers(Protocol):
    """Who grades: processes on this machine, or a cluster."""

    def grade(
        self, jobs: Iterable[Job], stop: Callable[[], bool] = ...
    ) -> Iterator[tuple[str, Verdict]]:
        """Grades hand-ins, and yields each name with its verdict as soon as there is one."""


@dataclass(frozen=True)
class Outcome:
    """What became of one student's hand-in.

    Attributes:
        student: whose.
        verdict: None where the notebook could not be read.
        review: why a person must look; empty where none must.
        fresh: whether it was graded now, rather than found in the journal.
    """

    student: str
    verdict: Verdict | None
    review: str = ""
    fresh: bool = False


@dataclass
class Batch:
    """Grades the hand-ins of one assignment.

    Attributes:
        course: the course.
        assignment: what is graded.
        processes: how many hand-ins at a time; by default one a core.
        protect: False grades without a sandbox.
        cluster: where a Dask cluster is found; empty grades on this machine.
        taken: hash of a notebook -> key of a verdict from elsewhere that a person asked to use.
        stopped: set by `interruptible`: no further hand-in is begun.
        changed: how many verdicts in the journal were not as they had been written.
    """

    course: Course
    assignment: Assignment
    processes: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    protect: bool = True
    cluster: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)
    stopped: bool = False
    changed: int = 0

    def students(self) -> list[str]:
        """Everyone who has a folder for this assignment, or a file in its place; sorted."""
        folders = self.course.submitted.glob(f"*/{self.assignment.stem}")
        return sorted(folder.parent.name for folder in folders)

    def chosen(self, students: Collection[str]) -> list[str]:
        """The named students, or all where none is named.

        Raises:
            CourseError: one of them, or everyone, handed nothing in.
        """
        present = self.students()
        missing = sorted(set(students) - set(present))
        if missing or not present:
            who = ", ".join(missing) or "anyone"
            where = self.course.submitted / "STUDENT" / self.assignment.stem
            near = [name for one in missing for name in difflib.get_close_matches(one, present)]
            hint = f"Did you mean {' or '.join(near)}?" if near else "`autograder collect` fills it"
            raise CourseError(
                f"There is no hand-in of {who}; expected notebooks in {where}. {hint}"
            )
        return sorted(students) or present

    def read(self, student: str) -> Handin:
        """Reads and heals a student's notebook.

        Raises:
            NotebookError: there is none, or it cannot be read.
        """
        stem = self.assignment.stem
        healed = healed_notebook(self.course, stem, student, released(self.course, stem))
        return extract(healed, self.assignment)

    @contextmanager
    def grading(self, students: Collection[str] = ()) -> Iterator[Iterator[Outcome]]:
        """Grades, and gives each student's outcome as soon as it is in the journal.

        What grades starts on entering the block, so that the caller can get ready meanwhile. No
        other grader is at this assignment as long as the block lasts.

        Args:
            students: whom; all where empty.

        Raises:
            Locked: another grader is at this assignment.
            CourseError: someone named handed nothing in, or the journal cannot be written.
            SandboxError: nothing can be graded on this machine.
        """
        stem = self.assignment.stem
        journal = Journal(self.course.journal / stem)
        with grading_lock(journal.folder, f"autograder grade {stem}"):
            journal.sweep()
            with self._grading(journal, students) as outcomes:
                yield outcomes

    @contextmanager
    def _grading(self, journal: Journal, students: Collection[str]) -> Iterator[Iterator[Outcome]]:
        seed = journal.seed()
        plan = self._planned(journal, seed, students)
        self.changed = len(journal.changed)
        known = [Outcome(who, verdict) for who, verdict in plan.known.items()]
        known += [Outcome(who, None, review=why) for who, why in plan.unreadable.items()]

        def graded(workers: Workers) -> Iterator[Outcome]:
            yield from known
            for student, verdict in workers.grade(plan.jobs, stop=lambda: self.stopped):
                before = plan.before.get(student)
                if before and not verdict.needs_review:
                    verdict = joined(self.assignment, before, verdict)
                key = plan.keys[student]
                if "notebook" in verdict.hashes:  # what it was made from, should that have changed
                    key = verdict_key(verdict.hashes, seed)
                journal.put(key, verdict)
                yield Outcome(student, verdict, verdict.needs_review, fresh=True)
                for other in plan.same[student]:
                    yield Outcome(other, verdict, verdict.needs_review)

        if not plan.jobs:
            yield iter(known)
            return
        with self._workers(len(plan.jobs), seed) as workers:
            yield graded(workers)

    @contextmanager
    def _workers(self, jobs: int, seed: int) -> Iterator[Workers]:
        processes = min(self.processes, jobs)
        if self.cluster:
            from autograder.cluster import Cluster  # Dask takes a second

            with Cluster(
                self.course, self.assignment, self.cluster, self.protect, seed, processes
            ) as cluster:
                yield cluster
            return
        with (
            self.start_zygote() as zygote,
            Pool(self.course, self.assignment, zygote, processes, seed) as pool,
        ):
            yield pool

    def start_zygote(self) -> Zygote:
        """Starts who forks the workers."""
        return Zygote(self.protect, secret=(self.course.root,))

    @property
    def acceptance(self) -> Acceptance:
        """Which verdicts of the journal will do."""
        return Acceptance(self.protect, taken=self.taken)

    def plan(self, students: Collection[str] = ()) -> Plan:
        """What `grading` would do now; changes nothing.

        Args:
            students: whom; all where empty.

        Raises:
            CourseError: someone named handed nothing in.
        """
        journal = Journal(self.course.journal / self.assignment.stem)
        return self._planned(journal, journal.seed() if journal.is_begun else None, students)

    def knows(self, key: str) -> bool:
        """Whether the journal has a verdict under a key."""
        return Journal(self.course.journal / self.assignment.stem).get(key) is not None

    def _planned(self, journal: Journal, seed: int | None, students: Collection[str]) -> Plan:
        planner = Planner(self.assignment, journal, seed, self.acceptance)
        return planner.plan(map(self._read, self.chosen(students)))

    def _read(self, student: str) -> tuple[str, Handin | NotebookError]:
        try:
            return student, self.read(student)
        except NotebookError as error:
            return student, error

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Turns the first Ctrl-C into "finish what is begun"; the second one stops at once."""

        def stop(number: int, frame: FrameType | None) -> None:
            if self.stopped:
                raise KeyboardInterrupt
            self.stopped = True

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def healed_notebook(course: Course, stem: str, student: str, release: NotebookNode) -> NotebookNode:
    """Finds, reads and heals what a student handed in.

    Raises:
        NotebookError: there is no notebook, or it cannot be read.
    """
    with no_other_error():
        return heal(read_folder(course.submitted / student / stem, stem, release), release)[0]


@contextmanager
def no_other_error() -> Iterator[None]:
    """Turns a mistake of ours in reading or healing into a hand-in that needs review.

    Raises:
        NotebookError: whatever went wrong: one hand-in must not stop the others.
    """
    try:
        yield
    except UnrolledError:
        raise
    except Exception as error:
        raise NotebookError(
            f"The autograder could not mend this notebook ({type(error).__name__}: {error}); "
            "expected the released notebook, filled in. Tell the instructor."
        ) from error


def read_handin(course: Course, assignment: Assignment, path: Path) -> Handin:
    """Reads, heals and extracts a notebook.

    Raises:
        NotebookError: it cannot be read.
        CourseError: the assignment was never built.
    """
    return extract(heal(read_notebook(path), released(course, assignment.stem))[0], assignment)


def released(course: Course, stem: str) -> NotebookNode:
    """The notebook that students were given.

    Raises:
        CourseError: it was never built, or cannot be read.
    """
    path = course.release / stem / f"{stem}.ipynb"
    try:
        return read_notebook(path)
    except NotebookError as error:
        raise CourseError(f"{path}: {error} Run `autograder build`.") from error
