"""Files that are written whole or not at all, whatever ends the writer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# How the files begin that are not yet what they will be; a killed grader leaves them behind.
UNFINISHED = ".unfinished-"


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Writes a file beside its place and renames it, so that nobody ever reads half of it.

    Args:
        path: where; a file that is there is replaced. Its folder is made.
        data: all of it.
        durable: whether it must also outlive a power cut, which takes time.

    Raises:
        OSError: it could not be written; nothing is left of the attempt.
    """
    with unfinished(path, data, durable=durable) as temporary:
        os.replace(temporary, path)


@contextmanager
def unfinished(path: Path, data: bytes, *, durable: bool = True) -> Iterator[Path]:
    """Writes data to a file beside `path`, which is gone when the block ends.

    Raises:
        OSError: it could not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        yield Path(temporary)
    finally:
        Path(temporary).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Removes the unfinished files that killed writers left in a folder and below it.

    Whoever is still writing one there fails with FileNotFoundError.
    """
    for at, _, names in os.walk(folder):
        for name in names:
            if name.startswith(UNFINISHED):
                with suppress(OSError):  # it takes room, and nothing else
                    Path(at, name).unlink()
