"""Archives by strangers: nothing is written outside, nothing is lost, and a run ends in words."""

import io
import os
import stat
import struct
import tarfile
import zipfile

import pytest

from autograder.collecting import sources
from autograder.errors import SourceError
from tests.collecting.conftest import as_folder, as_tar, as_zip, notebook

A, B = notebook("x = 1"), notebook("x = 2")
GOOD = "lovelaceada_4711_1001_a3_gated.ipynb"


def why(found):
    return {name.split(": ", 1)[1]: reason for name, reason in found.unmatched}


def outside(klass, before):
    """What was written other than into the course's own folders for it."""
    own = (klass.course.submitted, klass.course.collected, klass.course.journal)
    return {
        path
        for path, data in klass.everything().items()
        if before.get(path) != data and not any(path.is_relative_to(folder) for folder in own)
    }


@pytest.mark.parametrize(
    "name",
    [
        "../../escaped.ipynb",
        "/etc/escaped.ipynb",
        "C:/windows/escaped.ipynb",
        "..\\..\\escaped.ipynb",
        "a/../../escaped.ipynb",
        "obrienbob_4712_1_../../../escaped.ipynb",
    ],
)
@pytest.mark.parametrize("make", [as_zip, as_tar])
def test_a_name_that_leads_out_of_the_archive_is_told_and_written_nowhere(klass, name, make):
    archive = make(klass.downloads / "s.zip", {name: B, GOOD: A})
    before = klass.everything()
    found = klass.collect(archive, layout="canvas")
    assert list(why(found).values()) == ["its name leads out of the archive"]
    assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}}
    assert outside(klass, before) == set()


def test_a_students_id_cannot_lead_out_of_submitted(klass):
    files = {"..%2f/a3_gated.ipynb": A, "a*b/a3_gated.ipynb": B, ".git/a3_gated.ipynb": B}
    archive = as_zip(klass.downloads / "f.zip", files)
    before = klass.everything()
    found = klass.collect(archive, roster=False)
    assert all("cannot be the name of a folder" in reason for reason in why(found).values())
    assert len(found.unmatched) == 3
    assert outside(klass, before) == set()


