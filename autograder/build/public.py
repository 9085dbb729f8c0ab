"""Reads the public cases of an assignment without importing them: what `check` can look at."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.errors import BuildError

TABLE = "ABOUT"


@dataclass(frozen=True)
class PublicCase:
    """A function under `@public`.

    Attributes:
        name: the function's name.
        question: the object that it checks.
        path: its file.
        line: the line of its decorator.
        judges: False for a case of a single term or gate, which only tells where an answer goes
            wrong.
    """

    name: str
    question: str
    path: Path
    line: int
    judges: bool


@dataclass(frozen=True)
class PublicChecks:
    """All that `check` knows of one assignment.

    Attributes:
        module: the file that holds `ABOUT`, or would.
        line: the line of `ABOUT` in it; 1 where it has none.
        about: question -> its line in `ABOUT`.
        untold: the questions of which `ABOUT` does not say what hidden tests look at.
        cases: every public case, in the order of files and lines.
    """

    module: Path
    line: int
    about: dict[str, int]
    untold: frozenset[str]
    cases: tuple[PublicCase, ...]


def read_public(course: Course, stem: str) -> PublicChecks:
    """Reads `student/unrolled/checks/public/STEM`, a package or a module; there may be none.

    Raises:
        BuildError: a file isn't Python, or a case doesn't say in a literal what it checks.
    """
    public = course.student / "unrolled" / "checks" / "public"
    single = public / f"{stem}.py"
    module = single if single.is_file() else public / stem / "__init__.py"
    files = [single] if single.is_file() else sorted((public / stem).rglob("*.py"))
    trees = {path: _parsed(path) for path in files}
    line, entries = _about(trees[module]) if module in trees else (1, {})
    cases = tuple(case for path, tree in trees.items() for case in _cases(path, tree))
    about = {question: at for question, (at, _) in entries.items()}
    untold = frozenset(question for question, (_, entry) in entries.items() if not _tells(entry))
    return PublicChecks(module, line, about, untold, cases)


def check_public(handout: Path, asked: dict[str, int], checks: PublicChecks) -> None:
    """Checks that students can `check` every coded question, and nothing else.

    Args:
        handout: the file that asks the questions, for messages.
        asked: coded question -> its line in the handout.
        checks: what `check` knows.

    Raises:
        BuildError: a question has no public case or is not in `ABOUT`, `ABOUT` does not say what
            its hidden tests look at, or one of these names something that is no question.
    """
    for case in checks.cases:
        if case.question not in asked:
            raise BuildError(
                f"{case.path}:{case.line}: `{case.name}` checks `{case.question}`, which is no "
                f"coded question; there are: {', '.join(asked)}"
            )
    for question, line in checks.about.items():
        if question not in asked:
            raise BuildError(
                f"{checks.module}:{line}: `{TABLE}` names `{question}`, which is no coded "
                f"question; there are: {', '.join(asked)}"
            )
    judged = {case.question for case in checks.cases if case.judges}
    for question, line in asked.items():
        if question not in judged:
            raise BuildError(
                f"{handout}:{line}: the coded question `{question}` has no public case, so "
                f'students\' `check("{question}")` would fail; write a function under '
                f'@public("{question}", says="...") in {_place(checks.module)}'
            )
        if question not in checks.about:
            raise BuildError(
                f"{checks.module}:{checks.line}: `{TABLE}` does not name `{question}`, so "
                f'students\' `check("{question}")` would fail; give it a line there'
            )
        if question in checks.untold:
            raise BuildError(
                f"{checks.module}:{checks.about[question]}: the score card cannot say what the "
                f"hidden tests of `{question}` look at, and students would take a pass for a "
                'proof; expected About(..., hidden="other sizes; float32; gradients"): their '
                "subjects in a few words, without the answer"
            )


def _place(module: Path) -> Path:
    return module.parent if module.name == "__init__.py" else module


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise BuildError(f"{path}:{error.lineno or 1}: not valid Python: {error.msg}") from error


def _about(tree: ast.Module) -> tuple[int, dict[str, tuple[int, ast.expr]]]:
    """The line of `ABOUT`; its keys, with their lines and what stands beside them."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        named = any(isinstance(target, ast.Name) and target.id == TABLE for target in targets)
        if named and isinstance(node, ast.Assign | ast.AnnAssign):
            table = node.value if isinstance(node.value, ast.Dict) else ast.Dict([], [])
            return node.lineno, {
                key.value: (key.lineno, value)
                for key, value in zip(table.keys, table.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
    return 1, {}


def _tells(entry: ast.expr) -> bool:
    """Whether an entry of `ABOUT` has the words of `hidden`, as a literal."""
    keywords = entry.keywords if isinstance(entry, ast.Call) else []
    words = next((keyword.value for keyword in keywords if keyword.arg == "hidden"), None)
    return isinstance(words, ast.Constant) and isinstance(words.value, str) and bool(words.value)


def _cases(path: Path, tree: ast.Module) -> list[PublicCase]:
    found = []
    for node in (one for one in tree.body if isinstance(one, ast.FunctionDef)):
        for decorator in node.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            if ast.unparse(call).split(".")[-1] == "public":
                found.append(_case(path, node, decorator))
    return found


def _case(path: Path, node: ast.FunctionDef, decorator: ast.expr) -> PublicCase:
    given: dict[str, ast.expr] = {}
    if isinstance(decorator, ast.Call):
        given = dict(zip(("question",), decorator.args, strict=False))
        given |= {keyword.arg or "**": keyword.value for keyword in decorator.keywords}
    question = given.get("question")
    if not isinstance(question, ast.Constant) or not isinstance(question.value, str):
        raise BuildError(
            f"{path}:{decorator.lineno}: `{node.name}` is decorated with "
            f"`@{ast.unparse(decorator)}`; expected the question as a literal: "
            '@public("NAME", says="...")'
        )
    return PublicCase(
        node.name, question.value, path, decorator.lineno, not {"term", "gate"} & set(given)
    )
