import os
import subprocess
import sys

import pytest

from autograder.errors import CourseError
from autograder.journal import Journal
from autograder.verdict import Verdict

VERDICT = Verdict(assignment="a1", questions=(), seed=3)
KEY = "k" * 64


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal" / "a1")


def files(journal):
    return sorted(path.name for path in journal.folder.rglob("*") if path.is_file())


def test_a_verdict_comes_back_as_it_was(journal):
    assert journal.get(KEY) is None
    journal.put(KEY, VERDICT)
    assert journal.get(KEY) == VERDICT
    assert journal.get("x" * 64) is None
    assert files(journal) == [f"{KEY}.json"]


def test_a_later_verdict_replaces_the_earlier_one(journal):
    journal.put(KEY, VERDICT)
    journal.put(KEY, Verdict(assignment="a1", questions=(), seed=4))
    assert journal.get(KEY).seed == 4
    assert files(journal) == [f"{KEY}.json"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"assignment": "a1"}',
        b"\xff\xfe",
        b'{"assignment": 3, "seed": 1}',
    ],
)
def test_a_damaged_verdict_counts_as_none(journal, damage):
    journal.put(KEY, VERDICT)
    next(journal.folder.rglob(f"{KEY}.json")).write_bytes(damage)
    assert journal.get(KEY) is None
    journal.put(KEY, VERDICT)
    assert journal.get(KEY) == VERDICT


def test_a_verdict_cut_short_at_any_byte_counts_as_none(journal):
    journal.put(KEY, VERDICT)
    path = next(journal.folder.rglob(f"{KEY}.json"))
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        assert journal.get(KEY) is None, size


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_says_what_to_do_and_leaves_the_old_verdict(journal, monkeypatch, failing):
    journal.put(KEY, VERDICT)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(CourseError, match=r"No space left on device\. Nothing is lost: make room"):
        journal.put(KEY, Verdict(assignment="a1", questions=(), seed=4))
    assert journal.get(KEY) == VERDICT
    assert files(journal) == [f"{KEY}.json"]


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path):
    (tmp_path / "journal").write_text("a file stands in its place")
    journal = Journal(tmp_path / "journal" / "a1")
    with pytest.raises(CourseError, match=r"could not be written .* run the same command again"):
        journal.put(KEY, VERDICT)
    with pytest.raises(CourseError, match=r"seed could not be written .*Make room there"):
        journal.seed()


def test_the_seed_is_drawn_once_and_kept(journal):
    seed = journal.seed()
    assert 0 <= seed < 2**32
    assert journal.seed() == Journal(journal.folder).seed() == seed
    assert files(journal) == ["seed"]


def test_two_journals_draw_two_seeds(tmp_path):
    seeds = {Journal(tmp_path / str(i)).seed() for i in range(5)}
    assert len(seeds) == 5


DRAW = """
import sys
from pathlib import Path
from autograder.journal import Journal
sys.stdin.readline()
print(Journal(Path(sys.argv[1])).seed())
"""


def test_graders_that_start_at_once_use_one_seed(journal):
    command = [sys.executable, "-c", DRAW, str(journal.folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    graders = [subprocess.Popen(command, **pipes) for _ in range(4)]
    for grader in graders:
        grader.stdin.write("go\n")
        grader.stdin.flush()
    drawn = {int(grader.communicate(timeout=20)[0]) for grader in graders}
    assert drawn == {journal.seed()}
    assert files(journal) == ["seed"]


@pytest.mark.parametrize("text", ["", "twelve", "-3", "1.5", "\xff"])
def test_a_damaged_seed_is_not_drawn_anew_in_silence(journal, text):
    journal.seed()
    (journal.folder / "seed").write_text(text, encoding="latin-1")
    with pytest.raises(
        CourseError, match=r"expected the seed, a whole number\. Restore it, or delete"
    ):
        journal.seed()


def test_a_seed_that_is_there_is_read_from_a_folder_that_cannot_be_written(journal, monkeypatch):
    seed = journal.seed()

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert journal.seed() == seed
