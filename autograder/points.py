"""The table of points of an assignment: `points.toml` in its suite."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import BuildError
from autograder.sandbox.limits import Limits
from autograder.settings import Settings, read_settings

# What the points of an assignment, coded and written, add up to.
FULL_MARKS = 100

GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Points:
    """What `points.toml` says.

    Attributes:
        questions: coded question -> points, in the notebook's order.
        written: question graded by hand -> points.
        forbidden: coded question -> dotted names that its answer may not call.
        limits: limit name -> value, where the assignment needs another than the default.
    """

    questions: Mapping[str, float]
    written: Mapping[str, float]
    forbidden: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, float]


def read_points(path: Path) -> Points:
    """Reads and checks a table of points.

    Raises:
        BuildError: it isn't valid TOML, has an unknown key, names a question that it does not
            have, or its points don't add up to 100.
    """
    table = read_settings(path, BuildError)
    table.refuse_unknown({"questions", "written", "forbidden", "limits"})
    questions = _points(table, "questions")
    written = _points(table, "written")
    _check_total(table, questions, written)
    return Points(
        questions=questions,
        written=written,
        forbidden=_forbidden(table, questions),
        limits=_limits(table),
    )


def _points(table: Settings, section: str) -> dict[str, float]:
    points = table.table(section)
    for name, value in points.items():
        if not _is_number(value) or value <= 0:
            raise table.wrong(
                f"`{name}` is worth {value!r}; expected a number over 0", section, name
            )
        if not (name.isidentifier() if section == "questions" else GRADE_ID.fullmatch(name)):
            raise table.wrong(f"`{name}` cannot be the name of a question", section, name)
    return points


def _check_total(
    table: Settings, questions: Mapping[str, float], written: Mapping[str, float]
) -> None:
    for name in written:
        if name in questions:
            raise table.wrong(
                f"`{name}` is also a coded question; give one of them another name",
                "written",
                name,
            )
    total = math.fsum([*questions.values(), *written.values()])
    if not math.isclose(total, FULL_MARKS):
        raise table.wrong(
            f"the points of [questions] and [written] add up to {total:g}; expected {FULL_MARKS}",
            "questions",
        )


def _forbidden(table: Settings, questions: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    table.refuse_unknown({"all", *questions}, "forbidden")
    given = {name: _names(table, "forbidden", name) for name in table.table("forbidden")}
    everywhere = given.get("all", ())
    return {name: tuple(dict.fromkeys([*everywhere, *given.get(name, ())])) for name in questions}


def _limits(table: Settings) -> dict[str, float]:
    limits = table.table("limits")
    for name, value in limits.items():
        try:
            Limits().replaced({name: value})
        except ValueError as error:
            raise table.wrong(str(error), "limits", name) from error
    return limits


def _names(table: Settings, section: str, key: str) -> tuple[str, ...]:
    names = table.table(section)[key]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise table.wrong(f"`{key}` is {names!r}; expected a list of names", section, key)
    for name in names:
        if name.split(".")[0] == "numpy":
            raise table.wrong(
                f"`{name}` cannot be taken from a worker: NumPy's functions are compiled. Forbid "
                "functions and classes that are written in Python, as Keras' and TensorFlow's are",
                section,
                key,
            )
    return tuple(names)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
