"""Stock `nbgrader autograde` with our classes in its lists."""

import json

import nbformat
import pytest
from nbgrader.converters.base import NbGraderException

from autograder.errors import SandboxError, SandboxUnavailable
from autograder.notebook import extract, handin_hash, heal, read_notebook

# nbgrader 0.9 under SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def test_a_fresh_clone_without_a_gradebook_is_graded_by_the_first_command(fresh):
    fresh.hand_in()
    fresh.autograde()
    assert fresh.grades()["step"].auto_score == 40


def test_points_are_the_verdicts_to_the_last_digit(toy, grader):
    grader.earned = {"step": 4 / 3, "fold": 0.1 + 0.2}
    toy.hand_in()
    toy.autograde()
    grades = toy.grades()
    assert grades["step"].auto_score == 4 / 3
    assert grades["fold"].auto_score == 0.1 + 0.2
    assert not grades["step"].needs_manual_grade


def test_written_answers_wait_for_a_person_and_empty_ones_get_zero(toy):
    toy.hand_in("ada")
    toy.hand_in("bob", toy.release())
    toy.autograde()
    assert toy.grades("ada")["why"].auto_score is None
    assert toy.grades("ada")["why"].needs_manual_grade
    assert toy.grades("bob")["why"].auto_score == 0


def test_a_manual_score_survives_a_regrade(toy, grader):
    toy.hand_in()
    toy.autograde()
    toy.score_by_hand("step", 3.5)
    toy.score_by_hand("why", 5)
    toy.autograde()
    grades = toy.grades()
    assert (grades["step"].manual_score, grades["step"].score) == (3.5, 3.5)
    assert (grades["why"].manual_score, grades["why"].score) == (5, 5)
    assert not grades["step"].needs_manual_grade  # nothing changed below the person's score


def test_a_person_is_asked_again_when_points_below_their_score_change(toy, grader):
    toy.hand_in()
    toy.autograde()
    toy.score_by_hand("step", 3.5)
    grader.earned["step"] = 1
    toy.autograde()
    step = toy.grades()["step"]
    assert (step.auto_score, step.score, step.needs_manual_grade) == (1, 3.5, True)


def test_a_written_answer_that_was_read_is_not_asked_for_again_until_it_is_another(toy, grader):
    toy.hand_in()
    toy.autograde()
    toy.score_by_hand("why", 4)
    grader.earned["step"] = 1
    toy.autograde()
    assert not toy.grades()["why"].needs_manual_grade
    toy.hand_in("ada", written(toy, "Because of that."))
    toy.autograde()
    why = toy.grades()["why"]
    assert (why.score, why.needs_manual_grade) == (4, True)
    toy.autograde()
    assert toy.grades()["why"].needs_manual_grade  # still nobody has read it


def written(toy, text):
    nb = toy.answered()
    next(node for node in nb.cells if node.id == "why").source = text
    return nb


def is_flagged(toy, student="ada"):
    with toy.gradebook() as book:
        return book.find_submission_notebook("toy", "toy", student).flagged


def test_what_needs_review_is_flagged_until_it_does_not(toy):
    toy.hand_in("ada", b"")
    toy.hand_in("bob")
    toy.autograde()
    assert [is_flagged(toy, student) for student in ("ada", "bob")] == [True, False]
    toy.hand_in("ada")
    toy.autograde()
    assert not is_flagged(toy)


def test_a_flag_of_a_person_stays(toy):
    toy.hand_in()
    toy.autograde()
    with toy.gradebook() as book:
        book.find_submission_notebook("toy", "toy", "ada").flagged = True
        book.db.commit()
    toy.autograde()
    assert is_flagged(toy)


def test_a_verdict_that_needs_review_writes_no_points(toy, grader):
    grader.review = "A worker died three times."
    toy.hand_in()
    toy.autograde()
    for question in ("step", "fold"):
        grade = toy.grades()[question]
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)


def test_a_grader_error_costs_its_question_the_score_and_no_other(toy, grader):
    grader.state["step"] = "grader error"
    toy.hand_in()
    toy.autograde()
    grades = toy.grades()
    assert (grades["step"].auto_score, grades["step"].needs_manual_grade) == (None, True)
    assert (grades["fold"].auto_score, grades["fold"].needs_manual_grade) == (55, False)


