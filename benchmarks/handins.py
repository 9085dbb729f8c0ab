"""The hand-ins that every way of grading gets, and a course folder for each way.

The same answers stand in all of them: the solution, the untouched release, and misconceptions, one
question after the other. The peers' notebooks lack the cells that our grader does not execute
either (installation, demonstrations, training), so nobody waits for a plot or a training run.
"""

from __future__ import annotations

import copy
import itertools
import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from inprocess import SEED, STEM

from autograder.catalogue import Misconception, read_catalogue
from autograder.course import Assignment, Course

Notebook = Any
COPIED = ("assignments", "solutions", "source", "release")
NOT_EXECUTED = {"badge", "install", "demo", "training"}
HIDDEN_TESTS = """\
### BEGIN HIDDEN TESTS
from inprocess import points
points("{question}", globals())
### END HIDDEN TESTS"""
OTTER_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "{question}"
points = None
"""
OTTER_CASE = """

@test_case(points={points})
def {test}(env):
    from inprocess import otter_case

    otter_case("{question}", "{test}", env)
"""


@dataclass(frozen=True)
class HandIn:
    """One hand-in.

    Attributes:
        student: a made-up name that tells what was handed in.
        answers: question -> source of its answer cell.
    """

    student: str
    answers: dict[str, str]


def make_hand_ins(course: Course, assignment: Assignment, count: int) -> list[HandIn]:
    """The same hand-ins at every call, as many as there are misconceptions, and two."""
    solved = _answers(_read(course.source))
    made = [("solution", solved), ("untouched", _answers(_read(course.release)))]
    of_question = [
        read_catalogue(assignment.suite).misconceptions_of(name) for name in assignment.questions
    ]
    for entries in itertools.zip_longest(*of_question):
        made += [(entry.name, _with(solved, entry)) for entry in entries if entry is not None]
    return [
        HandIn(f"{number:02}_{name}", answers)
        for number, (name, answers) in enumerate(made[:count], start=1)
    ]


def _with(solved: dict[str, str], entry: Misconception) -> dict[str, str]:
    # As `autograder prove` does it: after the solution, which a wrong class may build upon.
    wrong = f"{solved[entry.question]}\n\n{entry.program}"
    return {**solved, entry.question: wrong}


def _read(folder: Path) -> Notebook:
    return nbformat.read(folder / STEM / f"{STEM}.ipynb", as_version=4)


def _marks(cell: Notebook) -> dict[str, str]:
    return dict(cell.metadata.get("unrolled", {}))


def _answers(nb: Notebook) -> dict[str, str]:
    marked = [(_marks(cell), cell.source) for cell in nb.cells]
    return {m["question"]: source for m, source in marked if m.get("kind") == "answer"}


def _filled(nb: Notebook, answers: dict[str, str]) -> Notebook:
    nb = copy.deepcopy(nb)
    for cell in nb.cells:
        if _marks(cell).get("kind") == "answer":
            cell.source = answers[_marks(cell)["question"]]
    return nb


def _submit(nb: Notebook, root: Path, hand_ins: list[HandIn]) -> None:
    for one in hand_ins:
        path = root / "submitted" / one.student / STEM / f"{STEM}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(_filled(nb, one.answers), path)


def our_course(course: Course, assignment: Assignment, root: Path, hand_ins: list[HandIn]) -> Path:
    """A copy of this course with the hand-ins submitted and the seed set."""
    for folder in COPIED:
        shutil.copytree(course.root / folder, root / folder)
    for file in ("nbgrader_config.py", "course.toml"):
        shutil.copy(course.root / file, root)
    (root / "questions.json").write_text(json.dumps(list(assignment.questions)), encoding="utf-8")
    _submit(_read(course.release), root, hand_ins)
    forget(root)
    return root


def forget(root: Path) -> None:
    """Takes a course's journal and gradebook away, so that grading starts from nothing."""
    shutil.rmtree(root / "journal", ignore_errors=True)
    shutil.rmtree(root / "autograded", ignore_errors=True)
    (root / "gradebook.db").unlink(missing_ok=True)
    journal = root / "journal" / STEM
    journal.mkdir(parents=True)
    (journal / "seed").write_text(str(SEED), encoding="ascii")


def nbgrader_source(course: Course, root: Path) -> Path:
    """A stock nbgrader course whose graded cells hold the hidden tests; not yet released."""
    nb = _read(course.source)
    nb.cells = [cell for cell in nb.cells if _marks(cell).get("kind") not in NOT_EXECUTED]
    for cell in nb.cells:
        if _marks(cell).get("kind") == "check":
            cell.source = HIDDEN_TESTS.format(question=_marks(cell)["question"])
    path = root / "source" / STEM / f"{STEM}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nb, path)
    config = 'c = get_config()\nc.CourseDirectory.course_id = "peer"\n'
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    return root


def submit_to_nbgrader(root: Path, hand_ins: list[HandIn]) -> None:
    """Fills the released notebook in, once for every hand-in."""
    _submit(_read(root / "release"), root, hand_ins)


def otter_course(
    course: Course, root: Path, hand_ins: list[HandIn], tests: dict[str, dict[str, float]]
) -> Path:
    """An otter autograder (`autograder.zip`) and the hand-ins, without nbgrader's graded cells.

    Args:
        course: this course.
        root: an empty folder.
        hand_ins: what is handed in.
        tests: question -> hidden test -> points.
    """
    nb = _read(course.release)
    nb.cells = [c for c in nb.cells if _marks(c).get("kind") not in NOT_EXECUTED | {"check"}]
    _submit(nb, root, hand_ins)
    with zipfile.ZipFile(root / "autograder.zip", "w") as file:
        file.writestr("otter_config.json", "{}")
        for question, cases in tests.items():
            text = OTTER_TEST.format(question=question)
            for test, points in cases.items():
                text += OTTER_CASE.format(question=question, test=test, points=points)
            file.writestr(f"tests/{question}.py", text)
    return root
