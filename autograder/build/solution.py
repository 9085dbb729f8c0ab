"""Reads a solution module: the objects that students write, and which lines are the answer.

The answer stands between nbgrader's own markers, each on a line of its own:

    def rnn_step(x, h, Wx, Wh, b):
        \"\"\"What the student sees.\"\"\"
        ### BEGIN SOLUTION
        return ...
        ### END SOLUTION
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import BuildError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"

# What nbgrader leaves in place of a region (`ClearSolutions.code_stub`).
STUB = "raise NotImplementedError()"


@dataclass(frozen=True)
class Region:
    """What stands between a pair of markers.

    Attributes:
        line: the file's line of the first line after the opening marker.
        text: the lines between the markers, dedented.
    """

    line: int
    text: str


@dataclass(frozen=True)
class Answer:
    """One object of a solution module, as the notebook shows it.

    Attributes:
        name: the object's name, which is the question's.
        path: the module's file.
        line: the file's line that `source` starts at.
        source: the definition with its decorators and markers.
        regions: the parts that students write.
    """

    name: str
    path: Path
    line: int
    source: str
    regions: tuple[Region, ...]

    @property
    def visible(self) -> str:
        """The source without the regions: what students are given."""
        return _without_regions(self.source)


def read_solution(path: Path) -> dict[str, Answer]:
    """Reads every function and class at the top level of a solution module.

    Returns:
        Name -> answer, in the module's order. An object without markers has no regions: it is
        nobody's answer.

    Raises:
        BuildError: the module isn't Python, its markers aren't balanced or stand outside an
            object, a region holds no code, or what is left without the regions isn't Python.
    """
    text = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise BuildError(f"{path}:{error.lineno or 1}: not valid Python: {error.msg}") from error
    lines = text.splitlines()
    regions = find_regions(path, lines)
    answers: dict[str, Answer] = {}
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        first, last = _extent(node, lines)
        if node.name in answers:
            raise BuildError(
                f"{path}:{node.lineno}: `{node.name}` is defined for the second time; the first "
                f"is in line {answers[node.name].line}"
            )
        inside = tuple(r for r in regions if first < r.line <= last)
        source = "\n".join(lines[first - 1 : last])
        answers[node.name] = Answer(node.name, path, first, source, inside)
    for region in regions:
        if not any(region in answer.regions for answer in answers.values()):
            raise BuildError(
                f"{path}:{region.line - 1}: `{BEGIN}` stands outside a function or class; only "
                "their bodies can be answers"
            )
    for answer in answers.values():
        _check_regions(answer)
    return answers


def find_regions(path: Path, lines: list[str], first_line: int = 1) -> list[Region]:
    """Finds the regions between markers in a text.

    Args:
        path: the file, for messages.
        lines: its lines, or some of them.
        first_line: the file's line that `lines` starts at.

    Raises:
        BuildError: the markers aren't balanced, or a line holds more than its marker: nbgrader
            cuts whole lines.
    """
    regions: list[Region] = []
    opened = 0
    for number, line in enumerate(lines, start=first_line):
        if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line:
            continue
        marker = line.strip()
        if marker not in (BEGIN, END):
            raise BuildError(
                f"{path}:{number}: nbgrader takes this line for a marker; expected `{BEGIN}` or "
                f"`{END}` on a line of its own, got `{marker}`"
            )
        if marker == BEGIN and opened:
            raise BuildError(
                f"{path}:{number}: a second `{BEGIN}`; the one in line {opened} is still open"
            )
        if marker == END and not opened:
            raise BuildError(f"{path}:{number}: `{END}` without a `{BEGIN}` before it")
        if marker == END:
            inside = lines[opened + 1 - first_line : number - first_line]
            regions.append(Region(opened + 1, textwrap.dedent("\n".join(inside))))
        opened = number if marker == BEGIN else 0
    if opened:
        raise BuildError(f"{path}:{opened}: `{BEGIN}` without an `{END}` after it")
    return regions


def _extent(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, lines: list[str]
) -> tuple[int, int]:
    """First and last line of a definition: from its decorators to comments that end its body.

    The syntax tree knows no comments, so it leaves out a closing marker at the end of a body.
    """
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    last = node.end_lineno or node.lineno
    for number in range(last + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and not line.startswith((" ", "\t")):
            break
        if line.strip():
            last = number
    return first, last


def _check_regions(answer: Answer) -> None:
    for region in answer.regions:
        try:
            statements = ast.parse(region.text).body
        except SyntaxError as error:
            line = region.line + (error.lineno or 1) - 1
            # A `return` outside a function parses; half a statement does not.
            raise BuildError(
                f"{answer.path}:{line}: the region in `{answer.name}` is no run of whole "
                f"statements: {error.msg}"
            ) from error
        if not statements:
            raise BuildError(
                f"{answer.path}:{region.line - 1}: the region in `{answer.name}` holds no code"
            )
    try:
        ast.parse(answer.visible)
    except SyntaxError as error:
        raise BuildError(
            f"{answer.path}:{answer.line}: with its answer taken out, `{answer.name}` is not valid "
            f"Python: {error.msg}"
        ) from error


def _without_regions(source: str) -> str:
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        if line.strip() == BEGIN:
            inside = True
            kept.append(line.replace(BEGIN, STUB))
        elif line.strip() == END:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)
