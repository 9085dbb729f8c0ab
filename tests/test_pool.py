import contextlib
import os
import signal
from pathlib import Path

import msgspec
import pytest

from autograder.errors import SandboxError
from autograder.notebook import Cell, Handin
from autograder.pool import Job, Pool

ANSWERS = {
    "ada": "def double(x):\n    return 2 * x\n",
    "alan": "def double(x):\n    return x * x\n",
    "edsger": "def double(x):\n    raise ValueError('go to')\n",
    "grace": "def double(x):\n    return x + x\n",
}
SLOW = "import time\ntime.sleep({})\ndef double(x):\n    return 2 * x\n"


def handin(source):
    return Handin("toy", (Cell("double-answer", source, "answer", "double"),))


def jobs(names):
    return [Job.of(name, handin(ANSWERS[name])) for name in names]


def points(graded):
    return {name: (verdict.earned, verdict.needs_review) for name, verdict in graded}


def lasting(verdict):
    told = msgspec.to_builtins(verdict)
    del told["duration_s"], told["peak_bytes"]
    for question in told["questions"]:
        for test in question["tests"]:
            test.pop("duration_s")
    return told


@pytest.fixture
def pool(toy, zygote):
    """A pool of so many processes, on one seed."""
    with contextlib.ExitStack() as stack:
        yield lambda processes: stack.enter_context(Pool(*toy, zygote, processes, seed=3))


class Killer:
    """A `stop` that never stops, but kills the process that is at one student's hand-in."""

    def __init__(self, pool, name, times):
        self.pool, self.name, self.left = pool, name, times

    def __call__(self):
        for member in self.pool._members:
            if self.left and member.jobs and member.jobs[0].name == self.name:
                os.kill(member.process.pid, signal.SIGKILL)
                member.process.join()
                self.left -= 1
        return False


def test_verdicts_depend_neither_on_order_nor_on_the_number_of_processes(pool):
    alone, together = pool(1), pool(2)
    one = dict(alone.grade(jobs(sorted(ANSWERS))))
    two = dict(together.grade(jobs(sorted(ANSWERS, reverse=True))))
    assert {name: lasting(one[name]) for name in one} == {name: lasting(two[name]) for name in one}
    earned = {name: verdict.earned for name, verdict in one.items()}
    assert earned == {"ada": 100, "alan": 40, "edsger": 0, "grace": 100}


def test_a_pool_grades_one_class_after_another(pool):
    members = pool(1)
    assert points(members.grade(jobs(["ada"]))) == {"ada": (100.0, "")}
    assert list(members.grade([])) == []
    assert points(members.grade(jobs(["alan"]))) == {"alan": (40.0, "")}


def test_a_hand_in_whose_grader_is_killed_is_tried_again(pool):
    members = pool(1)
    slow = Job.of("slow", handin(SLOW.format(1)))
    graded = members.grade([slow, *jobs(["ada"])], Killer(members, "slow", times=1))
    assert points(graded) == {"slow": (100.0, ""), "ada": (100.0, "")}


def test_a_hand_in_whose_grader_dies_twice_goes_to_a_person_and_stops_nobody(pool):
    members = pool(1)
    slow = Job.of("slow", handin(SLOW.format(1)))
    graded = dict(members.grade([slow, *jobs(["ada", "alan"])], Killer(members, "slow", times=2)))
    assert graded["slow"].needs_review == "the grader died twice while grading this"
    assert graded["slow"].questions == ()
    assert set(graded["slow"].hashes) == set(graded["ada"].hashes)
    assert (graded["ada"].earned, graded["alan"].earned) == (100, 40)


class WorkerKiller:
    """A `stop` that never stops, but kills each of the first so many workers of a pool."""

    def __init__(self, zygote, times):
        self.inside = descendants(zygote.pid)[-1]
        self.left = times

    def __call__(self):
        # The innermost process is the worker; the one above it waits for its end.
        workers = descendants(self.inside)
        if self.left and len(workers) > 1:
            os.kill(workers[-1], signal.SIGKILL)
            self.left -= 1
        return False


def descendants(pid):
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    found = []
    for child in (int(one) for task in tasks for one in task.read_text().split()):
        found += [child, *descendants(child)]
    return found


def test_a_worker_that_is_killed_from_outside_costs_the_student_nothing(pool, zygote):
    members = pool(1)
    killer = WorkerKiller(zygote, times=1)
    graded = members.grade([Job.of("slow", handin(SLOW.format(1))), *jobs(["ada"])], killer)
    assert points(graded) == {"slow": (100.0, ""), "ada": (100.0, "")}
    assert killer.left == 0


def test_a_hand_in_that_claims_to_be_killed_from_outside_is_believed_its_exit_only(pool):
    source = "import os\ndef double(x):\n    os._exit(137)\n"
    ((_, verdict),) = pool(1).grade([Job.of("mallory", handin(source))])
    assert (verdict.earned, verdict.needs_review) == (0.0, "")
    assert verdict.questions[0].state == "crashed"


def test_a_process_that_dies_between_two_hand_ins_costs_nobody_anything(pool):
    members = pool(1)
    assert points(members.grade(jobs(["ada"]))) == {"ada": (100.0, "")}
    idle = members._members[0].process
    os.kill(idle.pid, signal.SIGKILL)
    idle.join()
    assert points(members.grade(jobs(["grace"]))) == {"grace": (100.0, "")}


def test_stopping_finishes_what_is_begun_and_begins_nothing_more(pool):
    members = pool(1)
    begun = []

    def stop():
        begun.extend(job.name for m in members._members for job in m.jobs if job.name not in begun)
        return bool(begun)

    assert points(members.grade(jobs(["grace", "ada"]), stop)) == {"grace": (100.0, "")}
    assert begun == ["grace"]


def test_a_suite_that_cannot_run_ends_the_batch_with_its_reason(pool, toy):
    (toy[1].suite / "test_broken.py").write_text("import no_such_module\n")
    with pytest.raises(SandboxError, match="No module named 'no_such_module'"):
        list(pool(1).grade(jobs(["ada"])))


def test_closing_ends_every_process_even_at_work(pool):
    members = pool(2)
    endless = [Job.of("slow", handin(SLOW.format(100)))]
    stopped = members.grade([*endless, *jobs(["ada"])])
    assert next(stopped)[0] == "ada"
    processes = [member.process for member in members._members]
    members.close()
    assert not any(process.is_alive() for process in processes)
