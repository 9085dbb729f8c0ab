"""What `course.toml` says about time and points: due dates, extensions, lateness, weights."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.sandbox.limits import Limits
from autograder.settings import Settings

DAY_S = 86_400.0
LATE_KEYS = {"percent_per_day", "grace_minutes", "at_most_percent"}
# As nbgrader and its exchange write it; without a zone it is UTC there.
TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?: ?(UTC|Z|[+-]\d\d:?\d\d))?"
)
EXAMPLE = "2027-02-01T23:59:00-05:00"


@dataclass(frozen=True)
class LatePolicy:
    """What a late hand-in costs.

    Attributes:
        percent_per_day: percent of the earned points, for each day that has begun.
        grace_s: seconds after the due date that cost nothing; after them the whole time counts.
        at_most_percent: percent that are lost at most.
    """

    percent_per_day: float
    grace_s: float = 0.0
    at_most_percent: float = 100.0

    def penalty(self, score: float, late_s: float) -> float:
        """Points that are taken off.

        Args:
            score: points earned.
            late_s: seconds between the due date, with its extension, and the hand-in.
        """
        if late_s <= self.grace_s or score <= 0:
            return 0.0
        percent = self.percent_per_day * math.ceil(late_s / DAY_S)
        return score * min(percent, self.at_most_percent) / 100


def read_moments(settings: Settings, table: str) -> dict[str, datetime]:
    """`[due]`, `[release]` or `[solutions]`: assignment -> when it is due, given out or solved."""
    moments = settings.table(table)
    for stem, moment in moments.items():
        _expect_moment(settings, moment, table, stem)
    return moments


def read_extensions(
    settings: Settings, due: Mapping[str, datetime]
) -> dict[str, dict[str, datetime]]:
    """`[extensions.ASSIGNMENT]`: assignment -> student -> when it is due for them.

    Raises:
        UnrolledError: an assignment without a due date, or an extension that ends before it.
    """
    extensions = settings.table("extensions")
    for stem, students in extensions.items():
        if not isinstance(students, dict):
            raise settings.wrong(
                f"`{stem}` is {students!r}; expected a table, [extensions.{stem}], of lines such "
                f"as ada = {EXAMPLE}",
                "extensions",
                stem,
            )
        if stem not in due:
            known = ", ".join(due) or "none"
            raise settings.wrong(
                f"there is an extension for `{stem}`, which has no due date; those with one in "
                f"[due] are: {known}",
                f"extensions.{stem}",
            )
        for student, moment in students.items():
            _expect_moment(settings, moment, "extensions", stem, student)
            if moment < due[stem]:
                raise settings.wrong(
                    f"`{student}` has until {moment}, which is before `{stem}` is due for all "
                    f"({due[stem]}); expected a later moment",
                    "extensions",
                    stem,
                    student,
                )
    return extensions


def read_late(settings: Settings) -> LatePolicy | None:
    """`[late]`: what lateness costs; None where the table is not there: nothing."""
    late = settings.table("late")
    if not late:
        return None
    settings.refuse_unknown(LATE_KEYS, "late")
    if "percent_per_day" not in late:
        raise settings.wrong("`percent_per_day` is missing; expected a number, 0 to 100", "late")
    return LatePolicy(
        percent_per_day=_number(settings, "late", "percent_per_day", most=100),
        grace_s=60 * _number(settings, "late", "grace_minutes", 0.0),
        at_most_percent=_number(settings, "late", "at_most_percent", 100.0, most=100),
    )


def read_points(settings: Settings) -> dict[str, float]:
    """`[points]`: assignment -> what it counts in the term."""
    return {stem: _number(settings, "points", stem) for stem in settings.table("points")}


def read_limits(settings: Settings) -> dict[str, float]:
    """`[limits]`: limit -> value, where this course needs another than the default."""
    limits = settings.table("limits")
    for name, value in limits.items():
        try:
            Limits().replaced({name: value})
        except ValueError as error:
            raise settings.wrong(str(error), "limits", name) from error
    return limits


def read_timezone(settings: Settings) -> tzinfo:
    """`timezone`: what clock the learning platform's times are told by; UTC unless given."""
    name = settings.values.get("timezone", "UTC")
    if name == "UTC":
        return UTC  # also where the system has no table of time zones
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, AttributeError, OSError) as error:
        raise settings.wrong(
            f"`timezone` is {name!r}; expected a name such as America/New_York", "timezone"
        ) from error


def as_timestamp(moment: datetime) -> str:
    """A moment as nbgrader writes it into `timestamp.txt`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def from_timestamp(text: str) -> datetime | None:
    """The moment that such a text gives, in UTC; None where it gives none for sure."""
    found = TIMESTAMP.fullmatch(text.strip())
    try:
        if found:
            offset = found[3] if found[3] not in (None, "UTC", "Z") else "+0000"
            moment = datetime.strptime(f"{found[1]} {found[2]} {offset}", "%Y-%m-%d %H:%M:%S %z")
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    return None


def _expect_moment(settings: Settings, moment: Any, *keys: str) -> None:
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise settings.wrong(
            f"`{keys[-1]}` is {moment}; expected a date-time with its offset from UTC, such as "
            f"{EXAMPLE}",
            *keys,
        )


def _number(
    settings: Settings, table: str, key: str, default: float = 0.0, most: float = math.inf
) -> float:
    value = settings.table(table).get(key, default)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if not numeric or not 0 <= value <= most or not math.isfinite(value):
        upto = f", 0 to {most:g}" if math.isfinite(most) else " of at least 0"
        raise settings.wrong(f"`{key}` is {value!r}; expected a number{upto}", table, key)
    return float(value)
