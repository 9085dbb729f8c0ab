"""From bytes to a notebook, or to a sentence that says why not.

The bytes come from strangers, so nothing here trusts their size, encoding or shape. Outputs are
left out on the way: nothing that grades reads them, and they are most of a notebook's bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import NotebookError
from autograder.notebook.cells import SURROGATE, node_from
from autograder.notebook.parsing import ASK_AGAIN, parse_json
from autograder.notebook.texts import shown

if TYPE_CHECKING:
    from nbformat import NotebookNode

MAX_BYTES = 50 * 2**20
MAX_CELLS = 2000
MAX_CODE_CHARACTERS = 4 * 10**6
MAX_DEPTH = 20
# Of one cell's metadata, or the notebook's; more is no editor's, and copying it takes gigabytes.
MAX_METADATA_VALUES = 10_000
# Lists and mappings in a file, each of which takes a hundred times its two bytes.
MAX_CONTAINERS = 2 * 10**6
NOTICEABLE_OUTPUT_BYTES = 2**20
# Where reading leaves its remarks for `heal`; whatever a hand-in has there is dropped.
REMARKS = "unrolled_read"


def read_notebook(path: Path) -> NotebookNode:
    """Reads a notebook of any nbformat as 4.5, without its outputs.

    Args:
        path: the hand-in.

    Returns:
        The notebook. Cells that had no id still have none: `heal` gives them theirs.

    Raises:
        NotebookError: the file is no notebook. The message says what it is instead, what was
            expected, and what to do.
    """
    name = shown(path.name)
    try:
        if not path.is_file():  # also keeps us from waiting at a named pipe
            raise NotebookError(f"`{name}` is not a file; expected a Jupyter notebook. {ASK_AGAIN}")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotebookError(
            f"`{name}` cannot be opened ({error.strerror}); expected a readable notebook. "
            "Check the file's permissions."
        ) from error
    return parse_notebook(data, name)


def parse_notebook(data: bytes, name: str) -> NotebookNode:
    """Does what `read_notebook` does with bytes that are already here.

    Raises:
        NotebookError: as in `read_notebook`.
    """
    if len(data) > MAX_BYTES:
        raise NotebookError(
            f"`{name}` is over {MAX_BYTES // 2**20} MB; expected a notebook below that. Ask for it "
            "with its outputs cleared (Edit > Clear all outputs)."
        )
    if data.count(b"{") + data.count(b"[") > MAX_CONTAINERS:
        raise NotebookError(
            f"`{name}` holds over {MAX_CONTAINERS / 1e6:.0f} million lists and mappings; expected "
            "a notebook. Ask for it with its outputs cleared (Edit > Clear all outputs)."
        )
    if not data.strip(b" \t\r\n\x00"):
        raise NotebookError(f"`{name}` is empty; expected a Jupyter notebook. {ASK_AGAIN}")
    text, remarks = _decode(data)
    document = parse_json(text, data, name, remarks)
    try:
        return _as_notebook(document, name, remarks)
    except RecursionError as error:
        raise NotebookError(
            f"`{name}` is nested too deeply for a notebook written by a person. {ASK_AGAIN}"
        ) from error


def _decode(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and what was odd about its encoding."""
    encoding = json.detect_encoding(data)  # knows UTF-8, 16 and 32, with and without a mark
    remarks = []
    if encoding not in {"utf-8", "utf-8-sig"}:
        remarks.append(f"The file was encoded as {encoding.upper()}; it was read as such.")
    try:
        return data.decode(encoding), remarks
    except UnicodeDecodeError:
        remarks.append(
            "Some bytes were not valid UTF-8; they now show as \N{REPLACEMENT CHARACTER}."
        )
        return data.decode(encoding, errors="replace"), remarks


