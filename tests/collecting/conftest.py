"""A small course with a class list, and archives made by hand as the platforms write them."""

import io
import json
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.collecting.collect import Wishes, collect
from autograder.course import Assignment, Course, load_assignment
from autograder.policy import from_timestamp

ROSTER = """\
id,name,email,canvas,gradescope
ada,Ada Lovelace,ada@x.edu,4711,900001
bob,"O'Brien, Bob",bob.obrien@x.edu,4712,900002
gru,Grüße Ñandú,gn@x.edu,4713,900003
li_wei,Wei Li,wl@x.edu,4714,900004
"""


def notebook(text="x = 1", question="double"):
    """A notebook with one cell of the assignment and an answer."""
    cells = [
        {"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": 1},
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": question, "grade": True, "locked": True,
                                      "solution": False, "points": 100, "schema_version": 3,
                                      "cell_type": "code"}},
            "source": "check()", "outputs": [], "execution_count": None,
        },
    ]  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def as_zip(path, files):
    """Writes a zip of name -> bytes, or (ZipInfo, bytes)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return path


def as_tar(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_801_569_600
            archive.addfile(info, io.BytesIO(data))
    return path


def as_folder(path, files):
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


@dataclass
class Class:
    """The course, and what a TA does with it."""

    course: Course
    assignment: Assignment
    downloads: Path

    def collect(self, *sources, roster=True, **wishes):
        path = self.course.root / "roster.csv"
        if not roster:
            path.unlink(missing_ok=True)
        return collect(self.course, self.assignment, sources, Wishes(**wishes))

    def handed_in(self):
        """Student -> {file: bytes}, without the times."""
        found = {}
        for path in sorted(self.course.submitted.rglob("*")):
            if path.is_file() and path.name != "timestamp.txt":
                student, stem, name = path.relative_to(self.course.submitted).parts
                assert stem == self.assignment.stem
                found.setdefault(student, {})[name] = path.read_bytes()
        return found

    def notebook_of(self, student):
        return (self.course.submitted / student / "a3_gated" / "a3_gated.ipynb").read_bytes()

    def time_of(self, student):
        path = self.course.submitted / student / "a3_gated" / "timestamp.txt"
        return from_timestamp(path.read_text()) if path.exists() else None

    def everything(self):
        """All files of the course's folder and beside it, to see that nothing else was written."""
        root = self.course.root.parent
        return {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and not p.is_symlink()}


@pytest.fixture
def klass(tmp_path):
    root = tmp_path / "course"
    for name, text in {
        "assignments/a3_gated.md": "",
        "assignments/a1_rnn.md": "",
        "solutions/a3_gated.py": "",
        "suites/a3_gated/points.toml": "[questions]\ndouble = 100\n",
        "roster.csv": ROSTER,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    release = root / "release" / "a3_gated" / "a3_gated.ipynb"
    release.parent.mkdir(parents=True)
    release.write_bytes(notebook("### YOUR CODE"))
    course = Course(root, "toys", "Toys", "someone/toys", suites=root / "suites")
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    return Class(course, load_assignment(course, "a3_gated"), downloads)
