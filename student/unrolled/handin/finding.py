"""Finds the file of the notebook that is open: no kernel is told its own name."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unrolled.handin.saved import Unreadable, read
from unrolled.handin.session import Session

SUFFIX = ".ipynb"
MOST_SEARCHED = 100  # notebooks in one folder
MOST_BYTES = 50_000_000
COLAB_WAIT_S = 10


class NotFound(Exception):
    """There is no file to look at; the text says how to name it."""


@dataclass(frozen=True)
class Found:
    """The notebook's content, and where it is from.

    Attributes:
        name: of the file.
        data: its content.
        folder: where it lies; None in Colab, which keeps it elsewhere.
        saved_s: when it was last saved, in seconds since 1970; None where what was read is what is
            on the screen.
    """

    name: str
    data: bytes
    folder: Path | None = None
    saved_s: float | None = None


def find(assignment: str, path: str | os.PathLike[str] | None, session: Session) -> Found:
    """Finds the notebook.

    Args:
        assignment: whose notebook it is.
        path: where the student says it is, if they do.
        session: of the kernel that asks.

    Raises:
        NotFound: it is not there, or it could be one of several.
    """
    if path is not None:
        return _at(Path(path).expanduser(), assignment)
    if "google.colab" in sys.modules:
        return _in_colab(assignment)
    for file in _told(session):
        if file.is_file() and _assignment(file) in ("", assignment):
            return _at(file, assignment)
    return _in_folder(Path.cwd(), assignment)


def _told(session: Session) -> Iterator[Path]:
    """What editors tell; it is out of date where the file was renamed since."""
    given = (session.names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"))
    for name in given:
        if isinstance(name, str) and name.endswith(SUFFIX):
            yield Path(name)
            yield Path.cwd() / Path(name).name


def _at(path: Path, assignment: str) -> Found:
    if path.is_dir():
        return _in_folder(path, assignment)
    if not path.is_file():
        raise NotFound(
            f"There is no file `{path}` (looked from `{Path.cwd()}`); expected the path of your "
            f"saved notebook, such as `{assignment}{SUFFIX}`."
        )
    if path.suffix != SUFFIX:
        raise NotFound(f"`{path.name}` is no notebook; expected a file that ends in `{SUFFIX}`.")
    try:
        return Found(path.name, path.read_bytes(), path.resolve().parent, path.stat().st_mtime)
    except OSError as error:
        raise NotFound(f"`{path}` cannot be read: {error.strerror}.") from error


def _in_folder(folder: Path, assignment: str) -> Found:
    """The one notebook of the assignment in a folder."""
    files = sorted(folder.glob(f"*{SUFFIX}"))[:MOST_SEARCHED]
    found = [file for file in files if _assignment(file) == assignment]
    if len(found) == 1:
        return _at(found[0], assignment)
    which = f"In `{folder}` there is none of `{assignment}`."
    if found:
        which = "It could be " + " or ".join(f"`{file.name}`" for file in found) + "."
    raise NotFound(
        f"The file of this notebook cannot be found from here. {which} Save the notebook, and name "
        f'its file: `hand_in("{assignment}", "path/to/{assignment}{SUFFIX}")`.'
    )


def _assignment(file: Path) -> str:
    with contextlib.suppress(OSError, Unreadable):
        if file.stat().st_size <= MOST_BYTES:
            return read(file.read_bytes(), file.name).assignment
    return ""


def _in_colab(assignment: str) -> Found:
    """What is on the screen in Colab, saved or not."""
    try:
        message = importlib.import_module("google.colab._message")
        reply = message.blocking_request("get_ipynb", timeout_sec=COLAB_WAIT_S)
        document: Any = reply["ipynb"]
    except Exception as error:  # the way there is Colab's own and may change any day
        raise NotFound(
            "Colab did not show this notebook to the cell. Download it (File > Download > Download "
            ".ipynb), upload it into the files on the left, and name it: "
            f'`hand_in("{assignment}", "{assignment}{SUFFIX}")`.'
        ) from error
    metadata = document.get("metadata", {}) if isinstance(document, dict) else {}
    name = metadata.get("colab", {}).get("name") or f"{assignment}{SUFFIX}"
    return Found(str(name), json.dumps(document, indent=2).encode())
