"""What a kind of damage is, and what makes one.

A kind is a function; its name is the sentence. It takes a whole hand-in as plain JSON and gives
what lies in the student's folder: a notebook, its bytes, or a dict of file names.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.saving import PERSON, TAG

KINDS: list[Kind] = []
STEM = "a1_rnn"
NAME = "a1_rnn.ipynb"
SECRETS = (*PERSON.values(), TAG)


@dataclass(frozen=True)
class Kind:
    """One kind of damage.

    Attributes:
        damage: makes the hand-in.
        outcome: `healed`, `partly` or `review`.
        says: what the healing, the reason that something is missing, or the review must say.
        lost: questions that cannot be graded -> the state that they show.
    """

    damage: Callable[[dict], Any]
    outcome: str
    says: str
    lost: dict[str, str] = field(default_factory=dict)

    @property
    def student(self) -> str:
        return self.damage.__name__

    def hand_in(self, folder: Path, whole: dict) -> None:
        """Puts the hand-in into a student's folder."""
        made = self.damage(copy.deepcopy(whole))
        if callable(made):
            made(folder)
            return
        folder.mkdir(parents=True)
        one = not isinstance(made, dict) or {"cells", "worksheets"} & made.keys()
        files = {NAME: made} if one else made
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else as_bytes(content))


def healed(says: str = ""):
    return _kind("healed", says)


def partly(says: str, **lost: str):
    return _kind("partly", says, lost)


def review(says: str):
    return _kind("review", says)


def _kind(outcome: str, says: str, lost: dict[str, str] | None = None):
    def register(damage):
        KINDS.append(Kind(damage, outcome, says, lost or {}))
        return damage

    return register


def as_bytes(nb: Any, **options: Any) -> bytes:
    return json.dumps(nb, indent=1, **options).encode(errors="surrogatepass")


def cell(nb: dict, cell_id: str) -> dict:
    return next(cell for cell in nb["cells"] if cell["id"] == cell_id)


def at(nb: dict, cell_id: str) -> int:
    return nb["cells"].index(cell(nb, cell_id))


def answer(nb: dict, question: str) -> dict:
    return cell(nb, f"{question}-answer")


def code(source: str, **metadata: Any) -> dict:
    return {
        "cell_type": "code", "id": "mine", "metadata": metadata, "source": source,
        "outputs": [], "execution_count": None,
    }  # fmt: skip


def without(nb: dict, *cell_ids: str) -> dict:
    nb["cells"] = [cell for cell in nb["cells"] if cell.get("id") not in cell_ids]
    return nb


def other_notebook() -> dict:
    cells = [code("import pandas"), code("print(1)")]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def unfinished(nb: dict) -> dict:
    answer(nb, "rnn_step")["source"] = "def rnn_step(x, h, Wx, Wh, b):\n    return h"
    return nb
