"""The baked answers: what the solution and each known mistake give on the public inputs.

`autograder build` writes them beside this module, two files an assignment: arrays in `.npz`, all
else in `.json`. No solution code is on the student's machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from unrolled.checks.compare import same_arrays
from unrolled.checks.outcome import Array, Outcome


class NotBaked(Exception):
    """The installed package has no answers for a question."""


@dataclass(frozen=True)
class Recorded:
    """What a case came to when it was baked.

    Attributes:
        outputs: name -> array.
        digest: stands for the exception that ended it; empty where there was none.
    """

    outputs: Mapping[str, Array] = field(default_factory=dict)
    digest: str = ""

    def equals(self, outcome: Outcome) -> bool:
        """Whether a student's outcome is this one."""
        if outcome.missing:
            return False
        if self.digest or outcome.raised:
            return bool(outcome.raised and outcome.raised.digest == self.digest)
        return same_arrays(outcome.outputs, self.outputs)


@dataclass(frozen=True)
class Mistake:
    """A known misconception and what it answers: case name -> record."""

    name: str
    hint: str
    cases: Mapping[str, Recorded]


@dataclass(frozen=True)
class Answers:
    """What is baked for one question."""

    solution: Mapping[str, Recorded]
    mistakes: tuple[Mistake, ...]


def array_key(question: str, case: str, who: str, output: str) -> str:
    """The name of an array in the `.npz` file."""
    return f"{question}/{case}/{who}/{output}"


def parse(table: Mapping[str, Any], arrays: Mapping[str, Array]) -> dict[str, Answers]:
    """Puts the two files of an assignment together: question -> answers."""

    def records(question: str, who: str, cases: Mapping[str, Any]) -> dict[str, Recorded]:
        return {
            case: Recorded(
                {
                    output: arrays[array_key(question, case, who, output)]
                    for output in given.get("outputs", ())
                },
                given.get("digest", ""),
            )
            for case, given in cases.items()
        }

    return {
        question: Answers(
            records(question, "solution", given["solution"]),
            tuple(
                Mistake(m["name"], m["hint"], records(question, m["name"], m["cases"]))
                for m in given["misconceptions"]
            ),
        )
        for question, given in table["questions"].items()
    }


@cache
def load(stem: str) -> dict[str, Answers]:
    """Reads the baked answers of an assignment.

    Raises:
        NotBaked: the package was made without them.
    """
    folder = resources.files("unrolled.checks") / "baked"
    try:
        table = json.loads((folder / f"{stem}.json").read_text(encoding="utf-8"))
        with (folder / f"{stem}.npz").open("rb") as stream, np.load(stream) as arrays:
            return parse(table, dict(arrays))
    except FileNotFoundError as error:
        raise NotBaked(stem) from error
