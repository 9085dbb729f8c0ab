"""What `autograder report` does: from the journal to a class report and a report on the term."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from rich.console import Console

from autograder.acceptance import booked_verdict
from autograder.batch import Batch
from autograder.course import Assignment, Course, load_assignment
from autograder.errors import CourseError, NotebookError
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal
from autograder.report.class_report import class_report
from autograder.report.figures import Row
from autograder.report.interactive import write_page
from autograder.report.term_figures import Term
from autograder.report.term_report import term_report

TERM = "term"


def class_rows(course: Course, assignment: Assignment) -> list[Row]:
    """Every student who handed in, with the verdict that the journal has.

    Raises:
        CourseError: nobody handed anything in.
    """
    batch = Batch(course, assignment)
    journal = Journal(course.journal / assignment.stem)
    seed = journal.seed()
    rows: list[Row] = []
    for student in batch.chosen(()):
        try:
            handin = batch.read(student)
        except NotebookError as error:
            rows.append((student, None, str(error)))
            continue
        hashes = ingredients(assignment, handin)
        verdict = journal.get(verdict_key(hashes, seed)) or booked_verdict(
            journal, student, hashes, assignment.questions
        )
        missing = f"not graded yet: run `autograder grade {assignment.stem}`"
        rows.append((student, verdict, verdict.needs_review if verdict else missing))
    return rows


def write_report(
    course: Course, assignment: Assignment, console: Console, *, anonymous: bool = False
) -> Path:
    """Writes the class report from the verdicts that are in the journal.

    Raises:
        CourseError: nobody handed anything in.
    """
    stem = assignment.stem
    rows = class_rows(course, assignment)
    page = class_report(
        assignment,
        rows,
        {student: _link(student, stem) for student, *_ in rows if _has_page(course, student, stem)},
        anonymous=anonymous,
        made=_today(),
    )
    return _written(course, stem, page, anonymous, console)


def write_term_report(course: Course, console: Console, *, anonymous: bool = False) -> Path:
    """Writes the report on all assignments that were handed in.

    Raises:
        CourseError: there is no hand-in for any assignment.
    """
    assignments = [load_assignment(course, stem) for stem in course.stems]
    handed_in = [one for one in assignments if Batch(course, one).students()]
    if not handed_in:
        raise CourseError(
            f"There is no hand-in in {course.submitted}; expected notebooks in "
            "STUDENT/ASSIGNMENT/. `autograder grade a1_rnn` says more"
        )
    rows = {one.stem: class_rows(course, one) for one in handed_in}
    term = Term(rows, _weights(course, handed_in))
    links = {
        (student, stem): _link(student, stem)
        for stem, of_class in rows.items()
        for student, *_ in of_class
        if _has_page(course, student, stem)
    }
    page = term_report(course.title, term, links, anonymous=anonymous, made=_today())
    return _written(course, TERM, page, anonymous, console)


def _weights(course: Course, assignments: list[Assignment]) -> dict[str, float]:
    """What each assignment counts in the term; those that course.toml leaves out count nothing.

    Without a table there, each counts as many points as its coded questions have.
    """
    if course.points:
        return {one.stem: course.points.get(one.stem, 0.0) for one in assignments}
    return {one.stem: sum(one.questions.values()) for one in assignments}


def _has_page(course: Course, student: str, stem: str) -> bool:
    return (course.feedback / student / stem / f"{stem}.html").is_file()


def _link(student: str, stem: str) -> str:
    """The address of a feedback page, seen from reports/."""
    return f"../feedback/{quote(student, safe='')}/{stem}/{stem}.html"


def _today() -> str:
    now = datetime.now().astimezone()
    return f"{now.day} {now:%B %Y, %H:%M}"


def _written(course: Course, name: str, page: str, anonymous: bool, console: Console) -> Path:
    path = course.root / "reports" / f"{name}{'_anonymous' if anonymous else ''}.html"
    write_page(path, page)
    console.print(f"wrote {path}", highlight=False, soft_wrap=True)
    return path
