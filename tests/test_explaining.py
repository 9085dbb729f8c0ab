"""Whose hand-in is explained, on which inputs, and what was asked of it."""

from contextlib import nullcontext

import pytest

from autograder import explaining
from autograder.errors import CourseError
from autograder.explaining import explain_question
from autograder.grade import Grader
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal
from autograder.notebook import Cell, Handin

SQUARED = Handin("toy", (Cell("a", "def double(x):\n    return x ** 2\n", "answer", "double"),))
DOUBLED = Handin("toy", (Cell("a", "def double(x):\n    return x + x\n", "answer", "double"),))
RAISING = Handin("toy", (Cell("a", "def double(x):\n    return x['a']\n", "answer", "double"),))


@pytest.fixture
def explain(toy, zygote, monkeypatch):
    """Explains a hand-in of the toy course."""
    course, assignment = toy
    monkeypatch.setattr(explaining, "Zygote", lambda *_, **__: nullcontext(zygote))

    def run(handin, test=None):
        monkeypatch.setattr(explaining, "_read", lambda *_: handin)
        return explain_question(course, assignment, "ada", "double", test)

    return run


def graded(toy, zygote, handin):
    """Puts a verdict on a hand-in into the journal, as grading does."""
    course, assignment = toy
    grader = Grader(course, assignment, zygote)
    verdict = grader.grade(handin)
    key = verdict_key(ingredients(assignment, handin), grader.seed)
    Journal(course.journal / assignment.stem).put(key, verdict)
    return verdict


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_asks_what_the_verdict_asked_and_writes_nothing(toy, zygote, explain):
    verdict = graded(toy, zygote, SQUARED)
    before = files(toy[0].root)
    told = explain(SQUARED)
    assert (told.seed, told.seed_from) == (verdict.seed, "verdict")
    assert told.recorded == told.result.earned == verdict.question("double").earned
    assert files(toy[0].root) == before


def test_both_answers_to_what_a_failed_test_asked_are_there(explain):
    told = explain(SQUARED)
    (test,) = told.tests
    assert test.result.name == "test_numbers_are_doubled"
    (one,) = test.probed
    x = one.given["x"]
    assert one.probe == "doubled"
    assert one.student.answer == pytest.approx(x**2)
    assert one.solution.answer == pytest.approx(2 * x)
    assert not one.alike


def test_an_error_is_there_in_the_answers_place(explain):
    first, second = explain(RAISING).tests
    for test in (first, second):
        (one,) = test.probed
        assert one.student.error.kind
        assert one.solution.error is None


def test_a_right_answer_has_nothing_to_explain_but_a_named_test_is_shown(explain):
    assert explain(DOUBLED).tests == ()
    for name in ("two_becomes_four", "test_two_becomes_four"):
        (test,) = explain(DOUBLED, name).tests
        assert [one.alike for one in test.probed] == [True]


def test_a_hidden_test_that_is_not_there_is_named_with_those_that_are(explain):
    with pytest.raises(CourseError, match=r"no hidden test 'nope'; it has test_numbers_are_d"):
        explain(SQUARED, "nope")


def test_without_a_verdict_the_journals_seed_is_taken_and_said_to_be(toy, explain):
    seed = Journal(toy[0].journal / "toy").seed()
    told = explain(SQUARED)
    assert (told.seed, told.seed_from, told.recorded) == (seed, "journal", None)


def test_where_nothing_was_graded_a_seed_is_drawn_and_not_kept(toy, explain):
    told = explain(SQUARED)
    assert (told.seed_from, told.recorded) == ("drawn", None)
    assert not toy[0].journal.exists()


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("adda", r"no student 'adda' in .*submitted\. Did you mean ada\?"),
        ("..", r"no student '\.\.' in .*submitted\. It has ada, bob$"),
        ("zorro", r"no student 'zorro' in .*submitted\. It has ada, bob$"),
        ("bob", r"no hand-in of toy by bob: expected it in .*toy; of other there is one"),
    ],
)
def test_who_handed_nothing_in_is_told_from_who_is_not_there(toy, student, words):
    course, assignment = toy
    (course.submitted / "ada" / "toy").mkdir(parents=True)
    (course.submitted / "bob" / "other").mkdir(parents=True)
    with pytest.raises(CourseError, match=words):
        explain_question(course, assignment, student, "double")
