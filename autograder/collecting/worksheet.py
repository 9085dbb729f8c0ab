"""Moodle's grading worksheet, which knows what its archive does not: who, and when."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from autograder.errors import SourceError
from autograder.roster import Who, read_table

IDENTIFIER = "Identifier"
PARTICIPANT = "participant"
SUBMITTED = "Last modified (submission)"
# Moodle writes times in the site's language and order; these are the English ones.
FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%A, %d %B %Y, %H:%M")


@dataclass(frozen=True)
class Line:
    """What the worksheet says of one participant.

    Attributes:
        who: their ids, name and address.
        time: when they handed in; None where that is not said, or not in English.
        late: whether it says so.
    """

    who: Who
    time: datetime | None
    late: bool


def is_worksheet(path: Path) -> bool:
    """Whether a file can be a worksheet."""
    return path.suffix.lower() == ".csv"


def read_worksheet(path: Path, zone: tzinfo) -> dict[str, Line]:
    """Participant's number -> what the worksheet says.

    Args:
        path: the CSV.
        zone: the clock that Moodle shows times in.

    Raises:
        SourceError: it is no grading worksheet.
    """
    table = read_table(path, SourceError)
    header = [name.strip() for name in table[0]] if table else []
    if IDENTIFIER not in header:
        raise SourceError(
            f"{path}:1: there is no column `{IDENTIFIER}`; expected Moodle's grading worksheet "
            "(View all submissions > Download grading worksheet), in English"
        )
    lines = {}
    for row in table[1:]:
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        number = participant(cells.get(IDENTIFIER, ""))
        if number:
            lines[number] = _line(number, cells, zone)
    return lines


def participant(identifier: str) -> str:
    """The number of `Participant 123`, which files in the archive have, too."""
    found = re.search(r"(\d+)\s*$", identifier)
    return found[1] if found else ""


def who_of(cells: dict[str, str]) -> Who:
    """What a line of the worksheet tells of a student."""
    number = participant(cells.get(IDENTIFIER, ""))
    name, email = cells.get("Full name", ""), cells.get("Email address", "")
    known = ((column, cells.get(column, "")) for column in ("ID number", "Username"))
    ids = [(PARTICIPANT, number), *(("id", value) for _, value in known if value)]
    return Who(f"{name} ({number})" if name else number, tuple(ids), name, email)


def _line(number: str, cells: dict[str, str], zone: tzinfo) -> Line:
    late = re.search(r"\blate\b", cells.get("Status", ""), re.IGNORECASE) is not None
    return Line(who_of(cells), _time(cells.get(SUBMITTED, ""), zone), late)


def _time(text: str, zone: tzinfo) -> datetime | None:
    plain = " ".join(text.split())  # some versions put a narrow space before AM and PM
    for form in FORMATS:
        with suppress(ValueError):
            return datetime.strptime(plain, form).replace(tzinfo=zone).astimezone(UTC)
    return None
