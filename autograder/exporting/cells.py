"""A CSV in which single cells are changed, and every other byte stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import RosterError
from autograder.roster import delimiter_of


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and where it stands in the file's."""

    text: str
    start: int
    end: int


class Cells:
    """The cells of a CSV file.

    Args:
        path: the file, for messages.
        data: its bytes.

    Raises:
        RosterError: it is no text, or a quotation mark is never closed.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._encoding = _encoding_of(path, data)
        self._text = data.decode(self._encoding)
        self.delimiter = delimiter_of(self._text)
        self.rows = list(self._read())
        self._changes: dict[int, tuple[Cell, str]] = {}

    @property
    def header(self) -> list[str]:
        """The cells of the first line."""
        return [cell.text.strip() for cell in self.rows[0]] if self.rows else []

    def column(self, *names: str) -> int | None:
        """The place of the first column that has one of these names."""
        return next((self.header.index(name) for name in names if name in self.header), None)

    def line(self, row: list[Cell]) -> int:
        """The line in the file at which a row begins."""
        return self._text.count("\n", 0, row[0].start) + 1

    def change(self, cell: Cell, text: str) -> None:
        """Sets a cell anew, quoted as it was."""
        before = self._text[cell.start : cell.end]
        quoted = before.startswith('"') or any(c in text for c in (self.delimiter, '"', "\n", "\r"))
        new = '"' + text.replace('"', '""') + '"' if quoted else text
        self._changes[cell.start] = (cell, new)

    def encoded(self) -> bytes:
        """The file with its changes."""
        parts, at = [], 0
        for start in sorted(self._changes):
            cell, new = self._changes[start]
            parts += [self._text[at:start], new]
            at = cell.end
        return "".join([*parts, self._text[at:]]).encode(self._encoding)

    def _read(self) -> Iterator[list[Cell]]:
        text, at = self._text, 1 if self._text.startswith("\ufeff") else 0
        row: list[Cell] = []
        while at < len(text) or row:
            start = at
            value, at = self._quoted(at) if text[at : at + 1] == '"' else ("", at)
            end = at
            while end < len(text) and text[end] not in (self.delimiter, "\n", "\r"):
                end += 1
            row.append(Cell(value + text[at:end], start, end))
            at = end + 1
            if end >= len(text) or text[end] in "\n\r":
                yield row
                row = []
                if text[end : end + 2] == "\r\n":
                    at += 1

    def _quoted(self, start: int) -> tuple[str, int]:
        """The text between quotation marks, and the place after the closing one."""
        at, parts = start + 1, []
        while True:
            end = self._text.find('"', at)
            if end < 0:
                line = self._text.count("\n", 0, start) + 1
                raise RosterError(
                    f"{self.path}:{line}: a quotation mark is never closed; expected the CSV as "
                    "the platform exports it. Export it again"
                )
            parts.append(self._text[at:end])
            if self._text[end + 1 : end + 2] != '"':
                return '"'.join(parts), end + 1
            at = end + 2


def read_cells(path: Path) -> Cells:
    """Reads a CSV file to be filled.

    Raises:
        RosterError: it cannot be read.
    """
    try:
        return Cells(path, path.read_bytes())
    except OSError as error:
        raise RosterError(
            f"{path} cannot be read: {error.strerror}; expected the CSV that the platform exports"
        ) from error


def _encoding_of(path: Path, data: bytes) -> str:
    """An encoding in which the file can be written again byte for byte."""
    # `utf-16` would put another mark before the one that is in the text already.
    marked = data.startswith(b"\xff\xfe")
    for encoding in ("utf-16-le",) if marked else ("utf-8", "cp1252", "latin-1"):
        try:
            if data.decode(encoding).encode(encoding) == data:
                return encoding
        except UnicodeError:
            continue
    raise RosterError(f"{path} is no text; expected a CSV as the platform exports it")
