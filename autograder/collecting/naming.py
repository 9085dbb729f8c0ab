"""File names as learning platforms, browsers and students make them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from autograder.roster import key_of

# What operating systems put into archives and folders.
NOISE = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".ipynb_checkpoints"})
MAX_NAME_BYTES = 150
# Some browsers take a notebook for what it is written in.
NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.IGNORECASE)
COPY_BEFORE = re.compile(
    r"^(?:(?:copy[ _]of|kopie[ _]von|c[oó]pia[ _]de|copie[ _]de)[ _]+)+", re.IGNORECASE
)
COPY_AFTER = re.compile(
    r"(?:[ _]*\(\d{1,3}\)|[-_]\d{1,3}|[ _]*-?[ _]*(?:copy|kopie|copia|copie)(?:[ _]*\d{1,3})?)$",
    re.IGNORECASE,
)
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\[\]]")
RESERVED = "timestamp.txt"  # nbgrader's


def clean_path(name: str) -> tuple[PurePosixPath, str]:
    """The place of a file in its archive, and what is wrong with it; empty where nothing is."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/"))
    path = PurePosixPath(plain)
    if "\0" in plain or not path.name:
        return path, "has no name that a file can have"
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:/", plain):
        return path, "its name leads out of the archive"
    return path, ""


def is_noise(path: PurePosixPath) -> bool:
    """Whether a file is an operating system's or an editor's, and nobody's hand-in."""
    return path.name.startswith("._") or any(part.casefold() in NOISE for part in path.parts)


def is_notebook(name: str) -> bool:
    """Whether a name is that of a notebook, also `a1_rnn.ipynb.txt`."""
    return NOTEBOOK.search(name) is not None and not name.startswith(".")


def is_named(name: str, stem: str) -> bool:
    """Whether a name is the assignment's, but for what browsers and drives add to it.

    They add `Copy of`, `(1)`, `-2`, ` - Copy`, `.txt`, and take away or put in spaces.
    """
    base = COPY_BEFORE.sub("", NOTEBOOK.sub("", name).strip())
    wanted = key_of(stem)
    for _ in range(4):
        if key_of(base) == wanted:
            return True
        shorter = COPY_AFTER.sub("", base).strip()
        if shorter == base:
            return False
        base = shorter
    return False


def copy_number(name: str) -> int:
    """The number that a browser or a platform put behind a name: 2 of `a1_rnn (2).ipynb`."""
    found = re.search(r"(?:\(|[-_])(\d{1,3})\)?$", NOTEBOOK.sub("", name))
    return int(found[1]) if found else 0


def safe_name(name: str) -> str:
    """A file's own name as it may be written into a student's folder."""
    plain = UNSAFE.sub("_", unicodedata.normalize("NFC", PurePosixPath(name).name)).lstrip(". ")
    plain = plain.encode(errors="replace").decode()
    while len(plain.encode()) > MAX_NAME_BYTES:
        stem, dot, suffix = plain.rpartition(".")
        plain = f"{stem[:-1]}{dot}{suffix}" if stem else plain[:-1]
    return f"_{plain}" if plain.casefold() in (RESERVED, "") else plain