@pytest.mark.parametrize("earned", [float("nan"), float("inf"), -1.0, 40.5])
def test_points_that_cannot_be_are_not_written(earned, toy, grader):
    grader.earned["step"] = earned
    toy.hand_in()
    toy.autograde()
    step = toy.grades()["step"]
    assert (step.auto_score, step.needs_manual_grade) == (None, True)


def test_points_of_an_earlier_run_do_not_outlive_a_review(toy, grader):
    toy.hand_in()
    toy.autograde()
    grader.review = "Changed our mind."
    toy.autograde()
    assert toy.grades()["step"].auto_score is None


def test_a_grader_that_fails_leaves_the_hand_in_for_review(toy, grader):
    grader.fails = SandboxError("a worker spoke out of turn")
    toy.hand_in()
    toy.autograde()
    assert toy.grades()["step"].auto_score is None
    assert "a worker spoke out of turn" in toy.feedback()


def test_where_there_is_no_sandbox_the_points_that_there_are_stay(toy, grader):
    toy.hand_in()
    toy.autograde()
    before = toy.grades()["step"].auto_score
    grader.fails = SandboxUnavailable("bubblewrap is missing")
    with pytest.raises(NbGraderException):
        toy.autograde()
    assert toy.grades()["step"].auto_score == before == 40


def test_a_duplicated_graded_cell_does_not_stop_the_batch(toy, twice):
    toy.hand_in("ada", twice(toy.answered(), "step"))
    toy.hand_in("bob", twice(toy.answered(), "step-answer"))
    toy.hand_in("eve")
    toy.autograde()
    for student in ("ada", "bob", "eve"):
        assert toy.grades(student)["step"].auto_score == 40


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b'{"cells": [', "breaks off"),
        (b"%PDF-1.7", "a PDF"),
        (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "Was another"),
    ],
)
def test_an_unreadable_hand_in_waits_for_review_and_stops_nobody(data, reason, toy, grader):
    toy.hand_in("ada", data)
    toy.hand_in("bob")
    toy.autograde()
    for grade in toy.grades("ada").values():
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
    assert toy.grades("bob")["step"].auto_score == 40
    page = toy.feedback("ada")
    assert reason in page
    assert "No response." not in page
    assert len(grader.asked) == 1


def test_a_hand_in_that_is_mended_later_gets_its_points(toy):
    toy.hand_in("ada", b"")
    toy.autograde()
    toy.hand_in("ada")
    toy.autograde()
    grades = toy.grades()
    assert (grades["step"].auto_score, grades["step"].needs_manual_grade) == (40, False)


def test_the_grader_gets_the_same_hand_in_that_a_batch_extracts(toy, grader, twice):
    nb = twice(toy.answered(), "step-answer")
    for node in nb.cells:
        node.metadata.pop("nbgrader", None)
    nb.metadata.kernelspec.name = "ir"
    path = toy.hand_in("ada", nb)
    toy.autograde()
    healed, sentences = heal(read_notebook(path), toy.release())
    expected = extract(healed, toy.assignment)
    assert sentences
    assert grader.asked == [expected]
    assert handin_hash(grader.asked[0]) == handin_hash(expected)


def test_a_notebook_that_lost_its_ids_is_the_same_hand_in_for_either_command(toy, grader):
    nb = toy.answered()
    for node in nb.cells:
        del node["id"]
    path = toy.hand_in("ada", json.dumps(nb).encode())
    toy.autograde()
    expected = extract(heal(read_notebook(path), toy.release())[0], toy.assignment)
    assert "Cells had lost their ids; they were given back." in expected.healing
    assert grader.asked == [expected]


def renamed(toy, student, name, content=None):
    path = toy.hand_in(student, content)
    path.rename(path.with_name(name))
    return path.parent


@pytest.mark.parametrize("name", ["Copy of toy.ipynb", "toy.IPYNB"])
def test_a_renamed_notebook_is_graded_and_the_feedback_says_so(name, toy):
    toy.hand_in("bob")
    folder = renamed(toy, "ada", name)
    toy.autograde()
    assert toy.grades()["step"].auto_score == 40
    assert f"The file was named <code>{name}</code> instead of" in toy.feedback()
    assert [path.name for path in folder.iterdir()] == [name]
    assert not list(toy.course.feedback.rglob("*.[iI][pP][yY][nN][bB]"))


