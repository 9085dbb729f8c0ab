"""Reads a handout: jupytext Markdown in which every code cell says what it is for.

    ```python tags=["setup"]          imports; runs while grading (also "demo" and "training")
    ```python solution="rnn_step"     empty here; filled from the solution module
    <!-- #region written="limits" --> model answer, between nbgrader's markers

jupytext's own reader cuts the cells, so a handout opens in Jupyter as it is; what is added here are
line numbers, and refusals where jupytext would guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from jupytext.cell_reader import MarkdownCellReader

from autograder.build.header import Header, read_header, wrong
from autograder.build.solution import find_regions

Tag = Literal["setup", "demo", "training"]
Kind = Literal["prose", "answer", "written", "setup", "demo", "training"]

TAGS = get_args(Tag)
JUPYTEXT_OWN = ("language", "lines_to_next_cell")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
REGION_MARK = re.compile(r"\s*<!--\s*#(end)?(region|md|markdown|raw)\b")


@dataclass(frozen=True)
class HandoutCell:
    """One cell of a handout.

    Attributes:
        kind: what the cell is for.
        text: its content; empty for `answer`.
        line: the file's line that `text` starts at.
        question: for `answer` and `written`, the question's name.
    """

    kind: Kind
    text: str
    line: int
    question: str = ""


@dataclass(frozen=True)
class Handout:
    """A handout.

    Attributes:
        path: the file.
        header: the notebook's title, and more.
        cells: the cells in order.
    """

    path: Path
    header: Header
    cells: tuple[HandoutCell, ...]

    def line_of(self, key: str) -> int:
        """The line of a key in the header; 1 where it has none."""
        lines = self.path.read_text(encoding="utf-8").splitlines()[: self.header.lines]
        found = (n for n, line in enumerate(lines, start=1) if line.strip().startswith(f"{key}:"))
        return next(found, 1)

    @property
    def asked(self) -> dict[str, int]:
        """Coded question -> line, in order."""
        return {cell.question: cell.line for cell in self.cells if cell.kind == "answer"}

    @property
    def written(self) -> dict[str, int]:
        """Question graded by hand -> line, in order."""
        return {cell.question: cell.line for cell in self.cells if cell.kind == "written"}


def read_handout(path: Path) -> Handout:
    """Reads a handout.

    Raises:
        BuildError: the header isn't valid, a fence or region isn't closed, a cell doesn't say what
            it is for, a question is asked twice, or a model answer lacks its markers.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = read_header(path, lines)
    cells: list[HandoutCell] = []
    position = header.lines
    while position < len(lines):
        reader = MarkdownCellReader({"extension": ".md"})
        raw, length = reader.read(lines[position:])
        cell = _classify(path, raw, reader, position + 1)
        if cell is not None:
            cells.append(cell)
        position += length
    _refuse_duplicates(path, cells)
    return Handout(path, header, tuple(cells))


def _classify(path: Path, raw: Any, reader: MarkdownCellReader, line: int) -> HandoutCell | None:
    """Turns jupytext's cell, which starts at `line`, into ours; None for an empty text."""
    options = {k: v for k, v in raw.metadata.items() if k not in JUPYTEXT_OWN}
    if reader.in_region:
        return _written(path, raw.source, options, reader, line)
    if raw.cell_type == "markdown":
        _check_prose(path, raw.source, line)
        text = raw.source.strip("\n")
        blank = len(raw.source) - len(raw.source.lstrip("\n"))
        return HandoutCell("prose", text, line + blank) if text.strip() else None
    if not reader.explicit_eoc:
        raise wrong(path, line, "this cell is never closed; expected a line of ``` after its code")
    if reader.language != "python":
        raise wrong(
            path,
            line,
            f"jupytext makes a cell of this {reader.language} fence; to show it in the text, "
            "fence it with ~~~",
        )
    return _code(path, raw.source, options, line)


def _code(path: Path, source: str, options: dict[str, Any], line: int) -> HandoutCell:
    if set(options) == {"solution"} and isinstance(options["solution"], str):
        if source.strip():
            raise wrong(
                path,
                line + 1,
                f"the cell of `{options['solution']}` has content; leave it empty: its source "
                "comes from the solution module",
            )
        return HandoutCell("answer", "", line, options["solution"])
    tags = options.get("tags")
    if set(options) != {"tags"} or not isinstance(tags, list) or len(tags) != 1:
        tags = None
    if tags is None or tags[0] not in TAGS:
        raise wrong(
            path,
            line,
            'this cell does not say what it is for; expected `solution="NAME"` or one of '
            + ", ".join(f'`tags=["{tag}"]`' for tag in TAGS)
            + " after ```python",
        )
    return HandoutCell(tags[0], source, line + 1)


def _written(
    path: Path, text: str, options: dict[str, Any], reader: MarkdownCellReader, line: int
) -> HandoutCell:
    if not reader.explicit_eoc:
        raise wrong(path, line, "this region is never closed; expected `<!-- #endregion -->`")
    if set(options) != {"written"} or not isinstance(options["written"], str):
        raise wrong(
            path, line, 'this region does not say what it is for; expected `written="NAME"`'
        )
    question = options["written"]
    for offset, inner in enumerate(text.splitlines(), start=1):
        if REGION_MARK.match(inner):
            raise wrong(
                path,
                line + offset,
                f"a region inside that of `{question}`, which starts in line {line}; close that "
                "one first",
            )
    if not find_regions(path, text.splitlines(), line + 1):
        raise wrong(
            path,
            line,
            f"the written question `{question}` has no model answer; expected one between lines "
            "`### BEGIN SOLUTION` and `### END SOLUTION`",
        )
    return HandoutCell("written", text, line + 1, question)


def _check_prose(path: Path, text: str, line: int) -> None:
    """Refuses what jupytext passes over: an open fence swallows the cells that follow it."""
    fence, opened = "", 0
    for number, content in enumerate(text.splitlines(), start=line):
        if mark := FENCE.match(content):
            if not fence:
                fence, opened = mark[1], number
            elif mark[1].startswith(fence):
                if content.strip().strip(fence[0]):
                    break  # another cell's fence: by Markdown's rules it is content of this one
                fence = ""
        elif not fence and REGION_MARK.match(content):
            raise wrong(path, number, "this mark neither opens nor closes a region")
    if fence:
        raise wrong(path, opened, f"this fence is never closed; expected a line of {fence}")


def _refuse_duplicates(path: Path, cells: list[HandoutCell]) -> None:
    seen: dict[str, int] = {}
    for cell in cells:
        if cell.question and cell.question in seen:
            raise wrong(
                path,
                cell.line,
                f"`{cell.question}` is asked for the second time; the first is in line "
                f"{seen[cell.question]}",
            )
        seen[cell.question] = cell.line
