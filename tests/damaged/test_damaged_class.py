"""A class in which everyone's hand-in is damaged but for three: graded once, by both commands."""

import dataclasses
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.batch import read_handin
from autograder.cli import demo
from autograder.cli.grading import grade_class
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.grade import Grader
from autograder.nbgrader_plugin import write_feedback
from autograder.verdict import Verdict, encode
from tests.saving import PERSON, TAG

ROOT = Path(__file__).parents[2]
# Questions that cost little to grade; the others are left as they were released.
ANSWERED = {
    "embed": 6,
    "rnn_step": 12,
    "rnn_forward": 12,
    "last_valid_state": 8,
    "make_pairs": 6,
}
GOOD = ("ada", "grace", "katherine")


@dataclasses.dataclass(frozen=True)
class DamagedClass:
    """The class after `autograder grade`.

    Attributes:
        course: where it was graded.
        assignment: what.
        rows: student -> verdict and reason to review.
        before: path below submitted/ -> hash, before grading.
        book: student -> question -> (points, whether a person must decide).
    """

    course: Course
    assignment: Assignment
    rows: dict[str, tuple[Verdict | None, str]]
    before: dict[str, str]
    book: dict[str, dict[str, tuple[float | None, bool]]]

    def notebook(self, student):
        """The graded notebook that nbgrader keeps."""
        path = self.course.autograded / student / "a1_rnn" / "a1_rnn.ipynb"
        return json.loads(path.read_text(encoding="utf-8"))

    def feedback(self, student):
        """What stands below the check cells."""
        outputs = [
            output["data"]["text/plain"]
            for cell in self.notebook(student)["cells"]
            for output in cell.get("outputs", ())
        ]
        return "\n".join("".join(text) for text in outputs)


def new_course(folder):
    for name in demo.COURSE_FILES:
        shutil.copy(ROOT / name, folder / name)
    for name in demo.COURSE_FOLDERS:
        (folder / name).symlink_to(ROOT / name)
    return find_course(folder)


def whole_hand_in(course, assignment):
    """A right hand-in as plain JSON; `metadata.released` holds the questions' empty cells."""
    source = demo._as_a_student_writes(demo._read(course.source, assignment))
    release = demo._read(course.release, assignment)
    empty = {name: demo._answer_cell(release, name).source for name in assignment.questions}
    for name in set(assignment.questions) - set(ANSWERED):
        demo._answer_cell(source, name).source = empty[name]
    source.metadata["released"] = {name: empty[name] for name in ANSWERED}
    return json.loads(demo._bytes(source))


def grade(course, assignment):
    console = Console(file=io.StringIO(), width=200)
    rows = grade_class(course, assignment, (), None, True, console)
    return {student: (verdict, reason) for student, verdict, reason in rows}


