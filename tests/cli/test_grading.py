"""What `autograder grade` says at its end, with the sandbox and the gradebook played."""

import io
import os
import shutil
import signal
import time
from contextlib import nullcontext
from pathlib import Path

import pytest
import typer
from rich.console import Console

from autograder import batch, nbgrader_plugin
from autograder.batch import Outcome
from autograder.cli import grading
from autograder.course import find_course, load_assignment
from autograder.errors import Interrupted
from autograder.verdict import QuestionResult, TestResult, Verdict

ROOT = Path(__file__).parents[2]


def verdict(earned=12.0, state="passed", review=""):
    test = TestResult("t", "it works", 12.0, earned, state)
    return Verdict("a1_rnn", (QuestionResult("rnn_step", (test,)),), 1, needs_review=review)


@pytest.fixture
def grade(tmp_path, monkeypatch):
    """Shows what `autograder grade a1_rnn` prints for a class with these outcomes."""
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("assignments", "solutions"):
        (tmp_path / name).symlink_to(ROOT / name)
    course = find_course(tmp_path)

    def run(*outcomes, width=100, graded=None, agree=lambda _: True):
        by_name = {outcome.student: outcome for outcome in outcomes}

        def write(course, assignment, students, acceptance):
            for student in students:
                run.written.append(student)
                yield student, by_name[student].verdict, by_name[student].review

        monkeypatch.setattr(batch.Batch, "chosen", lambda self, students: list(by_name))
        monkeypatch.setattr(
            batch.Batch, "grading", lambda self, students: nullcontext(graded or iter(outcomes))
        )
        monkeypatch.setattr(nbgrader_plugin, "write_to_gradebook", write)
        monkeypatch.setattr(nbgrader_plugin, "booked_points", lambda *_: run.booked)
        console = Console(file=io.StringIO(), width=width)
        assignment = load_assignment(course, "a1_rnn")
        grading.grade_class(course, assignment, (), None, True, console, agree=agree)
        return console.file.getvalue()

    run.written, run.booked, run.course = [], {}, course
    return run


def test_the_numbers_at_the_end_are_those_of_the_table(grade):
    shown = grade(
        Outcome("ada", verdict(), fresh=True),
        Outcome("bob", verdict(0.0, "failed"), fresh=True),
        Outcome("eve", verdict()),
        Outcome("ida", None, review="The file is empty."),
        Outcome("joe", verdict(review="A worker died."), "A worker died.", fresh=True),
        Outcome("kim", verdict(0.0, "grader error"), fresh=True),
    )
    assert "a1_rnn: 3 graded, 3 need review" in shown
    assert "2 graded now, 1 known from the journal, 3 need review." in shown
    assert "Totals are without the 12 points that a person gives." in shown


def test_one_hand_in_that_waits_needs_review(grade):
    shown = grade(Outcome("ida", None, review="The file is empty."))
    assert "0 graded now, 0 known from the journal, 1 needs review." in shown


@pytest.mark.parametrize("width", [80, 220])
def test_the_table_is_as_wide_as_the_console(grade, width):
    shown = grade(Outcome("ada", verdict(0.0, "failed"), fresh=True), width=width)
    assert max(map(len, shown.splitlines())) <= width
    assert ("rnn_step -12" in shown) == (width == 80)


def test_ctrl_c_says_how_far_it_got_and_how_to_go_on(grade):
    def stopped_after_one():
        yield Outcome("ada", verdict(), fresh=True)
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted, match=r"Stopped: 1 of 1 are .* same command again"):
        grade(*[Outcome("ada", verdict(), fresh=True)], graded=stopped_after_one())


def in_the_gradebook(grade, student, earned, review=""):
    """Says what the gradebook holds for a student."""
    assignment = load_assignment(grade.course, "a1_rnn")
    grade.booked[student] = nbgrader_plugin.book_points(assignment, verdict(earned), review)


def test_scores_that_change_are_shown_and_written_last(grade):
    in_the_gradebook(grade, "ada", 12.0)
    in_the_gradebook(grade, "bob", 12.0)
    asked = []
    shown = grade(
        Outcome("ada", verdict(5.0, "failed"), fresh=True),
        Outcome("bob", verdict(), fresh=True),
        Outcome("eve", verdict(), fresh=True),
        agree=lambda question: not asked.append(question),
    )
    assert grade.written == ["bob", "eve", "ada"]
    assert asked == ["Write these 1 changes to the gradebook?"]
    (line,) = [line for line in shown.splitlines() if "ada" in line and "rnn_step" in line][:1]
    assert line.split("│")[1:5] == [" ada     ", " rnn_step ", "               12 ", "   5 "]


def test_scores_that_nobody_agrees_to_stay_and_are_asked_for_again(grade):
    in_the_gradebook(grade, "ada", 12.0)
    for _ in range(2):
        shown = grade(Outcome("ada", verdict(5.0, "failed")), agree=lambda _: False)
        assert grade.written == []
        assert "1 hand-ins keep the points that the gradebook has." in shown


def interrupted(_):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)


def aborted(_):
    raise typer.Abort  # what typer makes of Ctrl-C at its prompt


@pytest.mark.parametrize("agree", [interrupted, aborted])
def test_ctrl_c_at_the_question_is_a_no_and_the_table_is_shown(grade, agree):
    in_the_gradebook(grade, "ada", 12.0)
    shown = grade(
        Outcome("ada", verdict(5.0, "failed")), Outcome("bob", verdict(), fresh=True), agree=agree
    )
    assert grade.written == ["bob"]
    assert "1 hand-ins keep the points that the gradebook has." in shown
    assert "1 graded now, 0 known from the journal" in shown


def test_who_waited_for_a_person_gets_points_without_a_question(grade):
    in_the_gradebook(grade, "ada", 0.0, review="It could not be read.")
    shown = grade(Outcome("ada", verdict(5.0, "failed"), fresh=True), agree=lambda _: False)
    assert grade.written == ["ada"]
    assert "scores that change" not in shown
