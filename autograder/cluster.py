"""Grades on many machines: the same as a pool of processes, with the workers of a Dask cluster.

A worker needs this package and the course, under the same path, as on a shared file system; it
says so where its suite, solution or packages are others. Each has a zygote of its own. Hand-ins and
verdicts travel as JSON in bytes, and this process alone writes to the journal.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from autograder import verdict as verdicts
from autograder.cluster_worker import grade_remotely
from autograder.course import Assignment, Course
from autograder.errors import CourseError, SandboxError
from autograder.ingredients import staff_ingredients
from autograder.pool import TRIES, Job, for_review
from autograder.verdict import Verdict

if TYPE_CHECKING:
    from distributed import Client, Future

SLURM = "slurm"
PATIENCE_S = 60  # until a scheduler answers, and has a worker
AHEAD = 2  # hand-ins that wait at the cluster, a thread of its workers


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
        self._expected = staff_ingredients(assignment)
        self._patient = address == SLURM  # its jobs may wait in a queue for hours
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
        alone_since = 0.0
        while (waiting and not stop()) or graded:
            while waiting and not stop() and len(graded) < self._window():
                job = waiting.popleft()
                tries[job.name] = tries.get(job.name, 0) + 1
                graded[self._submit(job, tries[job.name])] = job
            with contextlib.suppress(TimeoutError):
                wait(list(graded), timeout=0.5, return_when="FIRST_COMPLETED")
            alone_since = self._expect_workers(alone_since)
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

    def _expect_workers(self, alone_since: float) -> float:
        """When the last worker was lost, or 0; raises where none comes back."""
        if self._patient or self._client.nthreads():
            return 0.0
        now = time.monotonic()
        if alone_since and now - alone_since > PATIENCE_S:
            raise SandboxError(
                f"The cluster has had no worker for {PATIENCE_S} s. What was graded is in the "
                "journal: start workers, and run the same command again"
            )
        return alone_since or now

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
        except Exception as error:  # Dask's own: the scheduler is gone, or it cancelled this
            raise SandboxError(
                f"The cluster failed: {type(error).__name__}: {error}. What was graded is in the "
                "journal; run the same command again"
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
            f"the course's environment: dask worker {address} --nthreads 1 --nworkers -1"
        ) from error
    return client


def slurm_cluster(most: int) -> Any:
    """A cluster whose workers are Slurm jobs; it grows to `most` of them while there is work.

    Raises:
        CourseError: this machine has no Slurm, or Dask's settings do not say what a job gets.
    """
    import dask

    before = signal.getsignal(signal.SIGINT)
    from dask_jobqueue import SLURMCluster

    signal.signal(signal.SIGINT, before)  # importing it takes Ctrl-C away from us
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
