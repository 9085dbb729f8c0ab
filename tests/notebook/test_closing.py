"""The cells at a notebook's end are looked at by students, and never run while grading."""

import copy

import pytest

from autograder.notebook import extract, heal
from tests.notebook.conftest import cell

CARD = 'from unrolled import check\n\ncheck.all("toy")'
HAND_IN = 'from unrolled import hand_in\n\nhand_in("toy")'


@pytest.fixture
def closed(release):
    """The release as it is now: with three cells more than hand-ins of before have."""
    made = copy.deepcopy(release)
    ending = [("markdown", "## Before you hand in"), ("code", CARD), ("code", HAND_IN)]
    like = release.cells[0].__class__
    made.cells += [
        like(cell(kind, f"toy-closing-0{number}", "closing", source))
        for number, (kind, source) in enumerate(ending, start=1)
    ]
    for one in made.cells[-3:]:
        one.metadata = like(one.metadata)
        one.metadata.unrolled = like(one.metadata.unrolled)
    return made


@pytest.fixture
def finished(answered, closed):
    """A hand-in of today."""
    made = copy.deepcopy(answered)
    made.cells += copy.deepcopy(closed.cells[-3:])
    return made


def ran(nb, assignment):
    return "\n".join(one.source for one in extract(nb, assignment).cells)


def test_a_hand_in_from_before_they_were_there_is_whole(answered, closed, assignment):
    healed, sentences = heal(answered, closed)
    assert sentences == ()
    assert ran(healed, assignment) == ran(heal(answered, closed)[0], assignment)


def test_they_are_not_run(finished, closed, assignment):
    healed, sentences = heal(finished, closed)
    assert sentences == ()
    assert len(healed.cells) == len(finished.cells)
    assert "check.all" not in ran(healed, assignment)
    assert "hand_in" not in ran(healed, assignment)


def test_they_change_no_grade(answered, finished, closed, assignment):
    before, now = (extract(heal(nb, closed)[0], assignment) for nb in (answered, finished))
    assert before == now


@pytest.mark.parametrize("change", ["copied", "edited", "without marks"])
def test_whatever_becomes_of_them_they_are_not_run(finished, closed, assignment, change):
    last = finished.cells[-1]
    if change == "copied":
        finished.cells.append(copy.deepcopy(last))
    if change == "edited":
        last.source = last.source.replace('"toy")', '"toy", "my/file.ipynb")')
    if change == "without marks":
        del last["id"]
        last.metadata = {}
    assert "hand_in" not in ran(heal(finished, closed)[0], assignment)


def test_an_edited_copy_is_not_run_either(finished, closed, assignment):
    edited = copy.deepcopy(finished.cells[-1])
    edited.source += "\nwhile True: pass"
    finished.cells.append(edited)
    healed, _ = heal(finished, closed)
    assert "while True" in str(healed)
    assert "while True" not in ran(healed, assignment)


def test_deleted_ones_are_not_missed(finished, closed):
    del finished.cells[-2:]
    _, sentences = heal(finished, closed)
    assert sentences == ()
