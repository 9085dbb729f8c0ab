"""Canvas' and Moodle's own tables, filled in; what they say besides stays byte for byte."""

from pathlib import Path

import pytest

from autograder.errors import RosterError
from autograder.exporting.cells import Cells
from autograder.exporting.scores import Score
from autograder.exporting.tables import Wanted, fill_canvas, fill_moodle
from autograder.roster import Roster, Student

ROSTER = Roster(
    [
        Student("ada", "Ada Lovelace", "ada@x.edu", {"canvas": "4711"}),
        Student("bob", "Bob O'Brien", "bob@x.edu"),
        Student("gru", "Grüße Ñandú", "gn@x.edu"),
        Student("zoe", "Zoë Z", "zoe@x.edu"),
        Student("li", "Wei Li", "wl@x.edu"),
    ]
)
SCORES = {
    "ada": Score("ada", "", "", "graded", 87.123456, 100.0),
    "bob": Score("bob", "", "", "needs review", None, 100.0),
    "gru": Score("gru", "", "", "not handed in", None, 100.0),
    "zoe": Score("zoe", "", "", "graded", 60.0, 100.0, waiting=2),
    "li": Score("li", "", "", "graded", 0.0, 100.0),
}
# As lib/gradebook_exporter.rb writes it: totals at the end, a line for manual posting, the line of
# possible points with its four spaces, the test student last.
CANVAS = (Path(__file__).parent / "canvas.csv").read_text(encoding="utf-8")
MOODLE = (Path(__file__).parent / "moodle.csv").read_text(encoding="utf-8")


def table(text):
    return Cells(Path("table.csv"), text.encode())


def wanted(**options):
    return Wanted(SCORES, ROSTER, "a3_gated", "LSTM and GRU", **options)


def test_canvas_column_is_filled_and_all_other_bytes_stay():
    cells = table(CANVAS)
    done = fill_canvas(cells, wanted())
    expected = (
        CANVAS.replace('A",90.0,,90.0', 'A",90.0,87.12,90.0')
        .replace("7643,,55.5,", "7643,,,")
        .replace("wl,CS 7643,70.0,,", "wl,CS 7643,70.0,0,")
    )
    assert cells.encoded().decode() == expected
    assert (done.written, done.emptied, done.absent) == (["ada", "li"], ["bob"], ["gru"])
    assert done.kept == [("zoe", "the cell says EX")]
    assert done.strangers == ["Nobody, Known"]
    assert done.unlisted == []


def test_a_zero_that_was_earned_is_written_and_one_that_needs_review_is_not():
    cells = table(CANVAS)
    fill_canvas(cells, wanted())
    rows = {row[0].text: row[5].text for row in table(cells.encoded().decode()).rows}
    assert rows["Li, Wei"] == "0"
    assert rows["O'Brien, Bob"] == ""


@pytest.mark.parametrize("column", ["A3: Gated cells, a3_gated (901)", "A3: Gated cells, a3_gated"])
def test_a_column_can_be_named(column):
    assert fill_canvas(table(CANVAS), wanted(column=column)).written == ["ada", "li"]


def test_a_column_of_the_assignments_title_is_found():
    text = CANVAS.replace("A3: Gated cells, a3_gated", "LSTM and GRU")
    assert fill_canvas(table(text), wanted()).written == ["ada", "li"]


def test_last_and_first_names_in_two_columns_are_read():
    text = CANVAS.replace("Student,ID", "LastName,FirstName,ID")
    text = text.replace(",,,,,Manual", ",,,,,,Manual").replace("Possible,", "Possible,,")
    for name in ("Lovelace, Ada", "O'Brien, Bob", "Ñandú, Grüße", "Z, Zoë", "Li, Wei"):
        last, first = name.split(", ")
        text = text.replace(f'"{name}"', f"{last},{first}")
    for name in ("Nobody, Known", "Student, Test"):
        text = text.replace(f'"{name}"', name.replace(", ", ","))
    done = fill_canvas(table(text), wanted())
    assert done.written == ["ada", "li"]
    assert done.strangers == ["Nobody, Known"]


