"""Writes the notebook in `source/`: a handout's cells with the answers in their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.build import closing, opening
from autograder.build.handout import Handout, HandoutCell
from autograder.build.solution import Answer
from autograder.course import Assignment, Course
from autograder.errors import BuildError

NBGRADER_SCHEMA = 3


def source_notebook(
    course: Course,
    assignment: Assignment,
    handout: Handout,
    answers: Mapping[str, Answer],
    wheel: str,
) -> bytes:
    """Makes the notebook from which nbgrader makes the release.

    The same input makes the same bytes: ids come from the cells' places, and nothing tells of the
    time, the machine or its versions.

    Args:
        course: the course, for the addresses in the first two cells.
        assignment: its table of points.
        handout: the cells.
        answers: the objects of the solution module.
        wheel: file name of the student package's wheel.

    Raises:
        BuildError: the notebook would not be valid.
    """
    stem = assignment.stem
    cells = [
        _cell(stem, "badge", "markdown", opening.badge(course, stem)),
        _cell(stem, "install", "code", opening.install(course, wheel)),
    ]
    numbers: Counter[str] = Counter()
    for cell in handout.cells:
        numbers[cell.kind] += 1
        cells += _cells(assignment, cell, answers, numbers[cell.kind])
    cells += _closing(stem)
    notebook = new_notebook(
        cells=cells,
        metadata={
            "colab": {"provenance": [], "toc_visible": True},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "unrolled": {"assignment": stem, "title": handout.header.title},
        },
    )
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise BuildError(
            f"{handout.path}:1: the notebook made from this is not valid: {error}"
        ) from error
    text: str = nbformat.writes(notebook)
    return (text.rstrip("\n") + "\n").encode()


def _cells(
    assignment: Assignment, cell: HandoutCell, answers: Mapping[str, Answer], number: int
) -> list[Any]:
    """The notebook's cells for one cell of a handout; `number` counts those of its kind."""
    stem, question = assignment.stem, cell.question
    if cell.kind == "answer":
        answer = _cell(stem, "answer", "code", answers[question].source, question)
        _graded(answer, f"{question}-answer", solution=True)
        check = _cell(stem, "check", "code", f'check("{question}")', question)
        _graded(check, question, points=assignment.questions[question])
        return [answer, check]
    if cell.kind == "written":
        written = _cell(stem, "written", "markdown", cell.text, question)
        _graded(written, question, solution=True, points=assignment.written[question])
        return [written]
    cell_type = "markdown" if cell.kind == "prose" else "code"
    return [_cell(stem, cell.kind, cell_type, cell.text, number=number)]


def _closing(stem: str) -> list[Any]:
    """The cells after the handout's; editors that know the marks keep them as they are."""
    cells = [
        _cell(stem, "closing", cell_type, source, number=number)
        for number, (cell_type, source) in enumerate(
            [
                ("markdown", closing.TEXT),
                ("code", closing.score_card(stem)),
                ("code", closing.hand_in(stem)),
            ],
            start=1,
        )
    ]
    for cell in cells:
        cell.metadata |= {"deletable": False, "editable": False}
    return cells


def _cell(
    stem: str, kind: str, cell_type: str, source: str, question: str = "", number: int = 0
) -> Any:
    new = new_code_cell if cell_type == "code" else new_markdown_cell
    cell = new(source, id=f"{stem}-{kind}" + (f"-{number:02}" if number else ""))
    cell.metadata["unrolled"] = {"kind": kind} | ({"question": question} if question else {})
    return cell


def _graded(cell: Any, grade_id: str, *, solution: bool = False, points: float = 0) -> None:
    """Marks a cell for nbgrader: an answer, or a cell that carries points, or both."""
    cell["id"] = grade_id
    cell.metadata["nbgrader"] = {
        "cell_type": cell.cell_type,
        "grade": points > 0,
        "grade_id": grade_id,
        "locked": points > 0 and not solution,
        "schema_version": NBGRADER_SCHEMA,
        "solution": solution,
        "task": False,
    }
    if points:
        cell.metadata["nbgrader"]["points"] = points
