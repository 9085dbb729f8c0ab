"""Answers that were cut in two by splitting their cell, made one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.notebook.matching import Release, grade_id_of, id_of

if TYPE_CHECKING:
    from nbformat import NotebookNode


def join_torn(
    cells: list[NotebookNode], release: Release
) -> tuple[list[NotebookNode], tuple[str, ...]]:
    """Joins an answer with the cell below it where neither is whole without the other.

    Args:
        cells: the student's cells, which stay as they are.
        release: names the graded objects.

    Returns:
        The cells, with one in place of the two, and a sentence for each answer that was joined.
    """
    joined: list[NotebookNode] = []
    torn: list[str] = []
    for cell in cells:
        names = release.graded_names(joined[-1]) if joined else frozenset()
        if names and _may_go_on(joined[-1], cell, release):
            first = joined[-1]
            if release.texts.is_torn(first.source, cell.source):
                joined[-1] = first.copy()
                joined[-1].source = f"{first.source}\n{cell.source}"
                torn += sorted(names)
                continue
        joined.append(cell)
    return joined, tuple(
        f"The answer of `{name}` was split over several cells; they were joined."
        for name in dict.fromkeys(torn)
    )


def _may_go_on(first: NotebookNode, cell: NotebookNode, release: Release) -> bool:
    """Whether no mark says that a cell is another one than the cell above it."""
    marks = grade_id_of(cell)
    known_as = id_of(cell)
    return (
        cell.cell_type == "code"
        and marks in {"", grade_id_of(first)}
        and (known_as not in release.by_id or known_as == id_of(first))
        and not release.graded_names(cell)
    )
