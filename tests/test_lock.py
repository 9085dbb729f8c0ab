"""Two graders at one assignment: the second hears of the first, and nothing gets in its way."""

import errno
import os
import signal
import subprocess
import sys

import pytest

from autograder.errors import CourseError, Locked
from autograder.lock import grading_lock

HOLD = """
import sys
from pathlib import Path
from autograder.lock import grading_lock
with grading_lock(Path(sys.argv[1]), "autograder grade toy"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "journal" / "toy"


@pytest.fixture
def holder(folder):
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_grader_hears_who_where_since_when_and_with_which_command(folder, holder):
    with (
        pytest.raises(
            Locked,
            match=rf"process {holder.pid} on .+\), `autograder grade toy`, since \d{{4}}-\d\d-\d\d "
            r"\d\d:\d\d:\d\d is grading `toy` already\. Nothing was changed\. Wait until",
        ),
        grading_lock(folder, "autograder grade toy"),
    ):
        pytest.fail("two graders hold one lock")


def test_another_assignment_is_free(folder, holder):
    with grading_lock(folder.with_name("other"), "autograder grade other"):
        pass


def test_a_holder_that_is_killed_frees_the_lock(folder, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert "autograder grade" in (folder / "lock").read_text()
    with grading_lock(folder, "nbgrader autograde toy"):
        assert f"process {os.getpid()} on" in (folder / "lock").read_text()
    assert (folder / "lock").read_text() == ""


def test_within_a_process_that_holds_it_the_lock_is_held_already(folder):
    with grading_lock(folder, "autograder grade toy"), grading_lock(folder, "nbgrader autograde"):
        assert "`autograder grade toy`" in (folder / "lock").read_text()
    with grading_lock(folder, "nbgrader autograde"):
        assert "`nbgrader autograde`" in (folder / "lock").read_text()


def test_an_error_in_the_block_frees_the_lock(folder):
    with pytest.raises(ZeroDivisionError), grading_lock(folder, "one"):
        1 / 0  # noqa: B018
    with grading_lock(folder, "two"):
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_told_with_what_to_do(folder, monkeypatch, number):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    with (
        pytest.raises(CourseError, match=r"without locks .* Copy the course to a local disk"),
        grading_lock(folder, "autograder grade toy"),
    ):
        pytest.fail("a lock that is none")


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(folder):
    folder.parent.write_text("a file stands in its place")
    with (
        pytest.raises(CourseError, match=r"could not be opened: .* run the same command again"),
        grading_lock(folder, "autograder grade toy"),
    ):
        pytest.fail("a lock that is none")


def test_a_disk_too_full_for_the_text_still_gives_the_lock(folder, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with grading_lock(folder, "autograder grade toy"):
        assert (folder / "lock").read_text() == ""
