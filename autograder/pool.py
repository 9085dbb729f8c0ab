"""Grades many hand-ins at once: one zygote, and processes that each run the suite on one at a time.

A process that dies takes no result with it but the one that it was at; that hand-in is tried once
more, then left to a person.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
import socket
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

import msgspec

from autograder import verdict as verdicts
from autograder.course import Assignment, Course
from autograder.errors import SandboxError, UnrolledError, WorkerKilled
from autograder.grade import Grader
from autograder.ingredients import ingredients
from autograder.notebook import Handin
from autograder.sandbox.client import Forker, Zygote
from autograder.verdict import Verdict

TRIES = 2
# A member has its next hand-in already while it grades one, so that it does not stand still while
# this process writes to the gradebook. A larger one would fill the pipe and block us in turn.
AHEAD_BYTES = 64 * 2**10
# "spawn", not "fork": this process may have threads, and TensorFlow must not come along.
_context = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Job:
    """One hand-in to grade.

    Attributes:
        name: whose, or what; given back with the verdict.
        packed: the cells, as small as they get: a large class waits in memory.
        only: grade these questions alone; all where empty.
    """

    name: str
    packed: bytes
    only: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, handin: Handin, only: tuple[str, ...] = ()) -> Job:
        """A job to grade these cells."""
        return cls(name, zlib.compress(msgspec.json.encode(handin)), only)

    @property
    def json(self) -> bytes:
        """The cells as JSON, as they travel."""
        return zlib.decompress(self.packed)

    @property
    def handin(self) -> Handin:
        """The cells."""
        return msgspec.json.decode(self.json, type=Handin)


def for_review(assignment: Assignment, job: Job, seed: int, reason: str) -> Verdict:
    """The verdict on a hand-in that nothing could grade: a person must look at it."""
    return Verdict(
        assignment=assignment.stem,
        questions=(),
        seed=seed,
        healing=job.handin.healing,
        needs_review=reason,
        hashes=ingredients(assignment, job.handin),
    )


@dataclass
class _Process:
    process: Any
    connection: Connection
    jobs: deque[Job] = field(default_factory=deque)  # the first one is being graded


class Pool:
    """Processes that grade hand-ins of one assignment. Use it in a `with` block.

    They start at once; `grade` waits for the zygote.

    Args:
        course: the course.
        assignment: what is graded.
        zygote: who forks the workers; shared by all processes.
        processes: how many hand-ins are graded at a time.
        seed: the run's seed.
    """

    def __init__(
        self, course: Course, assignment: Assignment, zygote: Zygote, processes: int, seed: int
    ) -> None:
        self._given = (course, assignment, seed)
        self._assignment = assignment
        self._seed = seed
        self._zygote = zygote
        self._members = [self._start() for _ in range(processes)]
        self._deaths: dict[str, int] = {}

    def grade(
        self, jobs: Iterable[Job], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[str, Verdict]]:
        """Grades hand-ins, and yields each name with its verdict as soon as there is one.

        Args:
            jobs: the hand-ins.
            stop: asked between hand-ins; True hands out no more of them.

        Raises:
            SandboxError: the zygote or the suite failed, so no hand-in can be graded.
        """
        self._zygote.wait()
        waiting = deque(jobs)
        while (waiting and not stop()) or any(member.jobs for member in self._members):
            self._hand_out(waiting, stop)
            busy = [member for member in self._members if member.jobs]
            for ready in wait([member.connection for member in busy], timeout=0.2):
                member = next(m for m in busy if m.connection is ready)
                finished = self._take(member, waiting)
                if finished is not None:
                    yield finished

    def _start(self) -> _Process:
        ours, theirs = _context.Pipe()
        control = self._zygote.connect()
        arguments = (theirs, control, *self._given)
        process = _context.Process(target=_serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        control.close()
        return _Process(process, ours)

    def _hand_out(self, waiting: deque[Job], stop: Callable[[], bool]) -> None:
        for ahead in (False, True):
            for member in self._members:
                if not waiting or len(member.jobs) != ahead or stop():
                    continue
                job = waiting[0]
                handin = job.json
                if ahead and (len(waiting) <= len(self._members) or len(handin) > AHEAD_BYTES):
                    continue  # the last ones go to whoever is free first
                member.jobs.append(waiting.popleft())
                # A process that died while idle takes nothing; `_take` finds its channel closed.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    member.connection.send((self._zygote.facts, handin, job.only))

    def _take(self, member: _Process, waiting: deque[Job]) -> tuple[str, Verdict] | None:
        job = member.jobs.popleft()
        try:
            kind, told = member.connection.recv()
        except (EOFError, OSError):
            self._members[self._members.index(member)] = self._start()
            member.connection.close()
            waiting.extendleft(reversed(member.jobs))  # none of them was begun
            self._deaths[job.name] = self._deaths.get(job.name, 0) + 1
            if self._deaths[job.name] < TRIES:
                waiting.appendleft(job)
                return None
            return job.name, for_review(
                self._assignment, job, self._seed, "the grader died twice while grading this"
            )
        if kind == "error":
            raise SandboxError(told)
        return job.name, verdicts.decode(told)

    def close(self) -> None:
        """Ends the processes."""
        for member in self._members:
            member.connection.close()
        for member in self._members:
            if member.jobs:
                member.process.terminate()
            member.process.join(5)
            if member.process.is_alive():
                member.process.kill()
                member.process.join()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _serve(
    connection: Connection,
    control: socket.socket,
    course: Course,
    assignment: Assignment,
    seed: int,
) -> None:
    """Grades what comes until the other end is closed. Runs in a process of its own."""
    # Ctrl-C reaches the whole process group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Forker(control, {}) as forker:
        try:
            grader = Grader(course, assignment, forker, seed)
            gc.freeze()  # so that the collection after each grading looks at what is new alone
            while True:
                forker.facts, handin, only = connection.recv()
                verdict = grader.grade(msgspec.json.decode(handin, type=Handin), only)
                connection.send(("verdict", verdicts.encode(verdict)))
        except (EOFError, OSError, WorkerKilled):
            return  # the parent is gone, or sees us gone and tries this hand-in once more
        except UnrolledError as error:
            with contextlib.suppress(OSError):
                connection.send(("error", str(error)))
