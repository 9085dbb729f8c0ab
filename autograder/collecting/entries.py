"""A file in an archive or folder, and the bounds within which it is read."""

from __future__ import annotations

import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.collecting.naming import clean_path, is_noise

# Of one file: a notebook above it is not graded either.
MAX_FILE_BYTES = 50 * 2**20
UNREADABLE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError,
    NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip


class EntryUnreadable(Exception):
    """One entry could not be read; the text says why."""


@dataclass(frozen=True)
class Entry:
    """A file in a source.

    Attributes:
        path: where it lies in the source.
        read: gives its bytes; raises EntryUnreadable.
        size: bytes, as the source says.
        modified: when it was changed last, if the source knows; UTC.
        source: the source's name.
    """

    path: PurePosixPath
    read: Callable[[], bytes]
    size: int = 0
    modified: datetime | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.name

    @property
    def label(self) -> str:
        """Where it is, for people."""
        return f"{self.source}: {self.path}" if self.source else str(self.path)


@dataclass
class Source:
    """What hand-ins are collected from.

    Attributes:
        path: the archive, folder or file.
        entries: files that can be read.
        refused: (name, why) of what is no file to be read.
        noise: how many files of operating systems were passed over.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    noise: int = 0

    def add(self, name: str, read: Callable[[], bytes], size: int, time: datetime | None) -> None:
        """Takes a file in, or says why not."""
        path, problem = clean_path(name)
        if problem:
            self.refused.append((name, problem))
        elif is_noise(path):
            self.noise += 1
        else:
            self.entries.append(Entry(path, read, size, time, self.path.name))


def read_bounded(open_entry: Callable[[], IO[bytes]]) -> bytes:
    """The bytes of an entry, of which no more than the limit are ever in memory."""
    try:
        with open_entry() as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except UNREADABLE as error:
        raise EntryUnreadable(f"damaged: {error or type(error).__name__}") from error
    if len(data) > MAX_FILE_BYTES:
        raise EntryUnreadable(too_large(len(data)))
    return data


def too_large(size: int) -> str:
    """Why a file of this size is not read."""
    return f"over {MAX_FILE_BYTES // 2**20} MB, as bombs are ({size / 2**20:,.0f} MB)"
