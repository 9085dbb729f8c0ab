"""What the texts of cells tell: the names that they define, and whether two were one.

The texts come from strangers: each is looked at once, and together they are parsed only so far.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from functools import lru_cache

# Parsing takes about 1.5 microseconds a character; what lies beyond is searched line by line.
_PARSED_CHARACTERS = 100_000
_PARSED_IN_ALL = 1_000_000
# Sources up to this length are remembered from one hand-in to the next: most are the release's.
_REMEMBERED_CHARACTERS = 5000
# Beyond this, line ends are left as they are: a notebook can hold 25 million lines.
_TIDIED_CHARACTERS = 1_000_000

_MAGIC = re.compile(r"^[ \t]*[%!?].*$", re.MULTILINE)
_BINDING = re.compile(
    r"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+(?P<made>\w+)|(?P<set>\w+)[ \t]*(?::[^=\n]+)?=(?!=))",
    re.MULTILINE,
)
HALF_MERGED = (
    "Its answer cell holds an unfinished merge: two versions between `<<<<<<<`, `=======` and "
    "`>>>>>>>`. Keep one of them, and delete these marks."
)
_MERGE_MARKS = tuple(
    re.compile(rf"^{mark * 7}(?![^ \n])", re.MULTILINE) for mark in ("<", "=", ">")
)


def plain(source: str) -> str:
    """A source without the spaces that editors add and remove."""
    if len(source) > _TIDIED_CHARACTERS:
        return source.strip()
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def shown(text: str, characters: int = 60) -> str:
    """A stranger's string as it may stand in a sentence: in one line, cut, and printable."""
    cut = text if len(text) <= characters else text[:characters] + "..."
    return "".join(char if char.isprintable() else "?" for char in cut)


def is_half_merged(source: str) -> bool:
    """Whether a source holds the three marks that a version control leaves in a conflict."""
    return all(mark.search(source) for mark in _MERGE_MARKS)


def defined_names(source: str) -> frozenset[str]:
    """The names that a cell binds at top level by `def`, `class` or assignment.

    Code that does not parse is searched line by line, so a syntax error does not hide the answer.
    """
    return _names(_parse(source), source)


_remembered_names = lru_cache(maxsize=1024)(defined_names)


class Texts:
    """What was found out about texts, each once, for as long as one healing lasts."""

    def __init__(self) -> None:
        self._plain: dict[str, str] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._parsed = 0

    def plain(self, source: str) -> str:
        """Does what `plain` does."""
        if source not in self._plain:
            self._plain[source] = plain(source)
        return self._plain[source]

    def names(self, source: str) -> frozenset[str]:
        """Does what `defined_names` does, by lines alone when much was parsed already."""
        if source not in self._names:
            short = len(source) <= _REMEMBERED_CHARACTERS
            fits = self._parsed + len(source) <= _PARSED_IN_ALL
            if short and fits:
                self._parsed += len(source)
                self._names[source] = _remembered_names(source)
            else:
                self._names[source] = _names(self._tree(source), source)
        return self._names[source]

    def is_torn(self, first: str, rest: str) -> bool:
        """Whether two sources are one that was cut in two within a definition."""
        start = next((line for line in rest.splitlines() if line.strip()), "")
        indented = start[:1] in {" ", "\t"}
        whole = indented or (start != "" and self._tree(first) is None)
        if not whole or self._tree(f"{first}\n{rest}") is None:
            return False
        tree = self._tree(rest)
        return tree is None or self._tree(first) is None or _belongs_into_a_body(tree)

    def _tree(self, source: str) -> ast.Module | None:
        """The syntax tree, or None for what does not parse, and for all when much was parsed."""
        self._parsed += len(source)
        return _parse(source) if self._parsed <= _PARSED_IN_ALL else None


def _parse(source: str) -> ast.Module | None:
    """The syntax tree of a cell, which may be indented and hold magics."""
    if len(source) > _PARSED_CHARACTERS:
        return None
    code = textwrap.dedent(_MAGIC.sub("pass", source))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in a student's strings
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(tree: ast.Module | None, source: str) -> frozenset[str]:
    if tree is None:
        code = _MAGIC.sub("pass", source)
        return frozenset(match["made"] or match["set"] for match in _BINDING.finditer(code))
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return frozenset(names)


def _belongs_into_a_body(tree: ast.Module) -> bool:
    """Whether code is the rest of a function or class: it returns, or is nothing but methods."""
    if not tree.body:
        return False
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if len(functions) == len(tree.body):
        return all(node.args.args[:1] and node.args.args[0].arg == "self" for node in functions)
    rest: list[ast.AST] = list(tree.body)
    while rest:
        node = rest.pop()
        if isinstance(node, ast.Return):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            rest.extend(ast.iter_child_nodes(node))
    return False
