"""Reads a hidden suite without importing it: which tests there are, and what each is worth."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import BuildError


@dataclass(frozen=True)
class HiddenTest:
    """A test function.

    Attributes:
        name: the function's name.
        question: what it grades.
        points: what it is worth.
        path: its file.
        line: the line of its decorator.
        source: the function.
    """

    name: str
    question: str
    points: float
    path: Path
    line: int
    source: str


@dataclass(frozen=True)
class Probe:
    """A top-level function of `probes.py`."""

    name: str
    path: Path
    line: int
    source: str


def read_tests(suite: Path) -> tuple[HiddenTest, ...]:
    """Reads the hidden tests of every `test_*.py`, in the order of files and lines.

    Raises:
        BuildError: a file isn't Python, or a test doesn't say in literals what it grades.
    """
    return tuple(
        _hidden_test(path, node, source)
        for path in sorted(suite.glob("test_*.py"))
        for node, source in _functions(path)
        if node.name.startswith("test")
    )


def read_probes(suite: Path) -> tuple[Probe, ...]:
    """Reads the probes of every `probes*.py`.

    Raises:
        BuildError: a file isn't Python.
    """
    return tuple(
        Probe(node.name, path, node.lineno, source)
        for path in sorted(suite.glob("probes*.py"))
        for node, source in _functions(path)
    )


def check_tests(
    points_table: Path,
    lines: dict[str, int],
    worth: dict[str, float],
    tests: tuple[HiddenTest, ...],
) -> None:
    """Checks that the tests of every question are worth what the question is.

    Args:
        points_table: the file that gives the points, for messages.
        lines: question -> its line in that file.
        worth: question -> its points.
        tests: all hidden tests of the suite.

    Raises:
        BuildError: a test grades an unknown question, or the points don't add up.
    """
    for test in tests:
        if test.question not in worth:
            raise BuildError(
                f"{test.path}:{test.line}: `{test.name}` grades `{test.question}`, which is no "
                f"coded question; there are: {', '.join(worth)}"
            )
    for question, points in worth.items():
        own = [test for test in tests if test.question == question]
        total = math.fsum(test.points for test in own)
        if not math.isclose(total, points):
            listed = "".join(f"\n  {t.path.name}:{t.line}: {t.points:g} for {t.name}" for t in own)
            raise BuildError(
                f"{points_table}:{lines[question]}: `{question}` is worth {points:g}, but its "
                f"hidden tests add up to {total:g}: "
                + (
                    f"change `points=` of some, or its line here{listed}"
                    if own
                    else "there are none"
                )
            )


def _functions(path: Path) -> list[tuple[ast.FunctionDef, str]]:
    """The functions at the top level of a file, each with its source less its decorators."""
    text = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise BuildError(f"{path}:{error.lineno or 1}: not valid Python: {error.msg}") from error
    return [
        (node, ast.get_source_segment(text, node) or "")
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    ]


def _hidden_test(path: Path, node: ast.FunctionDef, source: str) -> HiddenTest:
    for decorator in node.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        if ast.unparse(decorator.func).split(".")[-1] != "question":
            continue
        given = dict(zip(("name", "points"), decorator.args, strict=False))
        given |= {keyword.arg or "**": keyword.value for keyword in decorator.keywords}
        name, points = (_literal(given.get(key)) for key in ("name", "points"))
        if (
            not isinstance(name, str)
            or isinstance(points, bool)
            or not isinstance(points, int | float)
            or points <= 0
        ):
            raise BuildError(
                f"{path}:{decorator.lineno}: `{node.name}` is decorated with "
                f"`@{ast.unparse(decorator)}`; expected literals: "
                '@question("NAME", points=NUMBER)'
            )
        return HiddenTest(node.name, name, points, path, decorator.lineno, source)
    raise BuildError(
        f"{path}:{node.lineno}: `{node.name}` does not say what it grades; expected "
        '@question("NAME", points=NUMBER) over it'
    )


def _literal(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None
