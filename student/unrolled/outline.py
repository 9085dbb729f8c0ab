"""What the package knows of an assignment's notebook: its questions, their points, its cells.

`autograder build` writes the outlines beside this module, from the notebook that students get.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

FOLDER = "outlines"


class UnknownAssignment(LookupError):
    """There is no outline of that name; the text names those that there are."""


@dataclass(frozen=True)
class OutlinedCell:
    """A cell of the released notebook that a question belongs to.

    Attributes:
        name: its nbgrader id, which is its cell id as well.
        kind: `answer`, `check`, or `written` for an answer that a person grades.
        question: the question.
        source: its text as it was given out.
        points: what it is worth; 0 for the cell of a coded answer, whose points its check has.
    """

    name: str
    kind: str
    question: str
    source: str
    points: float = 0


@dataclass(frozen=True)
class Outline:
    """An assignment as it was given out.

    Attributes:
        assignment: its name, such as `a1_rnn`.
        title: the notebook's title.
        cells: the cells that questions belong to, in the notebook's order.
    """

    assignment: str
    title: str
    cells: tuple[OutlinedCell, ...]

    @property
    def answers(self) -> Sequence[OutlinedCell]:
        """The cells that students fill in, one a question."""
        return [cell for cell in self.cells if cell.kind in ("answer", "written")]

    def points(self, question: str) -> float:
        """What a question is worth."""
        return sum(cell.points for cell in self.cells if cell.question == question)


@cache
def outline_of(assignment: str) -> Outline:
    """Reads the outline of an assignment.

    Raises:
        UnknownAssignment: there is none of that name.
    """
    known = assignments()
    if assignment not in known:
        listed = ", ".join(f'"{name}"' for name in known) or "none"
        came = f"There is no assignment `{assignment}`." if assignment else "Which assignment?"
        raise UnknownAssignment(f"{came} There are: {listed}.")
    path = resources.files("unrolled") / FOLDER / f"{assignment}.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    return Outline(
        table["assignment"],
        table["title"],
        tuple(OutlinedCell(**cell) for cell in table["cells"]),
    )


def assignments() -> list[str]:
    """The names of all assignments, sorted."""
    folder = resources.files("unrolled") / FOLDER
    return sorted(
        file.name.removesuffix(".json")
        for file in (folder.iterdir() if folder.is_dir() else ())
        if file.name.endswith(".json")
    )


def plain(source: str) -> str:
    """A source without the spaces and line ends that editors add and remove."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
