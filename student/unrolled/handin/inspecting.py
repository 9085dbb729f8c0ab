"""Looks through a saved notebook: is each question answered, and is each cell in its place?"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence

from unrolled.handin.items import Item, fine, listed, look, mend
from unrolled.handin.saved import Saved, SavedCell
from unrolled.handin.session import defines
from unrolled.outline import Outline, OutlinedCell, plain

MAX_BYTES = 5_000_000
PLACEHOLDER = "YOUR ANSWER HERE"
MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)

Places = Mapping[str, Sequence[SavedCell]]


def inspect(saved: Saved, outline: Outline) -> list[Item]:
    """Says what is fine in a notebook and what is not, without knowing what ran."""
    if saved.assignment not in ("", outline.assignment):
        asked = f"expected that of `{outline.assignment}`"
        return [mend(f"This is the notebook of `{saved.assignment}`; {asked}.")]
    places = places_of(saved, outline)
    if not any(places.values()):
        return list(_without_marks(saved, outline))
    return [
        *_structure(saved, outline, places),
        *_coded(saved, outline, places),
        *_written(outline, places),
        *_errors(saved, outline, places),
        *_size(saved),
    ]


def _without_marks(saved: Saved, outline: Outline) -> Iterator[Item]:
    """For a file whose cells lost what they are known by; graders know answers by their names."""
    coded = [cell for cell in outline.answers if cell.kind == "answer"]
    there = [
        cell.question for cell in coded if _defined(saved, cell.question, released=cell.source)
    ]
    if not there:
        yield mend(
            f"No cell of `{outline.assignment}` is in this file. Is it another notebook? If "
            "your answers were copied into a new one, paste them into the released notebook."
        )
        return
    yield look(
        "The cells have lost the marks that they were given out with. Graded will be what the file "
        f"defines as {listed(there)}; best paste your answers into the released notebook."
    )
    yield from _unanswered([cell.question for cell in coded if cell.question not in there])
    written = [cell.question for cell in outline.answers if cell.kind == "written"]
    if written:
        yield look(
            f"Whether the written questions {listed(written)} are answered cannot be told: let "
            "each answer stand right below its question."
        )
    yield from _size(saved)


def places_of(saved: Saved, outline: Outline) -> Places:
    """The name of each outlined cell -> the cells of the file that are it; several if copied."""
    places: dict[str, list[SavedCell]] = {cell.name: [] for cell in outline.cells}
    for cell in saved.cells:
        name = next((name for name in cell.names if name in places), None)
        if name is not None:
            places[name].append(cell)
    return places


def _structure(saved: Saved, outline: Outline, places: Places) -> Iterator[Item]:
    sound = True
    for cell in outline.cells:
        copies = places[cell.name]
        what = f"The {'check' if cell.kind == 'check' else 'answer'} cell of `{cell.question}`"
        elsewhere = cell.kind == "answer" and _defined(saved, cell.question)
        sound &= len(copies) == 1
        if len(copies) > 1:
            keep = "one of them" if cell.kind == "check" else "the one that counts"
            yield mend(f"{what} is there {len(copies)} times: keep {keep}, delete the others.")
        elif not copies and cell.kind == "check":
            yield look(f"{what} is gone; it is put back for grading.")
        elif not copies and elsewhere:
            yield look(f"{what} is gone; what another cell defines by that name will be graded.")
        elif not copies:
            yield mend(
                f"{what} is gone. Take the released notebook, and paste your answers into it."
            )
        elif cell.kind == "check" and plain(copies[0].source) != plain(cell.source):
            yield look(f"{what} was changed; the released one is put back for grading.")
    halves = [name for name, cells in places.items() if any(c.half_merged for c in cells)]
    if any(cell.half_merged for cell in saved.cells):
        where = listed(halves) or "a cell of your own"
        yield mend(
            f"An unfinished merge stands in {where}: two versions between `<<<<<<<`, `=======` and "
            "`>>>>>>>`. Keep one of them, and delete these marks."
        )
    if sound:
        yield fine("Every cell that is graded is there once.")


def _coded(saved: Saved, outline: Outline, places: Places) -> Iterator[Item]:
    empty, good = [], 0
    for cell in outline.answers:
        if cell.kind != "answer" or not places[cell.name]:
            continue
        problem = _problem(saved, cell, places[cell.name][-1].source)
        if problem is None:
            good += 1
        elif problem:
            yield mend(problem)
        else:
            empty.append(cell.question)
    yield from _unanswered(empty)
    asked = sum(cell.kind == "answer" for cell in outline.answers)
    if asked and good == asked:
        yield fine(f"{_all(asked, 'coded')} an answer; `check.all` says whether it is right.")


def _problem(saved: Saved, cell: OutlinedCell, source: str) -> str | None:
    """What is wrong with the text of an answer: None if nothing, empty if it is not there."""
    question = cell.question
    if plain(source) in ("", plain(cell.source)):
        return None if _defined(saved, question, besides=source) else ""
    try:
        tree = _parsed(source)
    except SyntaxError as error:
        return f"The cell of `{question}` is not valid Python: line {error.lineno}: {error.msg}."
    unwritten = _unwritten(tree)
    if unwritten:
        return f"`{question}` is half done: {listed(unwritten)} still raises `NotImplementedError`."
    if not defines(source, question) and not _defined(saved, question, besides=source):
        return f"The cell of `{question}` does not define `{question}`."
    return None


def _parsed(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd escapes in a student's strings
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass  # perhaps it is IPython's, not Python's
        try:
            return ast.parse(MAGIC.sub(r"\1pass", source))
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error), ("", 1, 1, "")) from error


def _unwritten(tree: ast.Module) -> list[str]:
    """The functions that come to the raise that was given out; below a return it does no harm."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            ends = next(
                (line for line in node.body if isinstance(line, ast.Return | ast.Raise)), None
            )
            if ends is not None and _raises(ends):
                found.append(node.name)
    return found


