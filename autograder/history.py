"""The audit trail: who wrote which points for whom into the gradebook, when, and why.

One line of JSON an entry, only ever appended, in one write each. An entry stands for a change: what
is written again unchanged leaves none.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

from autograder.errors import CourseError
from autograder.ingredients import changes, verdict_key
from autograder.journal import Journal
from autograder.lock import who
from autograder.verdict import Verdict

Points = dict[str, float | None]
ALL = "all questions"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was written for one student at one time.

    Attributes:
        when: the time in UTC, as ISO 8601 has it.
        who: user and machine.
        student: whose points.
        points: question -> points; None where a person must decide.
        key: what the journal files the verdict under; empty where there was none.
        review: why a person must look; empty where none must.
        why: question -> what had changed since the entry before.
        origin: how the verdict was made, where that is unusual: without a sandbox, or elsewhere.
    """

    when: str
    who: str
    student: str
    points: Points
    key: str = ""
    review: str = ""
    why: dict[str, list[str]] = {}
    origin: str = ""

    @property
    def total(self) -> float | None:
        """All points together; None where a person must decide on some."""
        known = [earned for earned in self.points.values() if earned is not None]
        return sum(known) if len(known) == len(self.points) else None


class History:
    """The audit trail of one assignment.

    Args:
        folder: the assignment's journal.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "history.jsonl"
        self._read_bytes = 0
        self._last: dict[str, Entry] = {}

    def last(self, student: str) -> Entry | None:
        """What was written for a student last; None where nothing was.

        Raises:
            CourseError: the file cannot be read.
        """
        if self._read_bytes and (
            not self.path.exists() or self.path.stat().st_size < self._read_bytes
        ):
            self._read_bytes, self._last = 0, {}  # somebody took it away: it begins anew
        for entry in self._entries_from(self._read_bytes):
            self._last[entry.student] = entry
        return self._last.get(student)

    def entries(self) -> Iterator[Entry]:
        """All entries, the oldest first."""
        yield from History(self.path.parent)._entries_from(0)

    def note(
        self,
        student: str,
        points: Points,
        *,
        key: str = "",
        review: str = "",
        why: Mapping[str, list[str]] | None = None,
        origin: str = "",
    ) -> None:
        """Appends an entry, if it says anything new of the student.

        Raises:
            CourseError: it could not be written.
        """
        before = self.last(student)
        said = (points, key, review, origin)
        if before and (before.points, before.key, before.review, before.origin) == said:
            return
        entry = Entry(
            datetime.now(UTC).isoformat(timespec="seconds"),
            who(),
            student,
            points,
            key,
            review,
            dict(why or {}),
            origin,
        )
        try:
            self._append(msgspec.json.encode(entry))
        except OSError as error:
            raise CourseError(
                f"The audit trail {self.path} could not be written: {error.strerror}. Make room, "
                "or make it writable for you, and run the same command again"
            ) from error

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            size = os.fstat(handle).st_size
            # Who was killed while writing left half a line: ours must not continue it.
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            whole = b"\n" * torn + line + b"\n"
            if os.write(handle, whole) < len(whole):  # the disk ended within the line
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(handle)

    def _entries_from(self, start: int) -> Iterator[Entry]:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                for line in iter(file.readline, b""):
                    if not line.endswith(b"\n"):
                        return  # somebody is writing it, or was killed at it
                    self._read_bytes = file.tell()
                    entry = _decoded(line)
                    if entry:
                        yield entry
        except FileNotFoundError:
            return
        except OSError as error:
            raise CourseError(
                f"The audit trail {self.path} could not be read: {error.strerror}. Make it "
                "readable for you, and run the same command again"
            ) from error


def note_change(
    folder: Path, student: str, points: Points, verdict: Verdict | None, review: str
) -> None:
    """Notes what was written for a student, with what had changed since the time before.

    Args:
        folder: the assignment's journal.
        student: whose points.
        points: question -> points; None where a person must decide.
        verdict: where they are from; None where there is none.
        review: why a person must look; empty where none must.

    Raises:
        CourseError: it could not be written.
    """
    history = history_of(folder)
    key = verdict_key(verdict.hashes, verdict.seed) if verdict else ""
    last = history.last(student)
    before = Journal(folder).get(last.key) if last and last.key not in ("", key) else None
    why = _reasons(before, verdict, points) if before and verdict else {}
    origin = verdict.origin if verdict else ""
    history.note(student, points, key=key, review=review, why=why, origin=origin)


def _reasons(before: Verdict, now: Verdict, questions: Iterable[str]) -> dict[str, list[str]]:
    """Question, or all of them in a word -> what had changed."""
    if before.hashes.get("notebook") != now.hashes.get("notebook"):
        return {ALL: ["handed in again"]}
    if before.seed != now.seed:
        return {ALL: ["another seed, so other inputs"]}
    return changes(before.hashes, now.hashes, questions)


@cache
def history_of(folder: Path) -> History:
    """One reader a folder: it goes on where it stopped, and a class is read once."""
    return History(folder)


def _decoded(line: bytes) -> Entry | None:
    try:
        return msgspec.json.decode(line, type=Entry)
    except msgspec.MsgspecError:  # half a line, or one that somebody edited
        return None
