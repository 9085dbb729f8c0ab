"""The one hand-in among all that a student's name stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from autograder.collecting.layouts import Piece
from autograder.collecting.naming import copy_number, is_named, is_notebook, safe_name
from autograder.collecting.sources import Entry, EntryUnreadable, inner_notebooks
from autograder.errors import NotebookError
from autograder.notebook import parse_notebook

MAX_FILES = 20
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Chosen:
    """What is taken of one student.

    Attributes:
        student: nbgrader's id.
        layout: the platform.
        files: name to write -> entry.
        time: of hand-in, if known.
        late: whether the platform marks it so.
        order: larger is newer, within the platform.
        notes: what a person should know.
    """

    student: str
    layout: str
    files: dict[str, Entry]
    time: datetime | None = None
    late: bool = False
    order: int = 0
    notes: list[str] = field(default_factory=list)


def choose(
    student: str, layout: str, pieces: Sequence[Piece], stem: str, questions: frozenset[str]
) -> Chosen:
    """Takes the newest attempt of a student, and of it the notebook of the assignment.

    Args:
        student: nbgrader's id.
        layout: the platform.
        pieces: all files of the student in one platform's archives.
        stem: the assignment.
        questions: the cells of the released notebook, by which it is known under any name.
    """
    attempts: dict[str, list[Piece]] = {}
    for piece in pieces:
        attempts.setdefault(f"{piece.entry.source}\0{piece.attempt}", []).append(piece)
    ranked = sorted(attempts.values(), key=_newness)
    newest = ranked[-1]
    chosen = Chosen(
        student,
        layout,
        {},
        max((piece.time for piece in newest if piece.time), default=None),
        any(piece.late for piece in newest),
        max(piece.order for piece in newest),
    )
    if len(ranked) > 1:
        older = len(ranked) - 1
        chosen.notes.append(f"the newest of {len(ranked)} hand-ins; {older} older left")
        if _newness(ranked[-2]) == _newness(newest):
            chosen.notes.append("nothing tells which is newer: the one that came last was taken")
    notebooks = _notebooks(newest, chosen)
    if not notebooks:
        _without_notebook(newest, chosen)
    elif len(notebooks) == 1:
        chosen.files = {f"{stem}.ipynb": notebooks[0].entry}
        chosen.order = max(chosen.order, notebooks[0].order)
    else:
        _pick(notebooks, chosen, stem, questions)
    others = sum(not is_notebook(piece.name) for piece in newest)
    if notebooks and others:
        chosen.notes.append(f"{others} other file{'s' * (others > 1)} left in the source")
    return chosen


def _newness(pieces: Sequence[Piece]) -> tuple[datetime, int]:
    time = max((piece.time for piece in pieces if piece.time), default=NEVER)
    return time, max(piece.order for piece in pieces)


def _notebooks(pieces: Sequence[Piece], chosen: Chosen) -> list[Piece]:
    """The notebooks among files, also those in an archive that the student handed in."""
    found = [piece for piece in pieces if is_notebook(piece.name)]
    if found:
        return found
    for piece in pieces:
        if piece.name.lower().endswith(".zip"):
            for entry in inner_notebooks(piece.entry, is_notebook):
                found.append(Piece(entry, piece.who, entry.name, piece.time, piece.late))
            if found:
                chosen.notes.append(f"taken out of `{safe_name(piece.name)}`")
                break
    return found


def _without_notebook(pieces: Sequence[Piece], chosen: Chosen) -> None:
    """All files as they are, so that grading says what lies there, and nobody gets a silent 0."""
    for piece in list(pieces)[:MAX_FILES]:
        chosen.files[_free(safe_name(piece.name), chosen.files)] = piece.entry
    chosen.notes.append("no notebook; needs review")


def _pick(notebooks: Sequence[Piece], chosen: Chosen, stem: str, questions: frozenset[str]) -> None:
    """The notebook that is the assignment's by its cells, then by its name, then the newest."""
    ranked = sorted(
        ((_rank(piece, stem, questions), piece) for piece in notebooks), key=lambda one: one[0]
    )
    best, piece = ranked[-1]
    rivals = [other for rank, other in ranked[:-1] if rank == best]
    names = ", ".join(f"`{safe_name(other.name)}`" for other in notebooks[:4])
    if rivals and not _alike([piece, *rivals]):
        for one in [piece, *rivals][:MAX_FILES]:
            chosen.files[_free(safe_name(one.name), chosen.files)] = one.entry
        chosen.notes.append(f"could each be meant: {names}; needs review")
        return
    chosen.files = {f"{stem}.ipynb": piece.entry}
    chosen.order = max(chosen.order, piece.order)
    chosen.notes.append(f"`{safe_name(piece.name)}` of {len(notebooks)} notebooks: {names}")


def _rank(
    piece: Piece, stem: str, questions: frozenset[str]
) -> tuple[bool, bool, datetime, int, int]:
    named = is_named(piece.name, stem)
    ours = _cells(piece.entry, questions)
    # A damaged one of the right name is more likely meant than a whole one of something else.
    return (
        ours or (ours is None and named),
        named,
        piece.time or NEVER,
        piece.order,
        (copy_number(piece.name)),
    )


def _cells(entry: Entry, questions: frozenset[str]) -> bool | None:
    """Whether a notebook has cells of the assignment; None where it cannot be read."""
    try:
        notebook = parse_notebook(entry.read(), entry.name)
    except (NotebookError, EntryUnreadable):
        return None
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
        if isinstance(grade_id, str) and grade_id in questions:
            return True
    return False


def _alike(pieces: Sequence[Piece]) -> bool:
    data = []
    for piece in pieces:
        try:
            data.append(piece.entry.read())
        except EntryUnreadable:
            return False
    return all(one == data[0] for one in data)


def _free(name: str, taken: dict[str, Entry]) -> str:
    """A name that is not taken yet, also where case does not count."""
    used = {one.casefold() for one in taken}
    stem, dot, suffix = name.rpartition(".")
    number, free = 1, name
    while free.casefold() in used:
        number += 1
        free = f"{stem or suffix}_{number}{dot if stem else ''}{suffix if stem else ''}"
    return free
