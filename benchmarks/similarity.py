"""How long `autograder similar` takes by the size of a class, and what it finds there.

    .venv/bin/python benchmarks/similarity.py --students 75,150,300,600 --assignment a3_gated

Prints seconds for the part that grows with the class (taking the answers to pieces) and for the
part that grows with its pairs, how many pairs stand out though nobody copied, and whether one whole
copy and one half do.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import writings
from rich.console import Console
from rich.table import Table

from autograder.course import find_course, load_assignment
from autograder.similarity import compare
from autograder.similarity.fingerprints import fingerprint

PAIRS = {"whole copy": ("s000", "s001"), "half a copy": ("s002", "s003")}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assignment", default="a3_gated")
    parser.add_argument("--students", default="75,150,300,600")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    assignment = load_assignment(find_course(Path(__file__).parent), given.assignment)
    known = [assignment.solution.read_text(encoding="utf-8")]
    pool = writings.pool(assignment)
    headings = ("students", "pairs", "pieces, s", "pairs, s", "from", "by chance")
    table = Table(*headings, *PAIRS)
    for students in map(int, given.students.split(",")):
        answers = writings.independent(pool, students, given.seed)
        draw = random.Random(given.seed)
        for name, share in (("s001", 1), ("s003", 2)):
            source = answers["s000" if share == 1 else "s002"]
            for question in list(source)[: len(source) // share]:
                answers[name][question] = writings.disguised(source[question], draw)
        start = time.perf_counter()
        for one in answers.values():
            for code in one.values():
                fingerprint(code)
        pieces_s = time.perf_counter() - start
        start = time.perf_counter()
        found = compare(answers, known)
        all_s = time.perf_counter() - start
        likeness = {(pair.left, pair.right): pair.likeness for pair in found.pairs}
        planted = [likeness.pop(pair, None) for pair in PAIRS.values()]
        table.add_row(
            str(students),
            f"{found.norm.pairs:,}",
            f"{pieces_s:.1f}",
            f"{max(0.0, all_s - pieces_s):.1f}",
            f"{found.norm.threshold:.2f}",
            str(len(likeness)),
            *("missed" if one is None else f"{one:.2f}" for one in planted),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