def _raises(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Raise) or statement.exc is None:
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def _defined(saved: Saved, name: str, besides: str = "", released: str = "") -> bool:
    """Whether some other code cell defines a name, and not as it was given out."""
    return any(
        c.is_code
        and c.source != besides
        and defines(c.source, name)
        and (not released or plain(c.source) != plain(released))
        for c in saved.cells
    )


def _written(outline: Outline, places: Places) -> Iterator[Item]:
    asked = [cell for cell in outline.answers if cell.kind == "written"]
    texts = {c.question: plain(places[c.name][-1].source) for c in asked if places[c.name]}
    released = {cell.question: plain(cell.source) for cell in asked}
    empty = [name for name, text in texts.items() if text in ("", released[name])]
    for name, text in texts.items():
        if name not in empty and PLACEHOLDER in text:
            yield look(f"`{name}` still holds the words `{PLACEHOLDER}`.")
    yield from _unanswered(empty, "written ")
    if asked and len(texts) == len(asked) and not empty:
        yield fine(f"{_all(len(asked), 'written')} an answer.")


def _all(count: int, kind: str) -> str:
    return f"All {count} {kind} questions have" if count > 1 else f"The {kind} question has"


def _unanswered(questions: Sequence[str], kind: str = "") -> Iterator[Item]:
    if questions:
        what = f"{kind}question" if len(questions) == 1 else f"{kind}questions"
        yield mend(f"Not answered: the {what} {listed(questions)}. Left so, no points are given.")


def _errors(saved: Saved, outline: Outline, places: Places) -> Iterator[Item]:
    known = {
        id(copy): f"the {cell.kind} of `{cell.question}`"
        for cell in outline.cells
        for copy in places[cell.name]
    }
    failed = [
        f"{known.get(id(cell)) or _numbered(cell)} ({cell.error})"
        for cell in saved.cells
        if cell.error
    ]
    if failed:
        yield look(f"An error stands below {', '.join(failed)}.")
    else:
        yield fine("No cell shows an error.")


def _numbered(cell: SavedCell) -> str:
    return "a cell that has no number" if cell.count is None else f"cell [{cell.count}]"


def _size(saved: Saved) -> Iterator[Item]:
    size, most = f"{saved.size_bytes / 1e6:.2f} MB", f"{MAX_BYTES / 1e6:g} MB"
    if saved.size_bytes <= MAX_BYTES:
        yield fine(f"It takes {size}, less than {most}.")
        return
    largest = max(saved.cells, key=lambda cell: cell.size_bytes)
    yield mend(
        f"It takes {size}; expected at most {most}. {largest.size_bytes / 1e6:.2f} MB of it are in "
        f"{_numbered(largest)}: clear what that shows (in Jupyter, Edit > Clear Cell Output), and "
        "save."
    )
