"""The first pass over a hand-in: it is read and mended, whatever state it is in."""

from __future__ import annotations

import glob
import shutil
import warnings
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.batch import no_other_error, released
from autograder.course import find_course, load_assignment
from autograder.errors import NotebookError, UnrolledError
from autograder.journal import Journal
from autograder.lock import grading_lock
from autograder.nbgrader_plugin.obstacles import as_obstacle
from autograder.nbgrader_plugin.records import (
    FORMER,
    GRADED,
    REVIEW,
    Former,
    record_of,
)
from autograder.nbgrader_plugin.server import book_lock
from autograder.nbgrader_plugin.setup import ensure_assignment
from autograder.notebook import heal, read_folder, read_notebook

# The hand-in as it was read: nbconvert gives cells without id a new one before it is mended, and
# then what is said about the mending would not be what a batch says, nor the hand-in the same.
_READ = "unrolled_read"
_NOTEBOOKS = ("*.[iI][pP][yY][nN][bB]", ".*.[iI][pP][yY][nN][bB]")


class HandinExporter(NotebookExporter):  # type: ignore[misc] # nbconvert has no types
    """nbgrader's notebook exporter with our reader, to which no file is unreadable.

    A file that is no notebook would end in an exception before any preprocessor sees it, and its
    student would be left without a word. Here it goes on as the released notebook with the reason
    in `resources`, and `HealSubmission` makes it a hand-in that needs review.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._former: dict[str, Former] = {}  # student -> what was graded the last time
        self.optimistic_validation = True  # once after all preprocessors, not after each of them
        if self.parent is not None and hasattr(self.parent, "coursedir"):
            self._expect_every_hand_in()
            self._convert = self.parent.convert_notebooks
            self.parent.convert_notebooks = self._convert_alone

    def from_filename(
        self, filename: str, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """Reads and converts a notebook; called by nbgrader for both of its passes."""
        path = Path(filename)
        resources = ResourcesDict() if resources is None else resources
        resources["metadata"] = ResourcesDict(name=path.stem, path=str(path.parent))
        course, stem = find_course(Path.cwd()), resources["nbgrader"]["assignment"]
        graded = path.parent.resolve().is_relative_to(course.autograded.resolve())
        resources[FORMER] = self._former.get(resources["nbgrader"]["student"], Former())
        try:
            with no_other_error():
                release = released(course, stem)
                notebook = (
                    read_notebook(path) if graded else read_folder(path.parent, stem, release)
                )
        except NotebookError as error:
            self.log.error("%s", error)
            resources["unrolled_review"] = str(error)
            notebook = release
        if not graded:
            resources[_READ] = notebook
            if not path.exists():
                self._take_back_zeros(resources["nbgrader"])
        with warnings.catch_warnings():
            # nbconvert says what is odd about the cells' ids; healing says so to the student.
            warnings.simplefilter("ignore", DuplicateCellId)
            warnings.simplefilter("ignore", MissingIDFieldWarning)
            converted: tuple[str, ResourcesDict] = self.from_notebook_node(
                notebook, resources=resources, **kwargs
            )
        return converted

    def _expect_every_hand_in(self) -> None:
        """Has nbgrader convert one notebook for each folder: the one of the assignment's name.

        nbgrader passes over a folder that has none and fails at one of another name. Here each
        goes through `from_filename`, which finds what was meant, or says why there is nothing.
        """
        converter, directory = self.parent, self.parent.coursedir
        stem = directory.assignment_id
        if directory.notebook_id in {"*", stem}:
            pattern = directory.format_path(
                directory.submitted_directory, directory.student_id, stem
            )
            converter.assignments = {
                folder: [str(Path(folder) / f"{stem}.ipynb")] for folder in glob.glob(pattern)
            }
        # A notebook with upper-case extension would itself be handed on, with all that is in it.
        directory.ignore = [*directory.ignore, *_NOTEBOOKS]

    def _take_back_zeros(self, names: dict[str, str]) -> None:
        """Undoes the 0 that nbgrader has just given to whoever has no file of the right name."""
        with Gradebook(names["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            for grade in submission.grades:
                grade.auto_score, grade.needs_manual_grade = None, True
            gradebook.db.commit()

    def _convert_alone(self) -> None:
        """What nbgrader calls for a class: no other grader is at the assignment meanwhile."""
        directory = self.parent.coursedir
        course, stem = find_course(Path(directory.root)), directory.assignment_id
        folder, command = course.journal / stem, f"nbgrader autograde {stem}"
        try:
            with grading_lock(folder, command), book_lock(directory.db_url, stem, command):
                if not getattr(self.parent, "prepared", False):
                    # Before nbgrader removes what was graded, to make room for what comes now.
                    ensure_assignment(course, load_assignment(course, stem))
                Journal(folder).sweep()
                self._look_at_graded()
                self._convert()
        except UnrolledError as error:
            raise self._refusal(str(error)) from None
        except NbGraderException as error:
            obstacle = as_obstacle(error, directory.db_url)
            if obstacle is None:
                raise
            raise self._refusal(str(obstacle)) from None

    def _refusal(self, reason: str) -> NbGraderException:
        self.log.error("%s", reason)
        return NbGraderException(reason)

    def _look_at_graded(self) -> None:
        """Notes what was graded before, and removes what a killed run left.

        nbgrader removes the former before it grades anew, and would skip the latter as graded.
        """
        directory = self.parent.coursedir
        course = find_course(Path(directory.root))
        stem = directory.assignment_id
        for folder in course.autograded.glob(f"{directory.student_id}/{stem}"):
            try:
                nb = read_notebook(folder / f"{stem}.ipynb")
                whole = GRADED in record_of(nb)
                self._former[folder.parent.name] = Former.of(nb)
            except NotebookError:
                whole = False
            if not whole:
                self.log.warning("Removing half-graded hand-in: %s", folder)
                shutil.rmtree(folder)


class HealSubmission(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Mends a hand-in before nbgrader's own sanitizing, which aborts on damaged ones.

    Comes first in `Autograde.sanitize_preprocessors`. What was mended, and why a person must look
    at the hand-in where nothing could be, is left in the notebook for the second pass.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The mended notebook, or the released one where nothing can be mended."""
        course = find_course(Path.cwd())
        release = released(course, resources["nbgrader"]["assignment"])
        review = resources.get("unrolled_review", "")
        try:
            with no_other_error():
                read = resources.pop(_READ, nb)
                healed, sentences = heal(release if review else read, release)
        except NotebookError as error:
            review = str(error)
        else:
            for sentence in sentences:
                self.log.info("%s", sentence)
        if review:
            self.log.warning("Needs review: %s", review)
            healed, _ = heal(release, release)
            healed.metadata["unrolled"][REVIEW] = review
        return healed, resources
