"""Which cell of a hand-in is which cell of the release.

Editors rename ids, drop metadata and copy both, so four signs are tried, the surest first: the
nbgrader id, the cell id, the graded object that the cell defines, likeness to the release's text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from autograder.errors import NotebookError
from autograder.notebook.texts import Texts, shown

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Likeness, from 0 to 100, from which on a cell that lost its marks counts as the release's.
ALIKE = 75.0
# Answers differ from the release by what was written into them, so they get more room.
ALIKE_ANSWER = 55.0
_COMPARED_CHARACTERS = 4000


def kind_of(cell: NotebookNode) -> str:
    """What a cell of the release is for; `prose` where it does not say."""
    return str(cell.metadata.get("unrolled", {}).get("kind", "prose"))


def question_of(cell: NotebookNode) -> str:
    """The question that a cell of the release belongs to, or nothing."""
    return str(cell.metadata.get("unrolled", {}).get("question", ""))


def grade_id_of(cell: NotebookNode) -> str:
    """A cell's nbgrader id, or nothing; a hand-in may hold anything in its place."""
    marks = cell.metadata.get("nbgrader")
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def id_of(cell: NotebookNode) -> str:
    """A cell's own id, or nothing."""
    known_as = cell.get("id")
    return known_as if isinstance(known_as, str) else ""


@dataclass(frozen=True)
class Release:
    """A released notebook, indexed by the signs that its cells are known by.

    Attributes:
        notebook: as it was given out.
        texts: what was found out about its texts and those of the hand-in that is healed with it.
    """

    notebook: NotebookNode
    texts: Texts = field(default_factory=Texts)

    @cached_property
    def cells(self) -> list[NotebookNode]:
        """The released cells."""
        return list(self.notebook.cells)

    @cached_property
    def by_grade_id(self) -> dict[str, int]:
        """The nbgrader id of each cell that has one -> its place."""
        return {grade_id_of(cell): at for at, cell in enumerate(self.cells) if grade_id_of(cell)}

    @cached_property
    def by_id(self) -> dict[str, int]:
        """The cell id -> its place."""
        return {cell["id"]: at for at, cell in enumerate(self.cells) if "id" in cell}

    @cached_property
    def by_text(self) -> dict[tuple[str, str], list[int]]:
        """The type and text of a cell -> the places where it stands."""
        places: dict[tuple[str, str], list[int]] = {}
        for at, cell in enumerate(self.cells):
            places.setdefault(self.text_key(cell), []).append(at)
        return places

    def text_key(self, cell: NotebookNode) -> tuple[str, str]:
        """What makes two cells the same text."""
        return cell.cell_type, self.texts.plain(cell.source)

    @cached_property
    def answers(self) -> dict[str, int]:
        """Each coded question -> the place of its answer cell."""
        return {question_of(c): at for at, c in enumerate(self.cells) if kind_of(c) == "answer"}

    def graded_names(self, cell: NotebookNode) -> frozenset[str]:
        """The graded objects that a code cell defines."""
        if cell.cell_type != "code":
            return frozenset()
        return self.texts.names(cell.source) & self.answers.keys()


@dataclass
class Seating:
    """Where each cell of a hand-in belongs.

    Attributes:
        seats: for each cell the place in the release, or None for the student's own.
        recognised: the cells that had lost their marks and were known by what they say.
    """

    seats: list[int | None]
    recognised: set[int] = field(default_factory=set)

    def at(self, place: int) -> list[int]:
        """The cells that claim one place in the release, in the hand-in's order."""
        return [index for index, seat in enumerate(self.seats) if seat == place]


def seat(cells: list[NotebookNode], release: Release) -> Seating:
    """Finds the place in the release of every cell of a hand-in."""
    times = Counter(filter(None, map(id_of, cells)))
    repeated = {known_as for known_as in times if times[known_as] > 1}
    seating = Seating([_place_by_marks(cell, release, repeated) for cell in cells])
    _seat_by_definition(cells, release, seating)
    _seat_by_text(cells, release, seating)
    _seat_by_likeness(cells, release, seating)
    _seat_written_by_neighbour(cells, release, seating)
    _seat_by_claimed_kind(cells, release, seating)
    return seating


def refuse_foreign(nb: NotebookNode, release: Release, seating: Seating) -> None:
    """Nothing where a hand-in is a release that was filled in, however damaged.

    Raises:
        NotebookError: it is some other notebook.
    """
    kinds = {kind_of(release.cells[seat]) for seat in seating.seats if seat is not None}
    why = f"has {len(seating.seats)} cells, none of them an answer cell of this assignment"
    if other := _other_assignment(nb, release):
        why = f"is that of {other}, and answers nothing of this assignment"
    elif kinds & {"answer", "check", "written"}:
        return
    title = release.notebook.metadata.get("unrolled", {}).get("title", "")
    raise NotebookError(
        f"The notebook {why}{f' ({title})' if title else ''}; expected the released notebook, "
        "filled in. Was another notebook handed in?"
    )


