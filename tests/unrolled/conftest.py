"""A question that needs no TensorFlow, baked in memory, and a student's cell to answer it in."""

import functools
import itertools
import linecache
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from unrolled.checks.answers import Answers, Baked, Mistake
from unrolled.checks.diagnose import showing
from unrolled.checks.engine import judge
from unrolled.checks.fingerprint import fingerprint
from unrolled.checks.outcome import Outcome, run_cases
from unrolled.checks.probing import About, public
from unrolled.checks.registry import Question
from unrolled.checks.result import Result

SOLUTIONS = Path(__file__).parents[2] / "solutions"
AXES = {"sums": "batch timesteps units"}
SHAPE = (2, 4, 3)


def numbers(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, SHAPE).round(3)


@public("running_sum", says="sums from zero", **AXES)
def from_zero(answer):
    return {"sums": answer.running_sum(numbers(1), 0.0)}


@public("running_sum", says="sums from two", **AXES)
def from_two(answer):
    return {"sums": answer.running_sum(numbers(2), 2.0)}


RIGHT = "def running_sum(x, start):\n    return start + np.cumsum(x, axis=1)\n"
MISTAKES = {
    "start_ignored": ("The start is ignored.", "return np.cumsum(x, axis=1)"),
    "wrong_axis": ("Summed over the units.", "return start + np.cumsum(x, axis=2)"),
    "backwards": ("Summed from the end.", "return start + np.cumsum(x[:, ::-1], axis=1)[:, ::-1]"),
    "backwards_too": (
        "From last to first.",
        "return start + np.flip(np.cumsum(np.flip(x, 1), 1), 1)",
    ),
    "called_wrongly": ("You call a method that lists have.", "return x.append(start)"),
    "no_mistake": ("Never say this.", "return np.cumsum(x, axis=1) + start"),
}
CELLS = itertools.count()


@pytest.fixture(scope="session")
def question() -> Question:
    about = About("running_sum(x, start)", "Add the first two by hand.")
    return Question("a0_sums", "running_sum", about, (from_zero, from_two))


def in_a_cell(source: str) -> dict[str, Any]:
    """Runs source as a notebook does: in one namespace, with lines that tracebacks can show."""
    name = f"<cell {next(CELLS)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    namespace: dict[str, Any] = {"__name__": "__main__", "np": np}
    exec(compile(source, name, "exec"), namespace)
    return namespace


@pytest.fixture(scope="session")
def solution() -> Callable[..., dict[str, Any]]:
    """What a student's notebook holds after an assignment's solution, then these programs, ran."""
    compiled = functools.cache(
        lambda stem: compile((SOLUTIONS / f"{stem}.py").read_text("utf-8"), stem, "exec")
    )

    def solved(stem: str, *programs: str) -> dict[str, Any]:
        namespace: dict[str, Any] = {"__name__": "student"}
        exec(compiled(stem), namespace)
        for program in programs:
            exec(program, namespace)
        return namespace

    return solved


@pytest.fixture(scope="session")
def answers(question: Question) -> dict[str, Answers]:
    def outcomes(source: str) -> dict[str, Outcome]:
        return run_cases(question.cases, in_a_cell(source))

    right = {case: outcome.outputs for case, outcome in outcomes(RIGHT).items()}

    def baked(source: str) -> Baked | None:
        found = outcomes(source)
        shows, own = showing(found, right), fingerprint(found)
        return Baked(own.form, own.sums, shows.certain) if shows.at_all else None

    mistakes = tuple(
        Mistake(name, hint, baked(f"def running_sum(x, start):\n    {body}\n"))
        for name, (hint, body) in MISTAKES.items()
    )
    return {"running_sum": Answers(right, mistakes)}


@pytest.fixture
def checked(question: Question, answers: dict[str, Answers]) -> Callable[[str], Result]:
    """Checks the source of an answer; a body alone gets its `def` line."""

    def check(source: str) -> Result:
        if not source.startswith(("def", "class", "running_sum")) and source:
            source = f"def running_sum(x, start):\n    {source}\n"
        return judge(question, answers, in_a_cell(source))

    return check
