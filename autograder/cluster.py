"""Grades on many machines: the same as a pool of processes, with the workers of a Dask cluster.

A worker needs this package and the course, under the same path, as on a shared file system; it
says so where its suite, solution or packages are others. Each has a zygote of its own. Hand-ins and
verdicts travel as JSON in bytes, and this process alone writes to the journal.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder import verdict as verdicts
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.errors import CourseError, SandboxError, UnrolledError, WorkerKilled
from autograder.grade import Grader
from autograder.ingredients import changes, ingredients
from autograder.notebook import Handin
from autograder.pool import TRIES, Job, for_review
from autograder.sandbox.client import Zygote
from autograder.verdict import Verdict

if TYPE_CHECKING:
    from distributed import Client, Future

SLURM = "slurm"
PATIENCE_S = 60  # until a scheduler answers, and has a worker
AHEAD = 2  # hand-ins that wait at the cluster, a thread of its workers
Told = tuple[str, bytes]


class Cluster:
    """The workers of a Dask cluster, which grade hand-ins of one assignment. Use it in a `with`.

    Args:
        course: the course; workers look for it under the same path.
        assignment: what is graded.
        address: the scheduler's, such as `tcp://HOST:PORT`; or `slurm`, for workers that are
            started as Slurm jobs, as Dask's own settings (`jobqueue.slurm`) say.
        protect: False grades without a sandbox.
        seed: the run's seed.
        most: how many Slurm jobs at a time.

    Raises:
        CourseError: no scheduler answers, it has no worker, or there is no Slurm.
    """

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        address: str,
        protect: bool,
        seed: int,
        most: int,
    ) -> None:
        self._assignment = assignment
        self._seed = seed
        self._given = (str(course.root), assignment.stem, seed, protect)
        self._expected = _of_staff(assignment)
        self._open = contextlib.ExitStack()
        self._client = self._open.enter_context(_client(address, most, self._open))

    def grade(
        self, jobs: Iterable[Job], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[str, Verdict]]:
        """Grades hand-ins, and yields each name with its verdict as soon as there is one.

        What a lost worker was at goes to another one.

        Args:
            jobs: the hand-ins.
            stop: asked between hand-ins; True hands out no more of them.

        Raises:
            SandboxError: a worker cannot grade, or grades by other files than these.
        """
        from distributed import wait

        waiting = deque(jobs)
        graded: dict[Future, Job] = {}
        tries: dict[str, int] = {}
        while (waiting and not stop()) or graded:
            while waiting and not stop() and len(graded) < self._window():
                job = waiting.popleft()
                tries[job.name] = tries.get(job.name, 0) + 1
                graded[self._submit(job, tries[job.name])] = job
            with contextlib.suppress(TimeoutError):
                wait(list(graded), timeout=0.5, return_when="FIRST_COMPLETED")
            for future in [future for future in graded if future.done()]:
                job = graded.pop(future)
                verdict = self._taken(future, job, tries[job.name] < TRIES)
                if verdict is None:
                    waiting.append(job)
                else:
                    yield job.name, verdict

    def _window(self) -> int:
        """How many hand-ins may be at the cluster: never all, which would fill its memory."""
        threads: Mapping[str, int] = self._client.nthreads()
        return max(1, AHEAD * sum(threads.values()))

    def _submit(self, job: Job, attempt: int) -> Future:
        return self._client.submit(
            grade_remotely,
            self._given,
            self._expected,
            job.json,
            job.only,
            key=f"{self._assignment.stem}-{self._seed}-{job.name}-{attempt}",
            pure=False,
        )

    def _taken(self, future: Future, job: Job, again: bool) -> Verdict | None:
        """The verdict; None where the hand-in must be tried once more."""
        from distributed import KilledWorker

        try:
            kind, told = future.result()
        except KilledWorker as error:
            last = getattr(error.last_worker, "address", "a worker")
            reason = f"workers died again and again while grading this, {last} last"
            return for_review(self._assignment, job, self._seed, reason)
        except ImportError as error:
            raise SandboxError(
                f"A worker of the cluster lacks a package: {error}. Set it up as this machine is "
                "(`make setup`), and start its worker from there"
            ) from error
        finally:
            future.release()
        if kind == "verdict":
            return verdicts.decode(told)
        if kind == "again" and again:
            return None
        if kind == "again":
            reason = f"this was tried twice: {told.decode()}"
            return for_review(self._assignment, job, self._seed, reason)
        raise SandboxError(told.decode())

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def _client(address: str, most: int, stack: contextlib.ExitStack) -> Client:
    """Connects to a cluster that has a worker, or will have one."""
    from distributed import Client

    if address == SLURM:
        return Client(stack.enter_context(slurm_cluster(most)))
    try:
        client = Client(address, timeout=PATIENCE_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise CourseError(
            f"No Dask scheduler answers at {address} ({error or type(error).__name__}). Expected "
            "tcp://HOST:PORT, as `dask scheduler` prints it, or slurm"
        ) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError as error:
        client.close()
        raise CourseError(
            f"The scheduler at {address} has no worker. On each machine that shall grade, run in "
            f"the course's environment: dask worker {address} --nthreads 1 --nworkers auto"
        ) from error
    return client


def slurm_cluster(most: int) -> Any:
    """A cluster whose workers are Slurm jobs; it grows to `most` of them while there is work.

    Raises:
        CourseError: this machine has no Slurm, or Dask's settings do not say what a job gets.
    """
    import dask
    from dask_jobqueue import SLURMCluster

    if shutil.which("sbatch") is None:
        raise CourseError(
            "There is no Slurm here: `sbatch` is not found. Run this where jobs are submitted from"
        )
    given = {name: dask.config.get(f"jobqueue.slurm.{name}", None) for name in ("cores", "memory")}
    missing = [name for name, value in given.items() if value is None]
    if missing:
        raise CourseError(
            f"Dask's settings for Slurm do not say `{'` and `'.join(missing)}`. Say in "
            "~/.config/dask/jobqueue.yaml, under jobqueue: slurm:, what a job gets: cores, memory, "
            "walltime, queue"
        )
    # One thread a process: a grader works on one hand-in at a time.
    cluster = SLURMCluster(processes=given["cores"])
    cluster.adapt(minimum_jobs=1, maximum_jobs=most)
    return cluster


def _of_staff(assignment: Assignment) -> dict[str, str]:
    """What verdicts are made from beside the notebook."""
    return ingredients(assignment, Handin(assignment.stem, ()))


# What follows runs on the workers.

_graders: dict[tuple[str, str, int, bool], Grader] = {}
_one_at_a_time = threading.Lock()  # pytest and a grader are for one thread


def grade_remotely(
    given: tuple[str, str, int, bool],
    expected: Mapping[str, str],
    handin: bytes,
    only: tuple[str, ...],
) -> Told:
    """Grades a hand-in on a worker.

    Args:
        given: the course's folder, the assignment, the seed, and whether there is a sandbox.
        expected: what verdicts are made from where they are asked for.
        handin: JSON.
        only: grade these questions alone; all where empty.

    Returns:
        `verdict` with its JSON; `again` with why it can be tried again; `error` with why this
        worker cannot grade.
    """
    from distributed import get_worker

    where = get_worker().address
    with _one_at_a_time:
        try:
            grader = _grader(given, expected)
            verdict = grader.grade(msgspec.json.decode(handin, type=Handin), only)
        except WorkerKilled as error:
            return "again", str(error).encode()
        except UnrolledError as error:
            _graders.pop(given, None)  # what is mended there is seen by the next run
            return "error", f"The worker {where} cannot grade: {error}".encode()
    return "verdict", verdicts.encode(verdict)


def _grader(given: tuple[str, str, int, bool], expected: Mapping[str, str]) -> Grader:
    root, stem, seed, protect = given
    course = find_course(Path(root))
    assignment = load_assignment(course, stem)
    differ = changes(expected, _of_staff(assignment), assignment.questions)
    if differ:
        what = sorted({part for parts in differ.values() for part in parts})
        raise CourseError(
            f"it grades {', '.join(differ)} by other files than those that the verdicts are asked "
            f"for with: {', '.join(what)}. Give it the same course and the same packages"
        )
    if given not in _graders:
        for earlier in _graders.values():  # another assignment's, which holds half a gigabyte
            earlier.zygote.close()
        _graders.clear()
        zygote = _kept(lambda: Zygote(protect, secret=(course.root,)).wait())
        _graders[given] = Grader(course, assignment, zygote, seed)
    return _graders[given]


def _kept(make: Callable[[], Zygote]) -> Zygote:
    """Makes a zygote in a thread that lasts: the kernel ends it with the thread that made it."""
    made: list[Zygote | Exception] = []
    ready = threading.Event()

    def run() -> None:
        try:
            made.append(make())
        except UnrolledError as error:
            made.append(error)
        ready.set()
        threading.Event().wait()

    threading.Thread(target=run, daemon=True, name="zygote").start()
    ready.wait()
    (zygote,) = made
    if isinstance(zygote, Exception):
        raise zygote
    return zygote
