"""Cells, made anew from a student's text so that nothing else of theirs comes along."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


SURROGATE = re.compile("[\ud800-\udfff]")


def node_from(made: dict[str, Any]) -> NotebookNode:
    """Turns a dict, and the dicts in it, into what nbformat works with."""
    # Importing nbformat takes seconds (jsonschema compiles a grammar), and each process of a pool
    # imports this package for `Handin` alone.
    import nbformat

    node: NotebookNode = nbformat.from_dict(made)
    return node


def clean(cell: NotebookNode) -> NotebookNode:
    """A copy without outputs, odd line ends and characters that no file can hold.

    Of the metadata, only the signs that a cell is known by are left.
    """
    source = cell.source.replace("\r\n", "\n").replace("\r", "\n")
    made: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "metadata": _signs(cell.metadata),
        "source": SURROGATE.sub("\N{REPLACEMENT CHARACTER}", source),
    }
    if "id" in cell:
        made["id"] = cell["id"]
    if cell.cell_type != "code" and cell.get("attachments"):
        made["attachments"] = cell["attachments"]
    return node_from(made)


def _signs(metadata: NotebookNode) -> dict[str, Any]:
    """The nbgrader id, the kind, and the id that Colab moves into the metadata."""
    found: dict[str, Any] = {}
    for key, name in (("nbgrader", "grade_id"), ("unrolled", "kind")):
        marks = metadata.get(key)
        value = marks.get(name) if isinstance(marks, dict) else None
        if isinstance(value, str):
            found[key] = {name: value}
    if isinstance(metadata.get("id"), str):
        found["id"] = metadata["id"]
    return found


def own(cell: NotebookNode) -> NotebookNode:
    """A cell of the student's own: without metadata, nothing in it passes for the release's."""
    return _rebuilt(cell, cell.cell_type, {})


def in_place(cell: NotebookNode, released: NotebookNode) -> NotebookNode:
    """The student's text as the released cell that it belongs to: its type and its metadata."""
    return _rebuilt(cell, released.cell_type, copy.deepcopy(dict(released.metadata)))


def _rebuilt(cell: NotebookNode, cell_type: str, metadata: dict[str, Any]) -> NotebookNode:
    """A student's text as a cell of a given type and metadata; its id comes later."""
    made: dict[str, Any] = {
        "id": "",
        "cell_type": cell_type,
        "metadata": metadata,
        "source": cell.source,
    }
    if cell_type == "code":
        made |= {"execution_count": None, "outputs": []}
    elif cell.get("attachments"):
        made["attachments"] = cell["attachments"]
    return node_from(made)
