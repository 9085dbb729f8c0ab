"""A right hand-in earns every point, whichever editor saved it: Colab, VS Code, Jupyter."""

import json
from pathlib import Path

import nbformat
import pytest
from unrolled.handin.inspecting import inspect
from unrolled.handin.saved import read
from unrolled.outline import outline_of

from autograder.batch import read_handin, released
from autograder.cli import demo
from autograder.course import find_course, load_assignment
from autograder.grade import Grader
from autograder.notebook import heal, read_notebook
from autograder.testing.memo import Memo
from tests.saving import PERSON, TAG, by_colab, by_vscode

COURSE = find_course(Path(__file__))
ELSEWHERE = {
    "colab": by_colab,
    "vscode": by_vscode,
    "vscode_two_spaces": lambda nb: by_vscode(nb, indent=2),
    "vscode_without_ids": lambda nb: by_vscode(nb, ids=False),
}


@pytest.fixture(scope="module", params=COURSE.stems)
def assignment(request):
    return load_assignment(COURSE, request.param)


@pytest.fixture(scope="module")
def solved(assignment):
    """The solved notebook in a student's words, as plain JSON."""
    return json.loads(demo._bytes(demo._as_a_student_writes(demo._read(COURSE.source, assignment))))


@pytest.fixture(scope="module")
def saved(assignment, solved, tmp_path_factory):
    """editor -> the file; `jupyter` is the notebook as it was given out, filled in."""
    folder = tmp_path_factory.mktemp("saved")
    files = {"jupyter": json.dumps(solved).encode()}
    files |= {editor: save(solved) for editor, save in ELSEWHERE.items()}
    for editor, content in files.items():
        (folder / f"{editor}.ipynb").write_bytes(content)
    return {editor: folder / f"{editor}.ipynb" for editor in files}


def test_colabs_and_vs_codes_files_earn_every_point(assignment, saved, zygote, tmp_path_factory):
    memo = Memo(tmp_path_factory.mktemp("memo"))
    for editor in ("colab", "vscode_without_ids"):
        handin = read_handin(COURSE, assignment, saved[editor])
        verdict = Grader(COURSE, assignment, zygote, seed=20261125, memo=memo).grade(handin)
        earned = {result.question: result.earned for result in verdict.questions}
        assert earned == dict(assignment.questions), editor
        assert verdict.cell_errors == ()


@pytest.mark.parametrize("editor", ELSEWHERE)
def test_what_is_run_is_the_same_whoever_saved_it(assignment, saved, editor):
    expected = read_handin(COURSE, assignment, saved["jupyter"])
    handin = read_handin(COURSE, assignment, saved[editor])
    assert handin.cells == expected.cells
    assert handin.missing == expected.missing == {}


@pytest.mark.parametrize("editor", ELSEWHERE)
def test_what_an_editor_wrote_down_is_healed_away(assignment, saved, editor):
    healed, _ = heal(read_notebook(saved[editor]), released(COURSE, assignment.stem))
    nbformat.validate(healed)
    text = nbformat.writes(healed)
    traces = (*PERSON.values(), TAG, "base_uri", '"vscode"', "languageId", ".venv", "executionInfo")
    assert [trace for trace in traces if trace in text] == []


@pytest.mark.parametrize("editor", ELSEWHERE)
def test_the_hand_in_cell_finds_nothing_to_mend_in_the_file(assignment, saved, editor):
    parsed = read(saved[editor].read_bytes(), saved[editor].name)
    assert parsed.assignment == assignment.stem
    items = inspect(parsed, outline_of(assignment.stem))
    assert [item.sentence for item in items if item.level != "fine"] == []