def _other_assignment(nb: NotebookNode, release: Release) -> str:
    """What a hand-in answers instead, or nothing.

    The notebooks of a course have much text in common: by likeness alone, one passes for another.
    Where a mark or a graded object of the release is left, the hand-in is damaged, not foreign.
    """
    marks = [grade_id_of(cell) for cell in nb.cells if grade_id_of(cell)]
    if any(mark in release.by_grade_id for mark in marks):
        return ""
    if any(release.graded_names(cell) for cell in nb.cells):
        return ""
    told, ours = (one.metadata.get("unrolled") for one in (nb, release.notebook))
    name = told.get("assignment") if isinstance(told, dict) else None
    if isinstance(name, str) and name != (ours or {}).get("assignment"):
        return f"`{shown(name, 40)}`"
    return f"another assignment, which asks `{shown(marks[0], 40)}`" if marks else ""


def shared_ids(cells: list[NotebookNode], seating: Seating) -> bool:
    """Whether cells that are no copies of each other have the same id."""
    seats: dict[str, int | None] = {}
    return any(
        id_of(cell) and seats.setdefault(id_of(cell), place) != place
        for cell, place in zip(cells, seating.seats, strict=True)
    )


def _place_by_marks(cell: NotebookNode, release: Release, repeated: Container[str]) -> int | None:
    """The place that a cell's metadata or id names; an id that several cells have names none."""
    place = release.by_grade_id.get(grade_id_of(cell))
    for known_as in (id_of(cell), cell.metadata.get("id")):  # Colab moves ids into metadata
        if place is None and isinstance(known_as, str) and known_as not in repeated:
            place = release.by_id.get(known_as)
    if place is None:
        return None
    released = release.cells[place]
    if kind_of(released) in {"answer", "check", "setup", "written"}:
        return place
    # An answer written into a demo is an answer, and text that took its place is the student's.
    misplaced = release.graded_names(cell) - release.graded_names(released)
    return None if misplaced or cell.cell_type != released.cell_type else place


def _seat_by_definition(cells: list[NotebookNode], release: Release, seating: Seating) -> None:
    """Gives answers that lost their marks back to their questions."""
    marked = {place for place in seating.seats if place is not None}
    for index, cell in enumerate(cells):
        if seating.seats[index] is not None:
            continue
        places = sorted(release.answers[name] for name in release.graded_names(cell))
        free = [place for place in places if place not in marked]
        if free:
            # A cell into which several answers were merged sits at the first of them; that the
            # others are defined there too is seen when their own cells are found missing.
            seating.seats[index] = free[0]
            seating.recognised.add(index)


def _seat_by_text(cells: list[NotebookNode], release: Release, seating: Seating) -> None:
    """Recognises cells whose text is exactly a released one, copies included."""
    taken = {place for place in seating.seats if place is not None}
    for index, cell in enumerate(cells):
        places = release.by_text.get(release.text_key(cell), [])
        if seating.seats[index] is None and places and release.texts.plain(cell.source):
            place = next((place for place in places if place not in taken), places[0])
            seating.seats[index] = place
            seating.recognised.add(index)
            taken.add(place)


def _seat_by_likeness(cells: list[NotebookNode], release: Release, seating: Seating) -> None:
    """Recognises changed cells by how much of the released text is left in them."""
    taken = {place for place in seating.seats if place is not None}
    texts = [release.texts.plain(cell.source)[:_COMPARED_CHARACTERS] for cell in cells]
    for place, released in enumerate(release.cells):
        if place in taken or kind_of(released) == "setup":  # a set-up cell is restored anyway
            continue
        least = ALIKE_ANSWER if kind_of(released) == "answer" else ALIKE
        text = release.texts.plain(released.source)[:_COMPARED_CHARACTERS]
        best, best_score = None, least
        for index, cell in enumerate(cells):
            if seating.seats[index] is not None or cell.cell_type != released.cell_type:
                continue
            if kind_of(released) != "answer" and release.graded_names(cell):
                continue
            score = fuzz.ratio(text, texts[index], score_cutoff=best_score)
            if score > best_score:
                best, best_score = index, score
        if best is not None:
            seating.seats[best] = place
            seating.recognised.add(best)


def _seat_written_by_neighbour(
    cells: list[NotebookNode], release: Release, seating: Seating
) -> None:
    """Takes the text right below a written question as its answer.

    A written answer that lost its marks has nothing in common with the empty one.
    """
    for place, released in enumerate(release.cells):
        if kind_of(released) != "written" or place == 0 or seating.at(place):
            continue
        for above in seating.at(place - 1):
            below = above + 1
            if (
                below < len(cells)
                and seating.seats[below] is None
                and cells[below].cell_type == "markdown"
            ):
                seating.seats[below] = place
                seating.recognised.add(below)
                break


def _seat_by_claimed_kind(cells: list[NotebookNode], release: Release, seating: Seating) -> None:
    """Keeps rewritten demos from being run: their metadata says `demo`, their id is gone.

    A cell that defines anything is left to the student: answers may call it.
    """
    first = {kind_of(cell): at for at, cell in reversed([*enumerate(release.cells)])}
    for index, cell in enumerate(cells):
        marks = cell.metadata.get("unrolled")
        kind = marks.get("kind") if isinstance(marks, dict) else None
        if (
            seating.seats[index] is None
            and kind in {"badge", "install", "demo", "training", "closing"}
            and kind in first
            and not release.texts.names(cell.source)
        ):
            seating.seats[index] = first[kind]
