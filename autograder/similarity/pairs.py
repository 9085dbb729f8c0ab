"""The pairs of a class that stand out, with the code that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.similarity.fingerprints import Line, fingerprint, side_by_side, without
from autograder.similarity.norm import LEAST, Array, Norm, likeness, norm_of, rarity, shared

# Question -> the code that answers it.
Answers = Mapping[str, str]
MOST = 200  # pairs that are told


@dataclass(frozen=True)
class Alike:
    """What two hand-ins share in one question.

    Attributes:
        question: its name.
        shared: how surprising it is, in the unit of the norm.
        share: how much of what is their own in the shorter answer the other has, too: 0 to 1.
        left: the first one's lines.
        right: the second one's.
    """

    question: str
    shared: float
    share: float
    left: tuple[Line, ...]
    right: tuple[Line, ...]


@dataclass(frozen=True)
class Pair:
    """Two hand-ins that are more alike than the class is.

    Attributes:
        left: a student.
        right: another.
        shared: how many pieces they share, those that others have too counted less.
        likeness: from 0 to 1.
        questions: where they are alike, the most surprising first.
    """

    left: str
    right: str
    shared: float
    likeness: float
    questions: tuple[Alike, ...]


@dataclass(frozen=True)
class Comparison:
    """A class compared.

    Attributes:
        students: how many were compared.
        norm: what is normal among them.
        pairs: those that stand out, the most alike first; 200 at most.
        found: how many stand out.
    """

    students: int
    norm: Norm
    pairs: tuple[Pair, ...]
    found: int


def compare(answers: Mapping[str, Answers], known: Sequence[str]) -> Comparison:
    """Compares every two hand-ins of a class.

    Args:
        answers: student -> their answers, as they are to be shown.
        known: code that everyone may have: the release's, the solution.
    """
    discounted = frozenset().union(*(fingerprint(code).hashes for code in known))
    students = list(answers)
    prints = [
        {question: without(fingerprint(code), discounted) for question, code in one.items()}
        for one in answers.values()
    ]
    by_question: dict[str, Array] = {}
    for question in dict.fromkeys(question for one in prints for question in one):
        pieces = [one[question].hashes if question in one else set() for one in prints]
        by_question[question] = shared(pieces, rarity(pieces))
    total = sum(by_question.values(), np.zeros((len(students), len(students)), np.float32))
    alike = likeness(total)
    norm = norm_of(alike)
    rows, columns = np.nonzero(np.triu((alike > norm.threshold) & (total >= LEAST), 1))
    order = np.argsort(-alike[rows, columns], kind="stable")
    pairs = []
    for left, right in list(zip(rows[order], columns[order], strict=True))[:MOST]:
        questions = [
            _alike(question, float(scores[left, right]), prints[left], prints[right])
            for question, scores in by_question.items()
            if scores[left, right] > 0
        ]
        questions.sort(key=lambda one: -one.shared)
        pairs.append(
            Pair(
                students[left],
                students[right],
                float(total[left, right]),
                float(alike[left, right]),
                tuple(questions),
            )
        )
    return Comparison(len(students), norm, tuple(pairs), len(order))


def _alike(
    question: str,
    score: float,
    some: Mapping[str, Any],
    others: Mapping[str, Any],
) -> Alike:
    left, right = some[question], others[question]
    both = len(left.hashes & right.hashes)
    share = both / max(1, min(len(left.hashes), len(right.hashes)))
    return Alike(question, score, share, *side_by_side(left, right))
