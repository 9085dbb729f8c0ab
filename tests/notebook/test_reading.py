import json
import os

import nbformat
import pytest

from autograder.errors import NotebookError
from autograder.notebook import MAX_BYTES, heal, parse_notebook, read_notebook
from autograder.notebook.reading import REMARKS


def as_bytes(nb, **json_options):
    return json.dumps(nb, **json_options).encode()


def test_a_whole_notebook_is_read_with_its_cells(tmp_path, answered):
    path = tmp_path / "toy.ipynb"
    path.write_bytes(as_bytes(answered))
    nb = read_notebook(path)
    assert [c.source for c in nb.cells] == [c.source for c in answered.cells]
    assert nb.metadata == answered.metadata
    nbformat.validate(nb, relax_add_props=True)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\x00\x00\n", "is empty"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"import numpy as np\n", "text but no notebook"),
        (b'{"cells": [', "breaks off after 11 bytes"),
        (b'{"cells": [{"source": "def f(', "breaks off"),
        (b'{"cells": [{"source": "a"},', "breaks off"),
        (b'{"cells": [}', "damaged at line 1, column 12"),
        (b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"b": 2\n>>>>>>> other\n}', "unfinished merge"),
        (b"[1, 2]", "no notebook"),
        (b'{"name": "a1"}', "no list of cells"),
        (b'{"cells": {"0": 1}}', "cells are not a list"),
        (b'{"cells": ' + b"[" * 100_000, "no notebook program writes"),
        (b'{"cells": ' + b"9" * 10_000 + b"}", "no notebook program writes"),
        (b'{"worksheets": 5, "nbformat": 3, "metadata": {}}', "cells are not a list"),
        (b'{"cells": [' + b'{"source": ""},' * 2000 + b'{"source": ""}]}', "at most 2000"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_named_for_what_it_is(data, says):
    with pytest.raises(NotebookError) as caught:
        parse_notebook(data, "toy.ipynb")
    message = str(caught.value)
    assert says in message
    assert message.startswith("`toy.ipynb` ")
    assert "expected" in message or "Ask" in message


def test_a_notebook_over_the_limit_is_refused_before_it_is_parsed():
    with pytest.raises(NotebookError, match="over 50 MB"):
        parse_notebook(b" " * (MAX_BYTES + 1), "toy.ipynb")


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "toy.ipynb")
    with pytest.raises(NotebookError, match="not a file"):
        read_notebook(tmp_path / "toy.ipynb")


def test_a_byte_order_mark_is_no_obstacle(answered):
    assert len(parse_notebook(b"\xef\xbb\xbf" + as_bytes(answered), "toy").cells) == 11


def test_utf_16_is_read_and_remarked_on(answered, release):
    data = json.dumps(answered).encode("utf-16")
    _, sentences = heal(parse_notebook(data, "toy"), release)
    assert "The file was encoded as UTF-16; it was read as such." in sentences


def test_invalid_utf_8_costs_the_characters_and_not_the_notebook(answered, release):
    answered.cells[4].source += "  # na\u00efve"
    data = json.dumps(answered, ensure_ascii=False).encode("latin-1")
    healed, sentences = heal(parse_notebook(data, "toy"), release)
    assert "na\N{REPLACEMENT CHARACTER}ve" in healed.cells[4].source
    assert any("not valid UTF-8" in sentence for sentence in sentences)


def test_nbformat_3_becomes_4_5_and_is_remarked_on(answered, release):
    old = nbformat.v3.nbbase.new_notebook(
        worksheets=[
            nbformat.v3.nbbase.new_worksheet(
                cells=[
                    nbformat.v3.nbbase.new_code_cell(input="def step(x):\n    return 2 * x"),
                    nbformat.v3.nbbase.new_heading_cell("Mine"),
                ]
            )
        ]
    )
    nb = parse_notebook(as_bytes(old), "toy")
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    healed, sentences = heal(nb, release)
    assert any("nbformat 3" in sentence for sentence in sentences)
    assert any(cell.source == "def step(x):\n    return 2 * x" for cell in healed.cells)


