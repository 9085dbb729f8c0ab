"""The gradebook's scores of one assignment, as exports need them."""

from __future__ import annotations

import csv
import io

import msgspec
from nbgrader.api import Assignment, Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.api import Student as NbStudent

from autograder.course import Course
from autograder.errors import CourseError
from autograder.exporting.scores import Score
from autograder.nbgrader_plugin.exporting import COLUMNS, needs_review
from autograder.nbgrader_plugin.lateness import bring_up_to_date
from autograder.roster import Roster, Student


def read_scores(gradebook: Gradebook, course: Course, stem: str) -> list[Score]:
    """The scores of everyone in the gradebook, by student.

    Late penalties are worked out anew first: points that a person gave after grading count in them.

    Raises:
        CourseError: the gradebook has no such assignment.
    """
    try:
        assignment = gradebook.find_assignment(stem)
    except MissingEntry as error:
        known = ", ".join(sorted(one.name for one in gradebook.assignments)) or "none"
        raise CourseError(
            f"`{stem}` is not in the gradebook, which has: {known}. Grade it first: "
            f"`autograder grade {stem}`"
        ) from error
    submissions = {one.student_id: one for one in assignment.submissions}
    for submission in submissions.values():
        bring_up_to_date(course, submission)
    gradebook.db.commit()
    return [
        _score(assignment, student, submissions.get(student.id))
        for student in sorted(gradebook.students, key=lambda one: str(one.id))
    ]


def _score(
    assignment: Assignment, student: NbStudent, submission: SubmittedAssignment | None
) -> Score:
    names = (student.first_name, student.last_name)
    common = {
        "student": student.id,
        "name": " ".join(name for name in names if name),
        "email": student.email or "",
        "max_score": float(assignment.max_score),
    }
    if submission is None:
        return Score(**common, state="not handed in", score=None)
    common |= {
        "late_s": float(submission.total_seconds_late),
        "handed_in": f"{submission.timestamp:%Y-%m-%d %H:%M:%S}" if submission.timestamp else "",
        "questions": _questions(submission),
    }
    if needs_review(submission):
        return Score(**common, state="needs review", score=None)
    raw, penalty = float(submission.score), float(submission.late_submission_penalty)
    waiting = sum(
        grade.needs_manual_grade for notebook in submission.notebooks for grade in notebook.grades
    )
    return Score(
        **common,
        state="graded",
        score=max(0.0, raw - penalty),
        raw_score=raw,
        late_penalty=penalty,
        waiting=waiting,
    )


def _questions(submission: SubmittedAssignment) -> dict[str, float | None]:
    return {
        grade.name: (
            None if grade.auto_score is None and grade.manual_score is None else float(grade.score)
        )
        for notebook in submission.notebooks
        for grade in notebook.grades
    }


def with_roster(scores: list[Score], roster: Roster) -> list[Score]:
    """The scores with names of the roster, and with those of it whom the gradebook lacks."""
    people = {student.id: student for student in roster.students}
    worth = max((score.max_score for score in scores), default=0.0)
    named = []
    for score in scores:
        person = people.pop(score.student, Student(score.student))
        name, email = score.name or person.name, score.email or person.email
        named.append(msgspec.structs.replace(score, name=name, email=email))
    named += [
        Score(one.id, one.name, one.email, "not handed in", None, worth) for one in people.values()
    ]
    return sorted(named, key=lambda score: score.student)


def as_csv(gradebook: Gradebook, stem: str, scores: list[Score]) -> bytes:
    """The scores of one assignment in the columns of `nbgrader export`."""
    due = gradebook.find_assignment(stem).duedate
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    for score in scores:
        absent = score.state == "not handed in"
        first, last = _parts(score.name)
        table.writerow(
            {
                "assignment": stem,
                "duedate": due,
                "timestamp": score.handed_in,
                "student_id": score.student,
                "last_name": last,
                "first_name": first,
                "email": score.email,
                "raw_score": 0.0 if absent else score.raw_score,
                "late_submission_penalty": score.late_penalty,
                "score": 0.0 if absent else score.score,
                "max_score": score.max_score,
                "needs_review": str(score.state == "needs review").lower(),
            }
        )
    return text.getvalue().encode()


def _parts(name: str) -> tuple[str, str]:
    """First and last name of `Ada Lovelace` or `Lovelace, Ada`."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()
