"""A small release: two coded questions, a written one, a demo, as `autograder build` makes them."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

import nbformat
import pytest
from nbformat import NotebookNode

SETUP = "import numpy as np"
STEP = "def step(x):\n    '''Twice x.'''\n    # YOUR CODE HERE\n    raise NotImplementedError()"
FOLD = "def fold(xs):\n    '''All steps.'''\n    # YOUR CODE HERE\n    raise NotImplementedError()"


@dataclass
class ToyAssignment:
    stem: str = "toy"
    questions: dict[str, float] = field(default_factory=lambda: {"step": 4.0, "fold": 6.0})


GRADED = {"schema_version": 3, "grade": False, "solution": False, "locked": False}


def cell(cell_type: str, cell_id: str, kind: str, source: str, question: str = "", **nbgrader):
    marks = {"kind": kind} | ({"question": question} if question else {})
    metadata = {"unrolled": marks}
    if nbgrader:
        metadata["nbgrader"] = GRADED | {"cell_type": cell_type, "grade_id": cell_id} | nbgrader
    node = {"id": cell_id, "cell_type": cell_type, "metadata": metadata, "source": source}
    if cell_type == "code":
        node |= {"execution_count": None, "outputs": []}
    return node


def answer(question: str, source: str):
    return cell("code", f"{question}-answer", "answer", source, question, solution=True)


def check(question: str, points: float):
    source = f'check("{question}")'
    return cell("code", question, "check", source, question, grade=True, locked=True, points=points)


def written(question: str, points: float):
    marks = {"grade": True, "solution": True, "points": points}
    return cell("markdown", question, "written", "YOUR ANSWER HERE", question, **marks)


def make_release() -> NotebookNode:
    return nbformat.from_dict(
        {
            "cells": [
                cell("markdown", "toy-prose-01", "prose", "# A toy assignment about doubling"),
                cell("code", "toy-install", "install", "%pip install unrolled"),
                cell("code", "toy-setup-01", "setup", SETUP),
                cell("markdown", "toy-prose-02", "prose", "Write `step`, which doubles."),
                answer("step", STEP),
                check("step", 4),
                answer("fold", FOLD),
                check("fold", 6),
                cell("code", "toy-demo-01", "demo", "print('a long demonstration of', step(21))"),
                cell("markdown", "toy-prose-03", "prose", "Why does doubling explode?"),
                written("why", 5),
            ],
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                "unrolled": {"title": "A toy"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


ANSWERS = {
    "step-answer": "def step(x):\n    return 2 * x",
    "fold-answer": "def fold(xs):\n    return [step(x) for x in xs]",
    "why": "Because powers of two do.",
}


@pytest.fixture(scope="session")
def assignment() -> ToyAssignment:
    return ToyAssignment()


@pytest.fixture(scope="session")
def new_release() -> Callable[[], NotebookNode]:
    return make_release


@pytest.fixture
def release() -> NotebookNode:
    return make_release()


@pytest.fixture
def answered(release: NotebookNode) -> NotebookNode:
    """A hand-in in which every question is answered and nothing is damaged."""
    nb = copy.deepcopy(release)
    for node in nb.cells:
        node.source = ANSWERS.get(node.id, node.source)
    return nb


@pytest.fixture
def at() -> Callable[[NotebookNode, str], int]:
    """Where in a notebook the cell with an id stands."""
    return lambda nb, cell_id: next(
        i for i, node in enumerate(nb.cells) if node.get("id") == cell_id
    )


@pytest.fixture
def code() -> Callable[[str], NotebookNode]:
    """A code cell that a student added."""

    def make(source: str, **metadata: object) -> NotebookNode:
        return nbformat.from_dict(
            {"id": "x1", "cell_type": "code", "metadata": metadata, "source": source,
             "execution_count": None, "outputs": []}
        )  # fmt: skip

    return make
