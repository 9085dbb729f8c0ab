"""What a question depends on in a suite and a solution: everything that its tests can reach.

Names are followed through the syntax trees, from the tests of the question to the functions and
constants that they use, to the probes that they name, and to the parts of the solution that any of
those name. Too much is followed rather than too little: a name counts wherever it stands, also in
a text, and where a name is only made at run time, all of the solution counts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import BuildError

CATALOGUE = ("misconceptions", "variants")  # these stand in for the solution; no test reaches them
SUITES = "autograder.suites"
STAND_IN = "stand_in_"
FIXTURES = "conftest"  # pytest gives what stands there to every test

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


@dataclass
class Module:
    """A parsed module.

    Attributes:
        name: its file's name, without `.py`.
        defined: name -> all that defines it at top level, or changes it there.
        imported: name -> the module of the same folder that it comes from, and its name there.
        rest: its other statements, imports among them; they count for whoever uses the module.
    """

    name: str
    defined: dict[str, list[Definition]] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    rest: list[ast.stmt] = field(default_factory=list)


@dataclass
class Reach:
    """All that one question's tests can reach.

    Attributes:
        suite: source of each function and constant of the suite, without comments.
        solution: likewise, of the solution.
    """

    suite: dict[str, str]
    solution: dict[str, str]


@dataclass
class _Names:
    """The names that occur in what was reached."""

    plain: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    made_at_run_time: bool = False

    def among(self, known: Iterable[str]) -> Iterator[str]:
        patterns = [re.compile(pattern) for pattern in self.patterns]
        for name in known:
            # A worker looks for `stand_in_rnn_step` where a test follows `rnn_step`.
            said = name.removeprefix(STAND_IN)
            if said in self.plain or any(pattern.fullmatch(said) for pattern in patterns):
                yield name


class Reachable:
    """A suite and its solution, parsed once.

    Args:
        suite: the suite's folder.
        solution: the solution's file.

    Raises:
        BuildError: a file does not parse.
    """

    def __init__(self, suite: Path, solution: Path) -> None:
        files = [p for p in sorted(suite.glob("*.py")) if not p.stem.startswith(CATALOGUE)]
        self._modules = {path.stem: _parsed(path, suite.name) for path in files}
        self._solution = _parsed(solution, "")
        self._probes = {
            name: (stem, name)
            for stem, module in self._modules.items()
            if stem.startswith("probes")
            for name in module.defined
        }

    def of(self, question: str, programs: Iterable[str] = ()) -> Reach:
        """What the tests of a question reach.

        Args:
            question: its name.
            programs: sources that stand in for its answer, such as misconceptions.
        """
        names = _Names({question})
        for program in programs:
            _collect(ast.parse(program), names)
        waiting = list(self._tests_of(question))
        if FIXTURES in self._modules:
            waiting += [(FIXTURES, name) for name in self._modules[FIXTURES].defined]
        reached: dict[tuple[str, str], list[Definition]] = {}
        used: set[str] = set()
        while waiting:
            stem, name = place = waiting.pop()
            module = self._modules.get(stem)
            if module is None or place in reached or name not in module.defined:
                continue
            reached[place] = module.defined[name]
            # What a module does when it is imported counts for all that use it.
            nodes = [*module.defined[name], *(() if stem in used else module.rest)]
            used.add(stem)
            for node in nodes:
                if not isinstance(node, ast.Import | ast.ImportFrom):
                    _collect(node, names)
                waiting += self._named_in(module, node)
            waiting += [self._probes[probe] for probe in names.among(self._probes)]
        rest = {f"{stem}:": _source(self._modules[stem].rest) for stem in sorted(used)}
        suite = {f"{stem}: {name}": _source(nodes) for (stem, name), nodes in reached.items()}
        return Reach(rest | dict(sorted(suite.items())), self._answers(names))

    def _tests_of(self, question: str) -> Iterator[tuple[str, str]]:
        for stem, module in self._modules.items():
            for name, nodes in module.defined.items():
                if name.lower().startswith("test") and any(question in _marks(n) for n in nodes):
                    yield stem, name

    def _named_in(self, module: Module, node: ast.AST) -> Iterator[tuple[str, str]]:
        for name in _identifiers(node):
            if name in module.defined:
                yield module.name, name
            elif name in module.imported:
                stem, imported = module.imported[name]
                if imported:
                    yield stem, imported
                elif stem in self._modules:  # the module itself: all of it
                    yield from ((stem, each) for each in self._modules[stem].defined)

    def _answers(self, names: _Names) -> dict[str, str]:
        defined = self._solution.defined
        waiting = list(defined if names.made_at_run_time else names.among(defined))
        reached: dict[str, str] = {}
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached[name] = _source(defined[name])
                waiting += [n for node in defined[name] for n in _identifiers(node) if n in defined]
        return {"": _source(self._solution.rest), **dict(sorted(reached.items()))}


def _parsed(path: Path, suite: str) -> Module:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise BuildError(f"{path}:{error.lineno or 1}: {error.msg}") from error
    module = Module(path.stem)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            module.defined.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bound = {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
            for name in bound:
                module.defined.setdefault(name, []).append(node)
            if not bound:
                module.rest.append(node)
        else:
            module.rest.append(node)
    for inner in ast.walk(tree):  # also imports within functions
        module.imported |= _siblings(inner, suite)
    return module


def _siblings(node: ast.AST, suite: str) -> dict[str, tuple[str, str]]:
    """What an import takes from the same suite."""
    package = f"{SUITES}.{suite}"
    if not suite or not isinstance(node, ast.ImportFrom):
        return {}
    source = node.module or ""
    if node.level == 1:  # relative to the suite
        source = f"{package}.{source}".rstrip(".")
    if source == package:
        return {alias.asname or alias.name: (alias.name, "") for alias in node.names}
    if source.startswith(f"{package}."):
        stem = source.removeprefix(f"{package}.")
        return {alias.asname or alias.name: (stem, alias.name) for alias in node.names}
    return {}


def _identifiers(node: ast.AST) -> set[str]:
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return names | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}  # pytest's fixtures


def _collect(node: ast.AST, names: _Names) -> None:
    """Adds what is named in a definition, in its texts as well."""
    keys = {id(k) for n in ast.walk(node) if isinstance(n, ast.Dict) for k in n.keys}
    arguments = {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute):
            names.plain.add(inner.attr)
        elif isinstance(inner, ast.Name):
            names.plain.add(inner.id)
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            if id(inner) not in keys:  # a table's keys are what is looked up, not what looks
                names.plain.add(inner.value)
        elif isinstance(inner, ast.JoinedStr):
            pieces = (
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*"
                for part in inner.values
            )
            names.patterns.add("".join(pieces))
        elif isinstance(inner, ast.Call) and _looks_up(inner, arguments):
            names.made_at_run_time = True


def _looks_up(call: ast.Call, arguments: set[str]) -> bool:
    """Whether it asks an answer for a name that is neither a text nor given from outside."""
    if not (isinstance(call.func, ast.Name) and call.func.id == "getattr" and len(call.args) > 1):
        return False
    owner, name = call.args[:2]
    if not (isinstance(owner, ast.Name) and owner.id == "answer"):
        return False
    return not isinstance(name, ast.Constant) and not (
        isinstance(name, ast.Name) and name.id in arguments
    )


def _marks(node: ast.AST) -> set[str]:
    """The texts in the decorators of a test, or of a class of tests: its question among them."""
    decorators = [d for inner in ast.walk(node) for d in getattr(inner, "decorator_list", [])]
    constants = (n.value for d in decorators for n in ast.walk(d) if isinstance(n, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def _source(nodes: Iterable[ast.stmt]) -> str:
    """What statements say, less layout and remarks: the same text in every version of Python.

    That of `ast.unparse` is not: one version puts other quotes around a text than another.
    """
    return "\n".join(repr(_plain(node)) for node in nodes)


def _plain(part: object) -> object:
    """A syntax tree as tuples and lists, less empty fields, which older ones lack."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, ast.AST):
        return part
    fields = ((name, _plain(value)) for name, value in ast.iter_fields(part))
    return (type(part).__name__, *(pair for pair in fields if pair[1] not in (None, [])))
