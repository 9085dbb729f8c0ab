import re

import jupytext
import pytest

from autograder.build.handout import read_handout
from autograder.errors import BuildError

HANDOUT = "assignments/a1_toy.md"


def test_cells_keep_their_order_and_say_what_they_are_for(toy):
    handout = read_handout(toy.root / HANDOUT)
    kinds = [cell.kind for cell in handout.cells]
    assert kinds == [
        *("prose", "setup", "answer", "demo", "prose", "prose", "written", "answer"),
    ]
    assert handout.header.title == "Toys"


def test_every_cell_knows_its_line(toy):
    lines = toy.read(HANDOUT).splitlines()
    for cell in read_handout(toy.root / HANDOUT).cells:
        if cell.text:
            assert lines[cell.line - 1] == cell.text.splitlines()[0]
        else:
            assert cell.question in lines[cell.line - 1]


def test_cells_are_the_ones_that_jupytext_reads(toy):
    toy.replace(HANDOUT, "unrolled:\n  title: Toys", "jupyter:\n  unrolled:\n    title: Toys")
    theirs = [cell.source for cell in jupytext.read(toy.root / HANDOUT).cells]
    ours = [cell.text for cell in read_handout(toy.root / HANDOUT).cells]
    assert ours == theirs


def test_questions_come_with_the_lines_that_ask_them(toy):
    handout = read_handout(toy.root / HANDOUT)
    assert list(handout.asked) == ["scale", "Scaler"]
    place = toy.line(HANDOUT, 'solution="Scaler"')
    assert place.endswith(f":{handout.asked['Scaler']}:")


def test_the_title_may_stand_where_jupyter_keeps_it(toy):
    toy.replace(HANDOUT, "unrolled:\n  title: Toys", "jupyter:\n  unrolled:\n    title: Within")
    assert read_handout(toy.root / HANDOUT).header.title == "Within"


def test_fences_within_the_text_stay_text(toy):
    toy.replace(HANDOUT, "It need not be.", "~~~python\nx = 1\n~~~\n\n```text\nyes\n```")
    assert any("~~~python" in cell.text for cell in read_handout(toy.root / HANDOUT).cells)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("---\nunrolled", "unrolled", 1, "starts without a YAML header"),
        ("title: Toys", "title: To: ys", 3, "the header is not valid YAML: mapping values"),
        ("title: Toys\n---", "title: Toys\n", 1, "the YAML header is not closed"),
        ("unrolled:\n  title: Toys", "- a", 1, "the YAML header is not a mapping"),
        ("title: Toys", "titel: Toys", 1, "the header gives no title; expected"),
        ("title: Toys", "title: T\n  fils: []", 1, "unknown key `fils`"),
        ("title: Toys", "title: T\n  files: [gone.txt]", 1, "gone.txt is no file"),
        ("title: Toys", "title: T\n  files: [../a.py]", 1, "expected a path within"),
        (' tags=["demo"]', "", 18, 'does not say what it is for; expected `solution="NAME"`'),
        ('["demo"]', '["demos"]', 18, "does not say what it is for"),
        ('["demo"]', '["demo", "setup"]', 18, "does not say what it is for"),
        ('python tags=["demo"]', "bash", 18, "makes a cell of this bash fence"),
        ("print(", "'''", 18, "this cell is never closed"),
        ('="scale"\n', '="scale"\nx = 1\n', 16, "the cell of `scale` has content; leave it"),
        ("It need not be.", "```text", 25, "this fence is never closed"),
        ("It need not be.", "<!-- #endregion -->", 25, "neither opens nor closes"),
        ("<!-- #endregion -->", "", 27, "this region is never closed"),
        ('written="why_linear"', "", 27, 'expected `written="NAME"`'),
        ("### BEGIN", "<!-- #region -->\n### BEGIN", 28, "a region inside that of"),
        ("### END SOLUTION", "", 28, "`### BEGIN SOLUTION` without an `### END"),
        ("### BEGIN SOLUTION\n", "", 29, "`### END SOLUTION` without a `### BEGIN"),
        ('="Scaler"', '="scale"', 33, "`scale` is asked for the second time; the first is in"),
    ],
)
def test_a_mistake_is_told_by_file_and_line(toy, old, new, line, message):
    toy.replace(HANDOUT, old, new)
    with pytest.raises(BuildError, match=re.escape(message)) as refused:
        read_handout(toy.root / HANDOUT)
    assert str(refused.value).startswith(f"{toy.root / HANDOUT}:{line}: ")


def test_a_written_question_without_a_model_answer_is_refused(toy):
    text = toy.read(HANDOUT)
    toy.write(HANDOUT, text.replace("### BEGIN SOLUTION\n", "").replace("### END SOLUTION\n", ""))
    with pytest.raises(BuildError, match="`why_linear` has no model answer; expected one between"):
        read_handout(toy.root / HANDOUT)
