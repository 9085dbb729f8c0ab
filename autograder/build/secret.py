"""What students must not see, in a form that can be recognised in other texts.

A piece of code is compared in two ways: as text without white space, comments and quote styles, so
line breaks and indentation don't hide it and it is found in prose; and as syntax trees, so neither
do brackets.
"""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.build.solution import Answer, Region
from autograder.build.suite import HiddenTest, Probe
from autograder.catalogue import Entry

# Squeezed characters from which on a piece says something: `return ids` gives nothing away.
WHOLE = 18
LINE = 25
PAIR_OF_LINES = 40
LONG_LINE = 60

# A name of this many words is no coincidence: `forward` is one, `fold_of_own_step` is not.
DISTINCTIVE_WORDS = 3

# Lines that every Keras layer holds.
TRIVIAL = re.compile(r"super\(\)\.__init__\(|(from\S+)?import|def|class|@")


@dataclass(frozen=True)
class Secret:
    """Something that students must not see.

    Attributes:
        what: its description, such as "the solution of `rnn_step`".
        place: file and line it stands at.
        lines: its logical lines, squeezed.
        trees: its statements as dumped syntax trees; empty for prose.
        name: a name that gives it away by itself, or empty.
        by_line: whether one of its lines gives it away, or only all of them together.
    """

    what: str
    place: str
    lines: tuple[str, ...]
    trees: tuple[str, ...] = ()
    name: str = ""
    by_line: bool = False

    @property
    def whole(self) -> str:
        """All lines, squeezed into one."""
        return "".join(self.lines)


@dataclass(frozen=True)
class Text:
    """A text that students get, prepared for comparing it with many secrets.

    Attributes:
        squeezed: without white space, as it is and without comments.
        bodies: the statements of each block in it as dumped syntax trees, where it is Python.
        words: the identifiers in it.
    """

    squeezed: tuple[str, ...]
    bodies: tuple[tuple[str, ...], ...]
    words: frozenset[str]


def solution_secrets(answer: Answer) -> Iterator[Secret]:
    """The regions of an answer."""
    for region in answer.regions:
        yield _region_secret(answer, region)


def written_secret(question: str, path: Path, region: Region) -> Secret:
    """The model answer of a question that is graded by hand."""
    lines = tuple(squeeze(line) for line in region.text.splitlines() if line.strip())
    return Secret(f"the model answer of `{question}`", f"{path}:{region.line}", lines, by_line=True)


def hidden_secret(kind: str, item: HiddenTest | Probe | Entry) -> Secret:
    """A hidden test, probe, misconception or variant: its body as a whole, and its name."""
    node = ast.parse(item.source).body[0]
    body = _without_docstring(getattr(node, "body", [node]))
    trees = tuple(ast.dump(statement) for statement in body)
    lines = logical_lines(_source_of(body, node, item.source))
    if isinstance(item, Probe) and len(trees) == 1:
        trees, lines = (), ()  # one call of a student's function is no secret, its name may be
    name = item.name if len(item.name.strip("_").split("_")) >= DISTINCTIVE_WORDS else ""
    return Secret(f"the {kind} `{item.name}`", f"{item.path}:{item.line}", lines, trees, name)


def as_text(text: str) -> Text:
    """Prepares a text for `found_in`."""
    bare = re.sub(r"#.*", "", text)
    try:
        tree: ast.Module | None = parse_cell(text)
    except (SyntaxError, ValueError):
        tree = None
    bodies = tuple(tuple(ast.dump(s) for s in body) for body in _bodies(tree)) if tree else ()
    return Text((squeeze(text), squeeze(bare)), bodies, frozenset(re.findall(r"\w+", text)))


def found_in(secret: Secret, text: Text, line_length: int = LONG_LINE) -> str | None:
    """Looks for a secret in a text.

    Args:
        secret: what to look for.
        text: where to look.
        line_length: the squeezed characters from which on one line of several gives a secret away.

    Returns:
        The piece that was found, or None.
    """
    if secret.name and secret.name in text.words:
        return secret.name
    whole = secret.whole
    # Short answers are answers all the same; a short wrong answer may be anybody's line.
    if len(whole) >= (WHOLE if secret.by_line else LINE):
        if any(whole in squeezed for squeezed in text.squeezed):
            return whole
        if secret.trees and any(_holds(body, secret.trees) for body in text.bodies):
            return whole
    if not secret.by_line:
        return None
    pairs = ("".join(pair) for pair in zip(secret.lines, secret.lines[1:], strict=False))
    pieces = [pair for pair in pairs if len(pair) >= PAIR_OF_LINES]
    pieces += [line for line in secret.lines if len(line) >= line_length]
    for piece in pieces:
        if not TRIVIAL.match(piece) and any(piece in squeezed for squeezed in text.squeezed):
            return piece
    return None


def squeeze(text: str) -> str:
    """The text without white space and `return`, and with one style of quotes."""
    return re.sub(r"\breturn\b|\s+", "", text).replace('"', "'")


def logical_lines(code: str) -> tuple[str, ...]:
    """The logical lines of a piece of Python, squeezed, without comments."""
    lines: list[str] = []
    current = ""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NEWLINE:
            lines.append(squeeze(current))
            current = ""
        elif token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            current += " " if token.string == "return" else token.string
    return tuple(lines)


def parse_cell(code: str) -> ast.Module:
    """Parses a cell, with IPython's line magics and shell lines made into `pass`.

    Raises:
        SyntaxError: what is left isn't Python.
    """
    try:
        return ast.parse(code)
    except SyntaxError:
        lines = code.split("\n")
        return ast.parse("\n".join(re.sub(r"^(\s*)[%!].*", r"\1pass", line) for line in lines))


def _region_secret(answer: Answer, region: Region) -> Secret:
    return Secret(
        f"the solution of `{answer.name}`",
        f"{answer.path}:{region.line}",
        logical_lines(region.text),
        tuple(ast.dump(statement) for statement in ast.parse(region.text).body),
        by_line=True,
    )


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return body[1:] or body
    return body


def _source_of(body: list[ast.stmt], node: ast.stmt, source: str) -> str:
    """The text of a body, as its author formatted it."""
    if body[0].lineno == node.lineno:
        return "\n".join(ast.unparse(statement) for statement in body)
    decorators = getattr(body[0], "decorator_list", [])
    first = min([body[0].lineno, *(decorator.lineno for decorator in decorators)])
    return textwrap.dedent("\n".join(source.splitlines()[first - 1 : node.end_lineno]))


def _bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(node, block, None)
            if isinstance(statements, list):
                yield statements


def _holds(body: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return any(body[i : i + len(run)] == run for i in range(len(body) - len(run) + 1))
