"""A real Dask scheduler and real worker processes on loopback."""

import contextlib
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import dask
import pytest
from distributed import Client

from autograder.batch import Batch
from autograder.cluster import Cluster, slurm_cluster
from autograder.course import find_course, load_assignment
from autograder.errors import CourseError, SandboxError

ROOT = Path(__file__).parents[1]
STEM = "a7_trees"
START_S = 60


def run(arguments, folder, log):
    """Starts a Dask process in a group of its own, which ends it and all that it started."""
    environment = os.environ | {
        "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false",
        "DASK_TEMPORARY_DIRECTORY": str(folder),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        env=environment,
        cwd=folder,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def end(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler that is reached at its `address`; its `worker()` starts a worker."""

    class Dask:
        def __init__(self, folder):
            self.folder = folder
            self.file = folder / "scheduler.json"
            self.log = (folder / "log").open("wb")
            places = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
            written = ["--scheduler-file", str(self.file)]
            self.processes = [run(["scheduler", *places, *written], folder, self.log)]
            ends = time.monotonic() + START_S
            while not self.file.exists() and time.monotonic() < ends:
                time.sleep(0.1)
            self.address = json.loads(self.file.read_text())["address"]

        def worker(self):
            arguments = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
            self.processes.append(run(["worker", self.address, *arguments], self.folder, self.log))
            return self.processes[-1]

        def end_all(self):
            for process in reversed(self.processes):
                end(process)
            self.log.close()

    made = Dask(tmp_path_factory.mktemp("dask"))
    yield made
    made.end_all()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of twelve: solved, untouched, and with a remark each, so that none is another's."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("assignments", "solutions", "release"):
        (folder / name).symlink_to(ROOT / name)
    for number in range(12):
        kind = "source" if number % 3 else "release"
        notebook = json.loads((ROOT / kind / STEM / f"{STEM}.ipynb").read_text())
        notebook["cells"][-4]["source"] = f"Written by student {number}."
        own = {"cell_type": "code", "id": f"own{number}", "metadata": {}, "outputs": []}
        own |= {"execution_count": None, "source": f"mine = {number}"}
        notebook["cells"].insert(6, own)
        path = folder / "submitted" / f"student{number:02}" / STEM / f"{STEM}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
    return find_course(folder)


def points(outcomes):
    return {outcome.student: outcome.verdict.earned for outcome in outcomes}


def test_a_worker_that_dies_in_the_middle_costs_no_hand_in_and_no_point(
    scheduler, course, monkeypatch
):
    workers = [scheduler.worker() for _ in range(3)]
    with Client(scheduler.address, timeout=START_S) as client:
        client.wait_for_workers(3, timeout=START_S)
    batch = Batch(course, load_assignment(course, STEM), cluster=scheduler.address)
    found = []
    with batch.grading() as outcomes:
        for outcome in outcomes:
            found.append(outcome)
            if len(found) == 4:
                end(workers[0])
    assert [outcome.review for outcome in found] == [""] * 12
    assert sorted(outcome.student for outcome in found) == batch.students()
    on_cluster = points(found)
    assert len(set(on_cluster.values())) == 2  # all or nothing
    shutil.rmtree(course.journal / STEM / "verdicts")
    here = Batch(course, load_assignment(course, STEM))
    with here.grading() as outcomes:
        assert points(outcomes) == on_cluster
    for worker in workers[1:]:
        end(worker)


def test_a_worker_with_another_suite_is_named_and_grades_nothing(scheduler, course, tmp_path):
    worker = scheduler.worker()
    other = tmp_path / "solution.py"
    right = load_assignment(course, STEM)
    other.write_text(right.solution.read_text().replace("def chain(", "def chain_of("))
    here = dataclasses.replace(right, solution=other)
    batch = Batch(course, here)
    jobs = batch.plan(["student01"]).jobs
    with (
        Cluster(course, here, scheduler.address, True, 1, 1) as cluster,
        pytest.raises(SandboxError, match=r"worker tcp://127.* cannot grade: .*chain.* by other"),
    ):
        list(cluster.grade(jobs))
    end(worker)


def test_an_address_where_nobody_answers_is_told(course, monkeypatch):
    monkeypatch.setattr("autograder.cluster.PATIENCE_S", 1)
    with pytest.raises(CourseError, match=r"No Dask scheduler answers at tcp://127.0.0.1:9"):
        Cluster(course, load_assignment(course, STEM), "tcp://127.0.0.1:9", True, 1, 1)


def test_a_scheduler_without_workers_is_told_with_the_command_that_starts_one(
    scheduler, course, monkeypatch
):
    monkeypatch.setattr("autograder.cluster.PATIENCE_S", 1)
    with pytest.raises(CourseError, match=r"has no worker\. .* dask worker tcp://127.0.0.1:"):
        Cluster(course, load_assignment(course, STEM), scheduler.address, True, 1, 1)


def test_a_machine_without_slurm_is_told():
    with pytest.raises(CourseError, match="`sbatch` is not found"):
        slurm_cluster(2)


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """A machine whose `sbatch` keeps the jobs that it is given, and runs none."""
    script = tmp_path / "bin" / "sbatch"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\ncat $1 >> {tmp_path}/jobs\necho Submitted batch job 7\n")
    (script.parent / "scancel").write_text("#!/bin/sh\n")
    for program in script.parent.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "jobs"


def test_slurm_jobs_start_workers_of_one_thread_as_dasks_settings_say(slurm):
    settings = {"cores": 3, "memory": "12 GB", "walltime": "01:00:00", "queue": "teaching"}
    settings["scheduler-options"] = {"host": "127.0.0.1", "dashboard_address": ":0"}
    ours = signal.getsignal(signal.SIGINT)
    named = {f"jobqueue.slurm.{name}": value for name, value in settings.items()}
    with dask.config.set(named), slurm_cluster(2):
        ends = time.monotonic() + START_S
        while not slurm.exists() and time.monotonic() < ends:
            time.sleep(0.1)
        submitted = slurm.read_text()
    assert "#SBATCH -p teaching" in submitted
    assert "#SBATCH -t 01:00:00" in submitted
    assert "--nthreads 1 " in submitted
    assert "--nworkers 3 " in submitted
    assert signal.getsignal(signal.SIGINT) is ours


def test_settings_for_slurm_that_do_not_say_what_a_job_gets_are_told(slurm):
    with pytest.raises(CourseError, match="settings for Slurm do not say `cores` and `memory`"):
        slurm_cluster(2)
