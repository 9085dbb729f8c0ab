"""A CSV of which single cells are changed: every other byte stays."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import RosterError
from autograder.exporting.cells import Cells, read_cells

# Python 3.11 writes a carriage return without quotation marks, and reads it back as a line's end.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)
TABLES = st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=6)


def cells(tmp_path, data):
    return Cells(tmp_path / "table.csv", data)


@given(
    table=TABLES,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ending=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
    last=st.booleans(),
)
def test_what_pythons_own_writer_wrote_is_read_and_written_again(
    tmp_path_factory, table, quoting, ending, mark, last
):
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator=ending).writerows(table)
    text = out.getvalue() if last else out.getvalue().removesuffix(ending)
    data = (("\ufeff" if mark else "") + text).encode()
    found = Cells(tmp_path_factory.getbasetemp() / "t.csv", data)
    assert found.encoded() == data
    if found.delimiter == "," and (last or text):
        assert [[cell.text for cell in row] for row in found.rows] == table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_one_cell_is_changed_and_nothing_else(tmp_path, encoding, ending):
    text = ending.join(['a,"b ""x""",c', 'ä, 12 ,"1', '2"', "d,,", ""])
    table = cells(tmp_path, text.encode(encoding))
    table.change(table.rows[1][1], "88.5")
    table.change(table.rows[2][2], 'say "hi", now')
    expected = text.replace(", 12 ,", ",88.5,").replace(
        f"d,,{ending}", f'd,,"say ""hi"", now"{ending}'
    )
    assert table.encoded().decode(encoding) == expected
    assert table.encoded() == expected.encode(encoding)


def test_a_cell_that_was_quoted_stays_quoted(tmp_path):
    table = cells(tmp_path, b'id,"score"\n1,"50"\n')
    table.change(table.rows[1][1], "60")
    assert table.encoded() == b'id,"score"\n1,"60"\n'


def test_lines_are_counted_in_the_file(tmp_path):
    table = cells(tmp_path, b'a,b\n"two\nlines",x\nlast,y\n')
    assert [table.line(row) for row in table.rows] == [1, 2, 4]


def test_a_quotation_mark_that_is_never_closed_is_told_by_line(tmp_path):
    with pytest.raises(RosterError, match=r"table\.csv:2: a quotation mark is never closed"):
        cells(tmp_path, b'a,b\n"x,y\n')


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(RosterError, match=r"none\.csv cannot be read: No such file"):
        read_cells(tmp_path / "none.csv")
