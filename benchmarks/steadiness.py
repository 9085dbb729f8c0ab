"""Grades one hand-in again and again: is the verdict always the same, and is anything left behind?

    python benchmarks/steadiness.py                    # 300 times, some ten minutes
    python benchmarks/steadiness.py --times 20 path/to/notebook.ipynb

Exit status 1 where two verdicts differ in anything but durations, or where a process, descriptor,
mount or temporary file was left behind. Needs Linux.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec

from autograder.batch import read_handin
from autograder.course import find_course, load_assignment
from autograder.grade import Grader
from autograder.sandbox.client import Zygote
from autograder.testing.memo import Memo
from autograder.verdict import Verdict

ROOT = Path(__file__).parents[1]
# The first gradings fill caches: imported modules, the memo, the allocator's arenas.
WARM_UP = 3
SETTLE_S = 5.0


@dataclasses.dataclass(frozen=True)
class State:
    """What must be the same at the end as at the start."""

    processes: int
    grader_descriptors: int
    zygote_descriptors: int
    mounts: int
    temporary_files: int


def main() -> int:
    """Grades, prints the figures, and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="?", type=Path, help="by default the solved notebook")
    parser.add_argument("--assignment", default="a1_rnn")
    parser.add_argument("--times", type=int, default=300)
    given = parser.parse_args()
    course = find_course(ROOT)
    assignment = load_assignment(course, given.assignment)
    solved = course.source / assignment.stem / f"{assignment.stem}.ipynb"
    handin = read_handin(course, assignment, given.notebook or solved)
    with (
        tempfile.TemporaryDirectory() as scratch,
        Zygote(secret=(course.root,)) as zygote,
    ):
        tempfile.tempdir = scratch  # so that another program's temporary files do not count
        grader = Grader(course, assignment, zygote.wait(), seed=2027)
        grader._memo = Memo(Path(scratch) / "memo")
        for _ in range(WARM_UP):
            grader.grade(handin)
        inside = _descendants(zygote.pid)[-1]
        before, memory_before = _state(zygote.pid, inside, scratch), _memory(inside)
        verdicts: Counter[str] = Counter()
        start = time.perf_counter()
        for number in range(1, given.times + 1):
            verdict = grader.grade(handin)
            verdicts[_lasting(verdict)] += 1
            if sys.stderr.isatty():
                print(f"\r{number} of {given.times}", end="", file=sys.stderr)
        wall_s = time.perf_counter() - start
        after, memory_after = _settled(before, zygote.pid, inside, scratch), _memory(inside)
    print(f"\n{given.times} gradings of one hand-in, {wall_s / given.times:.2f} s each")
    print(f"points              {verdict.earned:g} of {verdict.points:g}")
    print(f"distinct verdicts   {len(verdicts)}  ({', '.join(map(str, verdicts.values()))})")
    for field in dataclasses.fields(State):
        name = field.name.replace("_", " ")
        first, last = getattr(before, field.name), getattr(after, field.name)
        print(f"{name:19} {first} -> {last}  {'' if first == last else 'LEFT BEHIND'}".rstrip())
    for who, first in memory_before.items():
        last = memory_after[who]
        print(f"memory of {who:9} {first:.0f} MB -> {last:.0f} MB  ({last / first - 1:+.1%})")
    return int(len(verdicts) != 1 or before != after)


def _lasting(verdict: Verdict) -> str:
    """A hash of all of a verdict but its durations."""
    told = msgspec.to_builtins(verdict)
    del told["duration_s"]
    for question in told["questions"]:
        for test in question["tests"]:
            del test["duration_s"]
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def _settled(before: State, zygote: int, inside: int, scratch: str) -> State:
    """The state, once what is about to end has had its time."""
    deadline = time.monotonic() + SETTLE_S
    while (now := _state(zygote, inside, scratch)) != before and time.monotonic() < deadline:
        time.sleep(0.1)
    return now


def _state(zygote: int, inside: int, scratch: str) -> State:
    return State(
        processes=len(_descendants(os.getpid())),
        grader_descriptors=len(os.listdir("/proc/self/fd")),
        zygote_descriptors=len(os.listdir(f"/proc/{inside}/fd")),
        mounts=sum(
            Path(f"/proc/{pid}/mountinfo").read_text().count("\n") for pid in (os.getpid(), inside)
        ),
        temporary_files=sum(len(files) for _, _, files in os.walk(scratch)),
    )


def _descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_descendants(child)]
    return found


def _memory(inside: int) -> dict[str, float]:
    """Resident megabytes of the grader and the zygote."""
    resident = {}
    for who, pid in (("grader", os.getpid()), ("zygote", inside)):
        status = Path(f"/proc/{pid}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if "VmRSS" in line)
        resident[who] = int(kilobytes) / 1000
    return resident


if __name__ == "__main__":
    sys.exit(main())
