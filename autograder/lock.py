"""Keeps two graders off one assignment: who comes second hears who is at it.

The kernel holds the lock (`flock`) and frees it when its holder ends, however it ends, so there is
no stale lock and nobody ever has to delete one. What stands in the file is for people only.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import FileIO
from pathlib import Path

from autograder.errors import CourseError, Locked

# How file systems say that they have no locks.
UNSUPPORTED = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})
_held: set[Path] = set()


@contextmanager
def grading_lock(folder: Path, command: str) -> Iterator[None]:
    """Holds the right to grade an assignment for the length of a block.

    Within such a block of the same process it does nothing.

    Args:
        folder: the assignment's journal; made where it is missing.
        command: what to tell whoever comes second.

    Raises:
        Locked: somebody else grades this assignment now.
        CourseError: the folder cannot be written, or its file system has no locks.
    """
    path = (folder / "lock").resolve()
    if path in _held:
        yield
        return
    with _opened(path) as file:
        _take(file, path)
        _held.add(path)
        try:
            _write(file, f"{_me()}, `{command}`, since {datetime.now():%Y-%m-%d %H:%M:%S}")
            yield
        finally:
            _write(file, "")
            _held.discard(path)


def _opened(path: Path) -> FileIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666), "r+")
    except OSError as error:
        raise CourseError(
            f"{path} could not be opened: {error.strerror}. Make room there, or make the folder "
            "writable for you, and run the same command again"
        ) from error


def _take(file: FileIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(file.fileno(), 500, 0).decode(errors="replace").strip() or "somebody"
        raise Locked(
            f"{holder} is grading `{path.parent.name}` already. Nothing was changed. Wait until "
            "that has ended, or end it, and run the same command again: it goes on where that "
            "stopped"
        ) from error
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise CourseError(f"{path} could not be locked: {error.strerror}") from error
        raise CourseError(
            f"{path} lies on a file system without locks ({error.strerror}), as some network "
            "drives are, so two graders at once would not see each other, and neither would "
            "nbgrader's gradebook. Copy the course to a local disk and grade there"
        ) from error


def _write(file: FileIO, text: str) -> None:
    # On a full disk the lock holds all the same.
    with contextlib.suppress(OSError):
        file.truncate(0)
        os.pwrite(file.fileno(), text.encode(errors="replace"), 0)


def who() -> str:
    """The user and the machine, for people to read."""
    return f"{_user()} on {socket.gethostname()}"


def _me() -> str:
    return f"{_user()} (process {os.getpid()} on {socket.gethostname()})"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this number, as in some containers
        return f"user {os.getuid()}"
