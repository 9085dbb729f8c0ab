"""What a learning platform's archive says of each file in it: whose, when, late, which attempt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from autograder.collecting.sources import Entry
from autograder.roster import Who


@dataclass(frozen=True)
class Piece:
    """One file of one student.

    Attributes:
        entry: the file.
        who: what the platform says of the student.
        name: the file's name as the student gave it.
        time: when it was handed in, if the platform says so.
        late: whether the platform marks it as late.
        order: larger is newer, within one platform; for where there is no time.
        attempt: files of one hand-in have the same.
    """

    entry: Entry
    who: Who
    name: str
    time: datetime | None = None
    late: bool = False
    order: int = 0
    attempt: str = ""


@dataclass
class Reading:
    """What was made of a source.

    Attributes:
        layout: the platform's name.
        pieces: files with a student.
        unread: (entry, why) of files that fit nothing the platform is known to write.
        passed: files that are the platform's own, such as receipts.
        remarks: what a person should know of this source.
    """

    layout: str
    pieces: list[Piece] = field(default_factory=list)
    unread: list[tuple[Entry, str]] = field(default_factory=list)
    passed: int = 0
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What a layout is asked for.

    Attributes:
        stem: the assignment.
        zone: the platform's clock.
        others: the course's other assignments.
        listed: whether there is a roster.
        known: says whether a name or an id is in it.
    """

    stem: str
    zone: tzinfo
    others: tuple[str, ...]
    listed: bool
    known: Callable[[str], bool]


@dataclass(frozen=True)
class Layout:
    """A platform's way of naming files.

    Attributes:
        name: what `--from` takes.
        title: for people.
        fits: the share of the entries that it knows, 0 to 1; the surest layout is taken.
        read: makes a Reading of the entries.
        tells_ids: whether its names hold nbgrader's ids, so that it needs no roster.
    """

    name: str
    title: str
    fits: Callable[[Sequence[Entry], str], float]
    read: Callable[[Sequence[Entry], Asked], Reading]
    tells_ids: bool = False


def share(entries: Sequence[Entry], fits: Callable[[Entry], bool]) -> float:
    """The share of the entries for which something holds."""
    return sum(map(fits, entries)) / len(entries) if entries else 0.0
