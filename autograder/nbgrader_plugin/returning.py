"""What goes back to students: nbgrader's feedback pages, without starting its command line."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.nbgrader_plugin.setup import course_directory, nbgrader_config


def write_feedback(course: Course, assignment: Assignment) -> list[Path]:
    """Writes `feedback/STUDENT/STEM/STEM.html` for everyone who was graded.

    The same as `nbgrader generate_feedback --force`.

    Returns:
        The pages, sorted.

    Raises:
        CourseError: nbgrader could not write them.
    """
    config = nbgrader_config(course)
    directory = course_directory(course, config)
    directory.assignment_id = assignment.stem
    directory.student_id = "*"
    converter = GenerateFeedback(coursedir=directory, config=config)
    converter.force = True
    converter.log = logging.Logger("nbgrader")
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        raise CourseError(f"nbgrader could not write the feedback: {error}") from error
    return sorted(course.feedback.glob(f"*/{assignment.stem}/*.html"))
