"""Late penalties and extensions of course.toml in nbgrader's gradebook."""

from datetime import datetime

import pytest

from autograder.course import find_course
from autograder.nbgrader_plugin import write_to_gradebook
from autograder.nbgrader_plugin.lateness import bring_up_to_date

# nbgrader 0.9 under SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

DUE = "[due]\ntoy = 2027-02-01T23:59:00-05:00\n"
LATE = "[late]\npercent_per_day = 10\ngrace_minutes = 15\nat_most_percent = 50\n"


@pytest.fixture
def late(toy):
    """A hand-in of 25 hours after the due date, and what the gradebook then says of it."""
    (toy.hand_in().parent / "timestamp.txt").write_text("2027-02-03 05:59:00 UTC")
    head = (toy.course.root / "course.toml").read_text()

    def settle(text):
        (toy.course.root / "course.toml").write_text(head + text)

    def penalty():
        with toy.gradebook() as book:
            submission = book.find_submission("toy", "ada")
            return submission.late_submission_penalty, submission.total_seconds_late

    toy.settle, toy.penalty = settle, penalty
    return toy


def grade(toy):
    import dataclasses

    course = dataclasses.replace(find_course(toy.course.root), suites=toy.course.suites)
    list(write_to_gradebook(course, toy.assignment, ["ada"]))


@pytest.mark.parametrize("command", [grade, lambda toy: toy.autograde()])
def test_a_late_hand_in_loses_what_course_toml_says(late, command):
    late.settle(DUE + LATE)
    command(late)
    assert late.penalty() == (pytest.approx(0.2 * 95), 25 * 3600)


def test_the_due_date_stands_in_the_gradebook_as_formgrader_shows_it(late):
    late.settle(DUE)
    grade(late)
    with late.gradebook() as book:
        assert book.find_assignment("toy").duedate == datetime(2027, 2, 2, 4, 59)


def test_an_extension_moves_the_due_date_for_its_student_alone(late):
    (late.hand_in("bob").parent / "timestamp.txt").write_text("2027-02-03 05:59:00 UTC")
    late.settle(DUE + "[extensions.toy]\nada = 2027-02-03T23:59:00-05:00\n" + LATE)
    late.autograde()
    assert late.penalty() == (0, 0)
    with late.gradebook() as book:
        bob = book.find_submission("toy", "bob")
        assert bob.late_submission_penalty == pytest.approx(0.2 * 95)


def test_an_extension_that_comes_later_takes_the_penalty_back(late):
    late.settle(DUE + LATE)
    grade(late)
    late.settle(DUE + "[extensions.toy]\nada = 2027-02-03T23:59:00-05:00\n" + LATE)
    grade(late)
    assert late.penalty() == (0, 0)


def test_an_extension_that_is_withdrawn_counts_no_more(late):
    late.settle(DUE + "[extensions.toy]\nada = 2027-02-03T23:59:00-05:00\n" + LATE)
    grade(late)
    late.settle(DUE + "[extensions.toy]\n" + LATE)
    grade(late)
    assert late.penalty()[1] == 25 * 3600


def test_what_a_person_put_into_the_gradebook_stays_where_course_toml_says_nothing(late):
    late.settle(DUE + LATE)
    grade(late)
    with late.gradebook() as book:
        book.grant_extension("toy", "ada", days=3)
    late.autograde()
    assert late.penalty() == (0, 0)


def test_another_late_policy_is_written_by_the_next_grading(late):
    late.settle(DUE + LATE)
    grade(late)
    late.settle(DUE + "[late]\npercent_per_day = 5\n")
    grade(late)
    assert late.penalty()[0] == pytest.approx(0.1 * 95)


def test_points_that_a_person_gives_later_count_in_the_penalty_once_it_is_brought_up_to_date(late):
    late.settle(DUE + LATE)
    grade(late)
    late.score_by_hand("why", 5)
    with late.gradebook() as book:
        submission = book.find_submission("toy", "ada")
        bring_up_to_date(find_course(late.course.root), submission)
        assert submission.late_submission_penalty == pytest.approx(0.2 * 100)


def test_without_a_policy_the_penalty_of_another_plugin_is_left_alone(late):
    late.settle(DUE)
    grade(late)
    with late.gradebook() as book:
        submission = book.find_submission("toy", "ada")
        submission.notebooks[0].late_submission_penalty = 7
        bring_up_to_date(find_course(late.course.root), submission)
        assert submission.late_submission_penalty == 7


def test_the_feedback_page_tells_the_penalty(late):
    late.settle(DUE + LATE)
    late.autograde()
    assert "19 points" in late.feedback()


def test_a_mistake_in_course_toml_ends_nbgraders_commands_in_its_own_words(late):
    import subprocess
    import sys

    late.settle("[late]\npercent_per_day = 1000\n")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export"],
        cwd=late.course.root, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    assert "course.toml:5: `percent_per_day` is 1000; expected a number" in done.stderr
