"""The demo's class, graded once for all tests of this folder."""

import dataclasses
import io
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.demo import run_demo
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.verdict import Verdict

ROOT = Path(__file__).parents[2]


@dataclasses.dataclass(frozen=True)
class GradedClass:
    course: Course
    assignment: Assignment
    verdicts: dict[str, Verdict]
    printed: str

    def nbgrader(self, *arguments):
        """Runs a stock command in the course, as a TA would."""
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.course.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


@pytest.fixture(scope="session")
def demo_class(tmp_path_factory):
    console = Console(file=io.StringIO(), width=200)
    root = tmp_path_factory.mktemp("demo") / "course"
    graded = run_demo(find_course(ROOT), ["a1_rnn"], root, console)
    course = find_course(root)
    return GradedClass(
        course,
        load_assignment(course, "a1_rnn"),
        {student: verdict for student, verdict, _ in graded["a1_rnn"]},
        console.file.getvalue(),
    )
