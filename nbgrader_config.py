"""nbgrader's settings: folders stay at its defaults, grading is ours. It executes this file."""

import warnings
from pathlib import Path

from autograder.course import course_or_exit

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = course_or_exit(Path(__file__)).course_id
# SQLAlchemy remarks on how nbgrader adds a submission, several lines each, for every student.
warnings.filterwarnings("ignore", message="Object of type <Submitted", module="nbgrader.api")

# nbgrader's own lists: a hand-in is mended first, runs in the sandbox in place of a kernel, has its
# points from the verdict in place of output, and extensions and late penalties from course.toml.
c.Autograde.sanitize_preprocessors = [
    "autograder.nbgrader_plugin.HealSubmission",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_plugin.GradeInSandbox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.nbgrader_plugin.SaveVerdict",
    "autograder.nbgrader_plugin.PenaliseLateness",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.AssignLatePenalties.plugin_class = "autograder.nbgrader_plugin.CoursePenalty"
# Files that are no notebook need review, with an empty score; a fresh clone gets its gradebook.
c.Autograde.exporter_class = "autograder.nbgrader_plugin.HandinExporter"
c.GenerateFeedback.exporter_class = "autograder.nbgrader_plugin.FeedbackExporter"
c.ExportApp.plugin_class = "autograder.nbgrader_plugin.ReviewedCsv"
# Formgrader's pages: a summary, rubrics, and no script of a student's.
c.HTMLExporter.preprocessors = ["autograder.nbgrader_plugin.FormgraderPage"]
c.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader_plugin.safe_markdown"}
