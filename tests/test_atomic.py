import os

import pytest

from autograder.atomic import UNFINISHED, sweep, unfinished, write_whole


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_is_written_and_replaced_in_folders_that_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "c"
    write_whole(path, b"one")
    write_whole(path, b"two", durable=False)
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["c"]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failing):
    path = tmp_path / "c"
    write_whole(path, b"one")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["c"]


def test_sweeping_removes_what_killed_writers_left_and_nothing_else(tmp_path):
    write_whole(tmp_path / "deep" / "kept", b"one")
    for folder in (tmp_path, tmp_path / "deep"):
        (folder / f"{UNFINISHED}x").write_bytes(b"half of")
    sweep(tmp_path)
    assert names(tmp_path) == ["kept"]
    sweep(tmp_path / "absent")


def test_an_unfinished_file_can_be_swept(tmp_path):
    with unfinished(tmp_path / "kept", b"one"):
        sweep(tmp_path)
        assert names(tmp_path) == []