def test_other_points_are_refused_by_line_unless_they_are_to_be_converted():
    text = CANVAS.replace("Possible,,,,100.0,100.0", "Possible,,,,100.0,20.0")
    with pytest.raises(RosterError, match=r"csv:3: A3.* is worth 20 points there and 100 here"):
        fill_canvas(table(text), wanted())
    cells = table(text)
    fill_canvas(cells, wanted(scale=True))
    assert 'A",90.0,17.42,90.0' in cells.encoded().decode()


def test_a_table_with_decimal_commas_gets_such_numbers():
    text = CANVAS.replace('"Lovelace, Ada"', "Lovelace Ada").replace('"CS 7643, A"', "A")
    text = "\n".join(
        line.replace('"A3: Gated cells, a3_gated (901)"', "a3_gated (901)")
        if line.startswith("Student")
        else line
        for line in text.splitlines()
        if '"' not in line or line.startswith("Student")
    )
    text = text.replace(",", ";").replace(".0", ",0")
    cells = table(text)
    fill_canvas(cells, wanted())
    assert "Lovelace Ada;4711;alovel;A;90,0;87,12;90,0;45,0" in cells.encoded().decode()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Student,ID", "Schüler,Kennung", r"csv:1: there are no columns `Student` and `ID`"),
        (
            "A3: Gated cells, a3_gated",
            "Homework 3",
            r"csv:1: there is no column `a3_gated`.*`a1_rnn \(900\)",
        ),
        ("a1_rnn (900)", "a3_gated too (900)", r"csv:1: several columns could be `a3_gated`"),
        ("    Points Possible", "Points", r"csv:2: there is no line `Points Possible`"),
        ("100.0,100.0,(", "100.0,many,(", r"csv:3: .* is worth 'many' points; expected a number"),
        ('"Z, Zoë",4714,zoe@x.edu', '"Lovelace, Ada",1,x', r"two lines are both `ada`"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(old, new, message):
    with pytest.raises(RosterError, match=message):
        fill_canvas(table(CANVAS.replace(old, new)), wanted())


def test_moodles_worksheet_is_filled_and_all_other_bytes_stay():
    cells = table(MOODLE)
    done = fill_moodle(cells, wanted())
    expected = (
        MOODLE.replace("x.edu,Submitted for grading,,", "x.edu,Submitted for grading,87.12,")
        .replace("grading,40.00,", "grading,,")
        .replace("Wei Li,,Submitted for grading,,", "Wei Li,,Submitted for grading,0,")
    )
    assert cells.encoded().decode() == expected
    assert (done.written, done.emptied) == (["ada", "li"], ["bob"])
    assert done.kept == [("zoe", "Moodle says that it cannot be changed")]
    assert done.strangers == ["Some One"]


def test_moodles_worksheet_with_a_mark_and_capital_grade_is_the_same_file():
    text = "\ufeff" + MOODLE.replace("Maximum grade", "Maximum Grade").replace("\n", "\r\n")
    cells = table(text)
    assert fill_moodle(cells, wanted()).written == ["ada", "li"]
    assert cells.encoded().decode().startswith("\ufeffIdentifier")


def test_other_points_in_moodle_are_refused_by_line():
    text = MOODLE.replace(",100.00,Yes,-,-,\nParticipant 305", ",100.00,Yes,-,-,\nParticipant 305")
    text = text.replace("grading,40.00,100.00", "grading,40.00,10.00")
    with pytest.raises(RosterError, match=r"csv:3: the assignment is worth 10 points there"):
        fill_moodle(table(text), wanted())


def test_a_table_that_is_no_worksheet_is_refused():
    with pytest.raises(RosterError, match=r"csv:1: expected the columns `Identifier`, `Grade`"):
        fill_moodle(table(CANVAS), wanted())


def test_who_handed_in_and_has_no_line_is_told():
    done = fill_canvas(table("\n".join(CANVAS.splitlines()[:4]) + "\n"), wanted())
    assert done.unlisted == ["bob", "li", "zoe"]
