"""The class as a table of scores, in which nobody gets 0 for a hand-in that was not graded."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "needs_review",
)


class ReviewedCsv(CsvExportPlugin):  # type: ignore[misc] # nbgrader has no types
    """nbgrader's CSV with a column `needs_review`, `true` or `false`.

    Where it is `true`, a coded question has neither the grader's points nor a person's, and the
    scores are left empty; nbgrader's own plugin counts such a question as 0. Who handed nothing in
    has 0, and written answers that wait for a person count as 0, as there.

    Stands in `ExportApp.plugin_class`.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Writes the table to `--to`, by default `grades.csv`."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        text = io.StringIO()
        table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        table.writeheader()
        # Databases sort umlauts, and what is not there, each in its own way.
        for assignment in sorted(gradebook.assignments, key=_by_date):
            for student in sorted(gradebook.students, key=_by_name):
                if self._is_wanted(assignment, student):
                    table.writerow(_row(gradebook, assignment, student))
        path.write_text(text.getvalue(), encoding="utf-8")

    def _is_wanted(self, assignment: Assignment, student: Student) -> bool:
        """Whether `--assignment` and `--student` let this row through; empty lists let all."""
        return (not self.assignment or assignment.name in map(str, self.assignment)) and (
            not self.student or student.id in map(str, self.student)
        )


def _by_date(assignment: Assignment) -> tuple[datetime, str]:
    return assignment.duedate or datetime.min, assignment.name


def _by_name(student: Student) -> tuple[str, str, str]:
    return student.last_name or "", student.first_name or "", student.id


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
        "needs_review": "false",
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row | {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
    penalty = submission.late_submission_penalty
    row |= {"timestamp": submission.timestamp, "late_submission_penalty": penalty}
    if needs_review(submission):
        return row | {"needs_review": "true"}
    score = submission.score
    return row | {"raw_score": score, "score": max(0.0, score - penalty)}


def needs_review(submission: SubmittedAssignment) -> bool:
    """Whether a coded question of a hand-in has no points at all, not even 0."""
    return any(
        grade.cell.cell_type == "code" and grade.auto_score is None and grade.manual_score is None
        for notebook in submission.notebooks
        for grade in notebook.grades
    )
