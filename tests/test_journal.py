import json
import os
import subprocess
import sys

import pytest

from autograder.errors import CourseError
from autograder.journal import Journal
from autograder.verdict import QuestionResult, TestResult, Verdict

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
    assert journal.changed == {KEY}
    journal.put(KEY, VERDICT)
    assert journal.get(KEY) == VERDICT


def path_of(journal, key=KEY):
    return journal.folder / "verdicts" / f"{key}.json"


EDITS = {
    "another seed": lambda told: told | {"seed": 4},
    "points": lambda told: (
        told | {"questions": [{"question": "q", "tests": [], "diagnosis": None}]}
    ),
    "no digest": lambda told: {k: v for k, v in told.items() if k != "digest"},
    "an empty digest": lambda told: told | {"digest": ""},
    "a digest of another form": lambda told: told | {"digest": [1]},
    "one field more": lambda told: told | {"bonus": 100},
    "one field less": lambda told: {k: v for k, v in told.items() if k != "output"},
    "a giant number": lambda told: told | {"seed": 10**400},
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_verdict_edited_into_other_valid_json_counts_as_none_and_is_told(journal, edit):
    journal.put(KEY, VERDICT)
    path = path_of(journal)
    path.write_text(json.dumps(EDITS[edit](json.loads(path.read_text()))))
    assert journal.get(KEY) is None
    assert journal.changed == {KEY}
    journal.put(KEY, VERDICT)
    assert journal.get(KEY) == VERDICT


def test_a_verdict_copied_to_another_key_counts_as_none_and_is_told(journal):
    journal.put(KEY, VERDICT)
    path_of(journal, "x" * 64).write_bytes(path_of(journal).read_bytes())
    assert journal.get("x" * 64) is None
    assert journal.changed == {"x" * 64}
    assert journal.get(KEY) == VERDICT


def test_other_indentation_and_another_order_of_fields_change_nothing(journal):
    journal.put(KEY, VERDICT)
    path = path_of(journal)
    path.write_text(json.dumps(json.loads(path.read_text()), sort_keys=True))
    assert journal.get(KEY) == VERDICT
    assert journal.changed == set()


def test_a_verdict_that_is_not_there_was_not_changed(journal):
    assert journal.get(KEY) is None
    assert journal.changed == set()


HARD_TEXTS = ["\0", "\x1b[31m", "\u2028", "\U0001f600", "x" * 10**6, '"\\', "\ufffe"]


@pytest.mark.parametrize("text", HARD_TEXTS, ids=ascii)
def test_whatever_a_student_wrote_is_kept_to_the_letter(journal, text):
    test = TestResult("t", "T", 1.0, 0.1 + 0.2, "crashed", text, text, text)
    questions = (QuestionResult("q", (test,)),)
    verdict = Verdict("a1", questions, 3, (text,), (text,), text, output=text)
    journal.put(KEY, verdict)
    assert journal.get(KEY) == verdict


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
