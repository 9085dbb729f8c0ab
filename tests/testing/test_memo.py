import os

import numpy as np
import pytest

from autograder import errors
from autograder.sandbox.protocol import encode
from autograder.testing.memo import Memo

KEY = "ab" + "c" * 62


@pytest.fixture
def memo(tmp_path):
    return Memo(tmp_path / "memo")


class Maker:
    """Counts how often an answer is made."""

    def __init__(self, answer):
        self.answer = answer
        self.times = 0

    def __call__(self):
        self.times += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def kept(memo):
    return [path for path in memo.folder.rglob("*") if path.is_file()]


def test_an_answer_is_made_once_for_this_process_and_the_next(memo):
    make = Maker({"a": np.arange(3.0), "b": [None, "x"]})
    for one in (memo, memo, Memo(memo.folder)):
        answer = one.get_or_make(KEY, make)
        np.testing.assert_array_equal(answer["a"], [0, 1, 2])
        assert answer["b"] == [None, "x"]
    assert make.times == 1


def test_none_is_an_answer_too(memo):
    make = Maker(None)
    assert memo.get_or_make(KEY, make) is None
    assert Memo(memo.folder).get_or_make(KEY, make) is None
    assert make.times == 1


@pytest.mark.parametrize(
    "failure",
    [
        errors.StudentError("ValueError: no", "line 1: no", "ValueError"),
        errors.Missing("`f` is not defined"),
        errors.ForbiddenCall("`keras.layers.GRU` was called"),
        errors.NotPlainData("the answer holds a set"),
    ],
)
def test_a_failure_of_the_code_is_kept_with_all_it_says(memo, failure):
    make = Maker(failure)
    for one in (memo, Memo(memo.folder)):
        with pytest.raises(type(failure)) as caught:
            one.get_or_make(KEY, make)
        assert caught.value.message == failure.message
        assert caught.value.traceback == failure.traceback
        assert getattr(caught.value, "kind", "") == getattr(failure, "kind", "")
    assert make.times == 1


@pytest.mark.parametrize("kind", [errors.TimedOut, errors.OutOfMemory, errors.Crashed])
def test_a_failure_that_a_busy_machine_may_cause_is_tried_again(memo, kind):
    make = Maker(kind("too much for now"))
    with pytest.raises(kind):
        memo.get_or_make(KEY, make)
    make.answer = 5
    assert memo.get_or_make(KEY, make) == 5
    assert kept(memo)


def test_an_error_of_the_grader_is_not_kept(memo):
    make = Maker(errors.SandboxError("the zygote died"))
    with pytest.raises(errors.SandboxError):
        memo.get_or_make(KEY, make)
    assert kept(memo) == []


@pytest.mark.parametrize("damage", [b"", b"\x81", b"\x81\xa6answer", b"\xc0", b"\x80", b"\xff" * 9])
def test_a_damaged_file_is_made_anew(memo, damage):
    make = Maker("whole")
    memo.get_or_make(KEY, make)
    (path,) = kept(memo)
    path.write_bytes(damage)
    assert Memo(memo.folder).get_or_make(KEY, make) == "whole"
    assert make.times == 2
    assert Memo(memo.folder).get_or_make(KEY, make) == "whole"
    assert make.times == 2


def test_an_edited_answer_is_made_anew(memo):
    make = Maker([1, 2])
    memo.get_or_make(KEY, make)
    (path,) = kept(memo)
    whole = path.read_bytes()
    other = encode({"answer": [1, 3]})
    for edited in (whole[:-1] + b"\x03", whole[:32] + other, other, bytes(32) + other):
        path.write_bytes(edited)
        assert Memo(memo.folder).get_or_make(KEY, make) == [1, 2]
        assert path.read_bytes() == whole
    assert make.times == 5


def test_an_answer_copied_to_another_key_is_made_anew(memo):
    memo.get_or_make(KEY, Maker(1))
    (path,) = kept(memo)
    other = KEY[:-1] + "d"
    path.with_name(other[2:]).write_bytes(path.read_bytes())
    assert Memo(memo.folder).get_or_make(other, Maker(2)) == 2


def test_a_folder_that_cannot_be_made_costs_only_speed(tmp_path):
    (tmp_path / "memo").write_text("a file stands in its place")
    make = Maker(7)
    for _ in range(2):
        assert Memo(tmp_path / "memo").get_or_make(KEY, make) == 7
    assert make.times == 2


def test_a_full_disk_costs_only_speed_and_leaves_nothing_behind(memo, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    make = Maker(7)
    for _ in range(2):
        assert Memo(memo.folder).get_or_make(KEY, make) == 7
    assert make.times == 2
    assert kept(memo) == []


def test_two_keys_do_not_meet(memo):
    assert memo.get_or_make(KEY, Maker(1)) == 1
    assert memo.get_or_make(KEY[:-1] + "d", Maker(2)) == 2
    assert Memo(memo.folder).get_or_make(KEY, Maker(3)) == 1


def test_a_memo_that_does_not_write_reads_what_others_kept_and_leaves_no_file(memo):
    memo.get_or_make(KEY, Maker(3))
    before = {path: path.read_bytes() for path in memo.folder.rglob("*") if path.is_file()}
    reader = Memo(memo.folder, writes=False)
    assert reader.get_or_make(KEY, Maker(5)) == 3
    make = Maker(7)
    for _ in range(2):
        assert reader.get_or_make("f" * 64, make) == 7
    assert make.times == 1
    assert {p: p.read_bytes() for p in memo.folder.rglob("*") if p.is_file()} == before
