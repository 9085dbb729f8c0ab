"""The round trip: a platform's own table of grades, filled in and otherwise untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import RosterError
from autograder.exporting.cells import Cell, Cells
from autograder.exporting.scores import Exported, Score
from autograder.roster import Roster, Who, key_of

TITLE_WITH_ID = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)")
POINTS_POSSIBLE = "Points Possible"
TEST_STUDENT = "Student, Test"
# What a platform's cell may say that is no score: excused, or not assigned to this student.
NOT_OURS = frozenset({"EX", "N/A"})


@dataclass(frozen=True)
class Wanted:
    """What goes into a table.

    Attributes:
        scores: student -> score.
        roster: finds the student of a line.
        stem: the assignment.
        title: its title, for people.
        column: name of its column; empty: it is told by the stem or the title.
        scale: convert where the platform gives other points for it.
    """

    scores: Mapping[str, Score]
    roster: Roster
    stem: str
    title: str = ""
    column: str = ""
    scale: bool = False


def fill_canvas(table: Cells, wanted: Wanted) -> Exported:
    """Fills an assignment's column of the gradebook that Canvas exports.

    Raises:
        RosterError: it is no such table, or has no such column, or other points.
    """
    identity, name = table.column("ID"), table.column("Student")
    login, sis = table.column("SIS Login ID"), table.column("SIS User ID")
    last, first = table.column("LastName"), table.column("FirstName")
    if identity is None or (name is None and last is None):
        raise RosterError(
            f"{table.path}:1: there are no columns `Student` and `ID`; expected Canvas' gradebook "
            "(Gradebook > Export > Export Entire Gradebook), in English"
        )
    column = _canvas_column(table, wanted)
    lead = name if name is not None else last
    assert lead is not None  # noqa: S101  # said above
    heads = [n for n, row in enumerate(table.rows) if _at(row, lead).strip() == POINTS_POSSIBLE]
    if not heads:
        raise RosterError(
            f"{table.path}:2: there is no line `{POINTS_POSSIBLE}`; expected Canvas' gradebook as "
            "it was exported, in English"
        )
    possible = _at(table.rows[heads[0]], column)
    factor = _factor(table, wanted, possible, table.header[column], table.rows[heads[0]])
    comma = _has_comma(possible, table)
    done = _Filling(table, wanted, comma)
    for row in table.rows[heads[0] + 1 :]:
        if len(row) <= column:
            continue
        shown = _at(row, name) if name is not None else f"{_at(row, last)}, {_at(row, first)}"
        user, sis_id = _at(row, login), _at(row, sis)
        ids = (("canvas", _at(row, identity)), ("id", user), ("id", sis_id))
        who = Who(shown, ids, shown, user if "@" in user else "")
        if shown.strip() != TEST_STUDENT:
            done.fill(row, column, who, factor)
    return done.finish()


def fill_moodle(table: Cells, wanted: Wanted) -> Exported:
    """Fills the grades of the grading worksheet that Moodle exports for one assignment.

    Raises:
        RosterError: it is no such table, or has other points.
    """
    identity, grade = table.column("Identifier"), table.column("Grade")
    most = table.column("Maximum Grade", "Maximum grade")
    if identity is None or grade is None or most is None:
        raise RosterError(
            f"{table.path}:1: expected the columns `Identifier`, `Grade` and `Maximum Grade` of "
            "Moodle's grading worksheet (View all submissions > Download grading worksheet), in "
            "English"
        )
    name, email = table.column("Full name"), table.column("Email address")
    others = [table.column("ID number"), table.column("Username")]
    locked = table.column("Grade can be changed")
    done: _Filling | None = None
    for row in table.rows[1:]:
        if len(row) <= max(grade, most):
            continue
        possible = _at(row, most)
        done = done or _Filling(table, wanted, _has_comma(possible, table))
        ids = tuple(("id", _at(row, place)) for place in others if _at(row, place))
        shown = _at(row, name) or _at(row, identity)
        who = Who(shown, ids, _at(row, name), _at(row, email))
        if _at(row, locked).casefold() == "no":
            done.keep(who, "Moodle says that it cannot be changed")
            continue
        done.fill(row, grade, who, _factor(table, wanted, possible, "the assignment", row))
    return done.finish() if done else Exported()


class _Filling:
    """Fills one column, line by line."""

    def __init__(self, table: Cells, wanted: Wanted, comma: bool) -> None:
        self.table, self.wanted, self.comma = table, wanted, comma
        self.done = Exported()
        self.met: set[str] = set()

    def _score(self, who: Who) -> Score | None:
        student = self.wanted.roster.find(who)
        score = self.wanted.scores.get(student)
        if score is None:
            self.done.strangers.append(who.label)
        elif student in self.met:
            # Two lines for one student: to fill both would give someone a stranger's score.
            raise RosterError(
                f"{self.table.path}: two lines are both `{student}`, the second {who.label!r}; "
                "tell them apart in the roster"
            )
        self.met.add(student)
        return score

    def keep(self, who: Who, why: str) -> None:
        """Leaves a line as it is."""
        if (score := self._score(who)) is not None:
            self.done.kept.append((score.student, why))

    def fill(self, row: list[Cell], column: int, who: Who, factor: float) -> None:
        """Sets one student's score."""
        score = self._score(who)
        if score is None:
            return
        cell = row[column]
        if cell.text.strip().upper() in NOT_OURS:
            self.done.kept.append((score.student, f"the cell says {cell.text.strip()}"))
        elif score.state == "not handed in":
            self.done.absent.append(score.student)
        elif score.score is None:
            self.table.change(cell, "")
            self.done.emptied.append(score.student)
        else:
            text = f"{round(score.score * factor, 2):g}"
            self.table.change(cell, text.replace(".", ",") if self.comma else text)
            self.done.written.append(score.student)
            if score.waiting:
                self.done.waiting.append(score.student)

    def finish(self) -> Exported:
        """What came of it, with those whom no line was for."""
        self.done.unlisted = sorted(
            student
            for student, score in self.wanted.scores.items()
            if student not in self.met and score.state != "not handed in"
        )
        return self.done


