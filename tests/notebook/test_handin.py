import copy

import msgspec
import pytest

from autograder.notebook import Cell, extract, handin_hash, heal


def test_what_runs_is_the_imports_the_answers_and_the_students_own_cells(
    answered, release, assignment, code
):
    answered.cells.insert(4, code("helper = 2"))
    handin = extract(heal(answered, release)[0], assignment)
    assert handin.cells == (
        Cell("toy-setup-01", "import numpy as np", "setup"),
        Cell("own-1", "helper = 2", "own"),
        Cell("step-answer", "def step(x):\n    return 2 * x", "answer", "step"),
        Cell("fold-answer", "def fold(xs):\n    return [step(x) for x in xs]", "answer", "fold"),
    )
    assert (handin.assignment, handin.healing, handin.missing) == ("toy", (), {})


def test_imports_run_first_wherever_they_stand(answered, release, assignment):
    answered.cells.reverse()
    handin = extract(heal(answered, release)[0], assignment)
    assert [cell.id for cell in handin.cells] == ["toy-setup-01", "fold-answer", "step-answer"]


def test_unanswered_cells_run_too(release, assignment):
    handin = extract(heal(release, release)[0], assignment)
    assert [cell.question for cell in handin.cells] == ["", "step", "fold"]
    assert handin.missing == {}


def test_a_question_that_the_notebook_knows_nothing_of_is_missing(answered, release, assignment):
    wider = copy.deepcopy(assignment)
    wider.questions["beam"] = 3.0
    handin = extract(heal(answered, release)[0], wider)
    assert handin.missing == {"beam": "The notebook has no answer cell for `beam`."}


def test_the_hash_is_sha_256_of_what_is_graded(answered, release, assignment):
    handin = extract(heal(answered, release)[0], assignment)
    assert len(handin_hash(handin)) == 64
    assert handin_hash(handin) == handin_hash(msgspec.structs.replace(handin))


@pytest.mark.parametrize(
    "change",
    [
        {"assignment": "other"},
        {"cells": ()},
        {"healing": ("Something was mended.",)},
        {"missing": {"step": "It is gone."}},
    ],
)
def test_whatever_changes_the_verdict_changes_the_hash(change, answered, release, assignment):
    handin = extract(heal(answered, release)[0], assignment)
    assert handin_hash(handin) != handin_hash(msgspec.structs.replace(handin, **change))


def test_outputs_and_ids_of_own_cells_do_not_change_the_hash(answered, release, assignment, code):
    other = copy.deepcopy(answered)
    answered.cells.append(code("x = 1"))
    other.cells.append(code("x = 1"))
    other.cells[-1].id = "another"
    other.cells[-1].outputs = [{"output_type": "stream", "name": "stdout", "text": "hi"}]
    one, two = (extract(heal(nb, release)[0], assignment) for nb in (answered, other))
    assert handin_hash(one) == handin_hash(two)
