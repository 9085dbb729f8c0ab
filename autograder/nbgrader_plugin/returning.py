"""What goes back to students: pages of ours from nbgrader's own `generate_feedback`."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import bleach
import msgspec
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.nbgrader_plugin.records import REVIEW, VERDICT, record_of
from autograder.nbgrader_plugin.setup import course_directory, nbgrader_config
from autograder.report.cleaning import points_text
from autograder.report.feedback_page import Part, feedback_page
from autograder.verdict import Verdict

# What a person's comment may hold once its Markdown is HTML.
_COMMENT_TAGS = frozenset({"a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "ul"})
_ANSWERS = {"answer": True, "written": False}  # kind of a cell -> whether tests grade it


class FeedbackExporter(Exporter):  # type: ignore[misc] # nbconvert's base class has no types
    """Makes the page of a graded notebook: each question with its points, tests and answer.

    Stands in `GenerateFeedback.exporter_class` in place of nbconvert's HTML, whose pages scroll
    sideways on a phone, are always white, and run the scripts in a student's Markdown.
    """

    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """The page, once nbgrader's preprocessors have looked up points and comments."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        names = resources["nbgrader"]
        record = record_of(nb)
        told = record.get(VERDICT)
        verdict = msgspec.convert(told, Verdict) if told else None
        review = str(record.get(REVIEW, ""))
        # Without a verdict the released notebook may stand in for what was handed in.
        parts = _parts(nb, names, answers=verdict is not None or not review)
        labels = {"Student": names["student"], "Points": _total(names, parts)}
        if names["late_penalty"]:
            labels["Late penalty"] = f"{points_text(names['late_penalty'])} points, taken off above"
        title = record.get("title") or names["notebook"]
        page = feedback_page(verdict, title, parts, labels, review)
        return page, resources


def _total(names: dict[str, Any], parts: list[Part]) -> str:
    coded = [part for part in parts if part.coded]
    if all(part.earned is None for part in coded):
        return f"none yet, of {points_text(names['max_score'])}"
    total = f"{points_text(names['score'])} of {points_text(names['max_score'])}"
    waiting = sum(part.earned is None for part in parts)
    return f"{total}; {waiting} not graded yet" if waiting else total


def _parts(nb: NotebookNode, names: dict[str, Any], *, answers: bool) -> list[Part]:
    """The questions of a notebook, in its order, with what the gradebook holds."""
    with Gradebook(names["db_url"]) as gradebook:
        notebook = gradebook.find_submission_notebook(
            names["notebook"], names["assignment"], names["student"]
        )
        grades = {grade.name: grade for grade in notebook.grades}
        parts = []
        for cell in nb.cells:
            marks = cell.metadata.get("unrolled", {})
            coded = _ANSWERS.get(marks.get("kind"))
            grade = grades.get(marks.get("question"))
            if coded is None or grade is None:
                continue
            waits = grade.auto_score is None and grade.manual_score is None
            parts.append(
                Part(
                    marks["question"],
                    grade.max_score,
                    None if waits else grade.score,
                    by_hand=grade.manual_score is not None,
                    coded=coded,
                    answer=cell.source if answers else "",
                    comment=_comment(cell),
                )
            )
        return parts


def _comment(cell: NotebookNode) -> Markup:
    text = cell.metadata.get("nbgrader", {}).get("comment")
    if not text:
        return Markup()
    # Cleaned after Markdown has made HTML of it, so nothing else can come out.
    return Markup(bleach.clean(markdown2html(text), tags=_COMMENT_TAGS, strip=True))  # noqa: S704


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
