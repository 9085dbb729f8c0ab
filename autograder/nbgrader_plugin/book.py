"""The gradebook, filled with the verdicts of a class."""

from __future__ import annotations

import glob
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import Any

from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
from nbgrader import api
from nbgrader.api import Assignment as NbAssignment
from nbgrader.api import (
    Grade,
    Gradebook,
    GradeCell,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.acceptance import Acceptance
from autograder.batch import healed_notebook, released
from autograder.course import (
    Assignment,
    Course,
)
from autograder.errors import NotebookError
from autograder.nbgrader_plugin.grading import book_points, judge
from autograder.nbgrader_plugin.obstacles import (
    BUSY_S,
    as_obstacle,
    gradebook_file,
    obstacles_told,
)
from autograder.nbgrader_plugin.records import GRADED, made_from
from autograder.nbgrader_plugin.server import book_lock
from autograder.nbgrader_plugin.setup import (
    course_directory,
    ensure_assignment,
    nbgrader_config,
)
from autograder.verdict import Verdict

# From so many students on it matters how SQLite looks things up.
FEW = 32

# A student, the verdict on their hand-in if there is one, and why a person must look at it.
Row = tuple[str, Verdict | None, str]


def write_to_gradebook(
    course: Course,
    assignment: Assignment,
    students: Iterable[str],
    *,
    force: bool = False,
    acceptance: Acceptance = Acceptance(),  # noqa: B008 - it cannot be changed
) -> Iterator[Row]:
    """Walks the verdicts on hand-ins into nbgrader, one student after the other.

    A student whose hand-in, verdict and due date are those of the last time is not written again,
    so this goes on where it was interrupted. Manual scores are never touched. nbgrader changes the
    working directory while it works: call this from one thread only.

    Args:
        course: the course; its `nbgrader_config.py` must name our preprocessors.
        assignment: what was handed in.
        students: names of folders in `submitted/`.
        force: write every student again.
        acceptance: which verdicts of the journal will do; by default those from the sandbox.

    Yields:
        The student, the verdict or None, and why the hand-in needs review; empty: it does not.

    Raises:
        CourseError: nbgrader's settings, the release or the gradebook do not fit, or the gradebook
            or the disk cannot be written.
    """
    config = nbgrader_config(course)
    if acceptance != Acceptance():  # else what nbgrader_config.py says stands
        config.GradeInSandbox.protect = acceptance.protect
        config.GradeInSandbox.taken = dict(acceptance.taken)
    url = course_directory(course, config).db_url
    with book_lock(url, assignment.stem, f"autograder grade {assignment.stem}"):
        ensure_assignment(course, assignment)
        with obstacles_told(url):
            booked = {} if force else _booked(course, assignment, config)
        patience = {"connect_args": {"timeout": BUSY_S}} if gradebook_file(url) else {}
        create_engine = cache(partial(api.create_engine, **patience))
        release = released(course, assignment.stem)
        written = 0
        for student in students:
            verdict, review = _judged(course, assignment, student, release, acceptance)
            key = made_from(course, assignment.stem, student, verdict, review)
            if booked.get(student) != (key, book_points(assignment, verdict, review)):
                with _engines_from(create_engine):
                    failure = _autograde(course, assignment, student, config)
                review = review or failure
                written += 1
                if gradebook_file(url) and written >= FEW and written.bit_count() == 1:
                    _count_rows(create_engine(url))
            yield student, verdict, review


def _count_rows(engine: Engine) -> None:
    """Lets SQLite look at how many rows its tables have.

    Without that it looks for a student's grade of a cell among the grades of that cell, so that
    each student takes as long as there are students. It is done again whenever a class has doubled.
    """
    with suppress(SQLAlchemyError), engine.begin() as connection:  # busy: it only takes longer
        connection.execute(text("ANALYZE"))
    engine.dispose()  # connections read the counts when they are opened


@contextmanager
def _engines_from(create_engine: Callable[..., Any]) -> Iterator[None]:
    """Lets nbgrader keep one engine, and with it the SQL that it has compiled.

    It opens the gradebook ten times a student, each time with a new engine; compiling the same
    queries again and again is half of its time.
    """
    before = api.create_engine
    api.create_engine = create_engine
    try:
        yield
    finally:
        api.create_engine = before


def _judged(
    course: Course,
    assignment: Assignment,
    student: str,
    release: NotebookNode,
    acceptance: Acceptance,
) -> tuple[Verdict | None, str]:
    """The verdict on a student's hand-in, by the same steps as nbgrader's two passes."""
    stem = assignment.stem
    try:
        healed = healed_notebook(course, stem, student, release)
    except NotebookError as error:
        return None, str(error)
    return judge(course, assignment, healed, acceptance)


def _autograde(course: Course, assignment: Assignment, student: str, config: Config) -> str:
    """Runs nbgrader's autograder on one hand-in; returns why it failed, or nothing."""
    stem = assignment.stem
    if not (course.submitted / student / stem).exists():
        return f"There is no submitted/{student}/{stem}."
    if glob.has_magic(student):
        # nbgrader takes paths for patterns; `a[b]c` would stand for the student `abc`.
        return "nbgrader cannot write names with `*`, `?` or `[`; rename the folder in submitted/."
    directory = course_directory(course, config)
    directory.assignment_id = stem
    directory.student_id = student
    converter = _AutogradeAnything(coursedir=directory, config=config)
    converter.force = True
    errors = _Errors()
    logger = logging.Logger("nbgrader")  # its own, so that batches stay quiet
    logger.addHandler(errors)
    converter.log = logger
    try:
        with warnings.catch_warnings():
            # nbconvert says what is odd about the cells' ids; healing has said so already.
            warnings.simplefilter("ignore", DuplicateCellId)
            warnings.simplefilter("ignore", MissingIDFieldWarning)
            converter.start()
    except (NbGraderException, SystemExit) as error:
        obstacle = errors.cause and as_obstacle(errors.cause, directory.db_url)
        if obstacle:
            raise obstacle from error
        return f"nbgrader could not write this hand-in: {errors.reason() or error}"
    return ""


class _AutogradeAnything(Autograde):  # type: ignore[misc] # nbgrader has no types
    """nbgrader's, but it does not refuse a folder without a notebook: that needs review.

    `HandinExporter`, which comes next, says what is graded.

    Attributes:
        prepared: the gradebook knows the assignment already.
    """

    prepared = True

    def init_notebooks(self) -> None:
        """Looks for nothing."""
        self.assignments = dict[str, list[str]]()
        self.notebooks = list[str]()


class _Errors(logging.Handler):
    """Keeps what nbgrader logs as errors; its exceptions only point there.

    Attributes:
        cause: the exception that nbgrader was handling when it logged first.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []
        self.cause: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
        self.cause = self.cause or sys.exc_info()[1]

    def reason(self) -> str:
        """The last line of the first traceback."""
        traces = [text for text in self.messages if text.startswith("Traceback")]
        return traces[0].strip().splitlines()[-1] if traces else ""


def booked_points(course: Course, assignment: Assignment) -> dict[str, dict[str, float | None]]:
    """For each student in the gradebook: coded question -> points; None where there are none yet.

    Raises:
        CourseError: the gradebook cannot be read, or made where there is none.
    """
    config = nbgrader_config(course)
    ensure_assignment(course, assignment)
    with obstacles_told(course_directory(course, config).db_url):
        return _scores(course, assignment, config)


def _scores(
    course: Course, assignment: Assignment, config: Config
) -> dict[str, dict[str, float | None]]:
    stem = assignment.stem
    points: dict[str, dict[str, float | None]] = {}
    with Gradebook(course_directory(course, config).db_url, course.course_id) as gradebook:
        rows = gradebook.db.query(SubmittedAssignment.student_id, GradeCell.name, Grade.auto_score)
        joined = (
            rows.select_from(Grade)
            .join(GradeCell, GradeCell.id == Grade.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(NbAssignment, NbAssignment.id == SubmittedAssignment.assignment_id)
        )
        for student, cell, score in joined.filter(NbAssignment.name == stem):
            if cell in assignment.questions:
                points.setdefault(student, {})[cell] = score
    return points


def _booked(
    course: Course, assignment: Assignment, config: Config
) -> dict[str, tuple[str, dict[str, float | None]]]:
    """For each student in the gradebook: what their entry was made from, and its points."""
    stem = assignment.stem
    booked = {}
    for student, scores in _scores(course, assignment, config).items():
        path = course.autograded / student / stem / f"{stem}.ipynb"
        with suppress(OSError, ValueError, LookupError, AttributeError):
            metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
            booked[student] = (str(metadata["unrolled"][GRADED]), scores)
    return booked
