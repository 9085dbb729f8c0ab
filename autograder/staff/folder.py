"""Writes what a TA uploads to Drive: the staff notebook and the staff wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jupytext
import nbformat
from jinja2 import Environment, StrictUndefined

from autograder.atomic import write_whole
from autograder.build import check as stale_files
from autograder.course import Course
from autograder.errors import CourseError, StaleBuild
from autograder.publishing.tree import MARK
from autograder.staff.wheel import build_staff_wheel, staff_wheel_name

TEMPLATE = Path(__file__).with_name("notebook.md")
NOTEBOOK = "grade_here.ipynb"
# Packages that pip must leave as they are.
KEPT = (
    *("tensorflow", "tensorflow-cpu", "keras", "numpy", "matplotlib"),
    *("ipython", "ipykernel", "jupyter-client", "traitlets"),
)
IN_COLAB = "/content/drive/MyDrive"


def write_staff_folder(course: Course, folder: Path) -> list[Path]:
    """Writes the staff notebook and the staff wheel; what else is in the folder stays.

    Args:
        course: the course.
        folder: where to; made where it is missing.

    Returns:
        The files.

    Raises:
        StaleBuild: the release does not match its sources.
        CourseError: students get that folder, or a part of the course is missing.
    """
    folder = folder.resolve()
    expect_private(course, folder)
    stale = stale_files(course)
    if stale:
        raise StaleBuild(f"{stale[0]}. Run `autograder build`, and write the staff folder again")
    files = {
        folder / NOTEBOOK: staff_notebook(course, folder.name).encode(),
        folder / staff_wheel_name(): build_staff_wheel(course),
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path, content in files.items():
        write_whole(path, content)
    return list(files)


def expect_private(course: Course, folder: Path) -> None:
    """Nothing where students do not get what lies in a folder.

    Raises:
        CourseError: they do: it is in the release or the feedback, in what the release is made
            from, or in a repository that was published.
    """
    why = ""
    for given in (course.release, course.source, course.feedback):
        if folder.is_relative_to(given.resolve()):
            why = f"students get what lies in {given.name}/"
    for above in (folder, *folder.parents):
        if _is_published(above):
            why = f"{above} is the repository that students read from"
    if why:
        raise CourseError(
            f"The staff folder holds hidden tests and solutions, and {why}. Take a folder that no "
            f"student sees, such as {course.root.parent / 'staff'}"
        )


@cache
def _is_published(folder: Path) -> bool:
    page = folder / "README.md"
    try:
        return page.is_file() and page.read_text("utf-8", "replace").startswith(MARK)
    except OSError:
        return False


def staff_notebook(course: Course, folder_name: str) -> str:
    """The staff notebook as JSON, the same every time."""
    text = (
        Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701 - no page: Markdown
        .from_string(TEMPLATE.read_text(encoding="utf-8"))
        .render(
            wheel=staff_wheel_name(),
            folder=f"{IN_COLAB}/{folder_name}",
            stems=list(course.stems),
            kept=list(KEPT),
        )
    )
    notebook = jupytext.reads(text, fmt="md")
    notebook.metadata.pop("jupytext", None)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"staff-{number:02}"
    return str(nbformat.writes(notebook)) + "\n"
