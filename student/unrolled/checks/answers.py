"""The baked answers: what the solution gives on the public inputs, and what known mistakes do.

`autograder build` writes them beside this module, two files an assignment: the solution's arrays in
`.npz`, all else in `.json`. Of mistakes there are fingerprints only, and no code of anybody's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from numpy import load as load_arrays

from unrolled.checks.outcome import Array


class NotBaked(Exception):
    """The installed package has no answers for a question."""


@dataclass(frozen=True)
class Baked:
    """The fingerprint of a wrong answer.

    Attributes:
        form: see `Fingerprint`.
        sums: see `Fingerprint`.
        certain: whether its numbers are wrong on more than one input, or many of them; otherwise
            it shows by an exception or a property, which can have other causes.
    """

    form: str
    sums: tuple[float, ...]
    certain: bool


@dataclass(frozen=True)
class Mistake:
    """A known misconception; without a fingerprint where no public input shows it."""

    name: str
    hint: str
    baked: Baked | None


@dataclass(frozen=True)
class Pair:
    """Two known misconceptions in one answer."""

    names: tuple[str, str]
    baked: Baked


@dataclass(frozen=True)
class Answers:
    """What is baked for one question.

    Attributes:
        solution: case -> output -> array.
        mistakes: its known mistakes.
        pairs: those of two at once that look like no single one.
    """

    solution: Mapping[str, Mapping[str, Array]]
    mistakes: tuple[Mistake, ...]
    pairs: tuple[Pair, ...] = field(default=())


def array_key(question: str, case: str, output: str) -> str:
    """The name of an array in the `.npz` file."""
    return f"{question}/{case}/{output}"


def parse(table: Mapping[str, Any], arrays: Mapping[str, Array]) -> dict[str, Answers]:
    """Puts the two files of an assignment together: question -> answers."""
    return {
        question: Answers(
            {
                case: {name: arrays[array_key(question, case, name)] for name in outputs}
                for case, outputs in given["solution"].items()
            },
            tuple(Mistake(m["name"], m["hint"], _baked(m)) for m in given["mistakes"]),
            tuple(
                Pair((p["names"][0], p["names"][1]), baked)
                for p in given["pairs"]
                if (baked := _baked(p))
            ),
        )
        for question, given in table["questions"].items()
    }


def _baked(given: Mapping[str, Any]) -> Baked | None:
    if "form" not in given:
        return None
    return Baked(given["form"], tuple(given["sums"]), given["certain"])


@cache
def load(stem: str) -> dict[str, Answers]:
    """Reads the baked answers of an assignment.

    Raises:
        NotBaked: the package was made without them.
    """
    folder = resources.files("unrolled.checks") / "baked"
    try:
        table = json.loads((folder / f"{stem}.json").read_text(encoding="utf-8"))
        with (folder / f"{stem}.npz").open("rb") as stream, load_arrays(stream) as arrays:
            return parse(table, dict(arrays))
    except FileNotFoundError as error:
        raise NotBaked(stem) from error
