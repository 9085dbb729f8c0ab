"""A TA's way through formgrader, in a real browser: points, comments, buttons, grading again."""

import io
import json
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.cli.grading import grade_class
from autograder.course import find_course, load_assignment
from tests.formgrader import formgrader

STEM = "a1_rnn"
WRONG = "\n\ndef embed(ids, table):\n    return tf.gather(table, ids) * 2\n"
ATTACK = """Here it is.
<script>document.title = "owned"</script>
<img src="x" onerror="document.title = 'owned'">
<form action="/shutdown"><input class="score" id="embed"></form>

[here](javascript:alert(1)) and $\\href{javascript:alert(1)}{x}$, a < b, `<b>`
"""
DECOY = '<script>document.title = "owned"</script>'


@pytest.fixture(scope="module")
def course(demo_class, tmp_path_factory):
    """The graded demo class with an exchange of its own; one hand-in holds hostile Markdown."""
    root = tmp_path_factory.mktemp("formgrader") / "course"
    shutil.copytree(demo_class.course.root, root)
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write(f'\nc.Exchange.root = "{exchange}"\nc.Exchange.cache = "{root}/cache"\n')
    course = find_course(root)
    change(course, "ada", hostile)
    return course


def hostile(nb):
    answer_of(nb, "mlp_limits").source = ATTACK
    nb.cells.insert(2, nbformat.v4.new_markdown_cell(DECOY))
    raw = {"raw_mimetype": "text/html", "format": "text/html"}
    nb.cells.insert(3, nbformat.v4.new_raw_cell(DECOY, metadata=raw))


def answer_of(nb, question):
    kinds = ("answer", "written")
    return next(
        cell
        for cell in nb.cells
        if cell.metadata.get("unrolled", {}).get("question") == question
        and cell.metadata["unrolled"]["kind"] in kinds
    )


def change(course, student, edit):
    """Has a student hand in again."""
    path = course.submitted / student / STEM / f"{STEM}.ipynb"
    nb = nbformat.read(path, as_version=4)
    edit(nb)
    nbformat.write(nb, path)


@pytest.fixture(scope="module")
def ta(browser, course, tmp_path_factory):
    regrade(course, "ada")
    with formgrader(browser, course.root, tmp_path_factory.mktemp("home")) as opened:
        yield opened


