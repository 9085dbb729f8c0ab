"""nbgrader's settings and its gradebook, ready for a course: also in a fresh clone."""

from __future__ import annotations

import contextlib
import os
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry, get_alembic_version
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from sqlalchemy import inspect, text
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from autograder.atomic import UNFINISHED
from autograder.batch import released
from autograder.course import (
    NBGRADER_CONFIG,
    Assignment,
    Course,
)
from autograder.errors import CourseError
from autograder.nbgrader_plugin.obstacles import (
    expect_writable,
    gradebook_file,
    is_server,
    obstacles_told,
    without_password,
)
from autograder.nbgrader_plugin.server import making, version

PLUGIN = "autograder.nbgrader_plugin"


def ensure_assignment(course: Course, assignment: Assignment) -> None:
    """Makes the gradebook know an assignment as `nbgrader generate_assignment` would.

    Makes the gradebook itself in a fresh clone. Changes no notebook: what is saved is read from
    the release. The due date is that of `course.toml`, where it gives one.

    Raises:
        CourseError: the release has other cells than the one that hand-ins were graded with, or
            the gradebook cannot be written.
    """
    release = released(course, assignment.stem)
    url = course_directory(course, nbgrader_config(course)).db_url
    expect_writable(course, url)
    with obstacles_told(url):
        _make_gradebook(course, assignment.stem, url)
        _ensure_cells(course, assignment.stem, release, url)


def gradebook_found(course: Course) -> str:
    """Where the gradebook is, once it was tried.

    Raises:
        CourseError: it cannot be reached or written.
    """
    url = course_directory(course, nbgrader_config(course)).db_url
    expect_writable(course, url)
    if is_server(url):
        return f"{version(url)}, {without_password(url)}"
    file = gradebook_file(url)
    made = "" if file and file.exists() else "; the first grading makes it"
    return f"SQLite, {file}{made}"


def _make_gradebook(course: Course, stem: str, url: str) -> None:
    """Makes it whole or not at all: nbgrader takes half of one for an old version's."""
    if is_server(url):
        _make_tables(course, url)
        return
    path = gradebook_file(url)
    if path is None or path.exists():
        return
    # Of the graders of one assignment only the one that holds its lock comes here.
    made = path.with_name(f"{UNFINISHED}{path.stem}-{stem}.db")
    with contextlib.ExitStack() as stack:
        for leftover in (made, made.with_name(f"{made.name}-journal")):
            leftover.unlink(missing_ok=True)
            stack.callback(leftover.unlink, missing_ok=True)
        with _scripts_on_path(), Gradebook(f"sqlite:///{made}", course.course_id):
            pass
        with contextlib.suppress(FileExistsError):  # by the grader of another assignment
            os.link(made, path)


def _make_tables(course: Course, url: str) -> None:
    """Does the same on a server."""
    with making(url), _scripts_on_path(), Gradebook(url, course.course_id) as gradebook:
        if not inspect(gradebook.engine).has_table("alembic_version"):
            # Killed before nbgrader noted the version; it would never do so any more.
            create = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
            gradebook.db.execute(text(create))
            note = text("INSERT INTO alembic_version (version_num) VALUES (:version)")
            gradebook.db.execute(note, {"version": get_alembic_version()})
            gradebook.db.commit()


def _ensure_cells(course: Course, stem: str, release: NotebookNode, url: str) -> None:
    with Gradebook(url, course.course_id) as gradebook:
        due = {"duedate": course.due[stem]} if stem in course.due else {}
        gradebook.update_or_create_assignment(stem, **due)
        known = _known_cells(gradebook, stem)
    if known == _released_cells(release):
        return
    names = {"notebook": stem, "assignment": stem, "student": ".", "db_url": url}
    try:
        SaveCells().preprocess(release, {"nbgrader": names})
    except RuntimeError as error:
        raise CourseError(
            f"The release of `{stem}` has other questions than the hand-ins that are in the "
            f"gradebook already ({error}). Build the release that they were graded with, or start "
            f"a new gradebook"
        ) from error


def nbgrader_config(course: Course) -> Config:
    """The course's nbgrader settings.

    Raises:
        CourseError: there are none, or they would run hand-ins outside the sandbox.
    """
    try:
        config = PyFileConfigLoader(NBGRADER_CONFIG, path=str(course.root)).load_config()
    except ConfigFileNotFound as error:
        raise CourseError(f"{course.root / NBGRADER_CONFIG} is missing") from error
    lists = {
        "sanitize_preprocessors": ["HealSubmission"],
        "autograde_preprocessors": ["GradeInSandbox", "SaveVerdict"],
    }
    for trait, ours in lists.items():
        named = [str(one) for one in config.Autograde.get(trait, [])]
        for name in ours:
            if f"{PLUGIN}.{name}" not in named:
                raise CourseError(
                    f"{course.root / NBGRADER_CONFIG} does not put {PLUGIN}.{name} into "
                    f"c.Autograde.{trait}; without it hand-ins would not be graded in the sandbox"
                )
    config.CourseDirectory.root = str(course.root)
    config.Autograde.exporter_class = f"{PLUGIN}.HandinExporter"
    config.GenerateFeedback.exporter_class = f"{PLUGIN}.FeedbackExporter"
    return config


def course_directory(course: Course, config: Config) -> CourseDirectory:
    """The course's folders as nbgrader sees them."""
    directory = CourseDirectory(config=config)
    directory.root = str(course.root)
    return directory


@contextmanager
def _scripts_on_path() -> Iterator[None]:
    """Lets nbgrader find `alembic`, which it calls by name to make a gradebook.

    Without this a gradebook can only be made in an activated environment.
    """
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{sysconfig.get_path('scripts')}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _known_cells(gradebook: Gradebook, stem: str) -> dict[str, tuple[str, str, float | None]]:
    """What the gradebook knows of an assignment's cells: name -> (source, checksum, points)."""
    try:
        notebook = gradebook.find_notebook(stem, stem)
    except MissingEntry:
        return {}
    points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
    return {
        cell.name: (cell.source, cell.checksum, points.get(cell.name))
        for cell in notebook.source_cells
    }


def _released_cells(release: NotebookNode) -> dict[str, tuple[str, str, float | None]]:
    """The same from the released notebook."""
    cells = {}
    for cell in release.cells:
        marks = cell.metadata.get("nbgrader")
        if marks and (marks["grade"] or marks["solution"] or marks["locked"]):
            points = float(marks["points"]) if marks["grade"] else None
            cells[marks["grade_id"]] = (cell.source, marks.get("checksum"), points)
    return cells
