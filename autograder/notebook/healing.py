"""Hand-ins made whole again: every cell of the release in its place, the student's work kept."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from autograder.notebook.cells import clean, in_place, node_from, own
from autograder.notebook.joining import join_torn
from autograder.notebook.matching import (
    Release,
    Seating,
    grade_id_of,
    kind_of,
    question_of,
    refuse_foreign,
    seat,
    shared_ids,
)
from autograder.notebook.reading import REMARKS
from autograder.notebook.texts import HALF_MERGED, is_half_merged, shown

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Kinds that come back when they were deleted; the others change no grade.
_RESTORED = frozenset({"setup", "answer", "check", "written"})
_PERSONAL = ("colab", "executionInfo", "outputId")


def heal(nb: NotebookNode, release: NotebookNode) -> tuple[NotebookNode, tuple[str, ...]]:
    """Makes of a hand-in what nbgrader and the grader expect.

    Args:
        nb: the notebook as it was handed in; stays as it is.
        release: the notebook as it was given out.

    Returns:
        A healed copy, whose metadata is the release's throughout, and one sentence for each thing
        that was mended. The sentences also stand in `metadata.unrolled.healing` of the copy, the
        questions that cannot be graded in `metadata.unrolled.missing`.

    Raises:
        NotebookError: no answer cell of the release is left: this is some other notebook.
    """
    healer = _Healer([clean(cell) for cell in nb.cells], Release(release))
    refuse_foreign(nb, healer.release, healer.seating)
    healer.remark_on_notebook(nb)
    cells = healer.mend()
    metadata = copy.deepcopy(release.metadata)
    metadata.pop(REMARKS, None)
    metadata["unrolled"] = {
        **metadata.get("unrolled", {}),
        "healing": list(healer.sentences),
        "missing": dict(healer.missing),
    }
    healed = node_from({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    return healed, tuple(healer.sentences)


class _Healer:
    """One healing.

    Attributes:
        sentences: what was mended.
        missing: question -> why it cannot be graded.
        made: what becomes of the student's cells: (place in the release or None, new cell).
    """

    def __init__(self, cells: list[NotebookNode], release: Release) -> None:
        self.release = release
        self.texts = release.texts
        self.cells, self.joined = join_torn(cells, release)
        self.seating: Seating = seat(self.cells, release)
        self.sentences: list[str] = []
        self.missing: dict[str, str] = {}
        self.made: list[tuple[int | None, NotebookNode]] = []

    def mend(self) -> list[NotebookNode]:
        """The cells of the healed notebook."""
        self._remark_on_ids()
        self._remark_on_lost_marks()
        self.sentences += self.joined
        places = {place for place in self.seating.seats if place is not None}
        chosen = {place: self._choose(place) for place in sorted(places)}
        self._remark_on_copies(chosen)
        for index, cell in enumerate(self.cells):
            self._mend_cell(index, cell, chosen)
        deleted = self._restore_deleted(chosen)
        self._settle_unanswered(deleted)
        return self._with_ids()

    def remark_on_notebook(self, nb: NotebookNode) -> None:
        """Notes what was odd about the notebook as a whole."""
        remarks = nb.metadata.get(REMARKS)
        if isinstance(remarks, list):
            self.sentences += [line for line in remarks if isinstance(line, str)]
        expected = self.release.notebook.metadata.get("kernelspec", {}).get("name")
        kernel = nb.metadata.get("kernelspec")
        name = kernel.get("name") if isinstance(kernel, dict) else None
        if isinstance(name, str) and expected and name != expected:
            self.sentences.append(
                f"The notebook asked for the kernel `{shown(name, 40)}`; it was set back to "
                f"`{expected}`."
            )
        if any(key in cell.metadata for cell in nb.cells for key in _PERSONAL):
            self.sentences.append("Colab's records of who ran the cells were removed.")

    # What is said about cells before they are mended.

    def _remark_on_ids(self) -> None:
        if any("id" not in cell for cell in self.cells):
            self.sentences.append("Cells had lost their ids; they were given back.")
        if shared_ids(self.cells, self.seating):
            self.sentences.append("Cells had the same id; each was given its own.")

    def _remark_on_lost_marks(self) -> None:
        places = sorted({self.seating.seats[index] or 0 for index in self.seating.recognised})
        released = [self.release.cells[place] for place in places]
        lost = [_name(cell) for cell in released if kind_of(cell) in {"answer", "written"}]
        if lost:
            self.sentences.append(
                f"The marks that nbgrader needs were missing from the cells of {', '.join(lost)}; "
                "they were recognised by what they say."
            )

    def _remark_on_copies(self, chosen: dict[int, int]) -> None:
        for place in chosen:
            copies = self.seating.at(place)
            kind, name = kind_of(self.release.cells[place]), _name(self.release.cells[place])
            if len(copies) == 1 or kind not in {"answer", "written", "check"}:
                continue
            edited = {self.texts.plain(self.cells[i].source) for i in copies if self._is_edited(i)}
            if kind == "check" or not edited:
                end = "one was kept"
            elif len(edited) == 1:
                end = "the edited one was kept"
            else:
                end = "the last edited one is graded, and the others are kept as your own cells"
            what = "check cell" if kind == "check" else "answer cell"
            self.sentences.append(f"The {what} of {name} was there {len(copies)} times; {end}.")

    # The mending of single cells.

    def _is_edited(self, index: int) -> bool:
        place = self.seating.seats[index]
        return place is None or not self._same(self.cells[index], self.release.cells[place])

    def _same(self, cell: NotebookNode, other: NotebookNode) -> bool:
        """Whether two cells say the same, whatever spaces an editor added."""
        return self.texts.plain(cell.source) == self.texts.plain(other.source)

    def _holds_work(self, cell: NotebookNode) -> bool:
        """Whether losing a cell would lose something that an answer may need."""
        return cell.cell_type == "code" and bool(self.texts.names(cell.source))

    def _choose(self, place: int) -> int:
        """Which of the cells that claim a place gets it."""
        copies, released = self.seating.at(place), self.release.cells[place]
        if kind_of(released) not in {"answer", "written"}:
            return copies[0]
        edited = [index for index in copies if self._is_edited(index)]
        question = question_of(released)
        defining = [i for i in edited if question in self.texts.names(self.cells[i].source)]
        return (defining or edited or copies[:1])[-1]

    def _mend_cell(self, index: int, cell: NotebookNode, chosen: dict[int, int]) -> None:
        """Adds what becomes of one of the student's cells to `made`."""
        place = self.seating.seats[index]
        if place is None:
            self.made.append((None, own(cell)))
            return
        released = self.release.cells[place]
        if chosen[place] != index:
            self._mend_copy(index, cell, released, self.cells[chosen[place]])
        elif kind_of(released) in {"setup", "check"}:
            self.made.append((place, copy.deepcopy(released)))
            if self._is_edited(index):
                self._keep_edit_of_restored(cell, released)
        else:
            if cell.cell_type != released.cell_type and kind_of(released) in _RESTORED:
                self.sentences.append(
                    f"The answer cell of {_name(released)} had become a {cell.cell_type} cell; it "
                    f"was made a {released.cell_type} cell again."
                )
            self.made.append((place, in_place(cell, released)))

    def _mend_copy(
        self, index: int, cell: NotebookNode, released: NotebookNode, chosen: NotebookNode
    ) -> None:
        """Keeps a superfluous copy where it holds work, and drops it where it does not.

        An untouched copy of an answer cell must not stay: run later, it would undo the answer.
        """
        kind = kind_of(released)
        if not self._is_edited(index) or self._same(cell, chosen):
            return
        if kind in {"demo", "training", "install", "badge", "closing"}:  # still not to be run
            self.made.append((None, in_place(cell, released)))
        elif kind != "check" or self._holds_work(cell):
            self.made.append((None, own(cell)))

    def _keep_edit_of_restored(self, cell: NotebookNode, released: NotebookNode) -> None:
        """After a set-up or check cell was restored: loses no code that the student put there."""
        setup = kind_of(released) == "setup"
        kept = ""
        if cell.cell_type == "code" and (setup or self._holds_work(cell)):
            self.made.append((None, own(cell)))
            kept = ", and what you had written there is kept as a cell of your own"
        what = "set-up cell" if setup else f"check cell of {_name(released)}"
        self.sentences.append(f"The {what} was changed; it was restored{kept}.")

    # What is missing.

    def _restore_deleted(self, chosen: dict[int, int]) -> set[int]:
        """Puts back what grading needs, and returns the places of the answers among it."""
        answers = set()
        for place, released in enumerate(self.release.cells):
            kind = kind_of(released)
            if place in chosen or kind not in _RESTORED:
                continue
            # After the cell that stands nearest above it in the release.
            seated = [(seat, at) for at, (seat, _) in enumerate(self.made) if seat is not None]
            nearest = max(((s, at) for s, at in seated if s < place), default=(-1, -1))[1]
            self.made.insert(nearest + 1, (place, copy.deepcopy(released)))
            if kind == "answer":
                answers.add(place)
                continue
            what = "set-up cell" if kind == "setup" else f"{kind} cell of {_name(released)}"
            if kind == "written":
                what = f"answer cell of {_name(released)}"
            self.sentences.append(f"The {what} was missing; it was put back.")
        return answers

    def _settle_unanswered(self, deleted: set[int]) -> None:
        """Settles what becomes of answer cells that hold nothing, or were deleted.

        Where another cell defines the object (merged cells, an answer pasted elsewhere), the
        released body must not be run: it would take the answer's place and raise
        NotImplementedError.
        """
        elsewhere = {
            name
            for place, cell in self.made
            if cell.cell_type == "code" and self._runs_with_work(place, cell)
            for name in self.texts.names(cell.source)
        }
        for place, cell in self.made:
            if place is None or kind_of(self.release.cells[place]) != "answer":
                continue
            question = question_of(self.release.cells[place])
            if not self._same(cell, self.release.cells[place]):
                if is_half_merged(cell.source):
                    self.missing[question] = HALF_MERGED
                continue
            if question in elsewhere:
                cell.source = f"# `{question}` is defined in another cell of this notebook."
                self.sentences.append(
                    f"`{question}` is not defined in its own cell but in another; that is graded."
                )
            elif place in deleted:
                self.missing[question] = "Its answer cell is not in the notebook."
                self.sentences.append(
                    f"The answer cell of `{question}` was missing; the empty one was put back."
                )

    def _runs_with_work(self, place: int | None, cell: NotebookNode) -> bool:
        if place is None:
            return not cell.metadata  # a copy of a demo has the demo's metadata, and is not run
        released = self.release.cells[place]
        return kind_of(released) == "answer" and not self._same(cell, released)

    def _with_ids(self) -> list[NotebookNode]:
        """The cells, each with the release's id or one that says whose it is."""
        own_cells, copies = 0, 0
        for place, cell in self.made:
            if place is not None:
                cell["id"] = self.release.cells[place].get("id", f"release-{place}")
            elif cell.metadata:
                copies += 1
                cell["id"] = f"copy-{copies}"
            else:
                own_cells += 1
                cell["id"] = f"own-{own_cells}"
        return [cell for _, cell in self.made]


def _name(released: NotebookNode) -> str:
    """How sentences call a cell of the release."""
    return f"`{question_of(released) or grade_id_of(released)}`"
