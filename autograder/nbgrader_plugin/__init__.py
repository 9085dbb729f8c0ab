"""The way into nbgrader and its gradebook; nothing outside this package imports nbgrader.

`nbgrader_config.py` names the classes: `HandinExporter` reads what no other reader would,
`HealSubmission` mends it, `GradeInSandbox` stands where nbgrader would run a kernel, `SaveVerdict`
where it would read points off printed output, `PenaliseLateness` takes off what `course.toml`
says. `ReviewedCsv` and the classes of `platforms` export the gradebook; `FeedbackExporter` makes
the pages that go back to students. `FormgraderPage` and `safe_markdown` change what formgrader
shows.
"""

from autograder.nbgrader_plugin.book import booked_points, write_to_gradebook
from autograder.nbgrader_plugin.exporting import ReviewedCsv
from autograder.nbgrader_plugin.grading import GradeInSandbox, SaveVerdict, book_points
from autograder.nbgrader_plugin.lateness import CoursePenalty, PenaliseLateness
from autograder.nbgrader_plugin.platforms import (
    CanvasExport,
    GradescopeExport,
    JsonExport,
    MoodleExport,
    PlainExport,
    export_scores,
)
from autograder.nbgrader_plugin.returning import FeedbackExporter, write_feedback
from autograder.nbgrader_plugin.sanitizing import HandinExporter, HealSubmission
from autograder.nbgrader_plugin.setup import ensure_assignment, gradebook_found
from autograder.nbgrader_plugin.showing import FormgraderPage, safe_markdown

__all__ = [
    "CanvasExport",
    "CoursePenalty",
    "FeedbackExporter",
    "FormgraderPage",
    "GradeInSandbox",
    "GradescopeExport",
    "HandinExporter",
    "HealSubmission",
    "JsonExport",
    "MoodleExport",
    "PenaliseLateness",
    "PlainExport",
    "ReviewedCsv",
    "SaveVerdict",
    "book_points",
    "booked_points",
    "ensure_assignment",
    "export_scores",
    "gradebook_found",
    "safe_markdown",
    "write_feedback",
    "write_to_gradebook",
]
