import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder.build.handout import read_handout
from autograder.build.solution import read_solution
from autograder.build.source import source_notebook
from autograder.course import load_assignment

WHEEL = "unrolled-0.3.0-py3-none-any.whl"


def make(toy):
    assignment = load_assignment(toy.course, "a1_toy")
    handout = read_handout(assignment.handout)
    answers = read_solution(assignment.solution)
    return source_notebook(toy.course, assignment, handout, answers, WHEEL)


@pytest.fixture
def notebook(toy):
    return nbformat.reads(make(toy).decode(), as_version=4)


def test_the_same_input_makes_the_same_bytes(toy):
    assert make(toy) == make(toy)


def test_the_notebook_is_valid_for_jupyter_and_for_nbgrader(notebook):
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)


def test_every_cell_says_what_it_is_for(notebook):
    marks = [cell.metadata.unrolled for cell in notebook.cells]
    assert [mark.kind for mark in marks] == [
        *("badge", "install", "prose", "setup", "answer", "check", "demo"),
        *("prose", "prose", "written", "answer", "check"),
        *("closing", "closing", "closing"),
    ]
    questions = [mark.question for mark in marks if "question" in mark]
    assert questions == ["scale", "scale", "why_linear", "Scaler", "Scaler"]


def test_it_ends_with_the_score_card_and_the_look_before_handing_in(notebook):
    heading, card, last = notebook.cells[-3:]
    assert heading.source.startswith("## Before you hand in")
    assert card.source.endswith('\ncheck.all("a1_toy")')
    assert last.source.endswith('\nhand_in("a1_toy")')
    for cell in (heading, card, last):
        assert "nbgrader" not in cell.metadata
        assert cell.metadata.editable is cell.metadata.deletable is False


def test_a_question_is_an_answer_cell_and_a_locked_cell_with_the_points(notebook):
    answer, check = (cell for cell in notebook.cells if cell.id in ("scale-answer", "scale"))
    assert answer.source.startswith("def scale(")
    assert check.source == 'check("scale")'
    flags = ("grade", "locked", "solution", "points")
    assert [answer.metadata.nbgrader.get(flag) for flag in flags] == [False, False, True, None]
    assert [check.metadata.nbgrader.get(flag) for flag in flags] == [True, True, False, 50]


def test_a_written_question_is_a_cell_to_fill_in_and_to_grade(notebook):
    (written,) = (cell for cell in notebook.cells if cell.id == "why_linear")
    flags = ("grade", "locked", "solution", "points")
    assert [written.metadata.nbgrader.get(flag) for flag in flags] == [True, False, True, 10]
    assert written.cell_type == "markdown"


def test_ids_are_grade_ids_or_count_the_cells_of_a_kind(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert ids[:5] == [
        *("a1_toy-badge", "a1_toy-install", "a1_toy-prose-01", "a1_toy-setup-01", "scale-answer")
    ]
    assert len(set(ids)) == len(ids)


def test_nothing_tells_of_outputs_versions_or_the_machine(notebook):
    assert all(cell.get("outputs", []) == [] for cell in notebook.cells)
    assert all(cell.get("execution_count") is None for cell in notebook.cells)
    assert notebook.metadata.kernelspec == {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    assert "language_info" not in notebook.metadata
    assert notebook.metadata.colab == {"provenance": [], "toc_visible": True}


def test_the_file_ends_in_a_newline(toy):
    assert make(toy).endswith(b"}\n")
