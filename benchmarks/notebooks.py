"""Runs the solved notebooks as students do: on Colab's versions, and on the newest.

    python benchmarks/notebooks.py                     # all seven on both, some minutes
    python benchmarks/notebooks.py a1_rnn --on colab

Each first installs `unrolled` by its set-up cell, from release/ on loopback. What is timed is the
notebook from its first cell to its last in a fresh kernel, without that installation. Exit status 1
where a cell fails, a check is not green, or the set-up cell changed another package.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table
from student_machine import (
    NAMES,
    PACKAGE,
    StudentMachine,
    installing_from,
    release_served,
    student_machine,
)

from autograder.course import Course, find_course

COURSE = find_course(Path(__file__))
console = Console()


def main() -> int:
    """Runs them, prints the table, and returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stems", nargs="*", metavar="ASSIGNMENT", help="by default all")
    parser.add_argument("--on", action="append", choices=NAMES, help="by default both")
    parser.add_argument("--save", type=Path, metavar="FOLDER", help="keep what ran, to look at")
    chosen = parser.parse_args()
    names = chosen.on or NAMES
    seconds: dict[tuple[str, str], str] = {}
    faults: list[str] = []
    for name in names:
        with student_machine(name) as machine:
            faults += set_up(machine, COURSE)
            for stem in chosen.stems or COURSE.stems:
                nb = solved(COURSE, stem)
                with tempfile.TemporaryDirectory() as folder:
                    begun = time.perf_counter()
                    machine.run(nb, Path(folder, f"{stem}.ipynb"))
                seconds[stem, name] = f"{time.perf_counter() - begun:.1f}"
                console.print(f"{stem} on {name}: {seconds[stem, name]} s")
                faults += [f"{stem} on {name}: {fault}" for fault in faults_of(nb)]
                if chosen.save:
                    chosen.save.mkdir(parents=True, exist_ok=True)
                    nbformat.write(nb, chosen.save / f"{stem}-{name}.ipynb")
    table = Table("assignment", *names, title="seconds from the first cell to the last")
    for stem in chosen.stems or COURSE.stems:
        table.add_row(stem, *(seconds[stem, name] for name in names))
    console.print(table)
    for fault in faults:
        console.print(fault, style="red", markup=False)
    return 1 if faults else 0


def solved(course: Course, stem: str) -> NotebookNode:
    """The notebook with every answer filled in."""
    return nbformat.read(course.source / stem / f"{stem}.ipynb", as_version=4)


def set_up(machine: StudentMachine, course: Course) -> list[str]:
    """Runs the set-up cell of the first notebook.

    Returns:
        What it changed that it should not have, or what is missing after it.
    """
    before = machine.packages()
    nb = solved(course, course.stems[0])
    nb.cells = [cell for cell in nb.cells if "pip install -q" in cell.source]
    with release_served(course) as address, tempfile.TemporaryDirectory() as folder:
        machine.run(installing_from(nb, course, address), Path(folder, "set_up.ipynb"))
    after = machine.packages()
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    if changed == {PACKAGE}:
        console.print(f"{machine.name}: the set-up cell installed {PACKAGE} {after[PACKAGE]}")
        return []
    return [f"{machine.name}: the set-up cell changed {sorted(changed)}; expected [{PACKAGE!r}]"]


def faults_of(nb: NotebookNode) -> list[str]:
    """Cells that failed, and checks that are not green."""
    faults = []
    for cell in nb.cells:
        outputs = cell.get("outputs", [])
        faults += [
            f"{output.ename}: {output.evalue} in {cell.source!r}"
            for output in outputs
            if output.output_type == "error"
        ]
        if cell.metadata.get("unrolled", {}).get("kind") == "check":
            text = "".join(one.get("data", {}).get("text/plain", "") for one in outputs)
            if not text.startswith("✓"):
                faults.append(f"{cell.source} says {text!r}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
