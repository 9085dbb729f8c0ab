"""Whose hand-ins are graded, and what an interruption does."""

import os
import shutil
import signal
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.batch import Batch
from autograder.course import find_course, load_assignment
from autograder.errors import CourseError, Locked, NotebookError
from autograder.verdict import Verdict

ROOT = Path(__file__).parents[1]


@pytest.fixture
def batch(tmp_path):
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("assignments", "solutions", "release"):
        (tmp_path / name).symlink_to(ROOT / name)
    course = find_course(tmp_path)
    return Batch(course, load_assignment(course, "a1_rnn"))


def hand_in(batch, student, name="a1_rnn.ipynb", text=None):
    folder = batch.course.submitted / student / "a1_rnn"
    folder.mkdir(parents=True, exist_ok=True)
    release = ROOT / "release" / "a1_rnn" / "a1_rnn.ipynb"
    (folder / name).write_text(text if text is not None else release.read_text())
    return folder


def test_everyone_with_a_folder_for_the_assignment_is_chosen_in_order(batch):
    for student in ("grace", "ada"):
        hand_in(batch, student)
    (batch.course.submitted / "alan" / "a2_bptt").mkdir(parents=True)
    assert batch.chosen(()) == ["ada", "grace"]


def test_an_empty_class_says_where_hand_ins_are_expected(batch):
    with pytest.raises(CourseError, match=r"no hand-in of anyone; expected notebooks in .*STUDENT"):
        batch.chosen(())


def test_a_student_without_hand_in_is_named(batch):
    hand_in(batch, "ada")
    with pytest.raises(CourseError, match=r"no hand-in of zuse.*`autograder collect` fills it"):
        batch.chosen(["ada", "zuse"])
    with pytest.raises(CourseError, match=r"Did you mean ada\?"):
        batch.chosen(["adda"])


def test_an_unreadable_notebook_needs_review_and_starts_no_sandbox(batch, monkeypatch):
    monkeypatch.setattr("autograder.batch.Zygote", None)
    hand_in(batch, "ada", text='{"cells": [')
    with batch.grading() as outcomes:
        (outcome,) = outcomes
    assert outcome.verdict is None
    assert "a1_rnn.ipynb" in outcome.review


def test_a_second_grader_says_who_is_at_it_and_changes_nothing(batch, monkeypatch):
    hand_in(batch, "ada")
    folder = batch.course.journal / "a1_rnn"
    folder.mkdir(parents=True)

    def held(*_):
        raise BlockingIOError

    (folder / "lock").write_text("ada (process 7 on her laptop), `autograder grade a1_rnn`")
    monkeypatch.setattr("fcntl.flock", held)
    with pytest.raises(
        Locked, match=r"^ada \(process 7 .* is grading `a1_rnn` already\. Nothing was"
    ):
        batch.grading().__enter__()
    assert [path.name for path in folder.iterdir()] == ["lock"]


def test_what_killed_graders_left_is_swept(batch):
    hand_in(batch, "ada", text='{"cells": [')
    left = batch.course.journal / "a1_rnn" / "verdicts" / ".unfinished-x"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a verdict")
    with batch.grading():
        pass
    assert not left.exists()


def test_changed_verdicts_are_counted_and_graded_again(batch, monkeypatch):
    monkeypatch.setattr("autograder.batch.Zygote", lambda *_, **__: nullcontext())
    graded = []

    class Pool(nullcontext):
        def grade(self, jobs, stop):
            for job in jobs:
                graded.append(job.name)
                yield job.name, Verdict("a1_rnn", (), 1, hashes={"of": job.name})

        __enter__ = lambda self: self  # noqa: E731

    monkeypatch.setattr("autograder.batch.Pool", lambda *_: Pool())
    release = (ROOT / "release" / "a1_rnn" / "a1_rnn.ipynb").read_text()
    for student in ("ada", "bob", "eve"):
        other = release.replace("NotImplementedError", f"NotImplementedError # {student}\\n", 1)
        hand_in(batch, student, text=other)

    def graded_now():
        with batch.grading() as outcomes:
            return [outcome.student for outcome in outcomes if outcome.fresh]

    assert graded_now() == ["ada", "bob", "eve"]
    assert (graded_now(), batch.changed) == ([], 0)
    verdicts = batch.course.journal / "a1_rnn" / "verdicts"
    for path in verdicts.glob("*.json"):
        text = path.read_text()
        if "bob" not in text:
            path.write_text(text.replace('"seed": 1', '"seed": 2'))
    assert (graded_now(), batch.changed) == (["ada", "eve"], 2)
    assert (graded_now(), batch.changed) == ([], 0)


def test_a_mistake_of_ours_in_mending_costs_one_hand_in_its_verdict_and_nobody_else(
    batch, monkeypatch
):
    monkeypatch.setattr("autograder.batch.heal", lambda nb, release: {}["a mistake"])
    hand_in(batch, "ada")
    with batch.grading() as outcomes:
        (outcome,) = outcomes
    assert "could not mend this notebook (KeyError: 'a mistake')" in outcome.review


def test_a_file_in_place_of_a_folder_is_somebodys_hand_in(batch):
    hand_in(batch, "ada")
    (batch.course.submitted / "bob").mkdir()
    (batch.course.submitted / "bob" / "a1_rnn").write_text("my work")
    assert batch.chosen(()) == ["ada", "bob"]
    with pytest.raises(NotebookError, match="is a file; expected a folder"):
        batch.read("bob")


def test_what_several_students_handed_in_is_graded_once(batch, monkeypatch):
    verdict = Verdict("a1_rnn", (), 1)
    graded = []

    @contextmanager
    def played(*arguments, **keywords):
        yield SimpleNamespace(grade=grade)

    def grade(jobs, stop):
        for job in jobs:
            graded.append(job.name)
            yield job.name, verdict

    monkeypatch.setattr("autograder.batch.Zygote", played)
    monkeypatch.setattr("autograder.batch.Pool", played)
    for student in ("ada", "bob", "eve"):
        hand_in(batch, student)
    with batch.grading() as outcomes:
        found = {outcome.student: outcome for outcome in outcomes}
    assert graded == ["ada"]
    assert set(found) == {"ada", "bob", "eve"}
    assert [found[name].fresh for name in ("ada", "bob", "eve")] == [True, False, False]
    assert all(outcome.verdict == verdict for outcome in found.values())


def test_the_first_interruption_asks_to_stop_and_the_second_stops(batch):
    with batch.interruptible():
        os.kill(os.getpid(), signal.SIGINT)
        assert batch.stopped
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_python_gets_its_own_handling_of_ctrl_c_back(batch):
    before = signal.getsignal(signal.SIGINT)
    with batch.interruptible():
        pass
    assert signal.getsignal(signal.SIGINT) is before