def in_book(course, student):
    """A student's hand-in in the gradebook: its id, and the grades."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        notebook = book.find_submission_notebook(STEM, STEM, student)
        return notebook.id, {
            grade.name: (grade.auto_score, grade.manual_score, grade.extra_credit)
            for grade in notebook.grades
        }


def regrade(course, *students):
    console = Console(file=io.StringIO(), width=200)
    return grade_class(course, load_assignment(course, STEM), students, 1, True, console)


def stock(course, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_points_extra_credit_and_comments_outlive_grading_again_by_either_command(ta, course):
    name, before = in_book(course, "barbara")
    assert before["embed"] == (6, None, None)
    ta.open(name)
    ta.fill(ta.score("mlp_limits"), "3")
    ta.fill(ta.extra("mlp_limits"), "0.5")
    ta.fill(ta.comment("mlp_limits"), "Good, **but** short.")
    change(course, "barbara", lambda nb: answer_of(nb, "embed").update(source=WRONG))
    regrade(course, "barbara")
    _, now = in_book(course, "barbara")
    assert (now["mlp_limits"], now["embed"]) == ((None, 3, 0.5), (0, None, None))
    stock(course, "autograde", STEM, "--student", "barbara", "--force")
    assert in_book(course, "barbara")[1] == now
    ta.open(name)
    assert ta.score("mlp_limits").input_value() == "3"
    assert ta.extra("mlp_limits").input_value() == "0.5"
    assert ta.comment("mlp_limits").input_value() == "Good, **but** short."
    assert ta.score("embed").input_value() in ("", "0")
    assert ta.score("embed").get_attribute("placeholder") in ("0", None)
    stock(course, "generate_feedback", STEM, "--student", "barbara", "--force")
    page = (course.feedback / "barbara" / STEM / f"{STEM}.html").read_text(encoding="utf-8")
    assert "3.5 of 4" in page
    assert "Good, <strong>but</strong> short." in page


def test_the_page_says_first_what_became_of_the_hand_in(ta, course):
    ta.open(in_book(course, "tim")[0])
    summary = ta.page.get_by_role("region", name="This hand-in")
    assert summary.bounding_box()["y"] < 300
    assert "88 of 88 points by tests" in summary.inner_text()
    assert "Mended before grading" in summary.inner_text()
    assert "was there 2 times; one was kept" in summary.inner_text()
    ta.open(in_book(course, "donald")[0])
    assert "failed: recurrent kernel transposed" in summary.inner_text()
    summary.get_by_role("link", name="rnn_step").click()
    field = ta.score("rnn_step").bounding_box()
    assert 53 < field["y"] < 900  # in sight, and below formgrader's own bar


def test_what_needs_review_says_so_on_its_page_and_in_the_list(ta, course):
    ta.open(in_book(course, "whitfield")[0])
    summary = ta.page.get_by_role("region", name="This hand-in").inner_text()
    assert "no points yet" in summary
    assert "breaks off after 20,000 bytes" in summary
    ta.page.goto(f"{ta.root}/formgrader/gradebook/{STEM}/{STEM}")
    ta.page.wait_for_selector(".flagged .glyphicon-flag")
    assert ta.page.locator(".flagged .glyphicon-flag").count() == 1


def test_written_answers_stand_above_their_rubric(ta, course):
    ta.open(in_book(course, "donald")[0])
    rubrics = ta.page.get_by_role("region", name="Model answer and rubric")
    assert rubrics.count() == 3
    assert "Grading: a fifth of the points for each task" in rubrics.first.inner_text()
    above = ta.score("input_output_shapes").bounding_box()["y"]
    assert 0 < rubrics.first.bounding_box()["y"] - above < 600


def test_no_rubric_is_in_a_file_that_was_graded_or_goes_back(ta, course):
    stock(course, "generate_feedback", STEM, "--student", "donald", "--force")
    files = [
        course.autograded / "donald" / STEM / f"{STEM}.ipynb",
        course.feedback / "donald" / STEM / f"{STEM}.html",
    ]
    for file in files:
        assert "Grading: a fifth" not in file.read_text(encoding="utf-8")


def test_markdown_of_a_student_runs_nothing_in_the_tas_browser(ta, course):
    name, grades = in_book(course, "ada")
    ta.open(name)
    assert ta.page.title() != "owned"
    assert ta.page.locator("input[id=embed]").count() == 1
    shown = ta.page.locator(".nbgrader_cell", has_text="Here it is.")
    assert "a < b, <b>" in shown.inner_text()
    assert shown.locator("script, form, [onerror], a[href^=javascript]").count() == 0
    assert "\\href" not in shown.inner_text()
    assert grades["embed"] == (6, None, None)


def test_the_button_grades_a_hand_in_anew(ta, course):
    change(course, "vint", lambda nb: answer_of(nb, "embed").update(source=WRONG))
    ta.submissions(STEM)
    assert "88 / 100" in ta.row("vint").inner_text()
    told = ta.press("vint", "autograde")
    assert "Successfully autograded" in told
    assert "82 / 100" in ta.row("vint").inner_text()
    assert in_book(course, "vint")[1]["embed"][0] == 0


def test_the_button_says_in_its_log_why_it_cannot_and_removes_nothing(ta, course):
    release = course.release / STEM / f"{STEM}.ipynb"
    release.rename(release.with_suffix(".away"))
    try:
        ta.submissions(STEM)
        told = ta.press("donald", "autograde")
    finally:
        release.with_suffix(".away").rename(release)
    assert "There was an error autograding" in told
    log = told.partition("Log Output")[2].partition("Traceback")[0].strip()
    assert re.fullmatch(r"\[ERROR\] .*release/a1_rnn/a1_rnn.ipynb: .* Run `autograder build`.", log)
    assert (course.autograded / "donald" / STEM / f"{STEM}.ipynb").is_file()


def test_the_buttons_make_and_release_the_feedback_page(ta, course):
    # The exchange knows a hand-in by what `nbgrader submit` puts beside it.
    handed_in = course.submitted / "donald" / STEM
    (handed_in / "timestamp.txt").write_text("2027-01-30 12:00:00 UTC")
    (handed_in / "submission_secret.txt").write_text("a" * 32)
    ta.submissions(STEM)
    assert "Successfully autograded" in ta.press("donald", "autograde")
    assert "Successfully generated feedback" in ta.press("donald", "generate-feedback")
    told = ta.press("donald", "release-feedback")
    assert "Successfully released feedback" in told, told


def test_a_graded_notebook_is_the_same_before_and_after_it_was_looked_at(ta, course):
    path = course.autograded / "donald" / STEM / f"{STEM}.ipynb"
    before = json.loads(path.read_text(encoding="utf-8"))
    ta.open(in_book(course, "donald")[0])
    assert json.loads(path.read_text(encoding="utf-8")) == before
