"""The audit trail: what changed is appended, nothing is ever lost or rewritten."""

import os
import threading

import pytest

from autograder.errors import CourseError
from autograder.history import History


@pytest.fixture
def history(tmp_path):
    return History(tmp_path)


def test_a_trail_that_was_taken_away_begins_anew(tmp_path):
    history = History(tmp_path)
    history.note("ada", {"step": 1.0})
    assert history.last("ada").points == {"step": 1.0}
    history.path.unlink()
    assert history.last("ada") is None
    history.note("bob", {})
    assert history.last("bob") is not None


def test_what_was_written_last_is_known_and_who_wrote_it(history):
    history.note("ada", {"double": 40.0}, key="a" * 64)
    history.note("ada", {"double": 100.0}, key="b" * 64, why={"double": ["the solution"]})
    history.note("bob", {"double": None}, review="no notebook")
    last = history.last("ada")
    assert (last.points, last.why, last.total) == (
        {"double": 100.0},
        {"double": ["the solution"]},
        100,
    )
    assert " on " in last.who
    assert last.when.endswith("+00:00")
    assert (history.last("bob").total, history.last("bob").review) == (None, "no notebook")
    assert history.last("eve") is None


def test_what_is_the_same_as_before_leaves_no_entry(history):
    for _ in range(3):
        history.note("ada", {"double": 40.0}, key="a" * 64)
    assert len(list(history.entries())) == 1


def test_another_reader_sees_what_was_appended_since(history, tmp_path):
    other = History(tmp_path)
    assert other.last("ada") is None
    history.note("ada", {"double": 1.0})
    assert other.last("ada").points == {"double": 1.0}
    history.note("ada", {"double": 2.0})
    assert other.last("ada").points == {"double": 2.0}
    assert [entry.points["double"] for entry in other.entries()] == [1.0, 2.0]


def test_half_a_line_of_a_killed_writer_costs_only_itself(history, tmp_path):
    history.note("ada", {"double": 1.0})
    with history.path.open("ab") as file:
        file.write(b'{"when": "2027-01')
    History(tmp_path).note("bob", {"double": 2.0})
    fresh = History(tmp_path)
    assert [entry.student for entry in fresh.entries()] == ["ada", "bob"]
    assert fresh.last("bob").points == {"double": 2.0}


def test_writers_at_the_same_time_do_not_mix_their_lines(history, tmp_path):
    def write(name):
        mine = History(tmp_path)
        for score in range(50):
            mine.note(name, {"double": float(score)}, review="long " * 50)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("ada", "bob", "eve")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    entries = list(history.entries())
    assert len(entries) == 150
    for name in ("ada", "bob", "eve"):
        scores = [entry.points["double"] for entry in entries if entry.student == name]
        assert scores == list(range(50))


def test_a_trail_that_cannot_be_written_is_told(tmp_path):
    history = History(tmp_path)
    history.path.mkdir()
    with pytest.raises(CourseError, match=r"audit trail .* could not be"):
        history.note("ada", {"double": 1.0})


def test_a_disk_that_ends_within_a_line_is_told_and_the_next_line_is_whole(history, monkeypatch):
    history.note("ada", {"double": 1.0})
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:20]))
    with pytest.raises(CourseError, match=r"audit trail .* could not be written: No space left"):
        history.note("bob", {"double": 2.0})
    monkeypatch.undo()
    history.note("eve", {"double": 3.0})
    assert [entry.student for entry in history.entries()] == ["ada", "eve"]
    history.note("bob", {"double": 2.0})
    assert history.last("bob").points == {"double": 2.0}
