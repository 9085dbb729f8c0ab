"""Builds the staff wheel: the grader with all hidden suites, and the parts of the course it needs.

It needs none of what Colab lacks, nbgrader above all, and names none of what Colab has and must
keep: pip has no reason to touch TensorFlow, Keras, NumPy or IPython.
"""

from __future__ import annotations

import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from autograder.build.wheel import wheel_name
from autograder.course import NBGRADER_CONFIG, Course
from autograder.errors import BuildError, CourseError
from autograder.journal import Journal
from autograder.staff.carried import COURSE, PACKAGE

LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
NAME = "unrolled_staff"
# What grading imports, beside what runs a notebook's cells.
NEEDED = ("jinja2", "markupsafe", "msgspec", "nbformat", "pytest>=8", "rapidfuzz", "rich")
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
description = "Grades hand-ins on a machine of somebody else's. Holds hidden tests and solutions."
requires-python = ">=3.11"
classifiers = ["Private :: Do Not Upload"]
dependencies = {needed}

[tool.hatch.build.targets.wheel]
packages = ["autograder"]
"""


def staff_wheel_name() -> str:
    """File name of the staff wheel."""
    return f"{NAME}-{version('unrolled-autograder')}-py3-none-any.whl"


def build_staff_wheel(course: Course) -> bytes:
    """Builds the staff wheel of a course.

    Raises:
        CourseError: a part of the course is missing.
        BuildError: hatchling refuses it.
    """
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory(prefix="unrolled-staff-") as folder:
        project = Path(folder) / "project"
        package = project / PACKAGE.name
        shutil.copytree(PACKAGE, package, ignore=LEFT_OUT, copy_function=shutil.copyfile)
        _copy_course(course, package / COURSE)
        settings = PROJECT.format(
            name=NAME, version=version("unrolled-autograder"), needed=list(NEEDED)
        )
        (project / "pyproject.toml").write_text(settings, encoding="utf-8")
        try:
            (built,) = WheelBuilder(str(project)).build(directory=folder)
        except Exception as error:
            # hatchling raises ordinary exceptions for whatever is wrong in a project.
            raise BuildError(f"hatchling cannot build the staff wheel: {error}") from error
        return Path(built).read_bytes()


def _copy_course(course: Course, target: Path) -> None:
    wheel = course.release / wheel_name(course)
    files = [course.settings, wheel]
    for stem in course.stems:
        files += [course.assignments / f"{stem}.md", course.solutions / f"{stem}.py"]
        files += [course.release / stem / f"{stem}.ipynb"]
    for file in files:
        if not file.is_file():
            raise CourseError(f"{file} is missing; run `autograder build`")
        copy = target / file.relative_to(course.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    # It marks a course; what stands in yours, such as a database's address, stays at home.
    (target / NBGRADER_CONFIG).write_text("", encoding="utf-8")
    for stem in course.stems:
        # The same inputs for everyone, wherever they are graded.
        seed = target / "journal" / stem / "seed"
        seed.parent.mkdir(parents=True)
        seed.write_text(str(Journal(course.journal / stem).seed()), encoding="ascii")
