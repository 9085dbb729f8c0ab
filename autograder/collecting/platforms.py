"""The archives of Canvas, Moodle and Blackboard, which put all they know into file names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo

from autograder.collecting.layouts import Asked, Layout, Piece, Reading, share
from autograder.collecting.sources import Entry, EntryUnreadable
from autograder.collecting.worksheet import PARTICIPANT
from autograder.roster import Who, decoded

# NAME[_LATE]_USER_ATTACHMENT_FILE; a text or a link that was handed in has no attachment. The name
# is the sortable one without anything but letters and digits; anonymous ones have `anon_ID`.
CANVAS = re.compile(
    r"(?:(?P<name>\w+?)_)??(?:(?P<late>LATE)_)?"
    r"(?:(?P<user>\d+)|anon_(?P<anonymous>[A-Za-z0-9]{4,8}))"
    r"_(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<text>(?:text|link)\.html))"
)
# NAME_PARTICIPANT_assignsubmission_PLUGIN, then a folder of files, or `_FILE`.
MOODLE = re.compile(
    r"(?P<name>[^/]*?)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.+))?"
)
# ASSIGNMENT_USERNAME_attempt_TIME_FILE, and a receipt ASSIGNMENT_USERNAME_attempt_TIME.txt. Either
# name may hold `_`.
BLACKBOARD = re.compile(
    r"(?P<head>.+)_attempt_(?P<time>\d{4}(?:-\d{2}){5})(?:_(?P<file>.+)|(?P<receipt>\.txt))"
)
RECEIPT = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<user>[^()\n]+)\)\s*$", re.MULTILINE)


def _canvas_fits(entries: Sequence[Entry], stem: str) -> float:
    return share(entries, lambda entry: CANVAS.fullmatch(entry.name) is not None)


def _canvas(entries: Sequence[Entry], asked: Asked) -> Reading:
    reading = Reading("canvas")
    for entry in entries:
        found = CANVAS.fullmatch(entry.name)
        if found is None:
            reading.unread.append((entry, "not named as Canvas does"))
            continue
        user = found["user"] or found["anonymous"]
        name = found["name"] or ""
        who = Who(f"{name} ({user})" if name else user, (("canvas", user),), name)
        number = int(found["attachment"] or 0)
        late = found["late"] is not None
        file = found["file"] or found["text"]
        # One archive holds one attempt of each, so all its files are of the same.
        reading.pieces.append(Piece(entry, who, file, late=late, order=number))
    if any(piece.late for piece in reading.pieces):
        reading.remarks.append(
            "Canvas marks hand-ins as LATE but does not say when they came, so no time of hand-in "
            "is written for them and no late penalty follows here: leave it to Canvas, or write "
            "timestamp.txt by hand."
        )
    return reading


def _moodle_parts(entry: Entry) -> tuple[re.Match[str] | None, str]:
    """The part of a path that names a student, and the file's own name."""
    for number, part in enumerate(entry.path.parts):
        found = MOODLE.fullmatch(part)
        if found and found["file"] is None and number < len(entry.path.parts) - 1:
            return found, entry.name
        if found and found["file"] is not None:
            return found, found["file"]
    return None, entry.name


def _moodle_fits(entries: Sequence[Entry], stem: str) -> float:
    return share(entries, lambda entry: _moodle_parts(entry)[0] is not None)


def _moodle(entries: Sequence[Entry], asked: Asked) -> Reading:
    reading = Reading("moodle")
    for entry in entries:
        found, file = _moodle_parts(entry)
        if found is None:
            reading.unread.append((entry, "not named as Moodle does"))
        elif found["plugin"] == "onlinetext" and entry.name.endswith("onlinetext.html"):
            # Beside files it is a remark; alone it is all that was handed in.
            reading.pieces.append(_moodle_piece(entry, found, "onlinetext.html"))
        else:
            reading.pieces.append(_moodle_piece(entry, found, file))
    if reading.pieces:
        reading.remarks.append(
            "Moodle's archive does not say when hand-ins came. Its grading worksheet does: name "
            "that CSV, too, and times of hand-in are taken from it."
        )
    return reading


def _moodle_piece(entry: Entry, found: re.Match[str], file: str) -> Piece:
    name = found["name"].strip()
    # The number is the participant's in this assignment only: it tells nobody in another.
    who = Who(f"{name} ({found['id']})", ((PARTICIPANT, found["id"]),), name)
    return Piece(entry, who, file)


def _blackboard_fits(entries: Sequence[Entry], stem: str) -> float:
    return share(entries, lambda entry: BLACKBOARD.fullmatch(entry.name) is not None)


def _blackboard(entries: Sequence[Entry], asked: Asked) -> Reading:
    reading = Reading("blackboard")
    names = dict(_receipts(entries))
    for entry in entries:
        found = BLACKBOARD.fullmatch(entry.name)
        if found is None:
            reading.unread.append((entry, "not named as Blackboard does"))
            continue
        user, name = names.get(found["head"]) or (_user(found["head"], asked), "")
        if found["receipt"]:
            reading.passed += 1
            continue
        who = Who(f"{name} ({user})" if name else user, (("blackboard", user), ("id", user)), name)
        time = _blackboard_time(found["time"], asked.zone)
        reading.pieces.append(Piece(entry, who, found["file"], time, attempt=found["time"]))
    return reading


def _receipts(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[str, str]]]:
    """For each name that files begin with: (username, name), as the receipt has them."""
    for entry in entries:
        found = BLACKBOARD.fullmatch(entry.name)
        if found and found["receipt"]:
            with suppress(EntryUnreadable):
                told = RECEIPT.search(decoded(entry.read()[:20_000]))
                if told and found["head"].endswith(f"_{told['user']}"):
                    yield found["head"], (told["user"], told["name"])


def _user(head: str, asked: Asked) -> str:
    """The username at the end of `a1_rnn_ada_l`: the longest that is in the roster."""
    parts = head.split("_")
    ends = ["_".join(parts[at:]) for at in range(1, len(parts))] or [head]
    return next((end for end in ends if asked.known(end)), ends[-1])


def _blackboard_time(text: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S").replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


CANVAS_LAYOUT = Layout("canvas", "Canvas", _canvas_fits, _canvas)
MOODLE_LAYOUT = Layout("moodle", "Moodle", _moodle_fits, _moodle)
BLACKBOARD_LAYOUT = Layout(
    "blackboard", "Blackboard", _blackboard_fits, _blackboard, tells_ids=True
)
