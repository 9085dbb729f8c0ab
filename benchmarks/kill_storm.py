"""Kills graders at random moments: does the next run end with the gradebook of an undisturbed one?

    python benchmarks/kill_storm.py                  # 40 kills of a batch of 30, some 20 minutes
    python benchmarks/kill_storm.py --kills 5 --seed 7

Each round starts `autograder grade`, sends one kill -9 and starts the same command again. Exit
status 1 where a score differs from the undisturbed run's in a single bit, a score put in by hand is
gone, or a process, temporary file, shared memory or mount is left. Needs Linux.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import toy_class

from autograder.sandbox import namespaces

PR_SET_CHILD_SUBREAPER = 36
RUN_S = 900.0
START_S = 8.0
SETTLE_S = 20.0
EARLIER = ("s00-right", "s01-square", "s02-slow", "s03-raises")
MANUAL = {("s00-right", "why"): 4.5, ("s01-square", "double"): 40.0, ("s03-raises", "why"): 2.25}


class Batch:
    """One run of `autograder grade` in a toy course, and its processes.

    Args:
        root: the course.
        scratch: where its temporary files go.
    """

    def __init__(self, root: Path, scratch: Path) -> None:
        script = Path(toy_class.__file__)
        scratch.mkdir(exist_ok=True)
        self.root = root
        self.log = root / "grading.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(script), str(root), "grade", toy_class.STEM],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TMPDIR": str(scratch)},
                start_new_session=True,
            )

    def targets(self, kind: str) -> list[int]:
        """The processes of a kind that run now."""
        if kind in ("grader", "group"):
            return [self.process.pid]
        under = descendants(self.process.pid)
        names = {pid: read(pid, "comm") for pid in under}
        walls = [pid for pid, name in names.items() if name == "bwrap"]
        inside = {one for wall in walls for one in children(wall)} - set(walls)
        if kind == "bubblewrap":
            return walls
        if kind == "zygote":
            return sorted(inside)
        if kind == "worker":
            return [one for zygote in inside for one in descendants(zygote)]
        return [pid for pid in under if "multiprocessing" in read(pid, "cmdline")]

    def verdicts(self) -> int:
        """How many are in the journal."""
        return len(list((self.root / "journal" / toy_class.STEM / "verdicts").glob("*.json")))

    def kill(self, kind: str, pid: int) -> None:
        """Sends the signal, to a process or to the grader's whole group."""
        if kind == "group":
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)

    def wait(self) -> int:
        """Waits for its end; returns the exit status."""
        return self.process.wait(RUN_S)


KINDS = ("grader", "group", "bubblewrap", "zygote", "worker", "pool")


def read(pid: int, name: str) -> str:
    """A file of /proc about a process; empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace").strip()
    except OSError:
        return ""


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    tasks = Path(f"/proc/{pid}/task")
    try:
        return [
            int(one)
            for task in tasks.iterdir()
            for one in read(pid, f"task/{task.name}/children").split()
        ]
    except OSError:
        return []


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and theirs."""
    return [one for child in children(pid) for one in (child, *descendants(child))]


def left_behind(
    scratch: Path, root: Path, before: Counter[str], others: Collection[int] = ()
) -> list[str]:
    """What is there that was not there before the round, once it has had its time to end.

    Args:
        scratch: where the graders' temporary files go.
        root: the course.
        before: what `outside` told before the round.
        others: processes that ran before.
    """
    deadline = time.monotonic() + SETTLE_S
    while (running := sorted(set(living()) - set(others))) and time.monotonic() < deadline:
        time.sleep(0.05)
    found = [f"process {pid} {read(pid, 'cmdline')[:60]!r}" for pid in running]
    found += [f"temporary file {path}" for path in scratch.rglob("*")]
    names = (path for path in root.rglob("*") if path.is_file())
    found += [f"file {one}" for one in names if one.name.startswith(".") or "-journal" in one.name]
    return found + [f"new {name}" for name in outside() - before]


def living() -> list[int]:
    """All that this process or a killed grader started and that has not ended; ends zombies."""
    for pid in children(os.getpid()):
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue
    return descendants(os.getpid())


def outside() -> Counter[str]:
    """Mounts and shared memory, which a killed grader could leave in the machine."""
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    memory = [str(path) for path in Path("/dev/shm").iterdir()]
    # Key and id: who else has such a segment, such as a database server, goes on using it.
    segments = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    ipc = [" ".join(segment.split()[:2]) for segment in segments]
    return Counter(line.partition(" ")[2] for line in mounts) + Counter(memory) + Counter(ipc)


