"""What keeps nbgrader from writing: a full disk, a read-only folder, a busy or distant gradebook.

nbgrader would make each of these the fault of the hand-in that it was at. They are nobody's, and
the hand-ins that follow would meet the same; so they end the command, in words that say what to do.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nbgrader.api import InvalidEntry
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, PendingRollbackError, SQLAlchemyError

from autograder.course import Course
from autograder.errors import CourseError

# How long to wait for whoever else writes to the gradebook: formgrader, another assignment's run.
BUSY_S = 60.0
OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
ADVICE = {
    "full": "Make room on that disk",
    "readonly": "Make the file and its folder writable for you",
    "unable to open": "Make the file and its folder writable for you",
    "locked": "Wait for whoever else writes there (formgrader?), or close it",
    "malformed": "Put back a copy from before",
    "not a database": "Put back a copy from before, or move the file away to start a new one",
}
# The same of a PostgreSQL server, as patterns. It speaks English unless it was told otherwise.
OF_A_SERVER = {
    "password authentication failed": "Look for a typing error in the user's name, and in the "
    "password in ~/.pgpass or PGPASSWORD",
    "no password supplied": "Put the password into ~/.pgpass, or into the variable PGPASSWORD",
    "no pg_hba.conf entry": "Whoever runs the server lets this machine in, in pg_hba.conf",
    'database ".*" does not exist': "Whoever runs the server makes it: "
    "`createdb --owner=USER NAME`",
    'role ".*" does not exist': "Whoever runs the server makes the user: "
    "`createuser --pwprompt USER`",
    "permission denied": "Whoever runs the server makes you the owner: "
    "`ALTER DATABASE NAME OWNER TO USER`",
    "(column|relation) .* does not exist": "An older nbgrader made it: run `nbgrader db upgrade`",
    "read-only transaction": "This server only copies another: name that one",
    "too many clients|connection slots": "Close other programs that use it, or wait",
    "translate host name": "Look for a typing error in the host's name; are you online?",
    "connection|timeout|database system": "Is the server running, and are host and port right? "
    "`pg_isready --host=HOST --port=PORT` tells",
}
KEPT = "The verdicts so far are kept: then run the same command again, and it goes on"


@contextmanager
def obstacles_told(url: str) -> Iterator[None]:
    """Turns what keeps a block from writing into a sentence.

    Raises:
        CourseError: the gradebook at `url` or the disk does not take what was written.
    """
    try:
        yield
    except (SQLAlchemyError, InvalidEntry, OSError) as error:
        told = as_obstacle(error, url)
        if told is None:
            raise
        raise told from error


def as_obstacle(error: BaseException, url: str) -> CourseError | None:
    """The error as a sentence, or None where it may be the fault of one hand-in.

    Args:
        error: what nbgrader stumbled over; it may have come of another one.
        url: of the gradebook.
    """
    for one in _with_causes(error):
        told = _told(one, url)
        if told is not None:
            return told
    return None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException, url: str) -> CourseError | None:
    if isinstance(error, OSError) and error.errno in OF_THE_DISK:
        where = error.filename or "the course folder"
        advice = ADVICE["full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "readonly"]
        return CourseError(f"{where} could not be written: {error.strerror}. {advice}. {KEPT}")
    if isinstance(error, DBAPIError):
        return _of_the_gradebook(str(error.orig), url)
    if isinstance(error, PendingRollbackError):  # what was being written when a server went away
        return _of_the_gradebook("the connection was lost", url)
    return None


def _of_the_gradebook(reason: str, url: str) -> CourseError:
    reason = reason.strip().partition("\n")[0].rstrip(".")  # after it comes advice of the driver's
    if is_server(url):
        known = (text for part, text in OF_A_SERVER.items() if re.search(part, reason))
        place, advice = without_password(url), next(known, "Tell whoever runs the server")
    else:
        known = (text for part, text in ADVICE.items() if part in reason)
        place, advice = str(gradebook_file(url)), next(known, "See `nbgrader db`")
    return CourseError(f"The gradebook {place} could not be written: {reason}. {advice}. {KEPT}")


def parsed(url: str) -> URL:
    """The parts of a gradebook's address.

    Raises:
        CourseError: it is none, or that of another kind of database. It is not repeated, since a
            password may stand in it.
    """
    try:
        parts = make_url(url)
        parts.get_dialect().import_dbapi()
    except (ArgumentError, ValueError, ImportError, NotImplementedError) as error:
        raise CourseError(
            "`c.CourseDirectory.db_url` cannot be understood; expected "
            "postgresql://USER@HOST/NAME or sqlite:///FILE. In a password that stands there, "
            "@ : / and % are written %40 %3A %2F %25; better put it into ~/.pgpass"
        ) from error
    return parts


def is_server(url: str) -> bool:
    """Whether a gradebook is on a PostgreSQL server."""
    return parsed(url).get_backend_name() == "postgresql"


def without_password(url: str) -> str:
    """The address of a gradebook as people may see it."""
    parts = parsed(url).difference_update_query(["password"])
    return parts.render_as_string(hide_password=True)


def gradebook_file(url: str) -> Path | None:
    """The file of the gradebook; None where it is a server's."""
    parts = parsed(url)
    is_file = parts.get_backend_name() == "sqlite" and parts.database
    return Path(str(parts.database)) if is_file else None


def expect_writable(course: Course, url: str) -> None:
    """Tries whether gradebook and graded notebooks can be written, before anything is graded.

    Raises:
        CourseError: they cannot.
    """
    file = gradebook_file(url)
    for folder in (_there(course.autograded), *([] if file is None else [_there(file.parent)])):
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise CourseError(
                f"{folder} cannot be written: {error.strerror}. The gradebook and the graded "
                f"notebooks go there. {ADVICE['readonly']}. {KEPT}"
            ) from error
    if file is None or not file.exists():
        return
    try:
        # Permission bits do not bind root, and do not know of read-only mounts: so try.
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", BUSY_S, uri=True)) as db:
            db.execute("BEGIN IMMEDIATE")
            # Beginning alone writes nothing, and works on a read-only file too.
            (version,) = db.execute("PRAGMA user_version").fetchone()
            db.execute(f"PRAGMA user_version = {int(version)}")
            db.rollback()
    except sqlite3.Error as error:
        raise _of_the_gradebook(str(error), url) from error


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(one for one in (folder, *folder.parents) if os.path.isdir(one))
