"""Folders by student, nbgrader's exchange, and the folder that Google Classroom keeps in Drive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from autograder.collecting.layouts import Asked, Layout, Piece, Reading, share
from autograder.collecting.naming import NOTEBOOK, is_named, is_notebook
from autograder.collecting.sources import Entry, EntryUnreadable
from autograder.policy import from_timestamp
from autograder.roster import Who

TIMESTAMP = "timestamp.txt"
# STUDENT+ASSIGNMENT+TIME[+RANDOM], a folder in the exchange's inbound.
INBOUND = re.compile(r"(?P<user>[^+]+)\+(?P<stem>[^+]+)\+(?P<time>[^+]+)(?:\+.*)?")
# Classroom writes the student before the title: `Ada Lovelace - a1_rnn.ipynb`.
DRIVE = re.compile(r"(?P<name>.+?) - (?P<file>.+)")
TAKEOUT = "Takeout"


def _inbound_part(entry: Entry, stem: str) -> re.Match[str] | None:
    for part in entry.path.parts[:-1]:
        found = INBOUND.fullmatch(part)
        if found and found["stem"] == stem:
            return found
    return None


def _inbound_fits(entries: Sequence[Entry], stem: str) -> float:
    return share(entries, lambda entry: _inbound_part(entry, stem) is not None)


def _inbound(entries: Sequence[Entry], asked: Asked) -> Reading:
    reading = Reading("exchange")
    for entry in entries:
        found = _inbound_part(entry, asked.stem)
        if found is None:
            reading.unread.append((entry, f"not in a folder STUDENT+{asked.stem}+TIME"))
        elif entry.name == TIMESTAMP:
            reading.passed += 1
        else:
            user, time = found["user"], found["time"]
            who = Who(user, (("id", user),))
            reading.pieces.append(Piece(entry, who, entry.name, from_timestamp(time), attempt=time))
    return reading


def _drive_part(entry: Entry) -> re.Match[str] | None:
    return DRIVE.fullmatch(entry.name) if is_notebook(entry.name) else None


def _drive_fits(entries: Sequence[Entry], stem: str) -> float:
    if any(entry.path.parts[0] == TAKEOUT for entry in entries):
        return 1.0
    return share([e for e in entries if is_notebook(e.name)], lambda e: _drive_part(e) is not None)


def _drive(entries: Sequence[Entry], asked: Asked) -> Reading:
    reading = Reading("google")
    for entry in entries:
        found = DRIVE.fullmatch(entry.name)
        folders = [part for part in entry.path.parts[:-1] if asked.known(part)]
        if found:
            name, file = found["name"].strip(), found["file"]
        elif folders:
            name, file = folders[-1], entry.name
        else:
            reading.unread.append((entry, "neither named `Student - title`, nor in their folder"))
            continue
        who = Who(name, (("google", name),), name, name if "@" in name else "")
        time = entry.modified
        order = int(time.timestamp()) if time else 0
        reading.pieces.append(Piece(entry, who, file, time, order=order))
    if any(piece.time for piece in reading.pieces):
        reading.remarks.append(
            "Drive tells when a file was changed last, not when it was turned in: that is taken "
            "for the time of hand-in."
        )
    return reading


def _plain(entries: Sequence[Entry], asked: Asked) -> Reading:
    """STUDENT/FILE, STUDENT/ASSIGNMENT/FILE, or STUDENT.ipynb, below any folders that all share."""
    reading = Reading("folder")
    depth = _shared(entries, asked)
    times = {}
    for entry in entries:
        if entry.name == TIMESTAMP:
            with suppress(EntryUnreadable):
                times[entry.path.parent] = from_timestamp(
                    entry.read()[:200].decode(errors="replace")
                )
    for entry in entries:
        inside = entry.path.parts[depth:]
        if entry.name == TIMESTAMP:
            reading.passed += 1
        elif len(inside) > 2 and inside[1] != asked.stem and inside[1] in asked.others:
            reading.passed += 1  # of another assignment
        elif len(inside) == 1 and not is_notebook(entry.name):
            reading.unread.append((entry, "lies beside the students' folders"))
        else:
            alone = len(inside) == 1
            user = NOTEBOOK.sub("", entry.name) if alone else inside[0]
            who = Who(user, (("id", user), ("", user)), user, user if "@" in user else "")
            file = f"{asked.stem}.ipynb" if alone else entry.name
            reading.pieces.append(Piece(entry, who, file, times.get(entry.path.parent)))
    return reading


def _shared(entries: Sequence[Entry], asked: Asked) -> int:
    """How many folders lie above the students': those that all files are in."""
    depth = 0
    while entries and all(len(entry.path.parts) > depth + 1 for entry in entries):
        names = {entry.path.parts[depth] for entry in entries}
        below = [entry.path.parts[depth + 1 :] for entry in entries]
        if len(names) > 1 or _is_student(names.pop(), below, asked):
            break
        depth += 1
    return depth


def _is_student(name: str, below: Sequence[tuple[str, ...]], asked: Asked) -> bool:
    """Whether the one folder that all files are in is a student's, and not one of a class."""
    if asked.listed:
        return asked.known(name)
    if any(rest[0] == asked.stem for rest in below):
        return True
    return all(len(rest) == 1 for rest in below) and any(is_named(r[0], asked.stem) for r in below)


INBOUND_LAYOUT = Layout("exchange", "nbgrader's exchange", _inbound_fits, _inbound, tells_ids=True)
DRIVE_LAYOUT = Layout("google", "Google Classroom and Drive", _drive_fits, _drive)
FOLDER_LAYOUT = Layout("folder", "folders", lambda entries, stem: 0.01, _plain, tells_ids=True)
