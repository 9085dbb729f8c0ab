"""The score card: what came of all public checks of an assignment, and what they do not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from unrolled.checks.result import COLOURS, SYMBOLS, State
from unrolled.faces import BOX, CELL, TABLE, marked_up, wrapped

Standing = State | Literal["by hand"]

READ = "A person reads what you wrote."
WARNING = (
    "A pass here is a good sign and no proof. Points come from hidden tests: they draw other sizes "
    "and numbers, and look at what stands beside each question."
)
MORE = "A question's own check says more about what is wrong with it."
LOOK_AT = "Hidden tests: "


@dataclass(frozen=True)
class Row:
    """One question on the card.

    Attributes:
        question: its name.
        state: what its check found; by hand for a written answer, which nothing here looks at.
        points: what it is worth.
        sentence: what is wrong with it; empty where nothing is.
        hidden: what its hidden tests look at.
    """

    question: str
    state: Standing
    points: float
    sentence: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class ScoreCard:
    """What `check.all` returns; notebooks show it, `print` writes it.

    Attributes:
        assignment: its name.
        title: the notebook's title.
        rows: its questions, in the notebook's order.
        problem: why no check could be run; empty where they were.
    """

    assignment: str
    title: str = ""
    rows: Sequence[Row] = ()
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether all public checks of the assignment pass."""
        return self._state == "passed"

    @property
    def headline(self) -> str:
        """How many checks pass, and how many do not."""
        if self.problem:
            return self.problem
        count = Counter(row.state for row in self.rows)
        checked = len(self._checked)
        if count["passed"] == checked:
            return f"all {checked} checks pass"
        words: dict[Standing, str] = {
            "failed": "wrong",
            "not done": "not done yet",
            "no check": "not checked",
        }
        others = [f"{count[state]} {word}" for state, word in words.items() if count[state]]
        return ", ".join([f"{count['passed']} of {checked} checks pass", *others])

    def __str__(self) -> str:
        head = f"{_mark(self._state)} {self.assignment}: {self.headline}"
        lines = list(wrapped("", head))
        width = max((len(row.question) for row in self.rows), default=0)
        for row in self.rows:
            mark = f"{_mark(row.state)} {row.state:<8}"
            lines.append(f"    {mark} {row.question:<{width}} {_points(row.points):>9}")
            for text in _texts(row):
                lines += wrapped("               ", text)
        for text in self._notes():
            lines += wrapped("    ", text)
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        ink = _ink(self._state)
        head = (
            f'<div><span style="color:{ink};font-weight:700">{_mark(self._state)}</span> '
            f"<code>{escape(self.assignment)}</code> "
            f"<strong>{marked_up(self.headline)}</strong></div>"
        )
        notes = "".join(f'<div style="{NOTE}">{marked_up(text)}</div>' for text in self._notes())
        return (
            f'<div role="status" style="border-left:.35em solid {ink};{BOX};{WIDE}">{head}'
            f"{self._table()}{notes}</div>"
        )

    def _table(self) -> str:
        if not self.rows:
            return ""
        columns = ("Question", "State", "Points", "What is wrong, and what hidden tests look at")
        heads = "".join(
            f'<th scope="col" style="{HEAD}{_aligned(name)}">{name}</th>' for name in columns
        )
        rows = "".join(_row(row) for row in self.rows)
        return (
            f'<table style="{TABLE}"><caption style="{CAPTION}">Public checks of '
            f"{escape(self.title or self.assignment)}</caption>"
            f'<thead><tr style="{PLAIN}">{heads}</tr></thead><tbody>{rows}</tbody></table>'
        )

    @property
    def _checked(self) -> list[Row]:
        return [row for row in self.rows if row.state != "by hand"]

    @property
    def _state(self) -> Standing:
        """The state of the whole: the worst of its rows."""
        states = {row.state for row in self._checked}
        order: tuple[State, ...] = ("failed", "not done", "no check")
        worst = next((state for state in order if state in states), None)
        return worst or ("passed" if states and not self.problem else "no check")

    def _notes(self) -> Iterator[str]:
        if not self.rows:
            return
        right = sum(row.points for row in self._checked if row.state == "passed")
        most = sum(row.points for row in self._checked)
        written = sum(row.points for row in self.rows) - most
        by_hand = f", {written:g} more by a person who reads what you wrote" if written else ""
        yield (
            f"The questions whose checks pass are worth {right:g} of the {most:g} points that "
            f"hidden tests give{by_hand}."
        )
        yield WARNING
        if any(row.state == "failed" for row in self.rows):
            yield MORE


NOTE = "margin:.3em 0"
WIDE = "max-width:68em"
PLAIN = "background:none"
CAPTION = "text-align:left;caption-side:top;color:inherit;padding:.2em 0;opacity:.75"
LINE = ";border-bottom:1px solid rgba(128,128,128,.35)"
HEAD = CELL + LINE + ";font-weight:600;white-space:nowrap"


def _row(row: Row) -> str:
    ink = _ink(row.state)
    sentence, hidden = row.sentence, row.hidden
    cells = [
        f'<th scope="row" style="{CELL}{LINE};font-weight:400"><code>{escape(row.question)}</code>'
        "</th>",
        f'<td style="{CELL}{LINE};white-space:nowrap;font-weight:700;color:{ink}">'
        f"{_mark(row.state)} {row.state}</td>",
        f'<td style="{CELL}{LINE};text-align:right">{row.points:g}</td>',
        f'<td style="{CELL}{LINE};white-space:pre-wrap">'
        + (f"<div>{marked_up(sentence)}</div>" if sentence else "")
        + (f'<div style="opacity:.75">{LOOK_AT}{marked_up(hidden)}.</div>' if hidden else "")
        + "</td>",
    ]
    return f'<tr style="{PLAIN}">{"".join(cells)}</tr>'


def _mark(state: Standing) -> str:
    return "✎" if state == "by hand" else SYMBOLS[state]


def _ink(state: Standing) -> str:
    return COLOURS["no check" if state == "by hand" else state]


def _aligned(column: str) -> str:
    return ";text-align:right" if column == "Points" else ""


def _texts(row: Row) -> Iterator[str]:
    if row.sentence:
        yield row.sentence
    if row.hidden:
        yield f"{LOOK_AT}{row.hidden}."


def _points(points: float) -> str:
    return f"{points:g} {'point' if points == 1 else 'points'}"
