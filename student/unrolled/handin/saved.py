"""Reads a saved notebook with care: whatever is in the file, a sentence comes of it.

nbformat does the same for well-formed files; students need not have it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MERGE = re.compile(r"^(<{7}|={7}|>{7})(?![^ \n\r])", re.MULTILINE)


class Unreadable(Exception):
    """The file is no notebook; the text says what it is, and what to do."""


@dataclass(frozen=True)
class SavedCell:
    """One cell of the file.

    Attributes:
        is_code: whether it is a code cell.
        names: what it is known by, the surest first: its nbgrader id, its cell id.
        source: its text.
        count: the number that it ran as when it was saved; None where it had not run.
        error: the exception that its output shows, such as `NameError`; empty without one.
        size_bytes: what it takes in the file, with its outputs.
    """

    is_code: bool
    names: tuple[str, ...]
    source: str
    count: int | None = None
    error: str = ""
    size_bytes: int = 0

    @property
    def half_merged(self) -> bool:
        """Whether it holds the marks that version control leaves in a conflict."""
        return len(set(MERGE.findall(self.source))) == 3


@dataclass(frozen=True)
class Saved:
    """A notebook as it is saved.

    Attributes:
        assignment: what its metadata says it belongs to; empty where they say nothing.
        cells: its cells.
        size_bytes: of the file.
    """

    assignment: str
    cells: Sequence[SavedCell]
    size_bytes: int


def read(data: bytes, name: str) -> Saved:
    """Reads a notebook.

    Args:
        data: the file's content.
        name: the file's name, for messages.

    Raises:
        Unreadable: it is none.
    """
    if not data.strip():
        raise Unreadable(f"`{name}` is empty. Save the notebook again; is the disk full?")
    text = data.decode("utf-8-sig", errors="replace")
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_why(text, name, error)) from error
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        raise Unreadable(f"`{name}` has no list of cells; expected a Jupyter notebook.")
    marks = _part(_part(document, "metadata"), "unrolled")
    read_cells = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    return Saved(_text(marks.get("assignment")), read_cells, len(data))


def _why(text: str, name: str, error: Exception) -> str:
    if len(set(MERGE.findall(text))) == 3:
        return (
            f"`{name}` holds the marks of an unfinished merge (`<<<<<<<`), and no program can open "
            "it. Take the version before the merge, or finish it and save again."
        )
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return f"`{name}` is no notebook; expected a file that starts with `{{`. Is it another one?"
    if not isinstance(error, json.JSONDecodeError):
        return f"`{name}` cannot be read: {error}."
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return (
            f"`{name}` breaks off after {len(text):,} characters. Save the notebook again; is the "
            "disk full?"
        )
    return (
        f"`{name}` is damaged at line {error.lineno} ({error.msg}); expected the JSON of a "
        "notebook. Save the notebook again from where it is open."
    )


def _cell(cell: dict[str, Any]) -> SavedCell:
    metadata = _part(cell, "metadata")
    # Colab moves ids into the metadata, and keeps nbgrader's.
    names = (_part(metadata, "nbgrader").get("grade_id"), cell.get("id"), metadata.get("id"))
    count = cell.get("execution_count")
    return SavedCell(
        cell.get("cell_type") == "code",
        tuple(name for name in names if isinstance(name, str)),
        _text(cell.get("source")),
        count if isinstance(count, int) else None,
        _error(cell.get("outputs")),
        len(json.dumps(cell)),
    )


def _error(outputs: Any) -> str:
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict) and output.get("output_type") == "error":
            return _text(output.get("ename")) or "an error"
    return ""


def _part(value: dict[str, Any], key: str) -> dict[str, Any]:
    part = value.get(key)
    return part if isinstance(part, dict) else {}


def _text(value: Any) -> str:
    """A text as notebooks hold it: in one piece, or in lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
