"""The report on a term: one HTML file over all assignments."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.report.cleaning import points_text, shortened
from autograder.report.interactive import data_block, scripts
from autograder.report.pages import render
from autograder.report.term_figures import TREND, StudentFigures, Term, TermFigures, term_figures

NAME = 60


def term_report(
    title: str,
    term: Term,
    links: Mapping[tuple[str, str], str] | None = None,
    *,
    anonymous: bool = False,
    made: str = "",
) -> str:
    """The report on a term as HTML.

    Args:
        title: the course's name.
        term: its hand-ins.
        links: (student, assignment) -> address of their feedback page, where there is one.
        anonymous: whether to leave out the table of students and all names.
        made: when, for people.
    """
    figures = term_figures(term)
    stems = list(term.rows)
    students = [] if anonymous else list(figures.students)
    return render(
        "term_report.html.j2",
        title=title,
        made=made,
        anonymous=anonymous,
        stems=stems,
        weights=term.weights,
        figures=figures,
        least=TREND,
        students=[_line(one, stems, figures, links or {}) for one in students],
        data=data_block(_data(figures, stems, anonymous)),
        scripts=scripts("tables.js", "plots.js", "term_report.js", plots=True),
    )


@dataclass(frozen=True)
class _Cell:
    """What a student has in one assignment: text, what it is sorted by, where it leads."""

    text: str
    value: float
    link: str = ""


@dataclass(frozen=True)
class _Line:
    """A line of the table of students."""

    name: str
    cells: list[_Cell]
    total: str
    value: float
    waiting: bool
    trend: float | None
    again: str


def _line(
    one: StudentFigures,
    stems: list[str],
    figures: TermFigures,
    links: Mapping[tuple[str, str], str],
) -> _Line:
    cells = [_cell(one, stem, links.get((one.student, stem), "")) for stem in stems]
    percent = f" ({100 * one.total / figures.full:.0f} %)" if figures.full else ""
    again = ", ".join(name.replace("_", " ") for name in one.again)
    total = f"{points_text(one.total)}{percent}"
    return _Line(one.student, cells, total, one.total, one.waiting, one.trend, again)


def _cell(one: StudentFigures, stem: str, link: str) -> _Cell:
    if stem not in one.shares:
        return _Cell("\N{EM DASH}", -2)
    share = one.shares[stem]
    return (
        _Cell("review", -1, link) if share is None else _Cell(f"{100 * share:.0f} %", share, link)
    )


def _data(figures: TermFigures, stems: list[str], anonymous: bool) -> dict[str, Any]:
    students = list(figures.students)
    if anonymous:
        random.SystemRandom().shuffle(students)
    return {
        "stems": stems,
        "students": [] if anonymous else [shortened(one.student, NAME) for one in students],
        "shares": [
            [None if (share := one.shares.get(stem)) is None else round(share, 4) for stem in stems]
            for one in students
        ],
    }
