"""Grades the same again and again: is the verdict always the same, and is anything left behind?

    python benchmarks/steadiness.py                    # the solved notebook 500 times
    python benchmarks/steadiness.py --times 20 path/to/notebook.ipynb
    python benchmarks/steadiness.py --mix --times 2000 # right, wrong, hostile hand-ins in turn

Exit status 1 where two verdicts on one hand-in differ in anything but durations, where the memory
of grader or zygote grows by over 5 %, or where a process, descriptor, mount or temporary file was
left behind. (A namespace lives as long as a process, descriptor or mount holds it.) Needs Linux.
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
import toy_class

from autograder.batch import read_handin
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.grade import Grader
from autograder.notebook import Handin
from autograder.sandbox.client import Zygote
from autograder.testing.memo import Memo
from autograder.verdict import Verdict

ROOT = Path(__file__).parents[1]
Graded = tuple[Course, Assignment, list[Handin]]
# The first gradings fill caches: imported modules, the memo, the allocator's arenas.
WARM_UP = 25
SETTLE_S = 5.0
MAY_GROW = 0.05


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
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--mix", action="store_true", help="the hand-ins of toy_class.py in turn")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        tempfile.TemporaryDirectory() as made,
    ):
        course, assignment, handins = _mix(Path(made)) if given.mix else _notebook(given)
        return _soak(course, assignment, handins, given.times, scratch)


def _notebook(given: argparse.Namespace) -> Graded:
    course = find_course(ROOT)
    assignment = load_assignment(course, given.assignment)
    solved = course.source / assignment.stem / f"{assignment.stem}.ipynb"
    return course, assignment, [read_handin(course, assignment, given.notebook or solved)]


def _mix(root: Path) -> Graded:
    """One hand-in of each kind, but for those that only sleep."""
    toy_class.with_own_suites()
    toy_class.make_course(root)
    course = find_course(root)
    assignment = load_assignment(course, toy_class.STEM)
    handins = []
    for kind in sorted(toy_class.ANSWERS.keys() - {"slow", "loops"}):
        toy_class.hand_in(root, kind, toy_class.ANSWERS[kind])
        path = root / "submitted" / kind / toy_class.STEM / f"{toy_class.STEM}.ipynb"
        handins.append(read_handin(course, assignment, path))
    return course, assignment, handins


def _soak(
    course: Course, assignment: Assignment, handins: list[Handin], times: int, scratch: str
) -> int:
    with Zygote(secret=(course.root,)) as zygote:
        tempfile.tempdir = scratch  # so that another program's temporary files do not count
        memo = Memo(Path(scratch) / "memo")
        grader = Grader(course, assignment, zygote.wait(), seed=2027, memo=memo)
        for number in range(WARM_UP):
            grader.grade(handins[number % len(handins)])
        inside = _descendants(zygote.pid)[-1]
        before, memory_before = _state(zygote.pid, inside, scratch), _memory(inside)
        verdicts: dict[int, Counter[str]] = {place: Counter() for place in range(len(handins))}
        start = time.perf_counter()
        for number in range(times):
            verdict = grader.grade(handins[number % len(handins)])
            verdicts[number % len(handins)][_lasting(verdict)] += 1
            if number % 100 == 99:
                told = ", ".join(f"{who} {mb:.1f} MB" for who, mb in _memory(inside).items())
                print(f"{number + 1:6} gradings, {told}", flush=True)
        wall_s = time.perf_counter() - start
        after, memory_after = _settled(before, zygote.pid, inside, scratch), _memory(inside)
    print(f"{times} gradings of {len(handins)} hand-ins, {wall_s / times:.2f} s each")
    print(f"distinct verdicts   {sum(map(len, verdicts.values()))}")
    for field in dataclasses.fields(State):
        name = field.name.replace("_", " ")
        first, last = getattr(before, field.name), getattr(after, field.name)
        print(f"{name:19} {first} -> {last}  {'' if first == last else 'LEFT BEHIND'}".rstrip())
    grown = False
    for who, first in memory_before.items():
        last = memory_after[who]
        grown = grown or last > first * (1 + MAY_GROW)
        print(f"memory of {who:9} {first:.1f} MB -> {last:.1f} MB  ({last / first - 1:+.1%})")
    unsteady = any(len(one) > 1 for one in verdicts.values())
    return int(unsteady or before != after or grown)


def _lasting(verdict: Verdict) -> str:
    """A hash of all of a verdict but the time and the memory that it took."""
    told = msgspec.to_builtins(verdict)
    del told["duration_s"], told["peak_bytes"]
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
