"""The gradebook, made and filled without nbgrader's command line."""

import errno
import os
import sqlite3
import subprocess
import sys
import time

import pytest
from nbgrader.converters.base import NbGraderException
from sqlalchemy import text

from autograder.acceptance import Acceptance
from autograder.errors import CourseError
from autograder.nbgrader_plugin import book, ensure_assignment, write_feedback, write_to_gradebook

# nbgrader 0.9 under SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def cells(path):
    """What a gradebook knows of an assignment, less its random ids."""
    with sqlite3.connect(path) as database:
        return {
            "source": database.execute(
                "select name, cell_type, source, checksum, locked from source_cell order by name"
            ).fetchall(),
            "grade": database.execute(
                "select name, type, max_score, cell_type from base_cell "
                "left join grade_cells using (id) order by name, type"
            ).fetchall(),
            "notebook": database.execute("select name, kernelspec from notebook").fetchall(),
        }


def write(toy, *students, **options):
    return list(write_to_gradebook(toy.course, toy.assignment, students, **options))


def test_the_gradebook_is_made_as_nbgrader_generate_assignment_makes_it(fresh):
    before = (fresh.course.release / "toy" / "toy.ipynb").read_bytes()
    ensure_assignment(fresh.course, fresh.assignment)
    assert cells(fresh.course.root / "gradebook.db") == cells(fresh.course.root / "generated.db")
    assert (fresh.course.release / "toy" / "toy.ipynb").read_bytes() == before


def test_making_it_twice_changes_nothing_and_keeps_the_grades(toy):
    toy.hand_in()
    write(toy, "ada")
    before = cells(toy.course.root / "gradebook.db")
    ensure_assignment(toy.course, toy.assignment)
    assert cells(toy.course.root / "gradebook.db") == before
    assert toy.grades()["step"].auto_score == 40


def test_the_due_date_comes_from_the_course(toy):
    settings = toy.course.root / "course.toml"
    settings.write_text(settings.read_text() + "[due]\ntoy = 2027-02-01T23:59:00-05:00\n")
    toy.hand_in()
    toy.autograde()
    with toy.gradebook() as book:
        assert book.find_assignment("toy").duedate.isoformat() == "2027-02-02T04:59:00"


def test_a_release_with_other_questions_than_the_graded_one_is_refused(toy):
    toy.hand_in()
    write(toy, "ada")
    release = toy.course.release / "toy" / "toy.ipynb"
    release.write_text(release.read_text().replace('"grade_id": "fold"', '"grade_id": "gold"'))
    with pytest.raises(CourseError, match="other questions"):
        ensure_assignment(toy.course, toy.assignment)


def test_a_class_is_written_student_by_student(toy):
    toy.hand_in("ada")
    toy.hand_in("bob", b"")
    rows = write(toy, "ada", "bob", "nobody")
    assert [(student, verdict is None) for student, verdict, _ in rows] == [
        ("ada", False), ("bob", True), ("nobody", True),
    ]  # fmt: skip
    assert "is empty" in rows[1][2]
    assert "cannot be opened" in rows[2][2]
    assert toy.grades("ada")["step"].auto_score == 40
    assert toy.grades("bob")["step"].needs_manual_grade


def test_a_name_that_nbgrader_would_take_for_a_pattern_writes_to_nobody_else(toy):
    toy.hand_in("a[b]c")
    toy.hand_in("abc")
    ((_, _, review),) = write(toy, "a[b]c")
    assert "rename the folder" in review
    assert not toy.course.autograded.exists()


def modified(toy, student="ada"):
    return (toy.course.autograded / student / "toy" / "toy.ipynb").stat().st_mtime_ns


def test_the_gradebook_knows_how_large_its_tables_are_as_the_class_grows(toy, monkeypatch):
    monkeypatch.setattr(book, "FEW", 2)
    students = [f"s{number}" for number in range(4)]
    for student in students:
        toy.hand_in(student)
    write(toy, *students)
    with toy.gradebook() as gradebook:
        counted = dict(
            gradebook.db.execute(
                text("select tbl, max(cast(stat as integer)) from sqlite_stat1 group by tbl")
            ).all()
        )
    assert counted["submitted_assignment"] == 4
    assert counted["grade"] == 12


def test_an_unchanged_hand_in_is_not_written_again(toy):
    toy.hand_in()
    write(toy, "ada")
    toy.score_by_hand("why", 5)
    before = modified(toy)
    write(toy, "ada")
    assert modified(toy) == before
    assert not toy.grades()["why"].needs_manual_grade


def test_force_writes_it_again(toy):
    toy.hand_in()
    write(toy, "ada")
    before = modified(toy)
    write(toy, "ada", force=True)
    assert modified(toy) != before


def test_a_new_hand_in_a_new_verdict_or_a_new_gradebook_is_written(toy, grader):
    toy.hand_in()
    write(toy, "ada")
    grader.earned["step"] = 1
    write(toy, "ada")
    assert toy.grades()["step"].auto_score == 1
    (toy.course.root / "gradebook.db").unlink()
    write(toy, "ada")
    assert toy.grades()["step"].auto_score == 1
    with toy.gradebook() as book:
        book.find_grade("step", "toy", "toy", "ada").auto_score = 40
        book.db.commit()
    write(toy, "ada")
    assert toy.grades()["step"].auto_score == 1


