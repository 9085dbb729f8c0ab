"""Decorators: which question a test, a misconception or a variant belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

Definition = TypeVar("Definition", bound=Callable[..., object])


def question(
    name: str, *, points: float, needs_numbers: bool = False
) -> Callable[[Definition], Definition]:
    """Marks a hidden test: `@question("rnn_step", points=4)`.

    Args:
        name: the graded object.
        points: what the test is worth; all tests of a question add up to its points in
            `points.toml`.
        needs_numbers: whether a recording of right answers to other inputs would pass it, as it
            does where a test asks for names and shapes, or whether answers agree with each other.
            Such a test earns its points only beside another of its question that passed and is not
            of this kind: what earns points must have been computed. `autograder prove` tells which
            tests need this.
    """
    return pytest.mark.question(name, points=points, needs_numbers=needs_numbers)


def misconception(name: str, *, hint: str, raises: str = "") -> Callable[[Definition], Definition]:
    """Marks a known wrong answer to the question `name`.

    The decorated source is read by `autograder.catalogue` and runs in a worker, in the solution's
    place; this function only makes the file valid Python.

    Args:
        name: the graded object that it stands in for.
        hint: what to tell a student whose answers equal this one's.
        raises: the exception type that it must end in, where it does not give a wrong answer.
    """
    return _unchanged


def variant(name: str) -> Callable[[Definition], Definition]:
    """Marks a right answer to the question `name`, written differently from the solution."""
    return _unchanged


def _unchanged(definition: Definition) -> Definition:
    return definition
