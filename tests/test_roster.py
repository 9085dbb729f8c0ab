"""The class list, and how students are found in it."""

import pytest

from autograder.errors import RosterError
from autograder.roster import Roster, Student, Who, read_roster, spellings

LIST = "id,name,email,canvas\nada,Ada Lovelace,ada@x.edu,4711\n"


@pytest.fixture
def read(tmp_path):
    def read(text, encoding="utf-8"):
        path = tmp_path / "roster.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_roster(path)

    return read


@pytest.mark.parametrize(
    "text",
    [
        LIST,
        LIST.replace(",", ";"),
        LIST.replace(",", "\t"),
        LIST.replace("\n", "\r\n"),
        LIST.replace("id,", " ID ,"),
        LIST + "\n,,,\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_roster_is_read_as_spreadsheets_save_it(read, text, encoding):
    assert read(text.replace("Ada", "Adä"), encoding).students == (
        Student("ada", "Adä Lovelace", "ada@x.edu", {"canvas": "4711"}),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,email\nAda,a@x\n", r"roster\.csv:1: there is no column `id`, but name, email"),
        ("", r"roster\.csv:1: there is no column `id`, but nothing"),
        ("id,name,name\n", r":1: the column `name` stands twice"),
        (LIST + "ada,Again,,\n", r":3: the id `ada` is that of line 2"),
        (LIST + "../x,Up,,\n", r":3: the id '../x' cannot be the name of a folder"),
        (LIST + ".x,Hidden,,\n", r":3: the id '.x' cannot"),
        (LIST + "a[b],Magic,,\n", r":3: the id 'a\[b\]' cannot"),
        (LIST + ",Nobody,,\n", r":3: the id '' is empty"),
    ],
)
def test_what_is_wrong_is_told_by_line(read, text, message):
    with pytest.raises(RosterError, match=message):
        read(text)


GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,a1_rnn (900),Final Score
,,,,,Manual Posting,
    Points Possible,,,,,100.0,(read only)
"Lovelace, Ada",4711,,alovel,CS 7643,90.0,90.0
"O'Brien, Bob",4712,S-1,bob@x.edu,CS 7643,,0.0
"Grüße, Ñandú",4713,S-2,,CS 7643,,0.0
"Student, Test",4799,,9f8e7d,CS 7643,,0.0
"""


def test_the_gradebook_that_canvas_exports_is_a_roster(read):
    roster = read(GRADEBOOK)
    assert [(one.id, one.email, one.others) for one in roster.students] == [
        ("alovel", "", {"canvas": "4711"}),
        ("bob@x.edu", "bob@x.edu", {"canvas": "4712"}),
        ("4713", "", {"canvas": "4713"}),
    ]
    assert roster.find(Who("lovelaceada_4711", (("canvas", "4711"),))) == "alovel"
    assert roster.find(Who("Ñandú Grüße", name="Ñandú Grüße")) == "4713"


def test_where_canvas_shows_no_logins_its_number_is_the_id(read):
    lines = ['"Lovelace, Ada",4711,CS 7643', '"Student, Test",4799,CS 7643']
    roster = read("\n".join(["Student,ID,Section", *lines]))
    assert roster.students == (Student("4711", "Lovelace, Ada", "", {"canvas": "4711"}),)


def test_a_roster_with_canvas_words_stays_a_roster(read):
    (ada,) = read("id,student,section,email\nada,Ada Lovelace,A,ada@x.edu\n").students
    assert (ada.id, ada.email) == ("ada", "ada@x.edu")


def test_a_roster_that_is_missing_is_told(tmp_path):
    with pytest.raises(RosterError, match=r"none\.csv cannot be read: No such file"):
        read_roster(tmp_path / "none.csv")


CLASS = Roster(
    [
        Student("ada", "Ada King Lovelace", "ada@x.edu", {"canvas": "1"}),
        Student("4711", "Bob O'Brien", "bob@x.edu", {"canvas": "2"}),
        Student("wl1", "Wei Li", "wl1@x.edu", {"canvas": "4711"}),
        Student("wl2", "Li Wei", "wl2@x.edu", {"canvas": "3"}),
        Student("zoe", "Zoë Ñandú", "zoe@x.edu", {}),
    ]
)


@pytest.mark.parametrize(
    ("who", "found"),
    [
        (Who("", (("canvas", "4711"),)), "wl1"),
        (Who("", (("id", "4711"),)), "4711"),
        (Who("", (("id", "ADA"),)), "ada"),
        (Who("", (("participant", "4711"),)), ""),
        (Who("", (("", "zoe@x.edu"),), email="ZOE@x.edu"), "zoe"),
        (Who("", name="Lovelace, Ada King"), "ada"),
        (Who("", name="lovelaceadaking"), "ada"),
        (Who("", name="OBrien, Bob"), "4711"),
        (Who("", name="zoe nandu"), "zoe"),
        (Who("", name="Wei Li"), ""),
        (Who("", name=""), ""),
        (Who("", (("canvas", "999"),), name="Zoë Ñandú"), "zoe"),
    ],
)
def test_a_student_is_found_by_the_column_of_the_platform_by_address_or_by_name(who, found):
    assert CLASS.find(who) == found


def test_two_students_of_one_name_are_named_both():
    assert CLASS.why_not(Who("", name="Li, Wei")) == "could be wl1 or wl2"


def test_a_misspelt_name_is_answered_with_the_nearest():
    assert CLASS.why_not(Who("", name="Zoe Nandoo")) == "not in the roster; like zoe"
    assert CLASS.why_not(Who("", name="Xaver Quux")) == "not in the roster"


def test_spellings_turn_a_name_around():
    assert set(spellings("Lovelace, Ada")) == {"lovelaceada", "adalovelace"}