def test_a_folder_without_a_notebook_waits_for_review_and_has_no_zero(toy):
    toy.hand_in("bob")
    (toy.course.submitted / "ada" / "toy").mkdir(parents=True)
    toy.autograde()
    for grade in toy.grades("ada").values():
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
    assert "The folder is empty; expected" in toy.feedback("ada")


def test_who_has_no_file_of_the_right_name_keeps_no_zero_when_grading_is_killed(toy, monkeypatch):
    toy.hand_in("bob")
    renamed(toy, "ada", "mine.ipynb")

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.nbgrader_plugin.sanitizing.heal", killed)
    with pytest.raises(KeyboardInterrupt):
        toy.autograde()
    for grade in toy.grades("ada").values():
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)


def test_late_penalties_see_the_points(toy):
    path = toy.hand_in()
    (path.parent / "timestamp.txt").write_text("2027-02-03 00:00:00 UTC")
    text = (toy.course.root / "nbgrader_config.py").read_text()
    late = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    (toy.course.root / "nbgrader_config.py").write_text(text + late)
    settings = toy.course.root / "course.toml"
    settings.write_text(settings.read_text() + "[due]\ntoy = 2027-02-01T23:59:00-05:00\n")
    toy.autograde()
    with toy.gradebook() as book:
        notebook = book.find_submission_notebook("toy", "toy", "ada")
        assert (notebook.score, notebook.late_submission_penalty) == (95, 95)


def test_feedback_shows_our_text_escaped(toy, grader):
    grader.earned["fold"] = 2
    grader.message = "`h` is <b>bold</b>\x1b[31m<script>alert(1)</script>"
    nb = toy.answered()
    nb.cells = [node for node in nb.cells if node.id != "step"]
    toy.hand_in("ada", nb)
    toy.autograde()
    page = toy.feedback()
    assert "&lt;b&gt;bold&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert "2 of 55 points" in page
    assert "You halve." in page
    assert "The check cell of <code>step</code> was missing; it was put back." in page


def test_feedback_stands_below_the_check_cells_as_html_and_text(toy):
    toy.hand_in()
    toy.autograde()
    nb = nbformat.read(toy.course.autograded / "ada" / "toy" / "toy.ipynb", as_version=4)
    outputs = {node.id: node.outputs for node in nb.cells if node.get("outputs")}
    assert set(outputs) == {"step", "fold"}
    (output,) = outputs["step"]
    assert output.output_type == "display_data"
    assert "40 of 40 points" in output.data["text/plain"]
    assert "40 of 40 points" in output.data["text/html"]


def test_what_a_killed_run_left_is_graded_by_the_next_one_without_force(toy):
    toy.hand_in()
    half = toy.course.autograded / "ada" / "toy" / "toy.ipynb"
    half.parent.mkdir(parents=True)
    half.write_text(nbformat.writes(toy.answered()))
    toy.autograde(force=False)
    assert toy.grades()["step"].auto_score == 40


def test_what_was_graded_is_skipped_without_force_as_in_stock_nbgrader(toy, grader):
    toy.hand_in()
    toy.autograde(force=False)
    toy.autograde(force=False)
    assert len(grader.asked) == 1


def test_a_student_cannot_forge_what_the_passes_leave_for_each_other(toy):
    nb = toy.answered()
    nb.metadata["unrolled"] = {"review": "Give full marks.", "healing": ["<b>x</b>"], "graded": "1"}
    toy.hand_in("ada", nb)
    toy.autograde()
    assert toy.grades()["step"].auto_score == 40
    saved = json.loads((toy.course.autograded / "ada/toy/toy.ipynb").read_text())
    assert saved["metadata"]["unrolled"]["healing"] == []
    assert "review" not in saved["metadata"]["unrolled"]


def test_a_release_that_was_not_built_is_an_error_and_not_a_zero(toy):
    toy.hand_in()
    (toy.course.release / "toy" / "toy.ipynb").unlink()
    with pytest.raises(NbGraderException):
        toy.autograde()
    assert not (toy.course.autograded / "ada").exists() or not list(
        (toy.course.autograded / "ada").rglob("*.ipynb")
    )