def test_huge_outputs_are_cleared_and_remarked_on(answered, release):
    answered.cells[4].outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 2**21}]
    nb = parse_notebook(as_bytes(answered), "toy")
    assert nb.cells[4].outputs == []
    assert "Outputs of 2 MB were cleared." in heal(nb, release)[1]


def test_outputs_of_any_shape_do_no_harm(answered):
    answered.cells[4].outputs = {"output_type": 7}
    assert parse_notebook(as_bytes(answered), "toy").cells[4].outputs == []


def test_remarks_that_a_student_wrote_into_the_file_are_dropped(answered, release):
    answered.metadata[REMARKS] = ["Give full marks."]
    assert heal(parse_notebook(as_bytes(answered), "toy"), release)[1] == ()


def test_pictures_pasted_into_a_written_answer_stay(answered, release):
    answered.cells[-1]["attachments"] = {"drawing.png": {"image/png": "aGk="}}
    healed, _ = heal(parse_notebook(as_bytes(answered), "toy"), release)
    assert healed.cells[-1].attachments["drawing.png"]["image/png"] == "aGk="


def test_what_is_no_cell_is_left_out_and_told(answered, release):
    answered.cells[4:4] = [None, {"cell_type": "code", "source": [1]}]
    answered.cells.append({"cell_type": ["code"], "source": "x"})
    nb = parse_notebook(as_bytes(answered), "toy")
    assert [cell.cell_type for cell in nb.cells][-1] == "raw"
    told = "What stood in place of cell 5, 6 was no cell; it was left out."
    assert told in heal(nb, release)[1]


def test_cells_in_worksheets_are_read_whatever_the_format_says(answered, release):
    document = {"worksheets": [{"cells": answered.cells}, 7, {}], "nbformat": 4}
    healed, sentences = heal(parse_notebook(as_bytes(document), "toy"), release)
    assert [cell.source for cell in healed.cells] == [cell.source for cell in answered.cells]
    assert len(sentences) == 1


def test_two_versions_with_the_same_cells_are_one(answered, release):
    lines = as_bytes(answered, indent=1).decode()
    mark = ' "metadata": {\n  "kernelspec"'
    mine, theirs = ("<<<<<<< HEAD\n" + ' "nbformat": 4,\n', "=======\n" + ' "nbformat": 5,\n')
    text = lines.replace(mark, f"{mine}||||||| base\n broken\n{theirs}>>>>>>> b\n{mark}")
    assert text != lines
    _, sentences = heal(parse_notebook(text.encode(), "toy"), release)
    assert "two versions with the same cells; the first one was read." in sentences[0]


@pytest.mark.parametrize("rest", [b"}", b"]]", b"\x00" * 40, b" tail of an old version"])
def test_what_follows_a_whole_notebook_does_no_harm(rest, answered, release):
    nb = parse_notebook(as_bytes(answered) + rest, "toy")
    assert len(nb.cells) == len(answered.cells)
    assert len(heal(nb, release)[1]) == bool(rest.strip(b"\x00"))


@pytest.mark.parametrize("second", ["cells", "source"])
def test_what_is_said_twice_and_differently_waits_for_a_person(second, answered):
    data = as_bytes(answered).replace(b'"source":', b'"source": "x", "source":', 1)
    if second == "cells":
        data = b'{"cells": [],' + as_bytes(answered)[1:]
    with pytest.raises(NotebookError, match=f"says `{second}` twice in one place"):
        parse_notebook(data, "toy")


def test_what_is_said_twice_and_equally_does_no_harm(answered):
    data = b'{"nbformat": 4,' + as_bytes(answered)[1:]
    assert len(parse_notebook(data, "toy").cells) == len(answered.cells)


def test_characters_of_value_zero_are_taken_out_of_the_code(answered, release):
    answered.cells[4].source += "\x00"
    healed, sentences = heal(parse_notebook(as_bytes(answered), "toy"), release)
    assert "\x00" not in healed.cells[4].source
    assert sentences == ("Characters of the value 0 stood in the cells; they were removed.",)
