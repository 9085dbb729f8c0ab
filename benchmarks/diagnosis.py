"""How often a mistake gets its name, and how often a wrong one.

    .venv/bin/python benchmarks/diagnosis.py [a3_gated ...]

Listed mistakes and pairs of them are asked the public inputs, as `check` does; what hidden tests
name of the listed ones, `autograder prove` tells. Unlisted mistakes (tests/unlisted_mistakes.py)
are asked both: whatever name they got would be wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from rich.console import Console
from rich.table import Table
from unrolled import check
from unrolled.checks.answers import load

from autograder.catalogue import read_catalogue
from autograder.combining import pair_named
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.grade import Grader
from autograder.notebook import Cell, Handin
from autograder.sandbox.client import Zygote
from autograder.testing.memo import Memo
from tests.unlisted_mistakes import UNLISTED, program_of

ROOT = Path(__file__).parents[1]


def checked(assignment: Assignment, question: str, program: str) -> Any:
    """What `check` says to the solution with this program after it."""
    namespace: dict[str, Any] = {"__name__": "student"}
    exec(assignment.solution.read_text(encoding="utf-8"), namespace)
    exec(program, namespace)
    return check(f"{assignment.stem}.{question}", namespace=namespace)


def listed(assignment: Assignment) -> Iterator[bool]:
    """For each misconception that public inputs show: whether it is named."""
    shown = {m.name for a in load(assignment.stem).values() for m in a.mistakes if m.baked}
    for entry in read_catalogue(assignment.suite).misconceptions:
        if entry.name in shown:
            found = checked(assignment, entry.question, entry.program).misconceptions
            yield entry.name in found


def pairs(assignment: Assignment) -> Iterator[bool]:
    """For each baked pair: whether nothing but its two parts is named, and at least one."""
    catalogue = read_catalogue(assignment.suite)
    source = assignment.solution.read_text(encoding="utf-8")
    for question, answers in load(assignment.stem).items():
        for names in {pair.names for pair in answers.pairs}:
            results = [
                checked(assignment, question, pair.program).misconceptions
                for pair in pair_named(names, question, catalogue, source)
                if pair.names == names
            ]
            yield any(found and set(found) <= set(names) for found in results)


def unlisted(course: Course, assignment: Assignment, zygote: Zygote) -> Iterator[tuple[bool, bool]]:
    """For each unlisted mistake: whether `check` or the hidden tests gave it a name."""
    solution = Cell("solution", assignment.solution.read_text(encoding="utf-8"), "setup")
    with tempfile.TemporaryDirectory() as folder:
        grader = Grader(course, assignment, zygote, memo=Memo(Path(folder)))
        for name in UNLISTED[assignment.stem]:
            question, program = program_of(assignment.stem, name)
            public = bool(checked(assignment, question, program).misconceptions)
            cells = (solution, Cell("answer", program, "answer", question))
            verdict = grader.grade(Handin(assignment.stem, cells), question)
            result = verdict.question(question)
            if result is None or result.earned == result.points:
                raise SystemExit(f"{assignment.stem}: hidden tests pass `{name}` of {question}")
            yield public, result.diagnosis is not None


def main() -> int:
    """Measures, prints, and fails where a name is missing or wrong."""
    course = find_course(ROOT)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stems", nargs="*", default=course.stems)
    table = Table(title="named / asked; of unlisted ones, every name would be wrong")
    for column in ("assignment", "listed", "pairs", "unlisted, check", "unlisted, hidden tests"):
        table.add_column(column, justify="left" if column == "assignment" else "right")
    good = True
    warnings.simplefilter("ignore")
    with Zygote().wait() as zygote:
        for stem in parser.parse_args().stems:
            assignment = load_assignment(course, stem)
            single, double = list(listed(assignment)), list(pairs(assignment))
            public, hidden = zip(*unlisted(course, assignment, zygote), strict=True)
            good &= all(single) and all(double) and not any(public) and not any(hidden)
            counts = [f"{sum(part)} / {len(part)}" for part in (single, double, public, hidden)]
            table.add_row(stem, *counts)
    Console(width=100).print(table)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