def test_a_clock_that_is_set_back_and_files_of_the_future_change_nothing(toy, grader, monkeypatch):
    toy.hand_in("ada")
    toy.hand_in("bob")
    write(toy, "ada", "bob")
    future = 2**32
    for path in [*toy.course.submitted.rglob("*"), *toy.course.autograded.rglob("*")]:
        os.utime(path, (future, future))
    before = modified(toy, "ada")
    monkeypatch.setattr(time, "time", lambda: 1.0)
    changed = toy.hand_in("bob", toy.release())
    os.utime(changed, (1, 1))  # older than what was graded of it
    grader.earned["step"] = 0
    write(toy, "bob")
    grader.earned["step"] = 40.0
    write(toy, "ada")
    assert modified(toy, "ada") == before
    assert toy.grades("ada")["step"].auto_score == 40
    assert toy.grades("bob")["step"].auto_score == 0


HARD_TEXTS = {
    "NUL": "\0before\0",
    "escapes": "\x1b[2J\x9b",
    "a megabyte": "<b>" + "x" * 2**20,
    "no character": "\ufffe\uffff",
}


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_no_text_of_a_student_keeps_the_gradebook_or_the_feedback_from_being_written(
    text, toy, grader
):
    grader.message, grader.earned["step"] = HARD_TEXTS[text], 0
    toy.hand_in()
    ((_, _, review),) = write(toy, "ada")
    assert review == ""
    assert toy.grades()["step"].auto_score == 0
    assert "<b>x" not in toy.feedback()


def test_settings_that_would_run_hand_ins_in_a_kernel_are_refused(toy):
    settings = toy.course.root / "nbgrader_config.py"
    settings.write_text("c = get_config()\n")
    toy.hand_in()
    with pytest.raises(CourseError, match=r"HealSubmission .* sandbox"):
        write(toy, "ada")
    assert not toy.course.autograded.exists()


def test_feedback_goes_to_everyone_who_was_graded(toy):
    toy.hand_in("ada")
    toy.hand_in("bob", b"")
    write(toy, "ada", "bob")
    pages = write_feedback(toy.course, toy.assignment)
    assert [page.relative_to(toy.course.feedback).parts[0] for page in pages] == ["ada", "bob"]
    assert "40 of 40 points" in pages[0].read_text(encoding="utf-8")
    assert "is empty" in pages[1].read_text(encoding="utf-8")


def test_a_disk_that_is_full_for_a_graded_notebook_ends_the_batch_and_is_nobodys_fault(
    toy, monkeypatch
):
    for student in ("ada", "bob"):
        toy.hand_in(student)
    write(toy, "ada")
    before = toy.grades("ada")["step"].auto_score

    def full(self, output, resources, notebook_name=None, **_):
        raise OSError(errno.ENOSPC, "No space left on device", f"autograded/{notebook_name}")

    with monkeypatch.context() as patch:
        patch.setattr("nbconvert.writers.FilesWriter.write", full)
        with pytest.raises(CourseError, match=r"No space left on device\. Make room on that disk"):
            write(toy, "ada", "bob")
    write(toy, "ada", "bob")
    assert toy.grades("ada")["step"].auto_score == before
    assert toy.grades("bob")["step"].auto_score == 40


def test_a_gradebook_that_is_written_meanwhile_is_waited_for_and_then_told(toy, monkeypatch):
    toy.hand_in()
    monkeypatch.setattr("autograder.nbgrader_plugin.obstacles.BUSY_S", 0.1)
    with sqlite3.connect(toy.course.root / "gradebook.db") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CourseError, match=r"database is locked\. Wait for .* \(formgrader\?\)"):
            write(toy, "ada")
        other.rollback()
    write(toy, "ada")
    assert toy.grades()["step"].auto_score == 40


def test_a_gradebook_whose_making_was_killed_is_made_whole(fresh):
    half = fresh.course.root / ".unfinished-gradebook-toy.db"
    half.write_bytes(b"half of a gradebook")
    fresh.hand_in()
    write(fresh, "ada")
    assert fresh.grades()["step"].auto_score == 40
    assert [path.name for path in fresh.course.root.glob("*gradebook*")] == ["gradebook.db"]
    with sqlite3.connect(fresh.course.root / "gradebook.db") as book:
        assert book.execute("select count(*) from alembic_version").fetchone() == (1,)


HOLD = """
import sys
from pathlib import Path
from autograder.lock import grading_lock
with grading_lock(Path(sys.argv[1]), "autograder grade toy"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_nbgrader_autograde_beside_another_grader_says_who_and_changes_nothing(toy, caplog):
    toy.hand_in()
    half = toy.course.autograded / "bob" / "toy"
    half.mkdir(parents=True)
    before = (toy.course.root / "gradebook.db").read_bytes()
    command = [sys.executable, "-c", HOLD, str(toy.course.journal / "toy")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(NbGraderException, match=rf"process {holder.pid} .*Nothing was changed"):
            toy.autograde()
        holder.kill()
    assert (toy.course.root / "gradebook.db").read_bytes() == before
    assert os.listdir(toy.course.autograded) == ["bob"]
    assert half.is_dir()
    toy.autograde()
    assert toy.grades()["step"].auto_score == 40


def test_what_counts_without_a_sandbox_is_asked_for_in_both_passes(toy, grader):
    toy.hand_in("ada")
    asked = Acceptance(protect=False, taken={"a notebook": "a key"})
    write(toy, "ada", acceptance=asked)
    assert len(grader.acceptances) >= 2
    assert set(map(str, grader.acceptances)) == {str(asked)}


def test_nbgraders_own_command_asks_for_the_sandbox(toy, grader):
    toy.hand_in("ada")
    toy.autograde()
    assert set(map(str, grader.acceptances)) == {str(Acceptance())}