def _as_notebook(document: Any, name: str, remarks: list[str]) -> NotebookNode:
    """A notebook of format 4.5 from parsed JSON."""
    if not isinstance(document, dict) or not ({"cells", "worksheets"} & document.keys()):
        raise NotebookError(
            f"`{name}` is JSON but no notebook: it has no list of cells. {ASK_AGAIN}"
        )
    cells = document.get("cells")
    if "cells" not in document:
        cells = _from_worksheets(document)
        remarks.append("The notebook was in an old format (nbformat 3); it was converted to 4.5.")
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise NotebookError(
            f"`{name}` is JSON but no notebook: its cells are not a list of at most {MAX_CELLS}. "
            f"{ASK_AGAIN}"
        )
    made = _as_cells(cells, name, remarks)
    output_bytes = sum(_output_bytes(cell) for cell in cells)
    if output_bytes > NOTICEABLE_OUTPUT_BYTES:
        remarks.append(f"Outputs of {output_bytes / 2**20:.0f} MB were cleared.")
    metadata = document.get("metadata")
    metadata = dict(metadata) if isinstance(metadata, dict) and _is_handy(metadata) else {}
    metadata.pop(REMARKS, None)
    if remarks:
        metadata[REMARKS] = remarks
    return node_from(
        {
            "cells": made,
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _from_worksheets(document: dict[str, Any]) -> list[Any] | None:
    """The cells of a notebook of nbformat 2 or 3 as cells of nbformat 4."""
    if not isinstance(document["worksheets"], list):
        return None
    cells: list[Any] = []
    for sheet in document["worksheets"]:
        found = sheet.get("cells") if isinstance(sheet, dict) else None
        cells += found if isinstance(found, list) else []
    return [_from_old(cell) if isinstance(cell, dict) else cell for cell in cells]


def _from_old(cell: dict[str, Any]) -> dict[str, Any]:
    kind = cell.get("cell_type")
    if kind == "code":
        return {**cell, "source": cell.get("input", cell.get("source", ""))}
    if kind == "heading":
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)
        return {**cell, "cell_type": "markdown", "source": f"{marks} {_text_of(cell) or ''}"}
    return {**cell, "cell_type": "markdown"} if kind == "html" else cell


def _as_cells(cells: list[Any], name: str, remarks: list[str]) -> list[dict[str, Any]]:
    """The cells that have a text, with the fields that grading needs."""
    made, unreadable, characters = [], [], 0
    for number, cell in enumerate(cells, start=1):
        source = _text_of(cell)
        if source is None:
            unreadable.append(str(number))
            continue
        made.append(_as_cell(cell, source.replace("\x00", "")))
        characters += len(source) if made[-1]["cell_type"] == "code" else 0
    if characters > MAX_CODE_CHARACTERS:
        raise NotebookError(
            f"`{name}` holds {characters / 1e6:.0f} million characters of code; expected at most "
            f"{MAX_CODE_CHARACTERS / 1e6:.0f}. Ask for it without the data that was pasted in."
        )
    if any("\x00" in (_text_of(cell) or "") for cell in cells):
        remarks.append("Characters of the value 0 stood in the cells; they were removed.")
    if unreadable:
        told = ", ".join(unreadable[:5]) + (", ..." if len(unreadable) > 5 else "")
        remarks.append(f"What stood in place of cell {told} was no cell; it was left out.")
    return made


def _text_of(cell: Any) -> str | None:
    """A cell's text, or None where there is none."""
    source = cell.get("source", "") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else None


def _as_cell(cell: dict[str, Any], source: str) -> dict[str, Any]:
    """One cell with the fields that grading needs."""
    kind = cell.get("cell_type")
    kind = kind if kind in ("code", "markdown", "raw") else "raw"
    metadata = cell.get("metadata")
    made: dict[str, Any] = {
        "cell_type": kind,
        "metadata": metadata if isinstance(metadata, dict) and _is_handy(metadata) else {},
        "source": source,
    }
    if isinstance(cell.get("id"), str):
        made["id"] = cell["id"]
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    elif _are_attachments(cell.get("attachments")):
        made["attachments"] = cell["attachments"]
    return made


def _is_handy(value: Any) -> bool:
    """Whether a value is neither nested deeper nor larger than what copies it can follow."""
    level: list[Any] = [value]
    values = 0
    for _ in range(MAX_DEPTH):
        values += len(level)
        if values > MAX_METADATA_VALUES:
            return False
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return not level


def _are_attachments(value: Any) -> bool:
    """Whether `value` maps file names to MIME bundles: pictures pasted into a written answer."""
    return isinstance(value, dict) and all(
        isinstance(bundle, dict)
        and all(isinstance(data, str) for data in bundle.values())
        and not any(SURROGATE.search(text) for text in (name, *bundle, *bundle.values()))
        for name, bundle in value.items()
    )


def _output_bytes(cell: Any) -> int:
    """About how much a cell's outputs take up."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    return len(json.dumps(outputs)) if outputs else 0
