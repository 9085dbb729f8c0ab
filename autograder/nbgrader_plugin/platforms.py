"""Export plugins for learning platforms: for `nbgrader export --exporter`, and `autograder export`.

Each stands for one format. `--exporter autograder.nbgrader_plugin.CanvasExport` chooses it; its
settings are those of `PlatformExport`, such as `--CanvasExport.table=gradebook.csv`.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode
from traitlets.config import Config

from autograder.atomic import write_whole
from autograder.course import Course, find_course
from autograder.errors import CourseError
from autograder.exporting.cells import Cells, read_cells
from autograder.exporting.results import results_json
from autograder.exporting.scores import Exported, Score, as_json, students_of
from autograder.exporting.tables import Wanted, fill_canvas, fill_moodle
from autograder.nbgrader_plugin.obstacles import gradebook_file, obstacles_told
from autograder.nbgrader_plugin.records import REVIEW, VERDICT
from autograder.nbgrader_plugin.scoring import as_csv, read_scores, with_roster
from autograder.nbgrader_plugin.setup import course_directory, nbgrader_config
from autograder.roster import ROSTER, Roster, read_roster
from autograder.verdict import Verdict


class PlatformExport(ExportPlugin):  # type: ignore[misc] # nbgrader has no types
    """What the formats share.

    Attributes:
        course: the course; None finds that of the working directory.
        people: the class.
        done: what came of the last export.
        written: the file or folder that it made.
    """

    table = Unicode("", help="the CSV that the platform exported, to be filled in").tag(config=True)
    column = Unicode("", help="the assignment's column in it").tag(config=True)
    scale = Bool(False, help="convert where the platform gives other points").tag(config=True)
    roster = Unicode("", help="who is in the class; a CSV").tag(config=True)

    default_name: ClassVar[str] = "{stem}-scores.csv"

    course: Course | None = None
    people: Roster
    written: Path
    done: Exported

    def export(self, gradebook: Gradebook) -> None:
        """Writes the scores of one assignment; called by `nbgrader export`."""
        course = self.course or find_course(Path.cwd())
        stem = self._stem(gradebook)
        self.people = self._class(course)
        scores = with_roster(read_scores(gradebook, course, stem), self.people)
        if self.student:
            wanted = set(map(str, self.student))
            scores = [score for score in scores if score.student in wanted]
        self.written = Path(self.to or self.default_name.format(stem=stem))
        self.done = self.write(gradebook, course, stem, scores)
        self.log.info("Wrote %s: %d scores", self.written, len(self.done.written))
        for student in self.done.emptied:
            self.log.warning("%s needs review; the score is empty", student)

    def write(
        self, gradebook: Gradebook, course: Course, stem: str, scores: list[Score]
    ) -> Exported:
        """Writes `self.written`."""
        raise NotImplementedError

    def _stem(self, gradebook: Gradebook) -> str:
        known = [assignment.name for assignment in gradebook.assignments]
        asked = [str(one) for one in self.assignment] or known
        if len(asked) != 1:
            raise CourseError(
                f"This format holds one assignment; name it with --assignment, one of: "
                f"{', '.join(known) or 'none'}"
            )
        return asked[0]

    def _class(self, course: Course) -> Roster:
        own = course.root / ROSTER
        path = Path(self.roster) if self.roster else own
        return read_roster(path) if self.roster or own.exists() else Roster()

    def _wanted(self, course: Course, stem: str, scores: list[Score]) -> Wanted:
        if not self.table:
            raise CourseError(
                f"There is no table to fill in; name the CSV that the platform exported, with "
                f"--table or --{type(self).__name__}.table"
            )
        return Wanted(
            {score.student: score for score in scores},
            students_of(scores, self.people),
            stem,
            _title(course, stem),
            self.column,
            self.scale,
        )


class _FilledTable(PlatformExport):
    """Fills a table that a platform exported; all other bytes of it stay."""

    def fill(self, table: Cells, wanted: Wanted) -> Exported:
        """Puts the scores into the table."""
        raise NotImplementedError

    def write(
        self, gradebook: Gradebook, course: Course, stem: str, scores: list[Score]
    ) -> Exported:
        """Writes the filled table."""
        wanted = self._wanted(course, stem, scores)
        table = read_cells(Path(self.table))
        done = self.fill(table, wanted)
        write_whole(self.written, table.encoded())
        return done


class CanvasExport(_FilledTable):
    """Fills the gradebook that Canvas exported; all other bytes of it stay."""

    default_name = "{stem}-canvas.csv"

    def fill(self, table: Cells, wanted: Wanted) -> Exported:
        """Puts the scores into the table."""
        return fill_canvas(table, wanted)


class MoodleExport(_FilledTable):
    """Fills the grading worksheet that Moodle exported; all other bytes of it stay."""

    default_name = "{stem}-moodle.csv"

    def fill(self, table: Cells, wanted: Wanted) -> Exported:
        """Puts the scores into the table."""
        return fill_moodle(table, wanted)


class PlainExport(PlatformExport):
    """The assignment's scores in the columns of `nbgrader export`, for spreadsheets."""

    def write(
        self, gradebook: Gradebook, course: Course, stem: str, scores: list[Score]
    ) -> Exported:
        """Writes the CSV."""
        write_whole(self.written, as_csv(gradebook, stem, scores))
        return _all_of(scores)


