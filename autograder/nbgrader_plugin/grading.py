"""The second pass over a hand-in: a verdict in place of a kernel, its points in place of output."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool, Dict

from autograder import grade
from autograder.acceptance import Acceptance
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.errors import CourseError, SandboxUnavailable
from autograder.history import note_change
from autograder.nbgrader_plugin.records import FORMER, GRADED, REVIEW, VERDICT, made_from, record_of
from autograder.notebook import extract
from autograder.report.feedback import question_feedback
from autograder.verdict import Verdict

# Keys of `resources`, which lives as long as one pass.
_VERDICT = "unrolled_verdict"
_REVIEW = "unrolled_review"
_NOT_GRADED = "Not graded yet: a person has to look at this hand-in."


def judge(
    course: Course, assignment: Assignment, nb: NotebookNode, acceptance: Acceptance
) -> tuple[Verdict | None, str]:
    """Grades a healed notebook.

    Args:
        course: the course.
        assignment: what was handed in.
        nb: the notebook.
        acceptance: which verdicts of the journal will do.

    Returns:
        The verdict, None where there can be none; and why a person must look at the hand-in,
        empty where none must.

    Raises:
        CourseError: the verdict could not be kept.
        SandboxUnavailable: this machine can grade nobody.
    """
    review = str(record_of(nb).get(REVIEW, ""))
    if review:
        return None, review
    try:
        verdict = grade.grade_handin(course, assignment, extract(nb, assignment), acceptance)
    except (CourseError, SandboxUnavailable):
        # The disk is full, there is no sandbox, or the like: what the gradebook has stays, and a
        # later run, or one on another machine, does it.
        raise
    except Exception as error:  # whatever it is, it must not become a zero
        return None, f"Grading failed, through no fault of the student's: {error}"
    return verdict, verdict.needs_review


def points_of(
    verdict: Verdict | None, review: str, question: str, max_score: float
) -> float | None:
    """The points that a question gets in the gradebook, or None where a person must decide."""
    result = verdict.question(question) if verdict and not review else None
    if result is None or result.state == "grader error":
        return None
    earned = float(result.earned)
    if not math.isfinite(earned) or not 0 <= earned <= max_score + 1e-9:
        return None  # a mistake in the suite
    return min(earned, max_score)


def book_points(
    assignment: Assignment, verdict: Verdict | None, review: str
) -> dict[str, float | None]:
    """What the gradebook should hold for each coded question."""
    return {
        question: points_of(verdict, review, question, worth)
        for question, worth in assignment.questions.items()
    }


class GradeInSandbox(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Grades a sanitized notebook and writes the feedback below its check cells.

    Stands in `Autograde.autograde_preprocessors` in place of `Execute`.
    """

    protect = Bool(
        True, help="Whether a verdict that was made without a sandbox is graded anew in it."
    ).tag(config=True)
    taken = Dict(
        help="Hash of a notebook -> journal key of a verdict made elsewhere, to be used for it."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook with feedback; the verdict goes into `resources` for `SaveVerdict`."""
        stem, student = (resources["nbgrader"][key] for key in ("assignment", "student"))
        course = find_course(Path.cwd())
        verdict, review = judge(
            course,
            load_assignment(course, stem),
            nb,
            Acceptance(self.protect, taken=self.taken),
        )
        if review:
            self.log.warning("%s needs review: %s", student, review)
        first = True
        for cell in nb.cells:
            marks = cell.metadata.get("unrolled", {})
            if marks.get("kind") == "check" and cell.cell_type == "code":
                cell.outputs = [_output(verdict, marks["question"], review, first=first)]
                first = False
        record = nb.metadata.setdefault("unrolled", {})
        record[GRADED] = made_from(course, stem, student, verdict, review)
        if verdict is not None:
            record[VERDICT] = msgspec.to_builtins(msgspec.structs.replace(verdict, output=""))
        if review:
            record[REVIEW] = review
        resources[_VERDICT], resources[_REVIEW] = verdict, review
        return nb, resources


class SaveVerdict(SaveAutoGrades):  # type: ignore[misc] # nbgrader has no types
    """Writes a verdict's points into the gradebook, exactly and only where there are any.

    Stands in `Autograde.autograde_preprocessors` in place of `SaveAutoGrades`, whose
    `determine_grade` gives full points to whatever it cannot read. Written answers are left to it:
    it marks them for a person, or gives 0 to the empty ones.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Notes in the audit trail what changes, and writes the points of all cells."""
        nb, resources = super().preprocess(nb, resources)
        stem, student = (resources["nbgrader"][key] for key in ("assignment", "student"))
        self._flag(resources)
        course = find_course(Path.cwd())
        verdict, review = resources.get(_VERDICT), resources.get(_REVIEW, "")
        points = book_points(load_assignment(course, stem), verdict, review)
        note_change(course.journal / stem, student, points, verdict, review)
        return nb, resources

    def _flag(self, resources: ResourcesDict) -> None:
        """Flags what needs review, so that formgrader's lists show it; a person's flag stays."""
        names, review = resources["nbgrader"], bool(resources.get(_REVIEW))
        if not review and not resources[FORMER].review:
            return
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            notebook.flagged = review
            gradebook.db.commit()

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        marks = cell.metadata.get("unrolled", {})
        written = marks.get("kind") != "check"
        found = self.gradebook.find_grade(
            cell.metadata["nbgrader"]["grade_id"],
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        if written and resources.get(_VERDICT) is not None:
            asked = found.needs_manual_grade
            super()._add_score(cell, resources)
            same = resources[FORMER].written.get(marks.get("question")) == cell.source
            if same and found.manual_score is not None:
                # Nobody has to read again what they read before; nbgrader asks each time.
                found.needs_manual_grade = asked
                self.gradebook.db.commit()
            return
        points = None
        if not written:
            question = cell.metadata["unrolled"]["question"]
            verdict, review = resources.get(_VERDICT), resources.get(_REVIEW, "")
            points = points_of(verdict, review, question, found.max_score)
        changed = points != found.auto_score
        found.auto_score = points
        if points is None:
            # Without points and without a person's, this must not pass for a zero.
            found.needs_manual_grade = True
        elif found.manual_score is None:
            found.needs_manual_grade = False
        elif changed:
            # A person overrode other points than these: their score stands, but they are asked.
            found.needs_manual_grade = True
        self.gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_comment(cell, resources)
        if resources.get(_VERDICT) is None:
            # The released notebook stands in for what was handed in; to say "No response." of it
            # would be wrong. The reason itself is in the feedback, escaped: comments are not.
            comment = self.gradebook.find_comment(
                cell.metadata["nbgrader"]["grade_id"],
                self.notebook_id,
                self.assignment_id,
                self.student_id,
            )
            comment.auto_comment = _NOT_GRADED
            self.gradebook.db.commit()


def _output(verdict: Verdict | None, question: str, review: str, *, first: bool) -> NotebookNode:
    """Feedback on one question as the output of its check cell."""
    feedback = question_feedback(verdict, question, review=review, first=first)
    output: NotebookNode = nbformat.v4.new_output(
        "display_data", data={"text/html": feedback.html, "text/plain": feedback.text}
    )
    return output
