"""From bytes to a notebook, or to a sentence that says why not.

The bytes come from strangers, so nothing here trusts their size, encoding or shape. Outputs are
left out on the way: nothing that grades reads them, and they are most of a notebook's bytes.
"""

from __future__ import annotations

import json
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import NotebookError
from autograder.notebook.cells import node_from

if TYPE_CHECKING:
    from nbformat import NotebookNode

MAX_BYTES = 50 * 2**20
MAX_CELLS = 2000
NOTICEABLE_OUTPUT_BYTES = 2**20
# Where reading leaves its remarks for `heal`; whatever a hand-in has there is dropped.
REMARKS = "unrolled_read"

_AGAIN = "Ask for it again: in Colab or Jupyter, File > Download > .ipynb."
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip archive (or a Word document)"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page: the page was saved, not the notebook"),
)


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
    if not path.is_file():  # also keeps us from waiting at a named pipe
        raise NotebookError(f"`{path.name}` is not a file; expected a Jupyter notebook. {_AGAIN}")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotebookError(
            f"`{path.name}` cannot be opened ({error.strerror}); expected a readable notebook. "
            "Check the file's permissions."
        ) from error
    return parse_notebook(data, path.name)


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
    if not data.strip(b" \t\r\n\x00"):
        raise NotebookError(f"`{name}` is empty; expected a Jupyter notebook. {_AGAIN}")
    text, remarks = _decode(data)
    document = _parse_json(text, data, name)
    try:
        return _as_notebook(document, name, remarks)
    except RecursionError as error:
        raise NotebookError(
            f"`{name}` is nested too deeply for a notebook written by a person. {_AGAIN}"
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


def _parse_json(text: str, data: bytes, name: str) -> Any:
    """The JSON document in `text`."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise NotebookError(_why_not_json(text, data, name, error)) from error
    except (ValueError, RecursionError) as error:  # an endless number, or brackets without end
        raise NotebookError(
            f"`{name}` is JSON that no notebook program writes ({type(error).__name__}). {_AGAIN}"
        ) from error


def _why_not_json(text: str, data: bytes, name: str, error: json.JSONDecodeError) -> str:
    """What the file is, when it is not JSON."""
    for start, what in _OTHER_FORMATS:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start):
            return f"`{name}` is {what}; expected a Jupyter notebook. {_AGAIN}"
    if "\n<<<<<<< " in text and "\n>>>>>>> " in text:
        return (
            f"`{name}` holds the marks of an unfinished merge (`<<<<<<<`); expected a notebook. "
            "Ask for the version without them."
        )
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return f"`{name}` is text but no notebook; expected JSON that starts with `{{`. {_AGAIN}"
    at_the_end = error.pos >= len(text.rstrip().rstrip(","))
    if at_the_end or error.msg.startswith("Unterminated string"):
        return (
            f"`{name}` breaks off after {len(data):,} bytes; expected a whole notebook. The upload "
            f"was probably cut short. {_AGAIN}"
        )
    return (
        f"`{name}` is damaged at line {error.lineno}, column {error.colno} ({error.msg}); expected "
        f"the JSON of a notebook. {_AGAIN}"
    )


def _as_notebook(document: Any, name: str, remarks: list[str]) -> NotebookNode:
    """A notebook of format 4.5 from parsed JSON."""
    if not isinstance(document, dict) or not ({"cells", "worksheets"} & document.keys()):
        raise NotebookError(f"`{name}` is JSON but no notebook: it has no list of cells. {_AGAIN}")
    if "cells" not in document:
        document = _upgraded(document, name)
        remarks.append("The notebook was in an old format (nbformat 3); it was converted to 4.5.")
    cells = document["cells"]
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise NotebookError(
            f"`{name}` is JSON but no notebook: its cells are not a list of at most {MAX_CELLS}. "
            f"{_AGAIN}"
        )
    output_bytes = sum(_output_bytes(cell) for cell in cells)
    if output_bytes > NOTICEABLE_OUTPUT_BYTES:
        remarks.append(f"Outputs of {output_bytes / 2**20:.0f} MB were cleared.")
    metadata = document.get("metadata")
    metadata = dict(metadata) if isinstance(metadata, dict) else {}
    metadata.pop(REMARKS, None)
    if remarks:
        metadata[REMARKS] = remarks
    return node_from(
        {
            "cells": [_as_cell(cell, index, name) for index, cell in enumerate(cells, start=1)],
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _upgraded(document: dict[str, Any], name: str) -> dict[str, Any]:
    """A notebook of nbformat 3 or older as nbformat 4."""
    import nbformat

    log = logging.getLogger("nbformat")
    was_disabled, log.disabled = log.disabled, True  # it would report each flaw that heal mends
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converted: dict[str, Any] = nbformat.convert(nbformat.from_dict(document), 4)
    except Exception as error:  # nbformat raises whatever it trips over
        raise NotebookError(
            f"`{name}` is in an old notebook format and cannot be converted "
            f"({type(error).__name__}). {_AGAIN}"
        ) from error
    finally:
        log.disabled = was_disabled
    return converted


def _as_cell(cell: Any, number: int, name: str) -> dict[str, Any]:
    """One cell with the fields that grading needs."""
    source = cell.get("source", "") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotebookError(
            f"`{name}` is damaged: its cell {number} has no text; expected a source in every cell. "
            f"{_AGAIN}"
        )
    kind = cell.get("cell_type")
    kind = kind if kind in {"code", "markdown", "raw"} else "raw"
    metadata = cell.get("metadata")
    made: dict[str, Any] = {
        "cell_type": kind,
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source,
    }
    if isinstance(cell.get("id"), str):
        made["id"] = cell["id"]
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    elif _are_attachments(cell.get("attachments")):
        made["attachments"] = cell["attachments"]
    return made


def _are_attachments(value: Any) -> bool:
    """Whether `value` maps file names to MIME bundles: pictures pasted into a written answer."""
    return isinstance(value, dict) and all(
        isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
        for bundle in value.values()
    )


def _output_bytes(cell: Any) -> int:
    """About how much a cell's outputs take up."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    return len(json.dumps(outputs)) if outputs else 0
