"""`hand_in` as a whole: what a student sees."""

import json
import os
import time

import pytest
from unrolled import hand_in
from unrolled import handin as package
from unrolled.handin.session import Session
from unrolled.outline import plain

from tests.unrolled.handin.toy_notebook import OUTLINE, RAN, cell_of, code


@pytest.fixture
def handed_in(folder, monkeypatch):
    """Runs `hand_in` in the folder, in a kernel that has run these cells."""

    def run(ran=RAN, path=None):
        session = Session([plain(source) for source in ran], started_s=0.0)
        monkeypatch.setattr(package, "outline_of", lambda _: OUTLINE)
        monkeypatch.setattr(package, "current", lambda: session)
        return hand_in("a0_toy", path)

    return run


def test_what_is_ready_names_the_file_and_its_folder(handed_in, folder):
    result = handed_in()
    assert result.ready
    assert result.headline == "ready to hand in"
    shown = str(result)
    for fact in ("`mine.ipynb`", f"`{folder}`", "0.00 MB", "just now"):
        assert fact in shown


def test_what_was_saved_a_while_ago_says_what_is_not_in_it(handed_in, folder):
    past = time.time() - 7300
    os.utime(folder / "mine.ipynb", (past, past))
    assert "2 hours ago. Text that you wrote since is not in it" in " ".join(
        str(handed_in()).split()
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("{", "breaks off after 1 characters"),
        ('{"cells": [', "breaks off"),
        ('{"cells": [,]}', "is damaged at line 1"),
        ("%PDF-1.7", "is no notebook"),
        ("[" * 100_000, "is no notebook"),
        ('{"cells": ' + "[" * 100_000, "cannot be read"),
        ("[]", "has no list of cells"),
        ('{"worksheets": []}', "has no list of cells"),
        ('{\n<<<<<<< a\n"x": 1\n=======\n"x": 2\n>>>>>>> b\n}', "unfinished merge"),
    ],
)
def test_a_file_that_is_no_notebook_gets_a_sentence(handed_in, folder, content, reason):
    (folder / "mine.ipynb").write_text(content)
    result = handed_in(path="mine.ipynb")
    assert not result.ready
    (sentence,) = result.of("mend")
    assert "`mine.ipynb`" in sentence
    assert reason in sentence


def test_where_no_file_is_found_nothing_is_ready(handed_in, folder):
    (folder / "mine.ipynb").unlink()
    result = handed_in()
    assert result.headline == "not ready: 1 thing to mend"
    assert "cannot be found" in str(result)


def test_an_unknown_assignment_is_answered_with_those_there_are():
    result = hand_in("a1_rn")
    assert not result.ready
    assert '"a1_rnn"' in str(result)


def test_the_html_is_escaped_and_tells_levels_by_mark_and_heading(handed_in, folder, nb):
    nb["cells"].append(code("", "1 / 0", 9, [{"output_type": "error", "ename": "<img src=x>"}]))
    cell_of(nb, "why")["source"] = ""
    (folder / "<b>.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    shown = handed_in(path="<b>.ipynb")._repr_html_()
    assert "<img" not in shown
    assert "<b>" not in shown
    assert shown.startswith('<div role="status"')
    for heading, mark in (("To mend", "✗"), ("To look at", "!"), ("Fine", "✓")):
        assert f">{heading}</div>" in shown
        assert f">{mark}</span>" in shown
    assert "background" not in shown.replace("background:none", "")


def test_the_cells_that_ran_are_those_of_the_shell(folder):
    shell_module = pytest.importorskip("IPython.core.interactiveshell")
    shell = shell_module.InteractiveShell.instance()
    try:
        shell.run_cell("%%capture\ndef step(x):  \n    return 2 * x", store_history=True)
        shell.run_cell("from unrolled.handin.session import current", store_history=True)
        ran = shell.run_cell("current()", store_history=True).result
    finally:
        shell_module.InteractiveShell.clear_instance()
    assert list(ran.inputs[-3:]) == [
        "%%capture\ndef step(x):\n    return 2 * x",
        "from unrolled.handin.session import current",
        "current()",
    ]
    assert ran.latest == len(ran.inputs) - 2
    assert ran.defining("step") == ran.inputs[-3]