def prepared(root: Path, hand_ins: int) -> None:
    """A course in which some were graded before, and got scores by hand."""
    toy_class.make_course(root)
    students = toy_class.hand_in_class(root, hand_ins)
    for student in set(students) - set(EARLIER):
        (root / "submitted" / student).rename(root / f"later-{student}")
    toy_class.hand_in(root, "s01-square", toy_class.ANSWERS["nothing"])
    undisturbed(root)
    for (student, cell), points in MANUAL.items():
        toy_class.score_by_hand(root, student, cell, points)
    toy_class.hand_in(root, "s01-square", toy_class.ANSWERS["square"])
    for folder in root.glob("later-*"):
        folder.rename(root / "submitted" / folder.name.removeprefix("later-"))


def undisturbed(root: Path) -> float:
    """Grades; returns how many seconds it took."""
    start = time.monotonic()
    batch = Batch(root, root.with_name("scratch"))
    if batch.wait() != 0:
        raise SystemExit(f"an undisturbed run failed:\n{batch.log.read_text()}")
    return time.monotonic() - start


@dataclasses.dataclass(frozen=True)
class Moment:
    """When to kill: after so many new verdicts, and so many seconds more."""

    verdicts: int
    later_s: float

    @classmethod
    def drawn(cls, chance: random.Random, hand_ins: int, start_s: float) -> Moment:
        """A quarter of the moments lie in the start, before there are verdicts."""
        if chance.random() < 0.25:
            return cls(0, chance.uniform(0, start_s))
        return cls(chance.randrange(1, hand_ins), chance.uniform(0, 1))


def strike(batch: Batch, kind: str, moment: Moment, chance: random.Random) -> str:
    """Waits, then kills; says what, or nothing where the batch had ended before."""
    before = batch.verdicts()
    while batch.verdicts() - before < moment.verdicts and batch.process.poll() is None:
        time.sleep(0.005)
    deadline = time.monotonic() + moment.later_s
    while time.monotonic() < deadline and batch.process.poll() is None:
        time.sleep(0.005)
    while batch.process.poll() is None:
        targets = batch.targets(kind)
        if targets:
            pid = chance.choice(targets)
            told = f"{kind} {pid} {moment.later_s:.2f} s after verdict {moment.verdicts}"
            try:
                batch.kill(kind, pid)
            except ProcessLookupError:
                continue
            return told
        time.sleep(0.002)
    return ""


def round_of(
    template: Path,
    scratch: Path,
    strike_at: Callable[[Batch], str],
    expected: list[tuple[object, ...]],
) -> tuple[str, list[str]]:
    """Kills once, grades again; returns what was killed and what is wrong."""
    root = template.with_name("course")
    shutil.copytree(template, root)
    try:
        before = outside()
        batch = Batch(root, scratch)
        told = strike_at(batch)
        status = batch.wait()
        wrong = left_behind(scratch, root.with_name("nowhere"), before)
        again = Batch(root, scratch)
        if again.wait() != 0:
            wrong.append(f"the next run failed: {again.log.read_text()[-500:]}")
        wrong += left_behind(scratch, root, before)
        found = toy_class.scores(root)
        wrong += [f"expected {one}" for one in expected if one not in found]
        wrong += [f"got {one}" for one in found if one not in expected]
        return f"{told}, ended with {status}", wrong
    finally:
        shutil.rmtree(root)


def main() -> int:
    """Kills, prints a line for each kill, and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--hand-ins", type=int, default=30)
    parser.add_argument("--seed", type=int, default=None, help="repeats the moments of that run")
    given = parser.parse_args()
    seed = secrets.randbits(32) if given.seed is None else given.seed
    chance = random.Random(seed)
    # Orphans come to this process, so that none can hide.
    namespaces.prctl(PR_SET_CHILD_SUBREAPER, 1)
    failures = struck = 0
    with tempfile.TemporaryDirectory() as folder:
        template, scratch = Path(folder) / "template", Path(folder) / "scratch"
        prepared(template, given.hand_ins)
        shutil.copytree(template, Path(folder) / "calm")
        took_s = undisturbed(Path(folder) / "calm")
        expected = toy_class.scores(Path(folder) / "calm")
        print(f"seed {seed}; {given.hand_ins} hand-ins, undisturbed in {took_s:.1f} s", flush=True)
        for _ in range(4 * given.kills):
            if struck == given.kills:
                break
            kind = KINDS[struck % len(KINDS)]
            moment = Moment.drawn(chance, given.hand_ins - len(EARLIER), START_S)
            told, wrong = round_of(
                template,
                scratch,
                partial(strike, kind=kind, moment=moment, chance=chance),
                expected,
            )
            if told.startswith(","):
                print(f"    too late: {kind} at {moment}", flush=True)
                continue
            struck += 1
            failures += bool(wrong)
            print(f"{struck:3} {'WRONG' if wrong else 'well '} {told}", flush=True)
            for line in wrong:
                print(f"      {line}", flush=True)
    print(f"{struck} kills, {struck - failures} survived; seed {seed}")
    return int(failures > 0 or struck < given.kills)


if __name__ == "__main__":
    sys.exit(main())
