"""What an installed staff wheel carries beside the grader: a course, and the student package."""

from __future__ import annotations

from pathlib import Path

import autograder
from autograder.course import SETTINGS
from autograder.errors import CourseError

PACKAGE = Path(autograder.__file__).parent
# Where the course's files stand in the package.
COURSE = Path("staff") / "course"


def carried_course() -> Path:
    """The course's files in an installed staff wheel.

    Raises:
        CourseError: this autograder was not installed from one.
    """
    found = PACKAGE / COURSE
    if not (found / SETTINGS).is_file():
        raise CourseError(
            f"{PACKAGE} was not installed from a staff wheel, which carries a course; write one "
            "with `autograder release --staff DIR`, and install it as its notebook does"
        )
    return found


def carried_student_wheel() -> Path:
    """The student package's wheel in an installed staff wheel.

    Raises:
        CourseError: this autograder was not installed from one.
    """
    found = sorted((carried_course() / "release").glob("*.whl"))
    if len(found) != 1:
        raise CourseError(f"{carried_course()} holds {len(found)} student wheels; expected one")
    return found[0]
