"""Which of several files is the hand-in, and what becomes of one that is there already."""

import pytest

from autograder.collecting.naming import is_named, safe_name
from autograder.errors import Locked
from autograder.lock import grading_lock
from tests.collecting.conftest import as_folder, as_zip, notebook

A, B, C = (notebook(f"x = {number}") for number in range(3))
SCRATCH = notebook("scratch", question="something_else")


@pytest.mark.parametrize(
    "name",
    [
        "a3_gated.ipynb", "a3_gated (1).ipynb", "a3_gated(12).ipynb", "a3_gated-2.ipynb",
        "Copy_of_a3_gated.ipynb", "Copy of Copy of a3_gated.ipynb", "a3_gated - Copy.ipynb",
        "Kopie von a3_gated.ipynb", "A3_Gated.IPYNB", "a3 gated.ipynb", "a3_gated.ipynb.txt",
        "a3_gated (1) (2).ipynb", "a3_gated-1 copy.ipynb", "a3_gated.ipynb.json",
    ],
)  # fmt: skip
def test_what_browsers_and_drives_make_of_a_name_is_still_that_name(name):
    assert is_named(name, "a3_gated")


@pytest.mark.parametrize("name", ["a4_decoding.ipynb", "scratch.ipynb", "my_a3_gated.ipynb", ""])
def test_another_name_is_another_name(name):
    assert not is_named(name, "a3_gated")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\x00b.py", "a_b.py"),
        (".bashrc", "bashrc"),
        ("timestamp.txt", "_timestamp.txt"),
        ("...", "_"),
        ("a[1]?.py", "a_1__.py"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_extension():
    short = safe_name("ü" * 500 + ".ipynb")
    assert len(short.encode()) <= 150
    assert short.endswith(".ipynb")


def collected(klass, files, **wishes):
    return klass.collect(as_folder(klass.downloads / "in", files), **wishes)


def test_the_notebook_with_cells_of_the_assignment_is_taken_under_any_name(klass):
    found = collected(klass, {"ada/final.ipynb": A, "ada/a_scratch.ipynb": SCRATCH})
    assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}}
    ((chosen, _),) = found.outcomes
    assert chosen.notes == ["`final.ipynb` of 2 notebooks: `a_scratch.ipynb`, `final.ipynb`"]


def test_of_two_with_such_cells_the_one_of_the_right_name_is_taken(klass):
    collected(klass, {"ada/a3_gated.ipynb": A, "ada/backup.ipynb": B})
    assert klass.notebook_of("ada") == A


def test_of_two_with_the_name_the_later_copy_is_taken(klass):
    collected(klass, {"ada/a3_gated (1).ipynb": A, "ada/a3_gated (2).ipynb": B})
    assert klass.notebook_of("ada") == B


def test_where_nothing_tells_them_apart_both_are_kept_for_a_person(klass):
    found = collected(klass, {"ada/one.ipynb": A, "ada/other.ipynb": B})
    assert klass.handed_in() == {"ada": {"one.ipynb": A, "other.ipynb": B}}
    ((chosen, _),) = found.outcomes
    assert "needs review" in chosen.notes[0]


def test_two_that_are_the_same_are_one(klass):
    collected(klass, {"ada/one.ipynb": A, "ada/other.ipynb": A})
    assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}}


def test_a_damaged_notebook_of_the_right_name_goes_before_a_whole_one_of_something_else(klass):
    collected(klass, {"ada/a3_gated.ipynb": b'{"cells": [', "ada/scratch.ipynb": SCRATCH})
    assert klass.notebook_of("ada") == b'{"cells": ['


def test_a_notebook_in_a_zip_that_the_student_made_is_taken_out(klass):
    inner = as_zip(klass.downloads / "inner.zip", {"work/a3_gated.ipynb": A, "work/plot.png": b"p"})
    found = collected(klass, {"ada/homework.zip": inner.read_bytes()})
    assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}}
    assert "taken out of `homework.zip`" in found.outcomes[0][0].notes


def test_who_handed_in_no_notebook_waits_for_a_person_with_what_there_is(klass):
    found = collected(
        klass, {"ada/a3_gated.py": b"x", "ada/Read.me": b"1", "ada/sub/read.me": b"2"}
    )
    assert klass.handed_in() == {"ada": {"a3_gated.py": b"x", "Read.me": b"1", "read_2.me": b"2"}}
    assert "no notebook; needs review" in found.outcomes[0][0].notes


