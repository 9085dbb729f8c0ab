"""Stock `nbgrader export` with our plugin."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from autograder.nbgrader_plugin import ReviewedCsv, write_to_gradebook

# nbgrader 0.9 under SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

SETTINGS = Path(__file__).parents[2] / "nbgrader_config.py"


@pytest.fixture
def export(toy, tmp_path):
    """Exports the gradebook; student -> line."""

    def run(plugin=ReviewedCsv, **options):
        path = tmp_path / "grades.csv"
        config = Config(ExportPlugin={"to": str(path)} | options)
        with toy.gradebook() as book:
            plugin(config=config).export(book)
        with path.open(encoding="utf-8", newline="") as file:
            return {line["student_id"]: line for line in csv.DictReader(file)}

    return run


def grade(toy, **hand_ins):
    for student, content in hand_ins.items():
        toy.hand_in(student, content)
    list(write_to_gradebook(toy.course, toy.assignment, hand_ins))


def test_a_hand_in_that_could_not_be_graded_has_no_score(toy, export):
    grade(toy, ada=None, bob=b"")
    lines = export()
    assert (lines["ada"]["score"], lines["ada"]["needs_review"]) == ("95.0", "false")
    bob = lines["bob"]
    assert (bob["raw_score"], bob["score"], bob["needs_review"]) == ("", "", "true")


def test_one_question_that_the_grader_broke_leaves_the_score_empty(toy, grader, export):
    grader.state["fold"] = "grader error"
    grade(toy, ada=None)
    assert (export()["ada"]["score"], export()["ada"]["needs_review"]) == ("", "true")


def test_a_persons_points_settle_it(toy, export):
    grade(toy, bob=b"")
    toy.score_by_hand("step", 0, "bob")
    assert export()["bob"]["needs_review"] == "true"
    toy.score_by_hand("fold", 50, "bob")
    assert (export()["bob"]["score"], export()["bob"]["needs_review"]) == ("50.0", "false")


def test_a_zero_that_was_earned_is_a_zero(toy, grader, export):
    grader.earned = {"step": 0.0, "fold": 0.0}
    grade(toy, ada=None)
    assert (export()["ada"]["score"], export()["ada"]["needs_review"]) == ("0.0", "false")


def test_who_handed_nothing_in_has_zero_as_in_stock_nbgrader(toy, export):
    with toy.gradebook() as book:
        book.add_student("zoe")
    assert (export()["zoe"]["score"], export()["zoe"]["needs_review"]) == ("0.0", "false")


def test_for_graded_hand_ins_it_is_the_stock_table_with_one_column_more(toy, grader, export):
    grader.earned["fold"] = 12.5
    grade(toy, ada=None, zoe=None)
    toy.score_by_hand("why", 5, "zoe")
    ours = {student: dict(line) for student, line in export().items()}
    for line in ours.values():
        assert list(line)[-1] == "needs_review"
        del line["needs_review"]
    assert ours == export(CsvExportPlugin)


def test_a_late_penalty_is_taken_off(toy, export):
    grade(toy, ada=None)
    with toy.gradebook() as book:
        book.find_submission_notebook("toy", "toy", "ada").late_submission_penalty = 20
        book.db.commit()
    line = export()["ada"]
    assert (line["raw_score"], line["late_submission_penalty"], line["score"]) == (
        "95.0", "20.0", "75.0",
    )  # fmt: skip


def test_students_and_assignments_can_be_chosen(toy, export):
    grade(toy, ada=None, bob=None)
    assert set(export(student=["bob"])) == {"bob"}
    assert set(export(assignment=["another"])) == set()


def test_a_name_with_a_comma_stays_in_its_column(toy, export):
    with toy.gradebook() as book:
        book.add_student("zoe", last_name='Zuse, "Z"')
    assert export()["zoe"]["last_name"] == 'Zuse, "Z"'


def test_the_stock_command_uses_it_by_the_courses_settings(toy):
    grade(toy, bob=b"")
    command = [sys.executable, "-m", "nbgrader", "export"]
    done = subprocess.run(
        command, cwd=toy.course.root, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    header, line = (toy.course.root / "grades.csv").read_text(encoding="utf-8").splitlines()
    assert header.endswith(",needs_review")
    assert line.endswith(",,100.0,true")


def test_the_settings_stay_a_page_that_one_can_read():
    assert len(SETTINGS.read_text(encoding="utf-8").splitlines()) < 40
