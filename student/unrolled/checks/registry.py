"""Which questions have public checks, and where."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from unrolled.checks import public
from unrolled.checks.probing import About, Case


@dataclass(frozen=True)
class Question:
    """All that is public about one question: what judges it, and what looks at parts of it."""

    assignment: str
    name: str
    about: About
    cases: tuple[Case, ...]
    terms: tuple[Case, ...] = ()
    gates: tuple[Case, ...] = ()


class UnknownQuestion(LookupError):
    """There is no check of that name; the text names those that come close."""


@cache
def questions_of(assignment: str) -> Mapping[str, Question]:
    """Reads the public cases of one assignment, in the order of its questions."""
    module = importlib.import_module(f"{public.__name__}.{assignment}")
    cases: tuple[Case, ...] = module.CASES
    about: Mapping[str, About] = module.ABOUT
    return {
        name: Question(
            assignment,
            name,
            about[name],
            tuple(c for c in cases if c.question == name and not c.term and not c.gate),
            tuple(c for c in cases if c.question == name and c.term),
            tuple(c for c in cases if c.question == name and c.gate),
        )
        for name in about
    }


def assignments() -> list[str]:
    """The stems of all assignments with public checks, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(public.__path__))


def find(name: str) -> Question:
    """Finds a question by its id, `rnn_step` or `a1_rnn.rnn_step`.

    Raises:
        UnknownQuestion: there is none of that name.
    """
    stem, _, short = name.rpartition(".")
    known = list(_all_questions(stem))
    for question in known:
        if question.name == short:
            return question
    names = [question.name for question in known]
    lowered = {other.lower(): other for other in names}
    close = [lowered[low] for low in get_close_matches(short.lower(), lowered, n=3, cutoff=0.5)]
    listed = ", ".join(f"`{other}`" for other in close or names)
    lead = "did you mean" if close else "there are"
    where = f" in `{stem}`" if stem else ""
    raise UnknownQuestion(f"There is no check named `{short}`{where}; {lead}: {listed}?")


def _all_questions(stem: str) -> Iterator[Question]:
    for assignment in assignments():
        if stem in ("", assignment):
            yield from questions_of(assignment).values()
