"""Our grader against stock nbgrader and otter: the same hand-ins, the same checks, in one run.

    .venv/bin/python benchmarks/grading.py [--hand-ins 20] [--ways floor,ours,...]

Ways of grading the hand-ins that `handins.py` makes:

- `floor`: one interpreter that has TensorFlow loaded and protects nothing;
- `ours`: zygote and Pool with one process, and with one a core;
- `cli`: `autograder grade`, from the command to the points in the gradebook;
- `nbgrader`: stock `nbgrader autograde` (default preprocessors, one kernel a notebook); the
  graded cells run the hidden tests in the student's interpreter and end in the points;
- `otter`: `otter run`, once a hand-in, with one otter test case for each hidden test.

Where the comparison could be made in two ways, the peers got the better one: they read the
reference's answers from a file that was computed beforehand (ours computes them in the timed run),
they call the tests without pytest, they diagnose nothing, and their notebooks lack the cells that
ours does not execute. All get the same environment variables for threads (`SAME_FOR_ALL` in
`ways.py`). All ways must give every hand-in the same points, or this fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import handins
import ways
from inprocess import STEM
from memory import Memory
from rich.console import Console
from rich.table import Table

from autograder.course import find_course, load_assignment

TIMES_NBGRADER = 20.0
TIMES_FLOOR = 2.5
OWN_MEMORY_BYTES = 350e6
MEGABYTE = 1e6
SHOWN = 20  # of the points that differ
ALL_WAYS = ("floor", "ours", "cli", "nbgrader", "otter")


def measure(chosen: list[str], count: int, passes: int, console: Console) -> Bench:
    """Makes the courses in a temporary folder and runs the chosen ways."""
    course = find_course(Path(__file__))
    assignment = load_assignment(course, STEM)
    questions = list(assignment.questions)
    cores = len(os.sched_getaffinity(0))
    hand_ins = handins.make_hand_ins(course, assignment, count)
    n = len(hand_ins)
    bench = Bench(n, cores)
    with tempfile.TemporaryDirectory(prefix="unrolled-bench-") as name:
        folder = Path(name)
        out, log = folder / "out.json", folder / "log.txt"
        runner = ways.Runner(log, folder / "answers.pickle")
        ours = handins.our_course(course, assignment, folder / "ours", hand_ins)
        console.print(f"{n} hand-ins, {cores} cores; asking the reference ...")
        ways.record_answers(runner, ours, folder / "answers.pickle")

        def floor() -> None:
            bench.add(ways.run_floor(runner, ours, out, n, passes))

        def own() -> None:
            for processes in sorted({1, cores}):
                handins.forget(ours)
                bench.add(ways.run_ours(runner, ours, out, n, processes, passes))
            bench.watched = ways.watch_ours(runner, ours, out, cores)

        def command_line() -> None:
            handins.forget(ours)
            bench.add(ways.run_command_line(runner, ours, questions, n, cores))

        def nbgrader() -> None:
            root = handins.nbgrader_source(course, folder / "nbgrader")
            runner.run([ways.program("nbgrader"), "generate_assignment", STEM], root)
            handins.submit_to_nbgrader(root, hand_ins)
            bench.add(ways.run_nbgrader(runner, root, questions, n))

        def otter() -> None:
            tests = ways.test_points(assignment.suite)
            root = handins.otter_course(course, folder / "otter", hand_ins, tests)
            bench.add(ways.run_otter(runner, root, n))

        steps = {"floor": floor, "ours": own, "cli": command_line}
        steps |= {"nbgrader": nbgrader, "otter": otter}
        bench.run([(way, steps[way]) for way in chosen], console)
        if bench.failures:
            kept = Path(tempfile.gettempdir()) / "unrolled-bench.log"
            shutil.copy(log, kept)
            console.print(f"the output of all commands: {kept}")
    return bench


class Bench:
    """The results so far.

    Args:
        hand_ins: how many there are.
        cores: how many this process may use.
    """

    def __init__(self, hand_ins: int, cores: int) -> None:
        self.hand_ins = hand_ins
        self.cores = cores
        self.results: list[ways.Result] = []
        self.watched: Memory | None = None
        self.failures: list[str] = []

    def run(self, steps: Iterable[tuple[str, Callable[[], None]]], console: Console) -> None:
        """Runs one way after the other; one that fails does not stop the next."""
        for name, step in steps:
            console.print(f"grading: {name} ...")
            try:
                step()
            except ways.CommandFailed as error:
                self.failures.append(f"{name}: {error}")

    def add(self, result: ways.Result) -> None:
        """Keeps a result."""
        self.results.append(result)

    def of(self, start: str, processes: int | None = None) -> ways.Result | None:
        """The result whose name starts so."""
        for result in self.results:
            if result.name.startswith(start) and processes in (None, result.processes):
                return result
        return None

    def disagreements(self) -> list[str]:
        """Hand-ins and questions at which some way gives other points than the first way."""
        if not self.results:
            return []
        first = self.results[0]
        found = []
        for other in self.results[1:]:
            for student in sorted(first.scores.keys() | other.scores.keys()):
                one, two = first.scores.get(student, {}), other.scores.get(student, {})
                found += [
                    f"{student}, {question}: {one.get(question)} by {first.name}, "
                    f"{two.get(question)} by {other.name}"
                    for question in sorted(one.keys() | two.keys())
                    if one.get(question) != two.get(question)
                ]
        return found


def seconds_table(bench: Bench) -> Table:
    """Seconds per hand-in of every way."""
    table = Table(title=f"seconds per hand-in, {bench.hand_ins} hand-ins of {STEM}")
    table.add_column("way")
    for column in ("at a time", "all, with start-up", "once warm", "CPU"):
        table.add_column(column, justify="right")
    for result in bench.results:
        steady = f"{result.each_steady_s:.3f}" if result.steady_s else "-"
        cpu = f"{result.cpu_s / result.gradings:.3f}"
        table.add_row(result.name, str(result.processes), f"{result.each_s:.3f}", steady, cpu)
        if result.probes_s:
            probes = f"{result.probes_s / result.hand_ins:.3f}"
            table.add_row("  of which in probes", "", "", probes, "")
    return table


def ratio_table(bench: Bench) -> Table:
    """How often ours goes into the others, and what was aimed at."""
    table = Table(title="ratios")
    table.add_column("ratio")
    for column in ("found", "aim"):
        table.add_column(column, justify="right")
    floor, cli = bench.of("floor"), bench.of("ours: autograder")
    one, all_cores = bench.of("ours: Pool", 1), bench.of("ours: Pool", bench.cores)
    for peer in (bench.of("stock"), bench.of("otter")):
        aim = TIMES_NBGRADER if peer is not None and peer.name.startswith("stock") else 0.0
        for mine, what in ((cli, "with gradebook"), (all_cores, "Pool"), (one, "one process")):
            if peer is not None and mine is not None:
                name = f"{peer.name} / ours, {what}"
                _ratio(table, name, peer.each_s / mine.each_s, at_least=aim)
        if peer is not None and one is not None and one.steady_s:
            _ratio(table, f"{peer.name} / ours, one process, warm", peer.each_s / one.each_steady_s)
    if floor is not None and one is not None and one.steady_s:
        found = one.each_steady_s / floor.each_steady_s
        _ratio(table, "ours / floor, one process, warm", found, at_most=TIMES_FLOOR)
        _ratio(table, "ours / floor, one process, all", one.each_s / floor.each_s)
    return table


def _ratio(
    table: Table, name: str, found: float, at_least: float = 0.0, at_most: float = 0.0
) -> None:
    aim = f">= {at_least:g}" if at_least else f"<= {at_most:g}" if at_most else ""
    missed = (at_least and found < at_least) or (at_most and found > at_most)
    style = "red" if missed else "green" if aim else ""
    table.add_row(name, f"[{style}]{found:.2f}[/]" if style else f"{found:.2f}", aim)


def memory_table(bench: Bench) -> Table:
    """Peaks by role, and of the sum."""
    table = Table(title="peak memory, MB")
    for column in ("way", "process"):
        table.add_column(column)
    for column in ("resident", "proportional", "own", "sum, proportional"):
        table.add_column(column, justify="right")
    found = [(r.name, r.memory) for r in bench.results if not r.name.startswith("ours: Pool")]
    if bench.watched is not None:
        found.append(("ours: Pool, looked at often", bench.watched))
    for name, memory in found:
        total = f"{memory.total_pss / MEGABYTE:.0f}"
        for role, sizes in sorted(memory.roles.items(), key=lambda item: -item[1].rss):
            own = f"{sizes.uss / MEGABYTE:.0f}"
            if role == "worker":
                style = "green" if sizes.uss < OWN_MEMORY_BYTES else "red"
                own = f"[{style}]{own}[/] (aim < {OWN_MEMORY_BYTES / MEGABYTE:.0f})"
            sizes_mb = (f"{size / MEGABYTE:.0f}" for size in (sizes.rss, sizes.pss))
            table.add_row(name, role, *sizes_mb, own, total)
            name = total = ""
    return table


def main() -> int:
    """Measures, prints, and says whether all ways agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hand-ins", type=int, default=20, help="how many (default: 20)")
    parser.add_argument("--passes", type=int, default=2, help="passes of a warm process")
    parser.add_argument("--ways", default=",".join(ALL_WAYS), help="some of them, with commas")
    given = parser.parse_args()
    chosen = [way for way in ALL_WAYS if way in given.ways.split(",")]
    console = Console()
    bench = measure(chosen, given.hand_ins, given.passes, console)
    for table in (seconds_table(bench), ratio_table(bench), memory_table(bench)):
        console.print(table)
    differing = bench.disagreements()
    hidden = len(differing) - SHOWN
    more = [f"... and {hidden} more"] if hidden > 0 else []
    for line in (*bench.failures, *differing[:SHOWN], *more):
        console.print(line, style="red", markup=False, highlight=False)
    if not differing and len(bench.results) > 1:
        console.print(f"the same points by all {len(bench.results)} ways.")
    return 1 if differing or bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
