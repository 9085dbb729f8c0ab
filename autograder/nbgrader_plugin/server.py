"""A gradebook on a PostgreSQL server, where several machines may grade into one book.

The lock in the journal keeps apart who shares a folder; here the server does it, by its advisory
locks. They end with their connection, however that ends.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import Locked
from autograder.lock import who
from autograder.nbgrader_plugin.obstacles import is_server, obstacles_told

CONNECT_S = 10
NAME_BYTES = 63  # PostgreSQL cuts what an application calls itself
# The first half of the keys of our locks, so that they are nobody else's; any number will do.
OURS = 20_261
MAKING = "making the gradebook"

_held: set[tuple[str, int]] = set()


@contextmanager
def book_lock(url: str, stem: str, command: str) -> Iterator[None]:
    """Holds the right to grade an assignment into a server's gradebook.

    Within such a block of the same process, and for a gradebook that is a file, it does nothing.

    Args:
        url: of the gradebook.
        stem: the assignment.
        command: what to tell whoever comes second.

    Raises:
        Locked: somebody else grades this assignment into this gradebook now.
        CourseError: the server cannot be reached.
    """
    key = _key(stem)
    if not is_server(url) or (url, key) in _held:
        yield
        return
    with _connected(url, f"{who()}: {command}") as connection:
        with obstacles_told(url):
            taken = connection.execute(
                text("SELECT pg_try_advisory_lock(:ours, :key)"), {"ours": OURS, "key": key}
            ).scalar()
            if not taken:
                raise Locked(
                    f"{_holder(connection, key)} is grading `{stem}` into this gradebook already. "
                    "Nothing was changed. Wait until that has ended, and run the same command again"
                )
        _held.add((url, key))
        try:
            yield
        finally:
            _held.discard((url, key))


@contextmanager
def making(url: str) -> Iterator[None]:
    """Waits until nobody else makes the tables of a server's gradebook, and keeps others off.

    Raises:
        CourseError: the server cannot be reached.
    """
    with _connected(url, f"{who()}: {MAKING}") as connection:
        with obstacles_told(url):
            key = {"ours": OURS, "key": _key(MAKING)}
            connection.execute(text("SELECT pg_advisory_lock(:ours, :key)"), key)
        yield


def version(url: str) -> str:
    """What kind of server a gradebook is on, such as `PostgreSQL 15.18`.

    Raises:
        CourseError: the server cannot be reached.
    """
    with _connected(url, who()) as connection, obstacles_told(url):
        number = connection.execute(text("SHOW server_version")).scalar()
    return f"PostgreSQL {str(number).partition(' ')[0]}"


@contextmanager
def _connected(url: str, name: str) -> Iterator[Connection]:
    """A connection of our own, by which whoever looks at the server sees who is there."""
    arguments = {
        "connect_timeout": CONNECT_S,
        "application_name": name.encode(errors="replace")[:NAME_BYTES].decode(errors="ignore"),
    }
    with obstacles_told(url):
        engine = create_engine(
            url, poolclass=NullPool, connect_args=arguments, isolation_level="AUTOCOMMIT"
        )
        connection = engine.connect()
    try:
        yield connection
    finally:
        with contextlib.suppress(SQLAlchemyError):  # the server may be gone
            connection.close()


def _holder(connection: Connection, key: int) -> str:
    name = connection.execute(
        text(
            "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid) "
            "WHERE locktype = 'advisory' AND classid = :ours AND objid = :key AND granted"
        ),
        {"ours": OURS, "key": key},
    ).scalar()
    return str(name or "Somebody")


def _key(name: str) -> int:
    """A number for a name, such as PostgreSQL takes for a lock: 31 bits."""
    return zlib.crc32(name.encode()) >> 1
