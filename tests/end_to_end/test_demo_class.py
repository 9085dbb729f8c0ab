"""What the demo's students get: the whole path, from hand-ins to gradebook and feedback."""

import ast
import io
import re
import time
from contextlib import closing

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.cli.grading import grade_class

FULL = 88.0
MISCONCEIVED = {
    "cynthia": "embed",
    "donald": "rnn_step",
    "edsger": "rnn_forward",
    "frances": "last_valid_state",
    "grace": "one_to_many",
    "hedy": "VanillaRNNCell",
    "ivan": "make_pairs",
    "john": "sequence_loss",
    "karen": "build_char_model",
}


def lost(verdict):
    return {q.question: q for q in verdict.questions if q.earned < q.points}


@pytest.mark.parametrize("student", ["ada", "barbara", "mallory", "tim", "vint"])
def test_right_answers_get_full_marks_however_written_or_saved(demo_class, student):
    assert demo_class.verdicts[student].earned == FULL


@pytest.mark.parametrize(("student", "question"), MISCONCEIVED.items())
def test_a_misconception_loses_points_at_its_own_question_and_is_named(
    demo_class, student, question
):
    found = lost(demo_class.verdicts[student])
    assert list(found) == [question]
    assert found[question].diagnosis is not None


def test_two_mistakes_lose_points_at_two_questions_and_both_are_named(demo_class):
    found = lost(demo_class.verdicts["niklaus"])
    assert list(found) == ["rnn_step", "last_valid_state"]
    assert all(result.diagnosis for result in found.values())


@pytest.mark.parametrize(
    ("student", "question", "state", "words"),
    [
        ("ken", "rnn_step", "timed out", "longer than 10 s"),
        ("linus", "rnn_forward", "out of memory", "3 GiB"),
        ("margaret", "rnn_forward", "crashed", "BlockingIOError"),
        ("niels", "last_valid_state", "crashed", "exit status 0"),
        ("radia", "rnn_forward", "crashed", "SyntaxError"),
    ],
)
def test_a_destructive_cell_costs_its_own_question_and_says_why(
    demo_class, student, question, state, words
):
    found = lost(demo_class.verdicts[student])
    assert list(found) == [question]
    assert found[question].state == state
    assert all(words in test.message for test in found[question].tests[:1])


def test_the_built_in_cell_is_refused_with_the_reason(demo_class):
    result = demo_class.verdicts["peter"].question("VanillaRNNCell")
    assert result.earned == 0
    assert "keras.layers.SimpleRNNCell" in result.tests[0].message


def test_who_reads_for_secrets_finds_none(demo_class):
    (line,) = re.findall(r"found: (.*)", demo_class.verdicts["mallory"].output)
    # Tests of the sandbox plant a course in the virtual environment, which every worker may see.
    assert [path for path in ast.literal_eval(line) if "/planted-" not in path] == []


def test_unanswered_questions_are_missing_and_earn_nothing(demo_class):
    states = {q.state for q in demo_class.verdicts["sophie"].questions}
    assert (demo_class.verdicts["sophie"].earned, states) == (0, {"missing"})


def test_healing_is_told(demo_class):
    assert demo_class.verdicts["tim"].healing
    assert demo_class.verdicts["vint"].healing


def test_half_a_file_waits_for_a_person_and_has_no_score(demo_class):
    assert demo_class.verdicts["whitfield"] is None
    assert "breaks off" in demo_class.printed
    url = f"sqlite:///{demo_class.course.root / 'gradebook.db'}"
    with closing(Gradebook(url)) as book:
        submission = book.find_submission("a1_rnn", "whitfield")
        assert submission.needs_manual_grade
        scores = {g.auto_score for n in submission.notebooks for g in n.grades if g.cell.name}
    assert FULL not in scores


def test_the_gradebook_holds_the_verdicts_points(demo_class):
    url = f"sqlite:///{demo_class.course.root / 'gradebook.db'}"
    with closing(Gradebook(url)) as book:
        for student, verdict in demo_class.verdicts.items():
            if verdict is None:
                continue
            (notebook,) = book.find_submission("a1_rnn", student).notebooks
            scores = {g.cell.name: g.auto_score for g in notebook.grades}
            for result in verdict.questions:
                assert scores[result.question] == result.earned, (student, result.question)


def test_a_second_run_grades_nobody_again(demo_class):
    console = Console(file=io.StringIO(), width=200)
    start = time.monotonic()
    rows = grade_class(demo_class.course, demo_class.assignment, (), None, True, console)
    assert "0 graded now" in console.file.getvalue()
    assert {student: verdict for student, verdict, _ in rows} == demo_class.verdicts
    assert time.monotonic() - start < 30  # a sandbox alone would take most of that to start


def test_feedback_pages_name_the_misconception(demo_class):
    page = demo_class.course.feedback / "donald" / "a1_rnn" / "a1_rnn.html"
    text = page.read_text(encoding="utf-8")
    assert demo_class.verdicts["donald"].question("rnn_step").diagnosis.hint[:40] in text.replace(
        "<code>", "`"
    ).replace("</code>", "`")


def test_stock_autograde_gives_the_same_points(demo_class):
    run = demo_class.nbgrader("autograde", "a1_rnn", "--student", "donald", "--force")
    assert run.returncode == 0, run.stderr
    url = f"sqlite:///{demo_class.course.root / 'gradebook.db'}"
    with closing(Gradebook(url)) as book:
        (notebook,) = book.find_submission("a1_rnn", "donald").notebooks
        scores = {g.cell.name: g.auto_score for g in notebook.grades}
    assert scores["rnn_step"] == demo_class.verdicts["donald"].question("rnn_step").earned


def test_stock_export_writes_everyone(demo_class):
    run = demo_class.nbgrader("export")
    assert run.returncode == 0, run.stderr
    table = (demo_class.course.root / "grades.csv").read_text(encoding="utf-8")
    assert all(student in table for student in demo_class.verdicts)


def test_the_class_report_counts_the_misconceptions(demo_class):
    report = (demo_class.course.root / "reports" / "a1_rnn.html").read_text(encoding="utf-8")
    assert "whitfield" in report
    assert demo_class.verdicts["ivan"].question("make_pairs").diagnosis.hint[:30] in report
