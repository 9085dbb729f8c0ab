"""What a TA sees in formgrader: what became of the hand-in, rubrics, and no script of a student's.

All of it is made when a page is shown, so nothing that students may not see is ever in a file that
was graded, and hand-ins that were graded earlier have it too.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import bleach
import msgspec
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters import markdown2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode, v4

from autograder.course import Course, find_course
from autograder.errors import CourseError, NotebookError
from autograder.nbgrader_plugin.records import REVIEW, VERDICT, record_of
from autograder.notebook import read_notebook
from autograder.report.pages import render
from autograder.verdict import Verdict

_OURS = "shown to staff"  # a kind of cell that exists only while a page is made
_MODEL = re.compile(r"### BEGIN SOLUTION\n(.*?)\n?### END SOLUTION", re.DOTALL)
_TAGS = frozenset({
    "a", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
_PROTOCOLS = frozenset({"http", "https", "mailto", "data"})
# Commands of MathJax that make links, names of elements, or load more of it.
_MATH = re.compile(r"\\(href|cssId|class|style|require|unicode)\b")


class FormgraderPage(Preprocessor):  # type: ignore[misc] # nbconvert has no types
    """Puts a summary above a graded notebook, and the model answer below each written one.

    Stands in `HTMLExporter.preprocessors`, which formgrader makes its pages with. Other pages are
    left alone.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook with what a TA wants to know; what was read from disk stays as it is."""
        if "submission_id" not in resources:  # formgrader's own name for what it shows
            return nb, resources
        for cell in nb.cells:
            if cell.metadata.get("unrolled", {}).get("kind") == _OURS:
                del cell.metadata["unrolled"]
        with suppress(CourseError):
            course = find_course(Path(resources["metadata"]["path"]))
            models = model_answers(course, str(resources["assignment_id"]))
            cells = [_shown(_summary(nb))]
            for cell in nb.cells:
                cells.append(cell)
                question = cell.metadata.get("unrolled", {}).get("question")
                if _kind(cell) == "written" and question in models:
                    cells.append(_shown(_rubric(models[question])))
            nb.cells = cells
        return nb, resources


def _kind(cell: Any) -> str:
    return str(cell.get("metadata", {}).get("unrolled", {}).get("kind", ""))


def _shown(html: str) -> NotebookNode:
    return v4.new_markdown_cell(html, metadata={"unrolled": {"kind": _OURS}})


def _summary(nb: NotebookNode) -> str:
    record = record_of(nb)
    verdict = None
    with suppress(msgspec.ValidationError):  # written by another version of the grader
        verdict = msgspec.convert(record.get(VERDICT), Verdict | None)
    marked = [cell.metadata["unrolled"] for cell in nb.cells if _kind(cell) == "written"]
    return render(
        "handin_summary.html.j2",
        verdict=verdict,
        review=str(record.get(REVIEW, "")),
        healing=[str(sentence) for sentence in record.get("healing", ())],
        written=[str(marks.get("question", "")) for marks in marked],
    )


def _rubric(model: str) -> str:
    return render("rubric.html.j2", answer=Markup(markdown2html(model)))  # noqa: S704  # ours


def model_answers(course: Course, stem: str) -> dict[str, str]:
    """Written question -> model answer with its rubric, as Markdown, from `source/`."""
    try:
        source = read_notebook(course.source / stem / f"{stem}.ipynb")
    except NotebookError:
        return {}
    found = {}
    for cell in source.cells:
        model = _MODEL.search(cell.source)
        if _kind(cell) == "written" and model:
            found[str(cell.metadata["unrolled"]["question"])] = model.group(1)
    return found


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """A cell's Markdown as HTML without scripts, forms, styles and names of elements.

    Stands in `HTMLExporter.filters` in place of `markdown2html`. Formgrader's page runs with all
    rights of the TA on the Jupyter server, and stock nbgrader lets every hand-in write into it.
    """
    cell: Any = context.get("cell") or {}
    if _kind(cell) == _OURS:
        return source
    renderer = IPythonRenderer(
        escape=False, attachments=cell.get("attachments", {}), exclude_anchor_links=True
    )
    html = MarkdownWithMath(renderer=renderer).render(_MATH.sub(r"\\text{\1}", source))
    return str(
        bleach.clean(html, tags=_TAGS, attributes=_is_allowed, protocols=_PROTOCOLS, strip=True)
    )


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return tag == "img" and (not value.startswith("data:") or value.startswith("data:image/"))
    if name == "href":
        return tag == "a" and not value.strip().lower().startswith("data:")
    return name in {"alt", "title", "width", "height", "start", "open"}
