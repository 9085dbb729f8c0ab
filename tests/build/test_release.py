import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder.build import build
from autograder.build.release import release_files
from autograder.errors import BuildError
from autograder.notebook import read_notebook


@pytest.fixture
def released(toy):
    build(toy.course)
    return nbformat.reads(toy.read("release/a1_toy/a1_toy.ipynb"), as_version=4)


def test_the_release_is_valid_for_jupyter_and_for_nbgrader(released):
    nbformat.validate(released)
    MetadataValidator().validate_nb(released)


def test_answers_are_taken_out_and_what_is_given_stays(released):
    (scaler,) = (cell for cell in released.cells if cell.id == "Scaler-answer")
    assert scaler.source.count("# YOUR CODE HERE") == 2
    assert "self.factor = factor" in scaler.source
    (written,) = (cell for cell in released.cells if cell.id == "why_linear")
    assert written.source == "YOUR ANSWER HERE"


def test_the_graded_cells_and_the_last_ones_are_locked(released):
    locked = [cell.id for cell in released.cells if cell.metadata.get("editable") is False]
    assert locked == ["scale", "Scaler", *(f"a1_toy-closing-0{n}" for n in (1, 2, 3))]


def test_nothing_but_the_notebook_and_its_data_is_released(toy):
    toy.write("assignments/data/words.txt", "one two\n")
    toy.replace("assignments/a1_toy.md", "title: Toys", "title: Toys\n  files: [data/words.txt]")
    build(toy.course)
    files = (toy.root / "release" / "a1_toy").rglob("*.*")
    assert {path.relative_to(toy.root).as_posix() for path in files} == {
        "release/a1_toy/a1_toy.ipynb",
        "release/a1_toy/data/words.txt",
    }


def test_making_the_release_leaves_no_gradebook(toy):
    build(toy.course)
    assert list(toy.root.rglob("*.db")) == []


def test_the_nbgrader_settings_of_the_course_hold(toy):
    stub = 'c.ClearSolutions.code_stub = {"python": "raise NotImplementedError("Yours")"}'
    toy.write("nbgrader_config.py", f"c = get_config()\n{stub}\n".replace('("Yours")', "('Yours')"))
    build(toy.course)
    assert "raise NotImplementedError('Yours')" in toy.read("release/a1_toy/a1_toy.ipynb")


def test_a_notebook_that_nbgrader_refuses_is_told_with_what_it_said(toy):
    cell = nbformat.v4.new_code_cell("### BEGIN SOLUTION\nx = 1")
    broken = nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()
    with pytest.raises(BuildError, match=r"ipynb:1: .* no end solution statement found$"):
        release_files(toy.course, "a1_toy", {"a1_toy.ipynb": broken})


def test_the_release_reads_as_a_hand_in(toy, released):
    handed_in = read_notebook(toy.root / "release/a1_toy/a1_toy.ipynb")
    assert [cell.source for cell in handed_in.cells] == [cell.source for cell in released.cells]