def hashes(folder):
    """Every file below a folder, and what it holds or leads to."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[str(path.relative_to(folder))] = os.readlink(path)
        elif path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path.relative_to(folder))] = content
        else:
            found[str(path.relative_to(folder))] = str(path.stat().st_mode)
    return found


def gradebook(course):
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        return {
            submission.student_id: {
                grade.cell.name: (grade.auto_score, bool(grade.needs_manual_grade))
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.assignment_submissions("a1_rnn")
        }


@pytest.fixture(scope="session")
def kinds(request):
    """All kinds, as the conftest lists them."""
    plugins = request.config.pluginmanager.get_plugins()
    path = str(Path(__file__).with_name("conftest.py"))
    return next(plugin for plugin in plugins if getattr(plugin, "__file__", "") == path).KINDS


@pytest.fixture(scope="session")
def damaged_class(tmp_path_factory, kinds):
    course = new_course(tmp_path_factory.mktemp("damaged"))
    assignment = load_assignment(course, "a1_rnn")
    whole = whole_hand_in(course, assignment)
    for student in GOOD:
        place = course.submitted / student / "a1_rnn" / "a1_rnn.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(json.dumps(whole))
    for kind in kinds:
        kind.hand_in(course.submitted / kind.student / "a1_rnn", whole)
    before = hashes(course.submitted)
    rows = grade(course, assignment)
    return DamagedClass(course, assignment, rows, before, gradebook(course))


def points(assignment, lost=()):
    return {name: 0 if name in lost else ANSWERED.get(name, 0) for name in assignment.questions}


def earned(verdict):
    return {result.question: result.earned for result in verdict.questions}


def test_a_healed_hand_in_gets_the_points_of_a_whole_one_and_is_told_why(damaged_class, kind):
    verdict, reason = damaged_class.rows[kind.student]
    assert reason == ""
    assert earned(verdict) == points(damaged_class.assignment)
    book = damaged_class.book[kind.student]
    assert {name: book[name] for name in earned(verdict)} == {
        name: (number, False) for name, number in earned(verdict).items()
    }
    told = "\n".join(verdict.healing)
    assert kind.says in told
    assert all(line in damaged_class.feedback(kind.student) for line in verdict.healing)


def test_a_partly_gradable_hand_in_loses_what_is_missing_alone_and_says_why(damaged_class, kind):
    verdict, reason = damaged_class.rows[kind.student]
    assert reason == ""
    assert earned(verdict) == points(damaged_class.assignment, kind.lost)
    for question, state in kind.lost.items():
        result = verdict.question(question)
        assert result.state == state
        assert all(kind.says in test.message for test in result.tests)
        assert damaged_class.book[kind.student][question] == (0, False)
    assert kind.says in damaged_class.feedback(kind.student)


def test_a_hand_in_that_needs_review_has_its_reason_and_no_score(damaged_class, kind):
    verdict, reason = damaged_class.rows[kind.student]
    assert verdict is None
    assert kind.says in reason
    assert set(damaged_class.book[kind.student].values()) == {(None, True)}
    assert kind.says in damaged_class.feedback(kind.student)
    assert str(damaged_class.course.root) not in damaged_class.feedback(kind.student)


def test_everyone_is_in_the_table_and_in_the_gradebook(damaged_class, kinds):
    everyone = {*GOOD, *(kind.student for kind in kinds)}
    assert len(everyone) == len(kinds) + 3
    assert set(damaged_class.rows) == everyone
    assert set(damaged_class.book) == everyone


def test_all_three_outcomes_are_seen_in_at_least_thirty_five_kinds(kinds):
    assert len(kinds) >= 35
    assert {kind.outcome for kind in kinds} == {"healed", "partly", "review"}


def test_the_good_ones_get_what_they_get_alone(damaged_class, zygote):
    course, assignment = damaged_class.course, damaged_class.assignment
    path = course.submitted / GOOD[0] / "a1_rnn" / "a1_rnn.ipynb"
    alone = Grader(course, assignment, zygote).grade(read_handin(course, assignment, path))
    assert earned(alone) == points(assignment)
    for student in GOOD:
        assert timeless(damaged_class.rows[student][0]) == timeless(alone)


def timeless(verdict):
    """A verdict as JSON without the time and the memory that it took."""
    made = json.loads(encode(verdict))
    del made["duration_s"], made["peak_bytes"]
    for question in made["questions"]:
        for test in question["tests"]:
            test.pop("duration_s")
    return made


def test_what_was_handed_in_stays_as_it_was(damaged_class):
    assert hashes(damaged_class.course.submitted) == damaged_class.before


def test_nobodys_personal_data_reach_the_graded_notebooks_or_the_feedback(damaged_class, tmp_path):
    secrets = [secret.encode() for secret in (*PERSON.values(), TAG)]
    handed_in = damaged_class.course.submitted / "colab_saved_it_with_the_persons_name"
    raw = (handed_in / "a1_rnn" / "a1_rnn.ipynb").read_bytes()
    assert all(secret in raw for secret in secrets)
    course = few(damaged_class, tmp_path, handed_in.name, "the_extension_is_in_upper_case")
    assert len(write_feedback(course, damaged_class.assignment)) == 2
    for folder in (damaged_class.course.autograded, course.feedback):
        for path in folder.rglob("*"):
            if path.is_file():
                assert not any(secret in path.read_bytes() for secret in secrets), path


def test_no_notebook_but_the_healed_one_is_handed_on(damaged_class):
    found = [p for p in damaged_class.course.autograded.rglob("*") if p.suffix.lower() == ".ipynb"]
    assert {path.name for path in found} == {"a1_rnn.ipynb"}
    assert len(found) == len(damaged_class.rows)


def test_the_feedback_page_of_a_hand_in_that_needs_review_says_why_and_nothing_else(
    damaged_class, tmp_path
):
    course = few(damaged_class, tmp_path, "it_breaks_off_half_way", "two_versions_could_be_meant")
    pages = write_feedback(course, damaged_class.assignment)
    assert [page.parent.parent.name for page in pages] == [
        "it_breaks_off_half_way",
        "two_versions_could_be_meant",
    ]
    half, two = (page.read_text(encoding="utf-8") for page in pages)
    assert "breaks off after 20,000 bytes" in half
    assert "<code>final.ipynb</code> and <code>final2.ipynb</code> could each be meant" in two
    for page in (half, two):
        assert "A person will look at this" in page
        assert "No response." not in page
        assert str(damaged_class.course.root) not in page


def few(damaged_class, folder, *students):
    """A course with the graded notebooks of some students, and the same gradebook."""
    course = new_course(folder)
    shutil.copy(damaged_class.course.root / "gradebook.db", folder / "gradebook.db")
    for student in students:
        shutil.copytree(damaged_class.course.autograded / student, course.autograded / student)
    return course


def test_stock_autograde_finishes_with_the_same_points_for_everyone(damaged_class):
    course = damaged_class.course
    records = {
        student: damaged_class.notebook(student)["metadata"] for student in damaged_class.book
    }
    shutil.rmtree(course.autograded)
    (course.root / "gradebook.db").unlink()
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "a1_rnn"],
        cwd=course.root, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    assert gradebook(course) == damaged_class.book
    for student, metadata in records.items():
        assert damaged_class.notebook(student)["metadata"]["unrolled"] == metadata["unrolled"]
    assert hashes(course.submitted) == damaged_class.before