def test_the_same_again_changes_nothing(klass):
    source = as_folder(klass.downloads / "in", {"ada/a3_gated.ipynb": A})
    klass.collect(source)
    before = klass.everything()
    ((_, what),) = klass.collect(source).outcomes
    assert (what, klass.everything()) == ("same", before)


def test_what_differs_and_cannot_be_told_to_be_newer_is_left(klass):
    collected(klass, {"ada/a3_gated.ipynb": A})
    found = collected(klass, {"ada/a3_gated.ipynb": B})
    assert [what for _, what in found.outcomes] == ["differs"]
    assert klass.notebook_of("ada") == A
    assert not found.is_clean


def test_force_takes_it_and_keeps_the_other(klass):
    collected(klass, {"ada/a3_gated.ipynb": A, "ada/timestamp.txt": b"2027-02-03 10:00:00 UTC"})
    (klass.downloads / "in" / "ada" / "timestamp.txt").unlink()
    collected(klass, {"ada/a3_gated.ipynb": B}, force=True)
    assert klass.notebook_of("ada") == B
    assert klass.time_of("ada") is None, "the time was the other's"
    kept = klass.course.collected / "a3_gated" / "replaced" / "ada"
    assert {p.name: p.read_bytes() for p in kept.rglob("*") if p.is_file()} == {
        "a3_gated.ipynb": A, "timestamp.txt": b"2027-02-03 10:00:00 UTC\n",
    }  # fmt: skip


@pytest.mark.parametrize(("hour", "outcome", "stays"), [("09", "older", A), ("11", "replaced", B)])
def test_the_later_time_wins(klass, hour, outcome, stays):
    collected(klass, {"ada/a3_gated.ipynb": A, "ada/timestamp.txt": b"2027-02-03 10:00:00 UTC"})
    time = f"2027-02-03 {hour}:00:00 UTC".encode()
    found = collected(klass, {"ada/a3_gated.ipynb": B, "ada/timestamp.txt": time})
    assert [what for _, what in found.outcomes] == [outcome]
    assert klass.notebook_of("ada") == stays


def test_what_a_ta_changed_by_hand_is_not_overwritten_by_a_number(klass):
    old = as_zip(klass.downloads / "old.zip", {"lovelaceada_4711_1001_a3_gated.ipynb": A})
    new = as_zip(klass.downloads / "new.zip", {"lovelaceada_4711_1055_a3_gated.ipynb": B})
    klass.collect(old)
    (klass.course.submitted / "ada" / "a3_gated" / "a3_gated.ipynb").write_bytes(C)
    assert [what for _, what in klass.collect(new).outcomes] == ["differs"]
    assert klass.notebook_of("ada") == C


def test_a_dry_run_tells_the_same_and_writes_nothing(klass):
    source = as_folder(klass.downloads / "in", {"ada/a3_gated.ipynb": A, "who/x.ipynb": B})
    before = klass.everything()
    dry = klass.collect(source, dry=True)
    assert klass.everything() == before
    real = klass.collect(source)
    assert [what for _, what in dry.outcomes] == [what for _, what in real.outcomes] == ["new"]
    assert dry.unmatched == real.unmatched


def test_a_run_that_was_killed_is_made_whole_by_the_next(klass, monkeypatch):
    files = {"ada/a3_gated.ipynb": A, "ada/timestamp.txt": b"2027-02-03 10:00:00 UTC"}
    source = as_folder(klass.downloads / "in", files)
    from autograder.collecting import placing

    write, calls = placing.write_whole, []

    def killed(path, data, **options):
        calls.append(path)
        if path.name == "timestamp.txt":
            raise KeyboardInterrupt
        write(path, data, **options)

    monkeypatch.setattr(placing, "write_whole", killed)
    with pytest.raises(KeyboardInterrupt):
        klass.collect(source)
    monkeypatch.setattr(placing, "write_whole", write)
    klass.collect(source)
    assert klass.notebook_of("ada") == A
    assert klass.time_of("ada") is not None


def test_it_waits_for_nobody_who_grades(klass):
    source = as_folder(klass.downloads / "in", {"ada/a3_gated.ipynb": A})
    import subprocess
    import sys

    folder = klass.course.journal / "a3_gated"
    code = (
        "import sys; from pathlib import Path; from autograder.lock import grading_lock\n"
        "with grading_lock(Path(sys.argv[1]), 'autograder grade a3_gated'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Locked, match="autograder grade a3_gated"):
            klass.collect(source)
        holder.stdin.close()
    with grading_lock(folder, "now free"):
        pass
    assert klass.handed_in() == {}
