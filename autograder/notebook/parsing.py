"""From text to a JSON document, with the damage mended that can be mended without guessing."""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.errors import NotebookError

ASK_AGAIN = "Ask for it again: in Colab or Jupyter, File > Download > .ipynb."
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip archive (or a Word document)"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page: the page was saved, not the notebook"),
)
_NO_TEXT = "\ufeff \t\r\n\x00"
_MARK = re.compile(r"^(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)(?: |\r?$)")


def parse_json(text: str, data: bytes, name: str, remarks: list[str]) -> Any:
    """The JSON document in a text.

    Args:
        text: what the file says.
        data: its bytes.
        name: what the file is called in messages.
        remarks: gets a sentence for each thing that was mended.

    Raises:
        NotebookError: it is no JSON. The message says what it is instead.
    """
    twice: set[str] = set()
    try:
        document = _load(text, remarks, twice)
    except json.JSONDecodeError as error:
        document = _merged(text, remarks)
        if document is None:
            raise NotebookError(_why_not_json(text, data, name, error)) from error
    except (ValueError, RecursionError) as error:  # an endless number, or brackets without end
        raise NotebookError(
            f"`{name}` is JSON that no notebook program writes ({type(error).__name__}). "
            f"{ASK_AGAIN}"
        ) from error
    if twice:
        told = " and ".join(f"`{key}`" for key in sorted(twice))
        raise NotebookError(
            f"`{name}` says {told} twice in one place, so it cannot be told what was meant; "
            f"expected the JSON of one notebook. {ASK_AGAIN}"
        )
    if isinstance(document, list) and len(document) == 1:
        remarks.append("The notebook stood in a list; it was taken out.")
        return document[0]
    return document


def _load(text: str, remarks: list[str], twice: set[str]) -> Any:
    """The one document in a text, and which of a notebook's own keys stand in it twice."""

    def as_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            for key in ("cells", "worksheets", "source", "input", "cell_type"):
                values = [value for known, value in pairs if known == key]
                if any(value != values[0] for value in values):
                    twice.add(key)
        return made

    # Not strict: raw line ends and other control characters in a string are no harm.
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=as_dict)
    start = len(text) - len(text.lstrip(_NO_TEXT))
    document, end = decoder.raw_decode(text, start)
    rest = text[end:].strip(_NO_TEXT)
    if rest and (not isinstance(document, dict) or "{" in rest[:1]):
        raise json.JSONDecodeError("more than one document", text, end)
    if rest:
        remarks.append(
            f"{len(rest):,} characters after the notebook's end, which belong to no notebook, were "
            "left out."
        )
    return document


def _merged(text: str, remarks: list[str]) -> Any | None:
    """The document in a file with marks of a merge, where both versions have the same cells.

    What then differs is outputs and counts, which no grade depends on.
    """
    versions = _versions(text)
    if versions is None:
        return None
    try:
        mine, theirs = (json.loads(version, strict=False) for version in versions)
    except (ValueError, RecursionError):
        return None
    if _texts(mine) is None or _texts(mine) != _texts(theirs):
        return None
    remarks.append(
        "The file held the marks of an unfinished merge (`<<<<<<<`) of two versions with the same "
        "cells; the first one was read."
    )
    return mine


def _versions(text: str) -> tuple[str, str] | None:
    """The two texts that were merged, or None where no marks say so."""
    mine: list[str] = []
    theirs: list[str] = []
    side, marked = "both", False
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark:
            marked = True
            side = {"<": "mine", "|": "neither", "=": "theirs", ">": "both"}[mark[1][0]]
            continue
        if side in {"both", "mine"}:
            mine.append(line)
        if side in {"both", "theirs"}:
            theirs.append(line)
    return ("\n".join(mine), "\n".join(theirs)) if marked else None


def _texts(document: Any) -> list[Any] | None:
    """The types and texts of a document's cells; None where there are none."""
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return None
    return [(cell.get("cell_type"), cell.get("source"), cell.get("attachments")) for cell in cells]


def _why_not_json(text: str, data: bytes, name: str, error: json.JSONDecodeError) -> str:
    """What the file is, when it is not JSON."""
    for start, what in _OTHER_FORMATS:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start):
            return f"`{name}` is {what}; expected a Jupyter notebook. {ASK_AGAIN}"
    if "\n<<<<<<< " in text and "\n>>>>>>> " in text:
        return (
            f"`{name}` holds the marks of an unfinished merge (`<<<<<<<`); expected a notebook. "
            "Ask for the version without them."
        )
    if not text.lstrip(_NO_TEXT).startswith("{"):
        return f"`{name}` is text but no notebook; expected JSON that starts with `{{`. {ASK_AGAIN}"
    at_the_end = error.pos >= len(text.rstrip().rstrip(","))
    if at_the_end or error.msg.startswith("Unterminated string"):
        return (
            f"`{name}` breaks off after {len(data):,} bytes; expected a whole notebook. The upload "
            f"was probably cut short. {ASK_AGAIN}"
        )
    return (
        f"`{name}` is damaged at line {error.lineno}, column {error.colno} ({error.msg}); expected "
        f"the JSON of a notebook. {ASK_AGAIN}"
    )
