"""Archives and folders of hand-ins, opened without trusting them.

Nothing is ever unpacked by the names in an archive: entries are listed, and those that are a
student's hand-in are read into memory, up to a limit, and written under names of our own. So a
name that leads elsewhere, a link or a bomb can do nothing but be told of.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.collecting.naming import clean_path, is_noise
from autograder.errors import SourceError

# Of one file: a notebook above it is not graded either.
MAX_FILE_BYTES = 50 * 2**20
MAX_ENTRIES = 500_000
# An archive within the archive is a student's, and held in memory.
MAX_INNER_ENTRIES = 2_000
ENCRYPTED = 0x1
UTF8 = 0x800
EXTENDED_TIME = 0x5455  # an extra field of zip entries, with seconds since 1970
OTHER_ARCHIVES = (".7z", ".rar")
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


@contextmanager
def opened(path: Path, zone: tzinfo) -> Iterator[Source]:
    """Opens a zip or tar archive, a folder, or a single file.

    Args:
        path: which.
        zone: the clock of times that a zip entry gives without an offset.

    Raises:
        SourceError: it is not there, or damaged, or an archive of another kind.
    """
    source = Source(path)
    with ExitStack() as stack:
        try:
            if path.is_dir():
                _list_folder(source)
            elif not path.exists():
                raise SourceError(f"{path} does not exist; expected an archive or a folder")
            elif not path.is_file():
                raise SourceError(f"{path} is no file or folder; expected an archive or a folder")
            elif path.suffix.lower() in OTHER_ARCHIVES:
                raise SourceError(
                    f"{path} is a {path.suffix} archive, which is not read here; expected zip or "
                    "tar. Unpack it and give the folder"
                )
            elif zipfile.is_zipfile(path):
                _list_zip(source, stack.enter_context(zipfile.ZipFile(path)), zone)
            elif tarfile.is_tarfile(path):
                _list_tar(source, stack.enter_context(tarfile.open(path)))
            else:
                _expect_no_archive(path)
                source.add(path.name, partial(_read_file, path), path.stat().st_size, None)
        except UNREADABLE as error:
            raise SourceError(
                f"{path} is damaged ({error or type(error).__name__}); expected a whole archive. "
                "Nothing was collected. Download it again"
            ) from error
        yield source


def _expect_no_archive(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4)
    if path.suffix.lower() in (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz") or start == b"PK\3\4":
        raise SourceError(
            f"{path} is no whole archive, or breaks off; expected zip or tar. Nothing was "
            "collected. Download it again"
        )


def inner_notebooks(entry: Entry, wanted: Callable[[str], bool]) -> list[Entry]:
    """The files in an archive that a student handed in as such.

    Args:
        entry: the archive.
        wanted: which names in it count.

    Returns:
        None of them where it cannot be read: then the archive itself is the hand-in, for a person.
    """
    found = Source(Path(entry.name))
    try:
        with zipfile.ZipFile(io.BytesIO(entry.read())) as archive:
            if len(archive.infolist()) > MAX_INNER_ENTRIES:
                return []
            _list_zip(found, archive, UTC)
            chosen = [one for one in found.entries if wanted(one.name)][:10]
            # The archive is closed after this: each is read now, within its limit.
            read = [(one, one.read()) for one in chosen]
    except (*UNREADABLE, EntryUnreadable):
        return []
    return [
        Entry(entry.path / one.path, partial(_given, data), len(data), None, entry.source)
        for one, data in read
    ]


def _given(data: bytes) -> bytes:
    return data


def _list_zip(source: Source, archive: zipfile.ZipFile, zone: tzinfo) -> None:
    infos = archive.infolist()
    _expect_countable(source, infos)
    for info in infos:
        name = _zip_name(info)
        mode = info.external_attr >> 16
        if info.is_dir():
            continue
        if mode and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
            source.refused.append((name, "a link or device, no file"))
        elif info.flag_bits & ENCRYPTED:
            source.refused.append((name, "encrypted; unpack it with its password"))
        elif info.file_size > MAX_FILE_BYTES:
            source.refused.append((name, _too_large(info.file_size)))
        else:
            read = partial(_read, partial(archive.open, info))
            source.add(name, read, info.file_size, _zip_time(info, zone))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """An entry's name. Without a mark for UTF-8 it may be that, or in the first PCs' encoding."""
    if info.flag_bits & UTF8:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _zip_time(info: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == EXTENDED_TIME and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<I", extra, 5)[0], UTC)
        extra = extra[4 + size :]
    try:
        return datetime(*info.date_time, tzinfo=zone).astimezone(UTC)
    except ValueError:  # a month 0
        return None


def _list_tar(source: Source, archive: tarfile.TarFile) -> None:
    infos = []
    for info in archive:  # a bomb of headers ends here, not in a list of them all
        infos.append(info)
        _expect_countable(source, infos)
    for info in infos:
        if info.isdir():
            continue
        if not info.isfile():
            source.refused.append((info.name, "a link or device, no file"))
        elif info.size > MAX_FILE_BYTES:
            source.refused.append((info.name, _too_large(info.size)))
        else:
            time = datetime.fromtimestamp(info.mtime, UTC)
            source.add(info.name, partial(_read, partial(_member, archive, info)), info.size, time)


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise EntryUnreadable("no file")
    return file


def _list_folder(source: Source) -> None:
    for at, folders, names in os.walk(source.path):
        folders.sort()
        inside = Path(at).relative_to(source.path)
        linked = [name for name in folders if Path(at, name).is_symlink()]
        source.refused += [(str(inside / name), "a link, no folder") for name in linked]
        for name in sorted(names):
            path = Path(at, name)
            if path.is_symlink() or not path.is_file():
                source.refused.append((str(inside / name), "a link or device, no file"))
                continue
            size = path.stat().st_size
            if size > MAX_FILE_BYTES:
                source.refused.append((str(inside / name), _too_large(size)))
            else:
                source.add((inside / name).as_posix(), partial(_read_file, path), size, None)


def _read_file(path: Path) -> bytes:
    return _read(lambda: path.open("rb"))


def _read(open_entry: Callable[[], IO[bytes]]) -> bytes:
    """The bytes of an entry, of which no more than the limit are ever in memory."""
    try:
        with open_entry() as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except UNREADABLE as error:
        raise EntryUnreadable(f"damaged: {error or type(error).__name__}") from error
    if len(data) > MAX_FILE_BYTES:
        raise EntryUnreadable(_too_large(len(data)))
    return data


def _too_large(size: int) -> str:
    return f"over {MAX_FILE_BYTES // 2**20} MB, as bombs are ({size / 2**20:,.0f} MB)"


def _expect_countable(source: Source, infos: Sequence[object]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise SourceError(
            f"{source.path} holds more than {MAX_ENTRIES:,} entries; expected the hand-ins of one "
            "class. Nothing was collected"
        )
