"""A toy course on disk with a real nbgrader around it; only the sandbox is played."""

import copy
import dataclasses
import os
import shutil
import sysconfig
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder import course as course_module
from autograder import grade
from autograder.acceptance import Acceptance
from autograder.course import Course, load_assignment
from autograder.notebook import Handin
from autograder.verdict import Diagnosis, QuestionResult, TestResult, Verdict

REPOSITORY = Path(__file__).parents[2]
HOOKS = """
c.Autograde.exporter_class = "autograder.nbgrader_plugin.HandinExporter"
"""
SOLUTIONS = {
    "step": "def step(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
    "fold": "def fold(xs):\n    ### BEGIN SOLUTION\n    return [step(x) for x in xs]\n"
    "    ### END SOLUTION",
}
POINTS = {"step": 40.0, "fold": 55.0}


def cell(cell_type: str, cell_id: str, kind: str, source: str, question: str = "", **nbgrader):
    marks = {"kind": kind} | ({"question": question} if question else {})
    metadata = {"unrolled": marks}
    if nbgrader:
        base = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
        metadata["nbgrader"] = base | {"cell_type": cell_type, "grade_id": cell_id} | nbgrader
    node = {"id": cell_id, "cell_type": cell_type, "metadata": metadata, "source": source}
    if cell_type == "code":
        node |= {"execution_count": None, "outputs": []}
    return node


def make_source() -> NotebookNode:
    cells = [
        cell("markdown", "toy-prose-01", "prose", "# A toy"),
        cell("code", "toy-setup-01", "setup", "import math"),
    ]
    for name, source in SOLUTIONS.items():
        check = f'check("{name}")'
        cells += [
            cell("code", f"{name}-answer", "answer", source, name, solution=True),
            cell("code", name, "check", check, name, grade=True, locked=True, points=POINTS[name]),
        ]
    model = "### BEGIN SOLUTION\nPowers of two.\n### END SOLUTION"
    cells.append(
        cell("markdown", "why", "written", model, "why", grade=True, solution=True, points=5)
    )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "unrolled": {"title": "A toy"}}
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


@dataclass
class PlayedGrader:
    """Stands in for `grade.grade_handin`: gives what a test wants, and remembers the hand-ins."""

    earned: dict[str, float] = field(default_factory=lambda: dict(POINTS))
    state: dict[str, str] = field(default_factory=dict)
    message: str = ""
    review: str = ""
    fails: Exception | None = None
    asked: list[Handin] = field(default_factory=list)
    acceptances: list[Acceptance] = field(default_factory=list)

    def __call__(self, course, assignment, handin: Handin, acceptance) -> Verdict:
        self.asked.append(handin)
        self.acceptances.append(acceptance)
        if self.fails:
            raise self.fails
        results = []
        for name, points in assignment.questions.items():
            earned = self.earned[name]
            state = self.state.get(name, "passed" if earned == points else "failed")
            test = TestResult("test_it", "it works", points, earned, state, self.message)
            hint = Diagnosis("halved", "You halve.") if state == "failed" else None
            results.append(QuestionResult(name, (test,), hint))
        return Verdict("toy", tuple(results), 1, handin.healing, needs_review=self.review)


