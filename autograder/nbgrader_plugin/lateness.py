"""Late penalties and extensions of `course.toml`, by way of nbgrader's own late-penalty plugin."""

from __future__ import annotations

from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import Course, find_course


class CoursePenalty(LateSubmissionPlugin):  # type: ignore[misc] # nbgrader has no types
    """What `[late]` of `course.toml` takes off; where there is no such table, nbgrader's own rule.

    Stands in `AssignLatePenalties.plugin_class`.
    """

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Points to take off, None for none; called by nbgrader for a late hand-in."""
        policy = find_course(Path.cwd()).late
        if policy is not None:
            return policy.penalty(score, total_seconds_late)
        stock: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
        return stock


class PenaliseLateness(AssignLatePenalties):  # type: ignore[misc] # nbgrader has no types
    """nbgrader's, once the student's extension of `course.toml` is in the gradebook.

    Stands in `Autograde.autograde_preprocessors` in place of `AssignLatePenalties`, and takes the
    same settings.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as it was; the penalty goes into the gradebook."""
        names = resources["nbgrader"]
        course = find_course(Path.cwd())
        with Gradebook(names["db_url"], course.course_id) as gradebook:
            extend(course, gradebook.find_submission(names["assignment"], names["student"]))
            gradebook.db.commit()
        done: tuple[NotebookNode, ResourcesDict] = super().preprocess(nb, resources)
        return done


def extend(course: Course, submission: SubmittedAssignment) -> None:
    """Gives a student the extension that `course.toml` names.

    Where `[extensions.ASSIGNMENT]` is there, it says it for all students; where it is not, what a
    person has put into the gradebook stays.
    """
    stem = submission.name
    if stem in course.extensions:
        until = course.extensions[stem].get(submission.student_id)
        submission.extension = until - course.due[stem] if until else None


def bring_up_to_date(course: Course, submission: SubmittedAssignment) -> None:
    """Works the penalty out anew from the points of now.

    nbgrader does so when it grades; points for a written answer come later. Does nothing where
    `course.toml` has no `[late]`: then another plugin may have set the penalty.
    """
    extend(course, submission)
    if course.late is None:
        return
    for notebook in submission.notebooks:
        penalty = course.late.penalty(notebook.score, submission.total_seconds_late)
        notebook.late_submission_penalty = penalty or None
