"""How grading grows: with the class, with the workers, from the start of the command.

    python benchmarks/scale.py          # all parts, half an hour
    python benchmarks/scale.py start    # until hand-ins are taken, and TensorFlow's own import
    python benchmarks/scale.py workers  # one and two, here and on Dask; more by a model
    python benchmarks/scale.py class    # 300 hand-ins of a3_gated, from command to gradebook
    python benchmarks/scale.py flat     # what one more hand-in costs, in classes of 20 to 5,000
    python benchmarks/scale.py late     # what late ones cost in a class of 20 and in one of 5,000

`flat` grades a toy question, whose tests cost next to nothing, so that what is measured is the
batch: reading, healing, hashing, the sandbox, the journal, nbgrader's gradebook. It compares CPU
seconds, which other work on the machine disturbs less than wall time, though not little: where
something else keeps both cores busy, `late` is fairer, which grades in one class and the other by
turns. Exit status 1 where one more hand-in costs over 10 % more in a large class than in a small
one. Needs Linux.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("UNROLLED_BENCH_ASSIGNMENT", "a3_gated")

import toy_class
from handins import forget, make_hand_ins, our_course
from inprocess import STEM
from rich.console import Console
from rich.table import Table

from autograder.batch import Batch
from autograder.course import Course, find_course, load_assignment

HERE = Path(__file__).parent
ROOT = HERE.parent
PROGRAMS = Path(sys.executable).parent
PARTS = ("start", "workers", "class", "flat", "late")
MAY_GROW = 0.10
SIMULATED = (1, 2, 4, 8, 16, 64)
console = Console()


@dataclass(frozen=True)
class Took:
    """What a command took.

    Attributes:
        wall_s: seconds from its start to its end.
        cpu_s: CPU seconds of all its processes.
        peak_bytes: the largest resident memory of one of them.
    """

    wall_s: float
    cpu_s: float
    peak_bytes: int


def run(arguments: Sequence[str], folder: Path) -> Took:
    """Runs a command to its end; raises where it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / "log").open("wb") as log:
        subprocess.run(arguments, cwd=folder, stdout=log, stderr=log, check=True)
    wall_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(wall_s, cpu_s, after.ru_maxrss * 1024)


def flat(sizes: Sequence[int]) -> bool:
    """What one more hand-in costs in ever larger classes; whether that stays the same."""
    table = Table(title="hand-ins of a toy question, from submitted/ to the gradebook")
    for column in ("hand-ins", "wall s", "CPU s", "CPU ms for one more", "peak MB of the grader"):
        table.add_column(column, justify="right")
    costs: list[float] = []
    before: tuple[int, Took] | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "course"
            toy_class.make_course(root)
            took = grade_more(root, 0, size, name_all=False)
        if before:
            costs.append((took.cpu_s - before[1].cpu_s) / (size - before[0]))
        table.add_row(
            str(size),
            f"{took.wall_s:.0f}",
            f"{took.cpu_s:.0f}",
            f"{1000 * costs[-1]:.0f}" if costs else "",
            f"{took.peak_bytes / 1e6:.0f}",
        )
        before = size, took
    console.print(table)
    ratio = costs[-1] / costs[0]
    console.print(
        f"one more in the largest classes costs {ratio:.2f} times one more in the smallest"
    )
    return ratio <= 1 + MAY_GROW


def late(sizes: Sequence[int], turns: int = 5, hand_ins: int = 100) -> bool:
    """What late hand-ins cost in a small class and in a large one; whether that is the same."""
    costs: dict[int, list[float]] = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            root = Path(folder) / str(size)
            toy_class.make_course(root)
            grade_more(root, 0, size, name_all=False)
        for turn in range(turns):
            for size in sizes:
                root, first = Path(folder) / str(size), size + turn * (hand_ins + 1)
                start = grade_more(root, first, 1)
                took = grade_more(root, first + 1, hand_ins)
                costs[size].append((took.cpu_s - start.cpu_s) / (hand_ins - 1))
    table = Table(title=f"{hand_ins} late hand-ins, graded in turns")
    for column in ("class of", "CPU ms for one more: median", "least", "most"):
        table.add_column(column, justify="right")
    for size, found in costs.items():
        shown = (statistics.median(found), min(found), max(found))
        table.add_row(str(size), *(f"{1000 * one:.0f}" for one in shown))
    console.print(table)
    ratio = statistics.median(costs[sizes[-1]]) / statistics.median(costs[sizes[0]])
    console.print(f"one more in the largest class costs {ratio:.2f} times one more in the smallest")
    return ratio <= 1 + MAY_GROW


def grade_more(root: Path, first: int, count: int, name_all: bool = True) -> Took:
    """Has so many more students of a toy class hand in, and grades them."""
    names = [f"s{number:05d}" for number in range(first, first + count)]
    for name in names:
        toy_class.hand_in(root, name, toy_class.ANSWERS["right"])
    program = [sys.executable, str(HERE / "toy_class.py"), str(root), "grade", "toy"]
    if name_all:
        program += [word for name in names for word in ("--student", name)]
    return run(program, root)


