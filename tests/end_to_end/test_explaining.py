"""`autograder explain`, as a TA types it, for a hand-in that was graded before."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.demo import COURSE_FILES, COURSE_FOLDERS, make_class
from autograder.cli.grading import grade_class
from autograder.course import find_course, load_assignment

ROOT = Path(__file__).parents[2]
STUDENT, STEM, QUESTION = "cynthia", "a3_gated", "lstm_step"  # the gates in Keras' order


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course in which one student was graded, and the verdict."""
    root = tmp_path_factory.mktemp("explained")
    for name in COURSE_FILES:
        shutil.copy(ROOT / name, root / name)
    for name in COURSE_FOLDERS:
        (root / name).symlink_to(ROOT / name)
    course = find_course(root)
    assignment = load_assignment(course, STEM)
    place = course.submitted / STUDENT / STEM
    place.mkdir(parents=True)
    (place / f"{STEM}.ipynb").write_bytes(make_class(course, assignment)[STUDENT][1])
    console = Console(file=io.StringIO(), width=120)
    ((_, verdict, _),) = grade_class(course, assignment, [STUDENT], 1, True, console)
    return course, verdict


def explain(course, *options):
    code = "from autograder.cli.app import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "explain", STUDENT, STEM, QUESTION, *options],
        cwd=course.root, capture_output=True, text=True, check=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "130", "HOME": str(course.root)},
    ).stdout  # fmt: skip


def files(course):
    folders = (course.journal, course.autograded, course.feedback, course.submitted)
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in [*found, course.root / "gradebook.db"]}


def test_the_points_and_messages_are_those_of_the_verdict_and_nothing_is_written(graded):
    course, verdict = graded
    before = files(course)
    told = json.loads(explain(course, "--json"))
    assert files(course) == before
    result = verdict.question(QUESTION)
    assert (told["seed"], told["seed_from"]) == (verdict.seed, "verdict")
    assert told["earned"] == told["recorded"] == result.earned < result.points
    wrong = [test for test in result.tests if test.state != "passed"]
    assert [(t["name"], t["earned"], t["state"], t["message"]) for t in told["tests"]] == [
        (t.name, t.earned, t.state, t.message) for t in wrong
    ]
    assert [part["misconception"] for part in told["diagnosis"]] == list(result.diagnosis.names)
    for test in told["tests"]:
        assert any(one["differences"] for one in test["asked"])


def test_a_person_reads_inputs_and_both_answers_of_one_test(graded):
    course, verdict = graded
    name = "test_one_step_from_states_that_are_not_zero"
    text = explain(course, "--test", name)
    shown = ("Seed", str(verdict.seed), name, "one_step", "float64 (4, 3)", "student", "solution")
    for part in (*shown, "20 of 20 differ; largest error", "gates in keras order"):
        assert part in text
    assert text.count("✕ failed") == 1
