"""A class whose hand-ins cost next to nothing, in a course of its own, for faults by the dozen.

    python benchmarks/toy_class.py ROOT grade toy     # `autograder grade toy` in that course

Sandbox, processes, nbgrader and gradebook are the real ones; only the question is a toy.
"""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import course as courses
from autograder.cli.app import main as autograder

ROOT = Path(__file__).parents[1]
STEM = "toy"
FILES = {
    "course.toml": 'id = "toy"\ntitle = "Toys"\nrepository = "an/example"\n',
    "assignments/toy.md": "# A toy\n",
    "solutions/toy.py": "def double(x):\n    return 2 * x\n",
    "suites/toy/points.toml": (
        "[questions]\ndouble = 95\n[written]\nwhy = 5\n"
        '[forbidden]\ndouble = ["keras.layers.LSTMCell"]\n'
        "[limits]\nprobe_s = 3\nmemory_bytes = 268435456\n"
    ),
    "suites/toy/probes.py": "def doubled(answer, x):\n    return answer.double(x)\n",
    "suites/toy/misconceptions.py": """
from autograder.testing import misconception

@misconception("double", hint="Twice is not the square.")
def squared(x):
    return x * x
""",
    "suites/toy/test_double.py": """
from autograder.testing import agree, question

@question("double", points=60)
def test_numbers_are_doubled(submission, reference, rng):
    agree(submission, reference, "doubled", {"x": rng.normal(size=5)})

@question("double", points=85 / 3)
def test_two_becomes_four(submission, reference):
    agree(submission, reference, "doubled", {"x": 2})

@question("double", points=20 / 3)
def test_nothing_stays_nothing(submission, reference):
    agree(submission, reference, "doubled", {"x": 0.0})
""",
}
# What is handed in: right, wrong, and what costs a worker its life.
ANSWERS = {
    "right": "def double(x):\n    return x + x\n",
    "square": "def double(x):\n    return x * x\n",
    "slow": "import time\ntime.sleep(0.3)\ndef double(x):\n    return 2 * x\n",
    "raises": "def double(x):\n    raise ValueError('go to')\n",
    "nothing": "def double(x):\n    raise NotImplementedError\n",
    "exits": "import os\ndef double(x):\n    return 4 if type(x) is int else os._exit(137)\n",
    "loops": "def double(x):\n    while type(x) is not int:\n        pass\n    return 4\n",
    "hoards": "def double(x):\n    return [bytes(2**20) for _ in range(2**12)]\n",
    "forbidden": "import keras\ndef double(x):\n    keras.layers.LSTMCell(2)\n    return 2 * x\n",
    "floods": "def double(x):\n    return [[] for _ in range(2**18)]\n",
    "forges": """
import os
for number in range(3, 99):
    try:
        os.write(number, b"\\0\\0\\0\\1\\x90")
    except OSError:
        pass
def double(x):
    return 2 * x
""",
}


def make_course(root: Path) -> None:
    """Writes the course, as a fresh clone would have it."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    path = root / "release" / STEM / f"{STEM}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(_released(), path)


def hand_in(root: Path, student: str, answer: str, why: str = "Because.") -> None:
    """Writes a student's notebook; the same answer by two students differs in a comment."""
    nb = _released()
    nb.cells[1].source = f"{answer}# {student}\n"
    nb.cells[3].source = why
    path = root / "submitted" / student / STEM / f"{STEM}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)


def hand_in_class(root: Path, count: int) -> list[str]:
    """Hand-ins of all kinds in turn; returns the students."""
    kinds = list(ANSWERS)
    students = [f"s{number:02d}-{kinds[number % len(kinds)]}" for number in range(count)]
    for student in students:
        hand_in(root, student, ANSWERS[student.partition("-")[2]])
    return students


def scores(root: Path) -> list[tuple[object, ...]]:
    """All that the gradebook says of the class, to the last bit of every score."""
    query = """
        select s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit,
               g.needs_manual_grade
        from grade g join base_cell c on c.id = g.cell_id
        join submitted_notebook n on n.id = g.notebook_id
        join submitted_assignment s on s.id = n.assignment_id
        order by s.student_id, c.name
    """
    with closing(sqlite3.connect(root / "gradebook.db")) as book:
        return [
            tuple(value.hex() if isinstance(value, float) else value for value in row)
            for row in book.execute(query)
        ]


def score_by_hand(root: Path, student: str, cell: str, points: float) -> None:
    """What a person does in formgrader."""
    with closing(sqlite3.connect(root / "gradebook.db")) as book, book:
        changed = book.execute(
            """update grade set manual_score = ?, needs_manual_grade = 0 where id in (
                select g.id from grade g join base_cell c on c.id = g.cell_id
                join submitted_notebook n on n.id = g.notebook_id
                join submitted_assignment s on s.id = n.assignment_id
                where s.student_id = ? and c.name = ?)""",
            (points, student, cell),
        )
        if changed.rowcount != 1:
            raise LookupError(f"the gradebook has no {cell} of {student}")


def _released() -> NotebookNode:
    from nbgrader.preprocessors import ComputeChecksums

    base = {"schema_version": 3, "grade": False, "solution": False, "locked": False}

    def marks(kind: str, question: str, cell_type: str, name: str, **own: object) -> dict:
        nbgrader = {**base, "cell_type": cell_type, "grade_id": name, **own}
        return {"unrolled": {"kind": kind, "question": question}, "nbgrader": nbgrader}

    stub = "def double(x):\n    raise NotImplementedError\n"
    check = marks("check", "double", "code", "double", grade=True, locked=True, points=95)
    why = marks("written", "why", "markdown", "why", grade=True, solution=True, points=5)
    answer = marks("answer", "double", "code", "double-answer", solution=True)
    cell, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    cells = [
        cell("import math", id="toy-setup-01", metadata={"unrolled": {"kind": "setup"}}),
        cell(stub, id="double-answer", metadata=answer),
        cell('check("double")', id="double", metadata=check),
        text("Why?", id="why", metadata=why),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "unrolled": {"title": "A toy"}}
    nb = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    checked: NotebookNode = ComputeChecksums().preprocess(nb, {})[0]
    return checked


def with_own_suites() -> None:
    """Makes every course of this process look for its suites in its own folder."""
    read = courses._read_course
    courses._read_course = lambda root: dataclasses.replace(read(root), suites=root / "suites")


def main() -> None:
    """Runs a command of the autograder in the toy course."""
    import os

    with_own_suites()
    os.chdir(sys.argv[1])
    sys.argv = ["autograder", *sys.argv[2:]]
    autograder()


if __name__ == "__main__":
    main()