def test_links_in_archives_and_folders_are_told_and_not_followed(klass):
    secret = klass.downloads / "secret.ipynb"
    secret.write_bytes(b"secret")
    info = zipfile.ZipInfo("obrienbob_4712_1002_a3_gated.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = as_zip(klass.downloads / "s.zip", [(info, str(secret).encode()), (GOOD, A)])
    found = klass.collect(archive)
    assert list(why(found).values()) == ["a link or device, no file"]
    folder = as_folder(klass.downloads / "in", {"ada/a3_gated.ipynb": A})
    (folder / "bob").mkdir()
    (folder / "bob" / "a3_gated.ipynb").symlink_to(secret)
    (folder / "gru").symlink_to(klass.downloads)
    os.mkfifo(folder / "ada" / "pipe")
    found = klass.collect(folder)
    assert set(why(found)) == {"ada/pipe", "bob/a3_gated.ipynb", "gru"}
    assert b"secret" not in str(klass.handed_in()).encode()


def test_links_and_devices_in_a_tar_are_told(klass):
    path = klass.downloads / "s.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (("a", tarfile.SYMTYPE), ("b", tarfile.LNKTYPE), ("c", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(f"obrienbob_4712_{ord(name)}_{name}.ipynb")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo(GOOD)
        info.size = len(A)
        archive.addfile(info, io.BytesIO(A))
    found = klass.collect(path)
    assert list(why(found).values()) == ["a link or device, no file"] * 3
    assert klass.notebook_of("ada") == A


def test_a_bomb_is_not_unpacked(klass):
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("obrienbob_4712_1002_a3_gated.ipynb", b"0" * (sources.MAX_FILE_BYTES + 1))
        archive.writestr(GOOD, A)
    path = klass.downloads / "bomb.zip"
    path.write_bytes(zeros.getvalue())
    assert path.stat().st_size < 200_000
    found = klass.collect(path)
    assert "over 50 MB, as bombs are" in next(iter(why(found).values()))
    assert list(klass.handed_in()) == ["ada"]


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_either(klass):
    path = as_zip(klass.downloads / "liar.zip", {GOOD: b"0" * (sources.MAX_FILE_BYTES + 1)})
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02")
    told = bytearray(data)
    told[at + 24 : at + 28] = struct.pack("<I", 100)  # the size when unpacked
    path.write_bytes(bytes(told))
    found = klass.collect(path)
    assert [what for _, what in found.outcomes] == ["unreadable"]
    assert klass.handed_in() == {}
    assert not found.is_clean


def test_a_bomb_in_a_students_own_zip_leaves_the_zip_for_a_person(klass):
    bomb = as_zip(
        klass.downloads / "b.zip", {"a3_gated.ipynb": b"0" * (sources.MAX_FILE_BYTES + 1)}
    ).read_bytes()
    klass.collect(as_folder(klass.downloads / "in", {"ada/work.zip": bomb}))
    assert klass.handed_in() == {"ada": {"work.zip": bomb}}


def test_more_entries_than_a_class_has_are_refused(klass, monkeypatch):
    monkeypatch.setattr(sources, "MAX_ENTRIES", 10)
    files = {f"obrienbob_4712_{number}_x.ipynb": b"" for number in range(11)}
    for make in (as_zip, as_tar):
        with pytest.raises(SourceError, match="more than 10 entries"):
            klass.collect(make(klass.downloads / "s.zip", files))


def test_an_encrypted_entry_is_told(klass):
    path = as_zip(klass.downloads / "s.zip", {"obrienbob_4712_1002_a3_gated.ipynb": B, GOOD: A})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(bytes(data))
    found = klass.collect(path)
    assert list(why(found).values()) == ["encrypted; unpack it with its password"]
    assert list(klass.handed_in()) == ["ada"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_both_seen(klass):
    path = klass.downloads / "s.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/a3_gated.ipynb", A)
        archive.writestr("ada/a3_gated.ipynb", B)
    found = klass.collect(path)
    assert set(klass.handed_in()["ada"].values()) == {A, B}
    assert "needs review" in found.outcomes[0][0].notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp437"])
def test_names_without_a_mark_for_their_encoding_are_read(klass, encoding):
    name = "grüßeñandú_1_1003_a3_gated.ipynb"
    path = as_zip(klass.downloads / "s.zip", {"x" * len(name.encode(encoding)): A})
    data = path.read_bytes().replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    path.write_bytes(data)
    klass.collect(path)
    assert list(klass.handed_in()) == ["gru"]


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_an_archive_that_breaks_off_is_refused_as_a_whole(klass, keep):
    path = as_zip(klass.downloads / "s.zip", {GOOD: A, "obrienbob_4712_1_a3_gated.ipynb": B})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(SourceError, match=r"s\.zip .*Download it again"):
        klass.collect(path)
    assert klass.handed_in() == {}


def test_a_damaged_entry_costs_that_hand_in_alone_and_is_told(klass):
    path = klass.downloads / "s.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("obrienbob_4712_1002_a3_gated.ipynb", B)
        archive.writestr(GOOD, A)
    data = bytearray(path.read_bytes())
    data[80] ^= 0xFF
    path.write_bytes(bytes(data))
    found = klass.collect(path)
    assert {chosen.student: what for chosen, what in found.outcomes} == {
        "ada": "new", "bob": "unreadable",
    }  # fmt: skip
    assert list(klass.handed_in()) == ["ada"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("none.zip", None, "does not exist"),
        ("a.rar", b"Rar!", "not read here; expected zip or tar"),
        ("a.zip", b"<html>Please log in", "no whole archive"),
        ("empty.zip", b"", "no whole archive"),
        ("nothing.zip", b"PK\x05\x06" + bytes(18), "holds no files"),
    ],
)
def test_what_is_no_archive_is_told_so(klass, name, data, words):
    path = klass.downloads / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SourceError, match=words):
        klass.collect(path)


def test_one_damaged_source_of_two_means_nothing_is_written(klass):
    good = as_zip(klass.downloads / "good.zip", {GOOD: A})
    bad = klass.downloads / "bad.zip"
    bad.write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceError):
        klass.collect(good, bad)
    assert klass.handed_in() == {}


def test_what_operating_systems_leave_in_archives_is_counted_and_nobodys(klass):
    files = {GOOD: A, "__MACOSX/._x.ipynb": b"m", ".DS_Store": b"d", "._y.ipynb": b"a"}
    found = klass.collect(as_zip(klass.downloads / "s.zip", files))
    assert (found.is_clean, found.passed) == (True, 3)


def test_every_entry_is_accounted_for(klass):
    """Nothing is lost: each is a hand-in, told as unmatched, or counted as the platform's."""
    files = {
        GOOD: A,
        "lovelaceada_4711_900_older.ipynb": B,
        "stranger_9_1_a3_gated.ipynb": A,
        "readme.txt": b"r",
        "../up.ipynb": B,
        ".DS_Store": b"d",
    }
    found = klass.collect(as_zip(klass.downloads / "s.zip", files))
    assert len(found.unmatched) == 3
    assert found.passed == 1
    ((chosen, _),) = found.outcomes
    assert "of 2 notebooks" in chosen.notes[0]


def test_no_line_of_a_notebook_runs(klass, tmp_path):
    trap = tmp_path / "ran"
    code = f"open({str(trap)!r}, 'w')"
    files = {"ada/a.ipynb": notebook(code), "ada/b.ipynb": notebook(code + " ")}
    klass.collect(as_folder(klass.downloads / "in", files))
    assert not trap.exists()
