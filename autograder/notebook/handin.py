"""The part of a hand-in that is run while grading, and its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from nbformat import NotebookNode

Kind = Literal["setup", "answer", "own"]

# What is run, in this order of kinds; within a kind the notebook's order holds. Imports come first
# because a student may have moved them below what needs them and run the cells in another order.
_ORDER: dict[str, int] = {"setup": 0, "answer": 1, "own": 1}


class Gradable(Protocol):
    """What is needed of an assignment: a `course.Assignment` has more."""

    @property
    def stem(self) -> str:
        """The assignment's id, such as `a1_rnn`."""

    @property
    def questions(self) -> Mapping[str, float]:
        """The coded questions in the notebook's order, with their points."""


class Cell(msgspec.Struct, frozen=True):
    """One code cell that is run while grading.

    Attributes:
        id: unique in the notebook: the release's, or `own-1`, `own-2`, ... for the student's own.
        source: the code, with Unix line ends.
        kind: `setup` for the release's imports, `answer`, or `own` for cells the student added.
        question: the question that an answer cell answers; empty for the others.
    """

    id: str
    source: str
    kind: Kind
    question: str = ""


class Handin(msgspec.Struct, frozen=True):
    """What one healed notebook gives to the grader.

    Attributes:
        assignment: the stem.
        cells: the cells to run, in order.
        healing: what was mended, one sentence each.
        missing: question -> why it cannot be graded.
    """

    assignment: str
    cells: tuple[Cell, ...]
    healing: tuple[str, ...] = ()
    missing: dict[str, str] = {}


def extract(nb: NotebookNode, assignment: Gradable) -> Handin:
    """Takes out of a healed notebook what is run while grading.

    The result does not change when nbgrader's own sanitizing follows the healing, so the same
    hand-in has the same hash on either path.

    Args:
        nb: a notebook that came from `heal`.
        assignment: names the questions.
    """
    cells = []
    for cell in nb.cells:
        marks = cell.metadata.get("unrolled", {})
        kind = marks.get("kind", "own")
        if cell.cell_type == "code" and kind in _ORDER:
            question = marks.get("question", "") if kind == "answer" else ""
            cells.append(Cell(str(cell.get("id", "")), cell.source, kind, question))
    cells.sort(key=lambda cell: _ORDER[cell.kind])
    remarks = nb.metadata.get("unrolled", {})
    missing = dict(remarks.get("missing", {}))
    answered = {cell.question for cell in cells}
    for question in assignment.questions:
        if question not in answered:
            missing.setdefault(question, f"The notebook has no answer cell for `{question}`.")
    return Handin(
        assignment=assignment.stem,
        cells=tuple(cells),
        healing=tuple(remarks.get("healing", ())),
        missing={name: missing[name] for name in assignment.questions if name in missing},
    )


def handin_hash(handin: Handin) -> str:
    """The SHA-256 of everything in a hand-in, as 64 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(handin, order="deterministic")).hexdigest()
