"""Writes chosen hand-ins into `submitted/`: whole, never over another without keeping that one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from autograder.atomic import write_whole
from autograder.collecting.choosing import Chosen
from autograder.collecting.sources import EntryUnreadable
from autograder.errors import CourseError
from autograder.policy import as_timestamp, from_timestamp

TIMESTAMP = "timestamp.txt"
Outcome = Literal["new", "replaced", "same", "older", "differs", "unreadable"]


class Taken(msgspec.Struct, frozen=True):
    """What was taken of a student last, kept to know a newer one by.

    Attributes:
        layout: the platform.
        source: archive and place in it.
        order: larger is newer, within the platform.
        late: whether the platform marked it so.
        hashes: file -> SHA-256.
    """

    layout: str
    source: str
    order: int
    late: bool
    hashes: dict[str, str]


@dataclass(frozen=True)
class Place:
    """Where hand-ins of an assignment go.

    Attributes:
        submitted: nbgrader's folder.
        collected: keeps the record, and what was replaced.
        stem: the assignment.
        force: take what differs and cannot be told to be newer.
        dry: write nothing.
    """

    submitted: Path
    collected: Path
    stem: str
    force: bool = False
    dry: bool = False

    @property
    def record(self) -> Path:
        """What was taken of whom."""
        return self.collected / self.stem / "record.json"

    def known(self) -> dict[str, Taken]:
        """The record of earlier runs; empty where there is none.

        Raises:
            CourseError: it is damaged.
        """
        try:
            return msgspec.json.decode(self.record.read_bytes(), type=dict[str, Taken])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as error:
            raise CourseError(
                f"{self.record} cannot be read ({error}); expected what this command wrote there. "
                "Move it away: then hand-ins that differ are told apart by their times only"
            ) from error

    def keep(self, record: Mapping[str, Taken]) -> None:
        """Writes the record."""
        if not self.dry:
            data = msgspec.json.format(msgspec.json.encode(record, order="sorted"), indent=1)
            write_whole(self.record, data)

    def put(self, chosen: Chosen, record: dict[str, Taken]) -> Outcome:
        """Puts a hand-in into `submitted/STUDENT/STEM/`.

        Args:
            chosen: the hand-in.
            record: of earlier runs; what is taken is added to it.

        Returns:
            What became of it. `older`, `differs` and `unreadable`: the one that is there stays.
        """
        try:
            files = {name: entry.read() for name, entry in chosen.files.items()}
        except EntryUnreadable as error:
            chosen.notes.append(str(error))
            return "unreadable"
        folder = self.submitted / chosen.student / self.stem
        there = self._there(folder)
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        taken = Taken(chosen.layout, _source(chosen), chosen.order, chosen.late, hashes)
        if all(there.get(name) == digest for name, digest in hashes.items()):
            # Killed between notebook and time, the next run comes here.
            if chosen.time and not (folder / TIMESTAMP).exists():
                self._write(folder, {TIMESTAMP: _time(chosen.time)})
            record[chosen.student] = taken
            return "same"
        if there and not self.force:
            told = self._is_newer(chosen, folder, there, record.get(chosen.student))
            if told is not True:
                return "older" if told is False else "differs"
        if there:
            self._set_aside(folder, chosen)
        if there and not self.dry:
            # First, since it is not this one's; while there is none, a run after a kill writes it.
            (folder / TIMESTAMP).unlink(missing_ok=True)
            for name in there.keys() - files.keys():
                (folder / name).unlink()
        self._write(folder, files)
        if chosen.time:
            self._write(folder, {TIMESTAMP: _time(chosen.time)})
        record[chosen.student] = taken
        return "replaced" if there else "new"

    def _there(self, folder: Path) -> dict[str, str]:
        """Files that lie in a student's folder, and their hashes."""
        if not folder.is_dir():
            return {}
        files = (path for path in folder.iterdir() if path.is_file() and path.name != TIMESTAMP)
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
            if not path.name.startswith(".")
        }

    def _is_newer(
        self, chosen: Chosen, folder: Path, there: Mapping[str, str], before: Taken | None
    ) -> bool | None:
        """Whether a hand-in is newer than the one in its place; None where nothing tells."""
        time = None
        with suppress(OSError):
            time = from_timestamp((folder / TIMESTAMP).read_text(errors="replace"))
        if chosen.time and time and chosen.time.replace(microsecond=0) != time:
            return chosen.time > time
        untouched = before is not None and before.hashes == dict(there)
        if (
            before is not None
            and untouched
            and before.layout == chosen.layout
            and before.order
            and chosen.order
            and before.order != chosen.order
        ):
            return chosen.order > before.order
        return None

    def _set_aside(self, folder: Path, chosen: Chosen) -> None:
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        told = hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()[:12]
        kept = self.collected / self.stem / "replaced" / chosen.student / told
        self._write(kept, files)
        chosen.notes.append(f"the one before is in {kept.relative_to(self.collected.parent)}")

    def _write(self, folder: Path, files: Mapping[str, bytes]) -> None:
        if not self.dry:
            for name, data in files.items():
                # Not synced: after a power cut the source is still there to collect from.
                write_whole(folder / name, data, durable=False)


def _time(moment: datetime) -> bytes:
    return f"{as_timestamp(moment)}\n".encode()


def _source(chosen: Chosen) -> str:
    return next(iter(chosen.files.values())).label if chosen.files else ""