def class_of(hand_ins: int, processes: int) -> Took:
    """A class of the assignment, by the command that TAs type."""
    with tempfile.TemporaryDirectory() as folder:
        course = _class(Path(folder) / "course", hand_ins)
        arguments = [str(PROGRAMS / "autograder"), "grade", STEM, "-p", str(processes)]
        took = run(arguments, course.root)
        tail = (course.root / "log").read_text(encoding="utf-8").rstrip().splitlines()[-1]
    console.print(
        f"{STEM}, {hand_ins} hand-ins, {processes} at a time: {took.wall_s:.0f} s, "
        f"{took.wall_s / hand_ins:.2f} s each; {tail}"
    )
    return took


def _class(root: Path, count: int) -> Course:
    """A course with as many different hand-ins: known answers in turn, with a remark each."""
    course = find_course(ROOT)
    assignment = load_assignment(course, STEM)
    kinds = make_hand_ins(course, assignment, 20)
    named = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        answers = {q: f"{source}\n# {number}" for q, source in kind.answers.items()}
        named.append(type(kind)(f"s{number:05d}", answers))
    return find_course(our_course(course, assignment, root, named))


def workers(hand_ins: int) -> None:
    """Throughput with one and two workers, and what the measured costs promise for more."""
    with tempfile.TemporaryDirectory() as folder:
        course = _class(Path(folder) / "course", hand_ins)
        table = Table(title=f"{STEM}: {hand_ins} hand-ins into the journal, start-up left out")
        for column in ("where", "workers", "hand-ins a minute", "efficiency"):
            table.add_column(column, justify="right" if column != "where" else "left")
        alone: dict[str, float] = {}
        for where in ("this machine", "Dask"):
            for count in (1, 2):
                forget(course.root)
                each_s = _steady(course, where, count, Path(folder))
                alone.setdefault(where, each_s)
                efficiency = alone[where] / each_s / count
                table.add_row(where, str(count), f"{60 / each_s:.1f}", f"{efficiency:.0%}")
    console.print(table)
    forgotten = class_of(min(hand_ins, 20), 1)
    writing_s = max(0.05, forgotten.wall_s / min(hand_ins, 20) - alone["this machine"])
    model = Table(title="by the cost model: grading is shared, one process writes the gradebook")
    for column in ("workers", "hand-ins a minute", "30,000 hand-ins"):
        model.add_column(column, justify="right")
    for count in SIMULATED:
        each_s = max(alone["this machine"] / count, writing_s)
        model.add_row(str(count), f"{60 / each_s:.0f}", f"{30000 * each_s / 3600:.1f} h")
    console.print(model)
    console.print(
        f"grading {alone['this machine']:.2f} s a hand-in, writing at most {writing_s:.2f} s (what "
        "the command takes beyond grading, its start included)"
    )


def _steady(course: Course, where: str, count: int, folder: Path) -> float:
    """Wall seconds a hand-in between the first result and the last."""
    assignment = load_assignment(course, STEM)
    batch = Batch(course, assignment, processes=count)
    dask = []
    if where == "Dask":
        file = folder / f"scheduler-{count}.json"
        host = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
        dask = [_dask("scheduler", *host, "--port", "0")]
        while not file.exists():
            time.sleep(0.1)
        dask += [_dask("worker", *host, "--nthreads", "1", "--no-nanny") for _ in range(count)]
        import json

        batch.cluster = json.loads(file.read_text(encoding="utf-8"))["address"]
    try:
        with batch.grading() as outcomes:
            ends = [time.perf_counter() for _ in outcomes]
    finally:
        for process in reversed(dask):
            process.kill()
            process.wait()
    # Each worker's first result holds its start.
    return (ends[-1] - ends[count]) / (len(ends) - 1 - count)


def _dask(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def start(times: int = 3) -> None:
    """From the command to the first verdict, against TensorFlow's own import."""
    imports, firsts = [], []
    with tempfile.TemporaryDirectory() as folder:
        course = _class(Path(folder) / "course", 1)
        code = (
            "from pathlib import Path\nfrom autograder.batch import Batch\n"
            "from autograder.course import find_course, load_assignment\n"
            f"c = find_course(Path('.'))\nb = Batch(c, load_assignment(c, {STEM!r}))\n"
            "from autograder.sandbox.client import Zygote\n"
            "with Zygote(secret=(c.root,)) as z:\n    z.wait()\n"
        )
        for _ in range(times):
            imports.append(run([sys.executable, "-c", "import tensorflow"], course.root).wall_s)
            firsts.append(run([sys.executable, "-c", code], course.root).wall_s)
    ratio = min(firsts) / min(imports)
    console.print(
        f"import tensorflow {min(imports):.1f} s; until the sandbox takes hand-ins "
        f"{min(firsts):.1f} s: {ratio:.2f} times"
    )


def main() -> int:
    """Runs the parts that were asked for, and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--sizes", default="20,320,1280,5000", help="of the classes of `flat`")
    parser.add_argument("--hand-ins", type=int, default=300, help="of `class`")
    asked = parser.parse_args()
    status = 0
    if "start" in asked.parts:
        start()
    if "workers" in asked.parts:
        workers(60)
    if "class" in asked.parts:
        class_of(asked.hand_ins, len(os.sched_getaffinity(0)))
    if "flat" in asked.parts and not flat([int(size) for size in asked.sizes.split(",")]):
        status = 1
    if "late" in asked.parts and not late((20, 5000)):
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
