"""Compares a saved notebook with what ran in the kernel: is it saved, and is it what was tried?"""

from __future__ import annotations

from collections.abc import Iterator

from unrolled.handin.inspecting import Places, places_of
from unrolled.handin.items import Item, fine, listed, look, mend
from unrolled.handin.saved import Saved
from unrolled.handin.session import Session
from unrolled.outline import Outline, plain

SAVE = "press Ctrl-S (⌘S on a Mac), and run this cell again"


def compare(
    saved: Saved, outline: Outline, session: Session, saved_s: float | None
) -> Iterator[Item]:
    """Says in what the file and the kernel differ.

    Args:
        saved: the file.
        outline: the assignment.
        session: the kernel's.
        saved_s: when the file was saved, in seconds since 1970; None for what is on the screen.
    """
    places = places_of(saved, outline)
    if not any(places.values()):
        return
    unsaved = saved_s is not None and is_older(saved, session, saved_s)
    if unsaved:
        yield mend(
            f"The file is older than what ran here last: {SAVE}. What is said below is about the "
            "file as it is."
        )
    other, never, earlier = _sorted_out(saved, outline, session, places)
    if other and not unsaved:
        yield mend(
            f"Of {listed(other)}, another version ran last than is in the file. Run the cell "
            "again; or, if it was not saved since, save."
        )
    if never:
        yield look(f"Never run: the cells of {listed(never)}. Do they do what they should?")
    if earlier and session.latest:
        yield look(
            f"Not run since the kernel started: {listed(earlier)}. Run all cells once from the top "
            "to see that nothing is missing."
        )
    elif earlier:
        yield look(
            "Nothing ran since the kernel started, so whether the file holds what you tried last "
            "cannot be told. Run all cells, save, and run this one again."
        )
    if not (unsaved or other or never or earlier) and session.latest:
        yield fine("The file holds your answers as they ran here last.")


def is_older(saved: Saved, session: Session, saved_s: float) -> bool:
    """Whether cells ran after the file was saved.

    Each cell that ran has its number in the file: the highest that the kernel knows says when it
    was saved. A deleted cell can mislead this once; saved after the present cell, the file holds
    its number, which is higher than all others.
    """
    if not session.latest:
        return False
    ran = session.inputs
    known = [
        cell.count
        for cell in saved.cells
        if cell.count is not None
        and 0 < cell.count < len(ran)
        and plain(cell.source) == ran[cell.count]
    ]
    return saved_s < session.started_s or max(known, default=0) < session.latest


def _sorted_out(
    saved: Saved, outline: Outline, session: Session, places: Places
) -> tuple[list[str], list[str], list[str]]:
    """The questions of which another version ran, none ever did, one did before this session."""
    other: list[str] = []
    never: list[str] = []
    earlier: list[str] = []
    texts = {plain(cell.source) for cell in saved.cells}
    for cell in outline.answers:
        copies = places[cell.name]
        if cell.kind != "answer" or not copies or plain(copies[-1].source) == plain(cell.source):
            continue
        ran = session.defining(cell.question)
        here = plain(copies[-1].source)
        if ran and (ran not in texts or here not in session.inputs):
            other.append(cell.question)
        elif not ran and here not in session.inputs:
            (never if copies[-1].count is None else earlier).append(cell.question)
    return other, never, earlier
