"""Archives and folders of hand-ins, opened without trusting them.

Nothing is ever unpacked by the names in an archive: entries are listed, and those that are a
student's hand-in are read into memory, up to a limit, and written under names of our own. So a
name that leads elsewhere, a link or a bomb can do nothing but be told of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import tzinfo
from functools import partial
from pathlib import Path

from autograder.collecting.archives import list_archive
from autograder.collecting.entries import (
    MAX_FILE_BYTES,
    UNREADABLE,
    Source,
    read_bounded,
    too_large,
)
from autograder.errors import SourceError

OTHER_ARCHIVES = (".7z", ".rar")


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
            elif not list_archive(source, zone, stack):
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
                source.refused.append((str(inside / name), too_large(size)))
            else:
                source.add((inside / name).as_posix(), partial(_read_file, path), size, None)


def _read_file(path: Path) -> bytes:
    return read_bounded(lambda: path.open("rb"))
