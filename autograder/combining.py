"""Puts two known misconceptions into one answer: what a student writes who has both.

A misconception is a right answer with something changed. Two changes to the same right answer that
touch different places can both be made, as a version-control system merges two branches; here
token by token. A class that changes what it inherits is combined by inheriting from the other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations, pairwise, permutations

from autograder.catalogue import Catalogue, Entry, Misconception

TOKEN = re.compile(r"\n *|[A-Za-z0-9_]+| +|\S")

# A change: from this to that token of the right answer, stand these instead.
Change = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True)
class Pair:
    """Two misconceptions of one question in one answer.

    Attributes:
        first: one of them.
        second: the other.
        program: source that, run in the solution module's namespace, stands for both.
    """

    first: Misconception
    second: Misconception
    program: str

    @property
    def names(self) -> tuple[str, str]:
        """The names of both."""
        return self.first.name, self.second.name

    @property
    def name(self) -> str:
        """One name for the two of them."""
        return " and ".join(self.names)

    @property
    def question(self) -> str:
        """The object that it stands in for."""
        return self.first.question


def pairs_of(question: str, catalogue: Catalogue, solution: str) -> Iterator[Pair]:
    """Yields every pair of a question's misconceptions that can be put into one answer.

    One pair may come in several ways; that two changes have the effect of both, and not that of
    one alone, is for the caller to see from what the program answers.

    Args:
        question: the object's name.
        catalogue: misconceptions and variants of the suite.
        solution: source of the solution module.
    """
    known = catalogue.misconceptions_of(question)
    classes = [entry for entry in known if entry.source.lstrip("@").startswith("class")]
    for first, second in permutations(classes, 2):
        if _inherits(second, question):
            yield Pair(first, second, f"{first.program}\n{second.program}")
    rights = [_plain(_definition(solution, question))]
    rights += [_plain(variant.source) for variant in catalogue.variants_of(question)]
    for first, second in combinations(known, 2):
        source = _merged(rights, first, second, question)
        if source:
            imports = "\n".join(dict.fromkeys([first.imports, second.imports]))
            yield Pair(first, second, f"{imports}\n{source}\n")


def pair_named(
    names: Sequence[str], question: str, catalogue: Catalogue, solution: str
) -> Iterator[Pair]:
    """Yields the ways in which two misconceptions of these names can be put together."""
    chosen = tuple(e for e in catalogue.misconceptions_of(question) if e.name in names)
    if len(chosen) == len(names) == 2:
        yield from pairs_of(question, Catalogue(chosen, catalogue.variants), solution)


def _inherits(entry: Entry, question: str) -> bool:
    tree = ast.parse(entry.source)
    return any(
        isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == question for base in node.bases)
        for node in tree.body
    )


def _definition(module: str, name: str) -> str:
    for node in ast.parse(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return ast.unparse(node)
    return ""


@cache
def _plain(source: str) -> tuple[str, ...]:
    """The tokens of a definition; without docstrings and comments, and under one name."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and _is_text(node.body[0]):
            node.body = node.body[1:] or [ast.Pass()]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.name = "answer"
    return tuple(TOKEN.findall(ast.unparse(tree)))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@cache
def _changes(right: tuple[str, ...], wrong: tuple[str, ...]) -> tuple[Change, ...]:
    found = SequenceMatcher(None, right, wrong, autojunk=False).get_opcodes()
    return tuple((a, b, wrong[c:d]) for kind, a, b, c, d in found if kind != "equal")


def _merged(
    rights: Iterable[tuple[str, ...]], first: Entry, second: Entry, question: str
) -> str | None:
    """Makes both changes to the right answer that needs the fewest; None where they collide."""
    best: str | None = None
    fewest = 0
    for right in rights:
        both = {*_changes(right, _plain(first.source)), *_changes(right, _plain(second.source))}
        if best is not None and len(both) >= fewest:
            continue
        text = _applied(right, sorted(both))
        if text is not None:
            best, fewest = text, len(both)
    return re.sub(r"\banswer\b", question, best, count=1) if best else None


def _collide(before: Change, after: Change) -> bool:
    """Whether two changes are to the same tokens, or put something into the same gap."""
    return after[0] < before[1] or before[:2] == after[:2]


def _applied(right: tuple[str, ...], changes: list[Change]) -> str | None:
    if any(_collide(before, after) for before, after in pairwise(changes)):
        return None
    parts: list[str] = []
    done = 0
    for start, end, tokens in changes:
        parts += [*right[done:start], *tokens]
        done = end
    text = "".join([*parts, *right[done:]])
    try:
        ast.parse(text)
    except SyntaxError:
        return None
    return text
