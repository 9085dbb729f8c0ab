"""The known wrong answers and the unusual right ones of a suite, read without running them.

`misconceptions*.py` and `variants*.py` hold nothing but imports and decorated definitions, so the
syntax tree tells all that there is to know: which question, which hint, which source. The source
itself runs only where implementations run, in a worker.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from autograder.errors import BuildError

# Left out of `imports`: workers have no test API, and the decorators are taken off anyway.
TEST_API = "autograder"


@dataclass(frozen=True)
class Entry:
    """A definition that stands in for the solution's object of the same question.

    Attributes:
        name: the definition's own name.
        question: the object that it stands in for, such as `rnn_step`.
        source: the `def` or `class` without our decorator; other decorators stay.
        imports: the import statements of its file, less those of the test API.
        line: where its `def` or `class` stands in `path`.
        path: the file that it was read from.
    """

    name: str
    question: str
    source: str
    imports: str
    line: int
    path: Path

    @property
    def program(self) -> str:
        """Source that, run in the solution module's namespace, puts this in the question's place.

        The definition itself takes the question's name, as a student's would have it: it shows in
        exceptions, and Keras writes it into the files that it saves.
        """
        head = re.compile(rf"^(def|class) {self.name}\b", re.MULTILINE)
        renamed = head.sub(rf"\1 {self.question}", self.source, count=1)
        return f"{self.imports}\n{renamed}\n{self.name} = {self.question}\n"


@dataclass(frozen=True)
class Misconception(Entry):
    """A wrong answer that students are known to give.

    Attributes:
        hint: what to tell a student whose answer equals this one.
        raises: the exception type that it ends in, or empty where it returns something wrong.
    """

    hint: str
    raises: str = ""


@dataclass(frozen=True)
class Variant(Entry):
    """A right answer, written differently from the solution."""


@dataclass(frozen=True)
class Catalogue:
    """All misconceptions and variants of one suite, in the order of their files."""

    misconceptions: tuple[Misconception, ...]
    variants: tuple[Variant, ...]

    def misconceptions_of(self, question: str) -> tuple[Misconception, ...]:
        """The wrong answers to one question."""
        return tuple(entry for entry in self.misconceptions if entry.question == question)

    def variants_of(self, question: str) -> tuple[Variant, ...]:
        """The unusual right answers to one question."""
        return tuple(entry for entry in self.variants if entry.question == question)


def read_catalogue(suite_dir: Path) -> Catalogue:
    """Reads every `misconceptions*.py` and `variants*.py` of a suite.

    A suite without such files has an empty catalogue.

    Raises:
        BuildError: a file does not parse, or holds something other than imports and definitions
            decorated with literals; or two entries share a name.
    """
    misconceptions = [
        Misconception(**common, hint=given["hint"], raises=given.get("raises", ""))
        for common, given in _entries(suite_dir, "misconception", {"hint", "raises"}, {"hint"})
    ]
    variants = [Variant(**common) for common, _ in _entries(suite_dir, "variant", set(), set())]
    _refuse_duplicates([*misconceptions, *variants])
    return Catalogue(tuple(misconceptions), tuple(variants))


class _Common(TypedDict):
    """The fields of `Entry`."""

    name: str
    question: str
    source: str
    imports: str
    line: int
    path: Path


@dataclass(frozen=True)
class _File:
    """A parsed file and what its error messages need."""

    path: Path
    lines: list[str]
    tree: ast.Module

    def wrong(self, line: int, message: str) -> BuildError:
        return BuildError(f"{self.path}:{line}: {message}")

    def text(self, first: int, last: int) -> str:
        return "\n".join(self.lines[first - 1 : last])


def _parse(path: Path) -> _File:
    text = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise BuildError(f"{path}:{error.lineno or 1}: {error.msg}") from error
    return _File(path, text.splitlines(), tree)


def _entries(
    suite_dir: Path, kind: str, allowed: set[str], required: set[str]
) -> Iterator[tuple[_Common, dict[str, str]]]:
    """Yields the fields of `Entry` and the decorator's arguments, for each definition of a kind."""
    for path in sorted(suite_dir.glob(f"{kind}s*.py")):
        file = _parse(path)
        imports = "\n".join(_imports(file))
        for node in _definitions(file, kind):
            call = _our_decorator(file, node, kind)
            given = _arguments(file, call, {"question", *allowed}, {"question", *required})
            others = [d for d in node.decorator_list if d is not call]
            parts = [file.text(d.lineno, d.end_lineno or d.lineno) for d in others]
            parts.append(file.text(node.lineno, node.end_lineno or node.lineno))
            common: _Common = {
                "name": node.name,
                "question": given["question"],
                "source": "\n".join(parts) + "\n",
                "imports": imports,
                "line": node.lineno,
                "path": path,
            }
            yield common, given


_Definition = ast.FunctionDef | ast.ClassDef


def _imports(file: _File) -> Iterator[str]:
    """Yields the import statements of a file, less those of the test API."""
    for node in file.tree.body:
        modules: list[str] = []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        if modules and not any(name.split(".")[0] == TEST_API for name in modules):
            yield ast.unparse(node)


def _definitions(file: _File, kind: str) -> Iterator[_Definition]:
    """Yields the definitions of a file, and refuses whatever else stands in it."""
    for position, node in enumerate(file.tree.body):
        if isinstance(node, _Definition):
            yield node
        elif isinstance(node, ast.Import | ast.ImportFrom) or (position == 0 and _is_text(node)):
            continue
        else:
            raise file.wrong(
                node.lineno,
                f"only imports and definitions decorated with @{kind} may stand here: "
                "each is read and run on its own, without the rest of the file",
            )


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _our_decorator(file: _File, node: _Definition, kind: str) -> ast.Call:
    calls = [
        decorator
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] == kind
    ]
    if len(calls) != 1:
        raise file.wrong(
            node.lineno, f"`{node.name}` has {len(calls)} @{kind}(...) decorators; expected one"
        )
    return calls[0]


def _arguments(
    file: _File, call: ast.Call, allowed: set[str], required: set[str]
) -> dict[str, str]:
    """Reads a decorator's arguments; the question may be given by position, the rest by name."""
    named = [("question", value) for value in call.args[:1]]
    named += [(keyword.arg or "**", keyword.value) for keyword in call.keywords]
    if len(call.args) > 1:
        raise file.wrong(call.lineno, "only the question may be given by position")
    given: dict[str, str] = {}
    for name, node in named:
        if name not in allowed or name in given:
            known = ", ".join(sorted(allowed))
            raise file.wrong(call.lineno, f"unexpected argument `{name}`; known ones are: {known}")
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            raise file.wrong(
                node.lineno, f"`{name}` is `{ast.unparse(node)}`; expected a plain string"
            )
        given[name] = node.value
    for name in sorted(required):
        if not given.get(name, "").strip():
            raise file.wrong(call.lineno, f"`{name}` is missing or empty")
    return given


def _refuse_duplicates(entries: list[Misconception | Variant]) -> None:
    """Reports go by name alone, so a name may stand for one entry of a suite only."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.name in seen:
            first = seen[entry.name]
            raise BuildError(
                f"{entry.path}:{entry.line}: `{entry.name}` is also the name at "
                f"{first.path.name}:{first.line}; give one of them another"
            )
        seen[entry.name] = entry
