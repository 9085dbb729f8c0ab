"""Zip and tar archives, listed without trusting what they say."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import IO, Any

from autograder.collecting.entries import (
    MAX_FILE_BYTES,
    UNREADABLE,
    Entry,
    EntryUnreadable,
    Source,
    read_bounded,
    too_large,
)
from autograder.errors import SourceError

MAX_ENTRIES = 500_000
MAX_PLAIN_BYTES = 64 * 2**30  # of a tar archive, on disk
# An archive within the archive is a student's, and held in memory.
MAX_INNER_ENTRIES = 2_000
ENCRYPTED = 0x1
UTF8 = 0x800
EXTENDED_TIME = 0x5455  # an extra field of zip entries, with seconds since 1970
COMPRESSIONS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZ": bz2.open,
    b"\xfd7": lzma.open,
}


def list_archive(source: Source, zone: tzinfo, stack: ExitStack) -> bool:
    """Lists the entries of a zip or tar archive; returns False where it is neither.

    Args:
        source: takes the entries in.
        zone: the clock of times that a zip entry gives without an offset.
        stack: keeps the archive open.
    """
    if zipfile.is_zipfile(source.path):
        _list_zip(source, stack.enter_context(zipfile.ZipFile(source.path)), zone)
        return True
    if tarfile.is_tarfile(source.path):
        plain = _decompressed(source.path, stack)
        _list_tar(source, stack.enter_context(tarfile.open(fileobj=plain, mode="r:")))  # noqa: SIM115
        return True
    return False


def _decompressed(path: Path, stack: ExitStack) -> IO[bytes]:
    """A tar archive as a plain file: in a compressed one, each step back starts from its begin."""
    file = stack.enter_context(path.open("rb"))
    start = file.read(2)
    file.seek(0)
    if start not in COMPRESSIONS:
        return file
    plain = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # the stack closes it
    with COMPRESSIONS[start](file) as compressed:
        while block := compressed.read(2**20):
            plain.write(block)
            if plain.tell() > MAX_PLAIN_BYTES:
                raise SourceError(
                    f"{path} is over {MAX_PLAIN_BYTES / 2**30:g} GB when decompressed, as bombs "
                    "are; expected the hand-ins of one class. Nothing was collected"
                )
    plain.seek(0)
    return plain


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
            source.refused.append((name, too_large(info.file_size)))
        else:
            read = partial(read_bounded, partial(archive.open, info))
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
            source.refused.append((info.name, too_large(info.size)))
        else:
            time = datetime.fromtimestamp(info.mtime, UTC)
            source.add(
                info.name, partial(read_bounded, partial(_member, archive, info)), info.size, time
            )


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise EntryUnreadable("no file")
    return file


def _expect_countable(source: Source, infos: Sequence[object]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise SourceError(
            f"{source.path} holds more than {MAX_ENTRIES:,} entries; expected the hand-ins of one "
            "class. Nothing was collected"
        )