class JsonExport(PlatformExport):
    """The assignment's scores, with those of each question, for programs."""

    default_name = "{stem}-scores.json"

    def write(
        self, gradebook: Gradebook, course: Course, stem: str, scores: list[Score]
    ) -> Exported:
        """Writes the JSON."""
        write_whole(self.written, as_json(stem, scores))
        return _all_of(scores)


class GradescopeExport(PlatformExport):
    """A folder with `STUDENT/results.json`, as Gradescope's own autograders write it."""

    default_name = "{stem}-gradescope"

    def write(
        self, gradebook: Gradebook, course: Course, stem: str, scores: list[Score]
    ) -> Exported:
        """Writes a file for each hand-in."""
        notebooks = gradebook.find_assignment(stem).notebooks
        cells = [cell for notebook in notebooks for cell in notebook.grade_cells]
        worths = {cell.name: float(cell.max_score) for cell in cells}
        for score in scores:
            if score.state == "not handed in":
                continue
            verdict, review = _verdict(course, stem, score.student)
            coded = {question.question for question in verdict.questions} if verdict else set()
            written = {
                name: (points, worths.get(name, 0.0))
                for name, points in score.questions.items()
                if name not in coded
            }
            data = results_json(verdict, review, written, score.raw_score)
            write_whole(self.written / score.student / "results.json", data, durable=False)
        return _all_of(scores)


def _verdict(course: Course, stem: str, student: str) -> tuple[Verdict | None, str]:
    """What grading left in a student's graded notebook."""
    path = course.autograded / student / stem / f"{stem}.ipynb"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))["metadata"]["unrolled"]
        told = record.get(VERDICT)
        return msgspec.convert(told, Verdict) if told else None, str(record.get(REVIEW, ""))
    except (OSError, ValueError, LookupError, AttributeError) as error:
        return None, f"The graded notebook cannot be read ({error}); grade it again."


FORMATS = {
    "canvas": CanvasExport,
    "moodle": MoodleExport,
    "gradescope": GradescopeExport,
    "csv": PlainExport,
    "json": JsonExport,
}


def export_scores(course: Course, stem: str, kind: str, **settings: Any) -> tuple[Path, Exported]:
    """Writes the scores of an assignment in one of `FORMATS`.

    Args:
        course: the course.
        stem: the assignment.
        kind: the format.
        settings: of the plugin, such as `table` and `to`.

    Returns:
        The file or folder that was written, and what came of it.

    Raises:
        CourseError: there is no such format, nothing was graded, or the platform's table does not
            fit.
    """
    if kind not in FORMATS:
        raise CourseError(f"the format `{kind}` is not known; take one of {', '.join(FORMATS)}")
    url = course_directory(course, nbgrader_config(course)).db_url
    file = gradebook_file(url)
    if file is not None and not file.exists():
        raise CourseError(f"There is no gradebook yet; grade first: `autograder grade {stem}`")
    plugin = FORMATS[kind](config=Config(ExportPlugin={"assignment": [stem], **settings}))
    plugin.course = course
    plugin.log = logging.Logger("nbgrader")  # what it says is told by the caller
    plugin.log.addHandler(logging.NullHandler())
    with obstacles_told(url), Gradebook(url, course.course_id) as gradebook:
        plugin.export(gradebook)
    return plugin.written, plugin.done


def _all_of(scores: list[Score]) -> Exported:
    return Exported(
        written=[one.student for one in scores if one.state == "graded"],
        emptied=[one.student for one in scores if one.state == "needs review"],
        absent=[one.student for one in scores if one.state == "not handed in"],
        waiting=[one.student for one in scores if one.waiting],
    )


def _title(course: Course, stem: str) -> str:
    """The title in the released notebook; empty where there is none."""
    path = course.release / stem / f"{stem}.ipynb"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["metadata"]["unrolled"]["title"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""