def _canvas_column(table: Cells, wanted: Wanted) -> int:
    titles = {
        n: m["title"] for n, t in enumerate(table.header) if (m := TITLE_WITH_ID.fullmatch(t))
    }
    if wanted.column:
        found = [n for n, title in titles.items() if wanted.column in (title, table.header[n])]
    else:
        keys = {key_of(wanted.stem), key_of(wanted.title)} - {""}
        found = [n for n, title in titles.items() if key_of(title) in keys]
        found = found or [n for n, t in titles.items() if key_of(wanted.stem) in key_of(t)]
    if len(found) != 1:
        known = ", ".join(f"`{table.header[n]}`" for n in found or titles) or "none"
        asked = wanted.column or wanted.stem
        which = "several columns could be" if found else "there is no column"
        raise RosterError(
            f"{table.path}:1: {which} `{asked}`; name one with --column. Columns of assignments: "
            f"{known}"
        )
    return found[0]


def _factor(table: Cells, wanted: Wanted, text: str, title: str, row: Sequence[Cell]) -> float:
    """What our points are multiplied with, since the platform counts others."""
    ours = max((score.max_score for score in wanted.scores.values()), default=0.0)
    line = table.line(list(row))
    try:
        theirs = float(text.strip().replace(",", "."))
    except ValueError:
        raise RosterError(
            f"{table.path}:{line}: {title} is worth {text!r} points; expected a number"
        ) from None
    if abs(theirs - ours) < 1e-9 or not ours:
        return 1.0
    if not wanted.scale:
        raise RosterError(
            f"{table.path}:{line}: {title} is worth {theirs:g} points there and {ours:g} here. Set "
            f"it to {ours:g} there, or convert with --scale"
        )
    return theirs / ours


def _has_comma(text: str, table: Cells) -> bool:
    """Whether decimals have a comma, as in the platform's own numbers."""
    return "," in text or (table.delimiter == ";" and "." not in text)


def _at(row: Sequence[Cell], place: int | None) -> str:
    return row[place].text.strip() if place is not None and place < len(row) else ""