@dataclass
class ToyCourse:
    """The toy course, and what a TA does with it."""

    course: Course

    @property
    def assignment(self):
        return load_assignment(self.course, "toy")

    def config(self) -> Config:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(self.course.root)).load_config()
        config.CourseDirectory.root = str(self.course.root)
        return config

    def run(self, converter, **traits) -> None:
        """Runs one of nbgrader's commands as its application would."""
        config = self.config()
        directory = CourseDirectory(config=config)
        directory.assignment_id = "toy"
        command = converter(coursedir=directory, config=config)
        for name, value in traits.items():
            setattr(command, name, value)
        command.start()

    def autograde(self, force: bool = True) -> None:
        self.run(Autograde, force=force)

    def feedback(self, student: str = "ada") -> str:
        self.run(GenerateFeedback, force=True)
        return (self.course.feedback / student / "toy" / "toy.html").read_text(encoding="utf-8")

    def release(self) -> NotebookNode:
        return nbformat.read(self.course.release / "toy" / "toy.ipynb", as_version=4)

    def answered(self) -> NotebookNode:
        nb = self.release()
        for node in nb.cells:
            if node.id == "step-answer":
                node.source = "def step(x):\n    return 2 * x"
            if node.id == "why":
                node.source = "Because."
        return nb

    def hand_in(self, student: str = "ada", content: NotebookNode | bytes | None = None) -> Path:
        folder = self.course.submitted / student / "toy"
        folder.mkdir(parents=True, exist_ok=True)
        content = self.answered() if content is None else content
        data = content if isinstance(content, bytes) else nbformat.writes(content).encode()
        (folder / "toy.ipynb").write_bytes(data)
        return folder / "toy.ipynb"

    @property
    def db_url(self) -> str:
        return str(CourseDirectory(config=self.config()).db_url)

    def gradebook(self) -> Gradebook:
        return Gradebook(self.db_url)

    def grades(self, student: str = "ada") -> dict[str, SimpleNamespace]:
        with self.gradebook() as book:
            notebook = book.find_submission_notebook("toy", "toy", student)
            names = ("auto_score", "manual_score", "needs_manual_grade", "score")
            return {
                grade.name: SimpleNamespace(**{name: getattr(grade, name) for name in names})
                for grade in notebook.grades
            }

    def score_by_hand(self, cell: str, points: float, student: str = "ada") -> None:
        with self.gradebook() as book:
            found = book.find_grade(cell, "toy", "toy", student)
            found.manual_score, found.needs_manual_grade = points, False
            book.db.commit()


@pytest.fixture(scope="session")
def built_course(tmp_path_factory) -> Path:
    """The folders of a fresh clone, its release made by nbgrader itself."""
    root = tmp_path_factory.mktemp("clone")
    settings = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(settings + HOOKS)
    (root / "course.toml").write_text('id = "toy"\ntitle = "Toys"\nrepository = "an/example"\n')
    points = """
        [questions]
        step = 40
        fold = 55
        [written]
        why = 5
    """
    for path, text in {
        "assignments/toy.md": "# A toy\n",
        "solutions/toy.py": "",
        "suites/toy/points.toml": textwrap.dedent(points),
        "source/toy/toy.ipynb": nbformat.writes(make_source()),
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    toy = ToyCourse(course_module.find_course(root))
    with pytest.MonkeyPatch.context() as patch:  # nbgrader calls `alembic` by name
        patch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
        toy.run(GenerateAssignment)
    (root / "gradebook.db").rename(root / "generated.db")
    return root


@pytest.fixture
def toy(fresh) -> ToyCourse:
    """The toy course with the gradebook that `nbgrader generate_assignment` made."""
    shutil.copy(fresh.course.root / "generated.db", fresh.course.root / "gradebook.db")
    return fresh


@pytest.fixture
def fresh(built_course, tmp_path, monkeypatch) -> ToyCourse:
    """A fresh clone of the toy course: no gradebook, no hand-ins."""
    root = tmp_path / "course"
    shutil.copytree(built_course, root)
    find = course_module.find_course

    def find_course(start: Path) -> Course:
        return dataclasses.replace(find(start), suites=root / "suites")

    for module in ("sanitizing", "grading"):
        monkeypatch.setattr(f"autograder.nbgrader_plugin.{module}.find_course", find_course)
    return ToyCourse(find_course(root))


@pytest.fixture(autouse=True)
def grader(monkeypatch) -> PlayedGrader:
    played = PlayedGrader()
    monkeypatch.setattr(grade, "grade_handin", played, raising=False)
    return played


@pytest.fixture
def twice() -> Callable[[NotebookNode, str], NotebookNode]:
    """A notebook in which one cell stands twice."""

    def duplicate(nb: NotebookNode, cell_id: str) -> NotebookNode:
        place = [node.id for node in nb.cells].index(cell_id)
        nb.cells.insert(place + 1, copy.deepcopy(nb.cells[place]))
        nb.cells[place + 1].id = "another"
        return nb

    return duplicate
