"""`hand_in`: what is said about a saved notebook, for every way in which one can be off."""

import copy
import json
import os
import sys
import time
import types

import pytest
from unrolled import hand_in
from unrolled import handin as package
from unrolled.handin.comparing import compare
from unrolled.handin.finding import NotFound, find
from unrolled.handin.inspecting import inspect
from unrolled.handin.saved import read
from unrolled.handin.session import Session
from unrolled.outline import Outline, OutlinedCell, plain

RELEASED = "def step(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
CLASS = (
    "class Cell:\n"
    "    def call(self):\n        raise NotImplementedError()\n\n"
    "    def config(self):\n        raise NotImplementedError()"
)
ANSWER = "def step(x):\n    return 2 * x"
WHOLE = (
    "class Cell:\n    def call(self):\n        return 1\n\n    def config(self):\n        return {}"
)
OUTLINE = Outline(
    "a0_toy",
    "Toys",
    (
        OutlinedCell("step-answer", "answer", "step", RELEASED),
        OutlinedCell("step", "check", "step", 'check("step")', 60),
        OutlinedCell("why", "written", "why", "YOUR ANSWER HERE", 10),
        OutlinedCell("Cell-answer", "answer", "Cell", CLASS),
        OutlinedCell("Cell", "check", "Cell", 'check("Cell")', 30),
    ),
)
HERE = 'from unrolled import hand_in\n\nhand_in("a0_toy")'


def code(name, source, count=None, outputs=()):
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    return {
        "cell_type": "code",
        "id": name or "own",
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
        "execution_count": count,
        "outputs": list(outputs),
    }


def text(name, source):
    cell = {"cell_type": "markdown", "id": name, "source": source}
    return cell | {"metadata": {"nbgrader": {"grade_id": name}} if name else {}}


@pytest.fixture
def nb():
    """A notebook that is all done, run from top to bottom and saved."""
    return {
        "cells": [
            text("", "# Toys"),
            code("step-answer", ANSWER, 1),
            code("step", 'check("step")', 2),
            text("why", "Because."),
            code("Cell-answer", WHOLE, 3),
            code("Cell", 'check("Cell")', 4),
            code("", HERE, 5),
        ],
        "metadata": {"unrolled": {"assignment": "a0_toy"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


RAN = ["", ANSWER, 'check("step")', WHOLE, 'check("Cell")', HERE]


def cell_of(nb, name):
    return next(cell for cell in nb["cells"] if cell["id"] == name)


def parsed(nb):
    return read(json.dumps(nb).encode(), "toy.ipynb")


def said(nb, level=None):
    items = inspect(parsed(nb), OUTLINE)
    return [item.sentence for item in items if level in (None, item.level)]


def compared(nb, ran=RAN, saved_s=100.0, started_s=50.0):
    """What is said by level, of a file against the cells that ran; the last one runs now."""
    session = Session([plain(source) for source in ran], started_s)
    found = {"mend": [], "look": [], "fine": []}
    for item in compare(parsed(nb), OUTLINE, session, saved_s):
        found[item.level].append(item.sentence)
    return found


# What stands in the file.


def test_of_a_notebook_that_is_done_all_is_fine(nb):
    assert said(nb, "mend") == said(nb, "look") == []
    assert said(nb, "fine") == [
        "Every cell that is graded is there once.",
        "All 2 coded questions have an answer; `check.all` says whether it is right.",
        "The written question has an answer.",
        "No cell shows an error.",
        "It takes 0.00 MB, less than 5 MB.",
    ]


@pytest.mark.parametrize("left", [RELEASED, f"{RELEASED}\n\n", "", "  \n"])
def test_a_coded_question_without_an_answer_is_named(nb, left):
    cell_of(nb, "step-answer")["source"] = left
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("Not answered: the question `step`.")
    assert not any("coded questions" in fine for fine in said(nb, "fine"))


@pytest.mark.parametrize("left", ["YOUR ANSWER HERE", " YOUR ANSWER HERE\n", ""])
def test_a_written_question_without_an_answer_is_named(nb, left):
    cell_of(nb, "why")["source"] = left
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("Not answered: the written question `why`.")


def test_a_placeholder_left_beside_an_answer_is_worth_a_look(nb):
    cell_of(nb, "why")["source"] = "YOUR ANSWER HERE\n\nBecause."
    assert said(nb, "mend") == []
    assert said(nb, "look") == ["`why` still holds the words `YOUR ANSWER HERE`."]


def test_a_class_of_which_a_method_is_missing_is_half_done(nb):
    half = CLASS.replace("raise NotImplementedError()", "return 1", 1)
    cell_of(nb, "Cell-answer")["source"] = half
    assert said(nb, "mend") == ["`Cell` is half done: `config` still raises `NotImplementedError`."]


def test_code_that_is_no_python_is_told_by_its_line(nb):
    cell_of(nb, "step-answer")["source"] = "def step(x):\n    return (x"
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("The cell of `step` is not valid Python: line 2: '('")


def test_magics_are_python_in_a_notebook(nb):
    cell_of(nb, "step-answer")["source"] = f"%matplotlib inline\n{ANSWER}\n!ls"
    assert said(nb, "mend") == []


def test_an_answer_of_another_name_is_none(nb):
    cell_of(nb, "step-answer")["source"] = ANSWER.replace("step", "stop")
    assert said(nb, "mend") == ["The cell of `step` does not define `step`."]


def test_an_answer_in_another_cell_is_one(nb):
    cell_of(nb, "step-answer")["source"] = RELEASED
    nb["cells"].append(code("", ANSWER, 6))
    assert said(nb, "mend") == []


def test_an_answer_cell_that_is_gone_is_named(nb):
    nb["cells"].remove(cell_of(nb, "step-answer"))
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("The answer cell of `step` is gone.")
    assert "Every cell that is graded is there once." not in said(nb)


def test_an_answer_cell_that_lost_its_marks_is_worth_a_look(nb):
    cell_of(nb, "step-answer").update(metadata={}, id="x")
    assert said(nb, "mend") == []
    assert said(nb, "look") == [
        "The answer cell of `step` is gone; what another cell defines by that name will be graded."
    ]


@pytest.mark.parametrize("marks", [{"metadata": {}}, {"id": "x"}])
def test_one_of_the_two_marks_is_enough(nb, marks):
    cell_of(nb, "step-answer").update(marks)
    assert said(nb, "mend") == said(nb, "look") == []


def test_colab_moves_the_id_into_the_metadata(nb):
    cell = cell_of(nb, "step-answer")
    del cell["id"]
    cell["metadata"] = {"id": "step-answer"}
    assert said(nb, "mend") == said(nb, "look") == []


@pytest.mark.parametrize(("name", "what"), [("why", "answer cell of `why`"), ("step", "check")])
def test_a_copied_cell_is_counted(nb, name, what):
    nb["cells"].append(copy.deepcopy(cell_of(nb, name)) | {"id": "copy"})
    (sentence,) = said(nb, "mend")
    assert what in sentence
    assert "is there 2 times" in sentence


def test_a_check_cell_that_is_gone_or_changed_is_worth_a_look(nb):
    nb["cells"].remove(cell_of(nb, "step"))
    cell_of(nb, "Cell")["source"] = "print('green')"
    assert said(nb, "mend") == []
    assert said(nb, "look") == [
        "The check cell of `step` is gone; it is put back for grading.",
        "The check cell of `Cell` was changed; the released one is put back for grading.",
    ]


def test_an_error_that_a_cell_shows_is_worth_a_look(nb):
    error = {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}
    cell_of(nb, "step")["outputs"] = [error]
    nb["cells"].append(code("", "1 / 0", 7, [error | {"ename": "ZeroDivisionError"}]))
    assert said(nb, "look") == [
        "An error stands below the check of `step` (NameError), cell [7] (ZeroDivisionError)."
    ]


def test_the_marks_of_a_merge_are_found(nb):
    cell_of(nb, "why")["source"] = "<<<<<<< HEAD\nBecause.\n=======\nSo.\n>>>>>>> theirs\n"
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("An unfinished merge stands in `why`:")


def test_a_heading_underlined_by_seven_signs_is_no_merge(nb):
    cell_of(nb, "why")["source"] = "Because\n======="
    assert said(nb, "mend") == []


def test_more_than_five_megabytes_are_too_many_and_the_largest_cell_is_named(nb):
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 5_100_000}}
    cell_of(nb, "step")["outputs"] = [picture]
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("It takes 5.10 MB; expected at most 5 MB. 5.10 MB of it are in")
    assert "cell [2]" in sentence


def test_the_notebook_of_another_assignment_is_refused(nb):
    nb["metadata"]["unrolled"]["assignment"] = "a9_other"
    assert said(nb) == ["This is the notebook of `a9_other`; expected that of `a0_toy`."]


def test_a_notebook_without_a_single_cell_of_the_assignment_is_refused(nb):
    nb["cells"], nb["metadata"] = [code("", "1 + 1", 1)], {}
    (sentence,) = said(nb)
    assert sentence.startswith("No cell of `a0_toy` is in this file.")


def test_an_operator_at_the_start_of_a_line_is_no_magic(nb):
    cell_of(nb, "step-answer")["source"] = "def step(x):\n    return (2 * x\n        % 7)"
    assert said(nb, "mend") == []


def test_the_raise_that_was_given_out_does_no_harm_below_a_return(nb):
    cell_of(nb, "step-answer")["source"] = f"{ANSWER}\n    raise NotImplementedError()"
    assert said(nb, "mend") == []


def without_marks(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}
        del cell["id"]


def test_answers_in_cells_without_marks_are_known_by_their_names(nb):
    without_marks(nb)
    assert said(nb, "mend") == []
    lost, written = said(nb, "look")
    assert "Graded will be what the file defines as `step`, `Cell`;" in lost
    assert "Whether the written questions `why` are answered cannot be told" in written


def test_what_no_cell_without_marks_answers_is_told(nb):
    cell_of(nb, "Cell-answer")["source"] = CLASS.splitlines(keepends=True)
    without_marks(nb)
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("Not answered: the question `Cell`.")


def test_whatever_is_in_the_file_a_list_of_sentences_comes_out(nb):
    nb["cells"] += [None, 7, {}, {"cell_type": "code", "source": 3, "outputs": 5, "metadata": []}]
    cell_of(nb, "step")["outputs"] = [None, {"output_type": "error"}]
    cell_of(nb, "Cell")["execution_count"] = "4"
    assert said(nb, "look") == ["An error stands below the check of `step` (an error)."]


# The file against the kernel.


def test_a_file_saved_after_all_ran_holds_the_answers(nb):
    assert compared(nb) == {
        "mend": [],
        "look": [],
        "fine": ["The file holds your answers as they ran here last."],
    }


def test_a_file_saved_before_the_last_cells_ran_is_old(nb):
    for cell in nb["cells"][4:]:
        cell["execution_count"] = None
    (sentence,) = compared(nb)["mend"]
    assert sentence.startswith("The file is older than what ran here last: press Ctrl-S")


def test_a_file_saved_in_an_earlier_session_is_old_though_its_numbers_agree(nb):
    (sentence,) = compared(nb, saved_s=10.0, started_s=50.0)["mend"]
    assert sentence.startswith("The file is older")


def test_running_the_last_cell_again_makes_no_file_old(nb):
    assert compared(nb, [*RAN, HERE, HERE])["mend"] == []


def test_a_deleted_cell_misleads_only_until_the_next_save(nb):
    ran = [*RAN[:-1], "print('tried something')", HERE]
    nb["cells"][-1]["execution_count"] = None
    assert "older" in compared(nb, ran)["mend"][0]
    nb["cells"][-1]["execution_count"] = 6  # saved, and run again
    assert compared(nb, [*ran, HERE])["mend"] == []


def test_an_answer_changed_after_it_ran_is_named(nb):
    cell_of(nb, "step-answer")["source"] = ANSWER.replace("2", "3")
    (sentence,) = compared(nb)["mend"]
    assert sentence.startswith("Of `step`, another version ran last than is in the file.")


def test_a_newer_answer_that_ran_is_missed_in_the_file(nb):
    ran = [*RAN[:-1], ANSWER.replace("2", "3"), 'check("Cell")', HERE]
    cell_of(nb, "Cell")["execution_count"] = 6
    (sentence,) = compared(nb, ran)["mend"]
    assert sentence.startswith("Of `step`, another version")


def test_an_answer_that_never_ran_is_worth_a_look(nb):
    cell_of(nb, "step-answer")["execution_count"] = None
    ran = [source if source != ANSWER else "1" for source in RAN]
    assert compared(nb, ran)["look"] == [
        "Never run: the cells of `step`. Do they do what they should?"
    ]


def test_an_answer_that_ran_in_an_earlier_session_is_worth_a_look(nb):
    ran = [source if source != ANSWER else "1" for source in RAN]
    (sentence,) = compared(nb, ran)["look"]
    assert sentence.startswith("Not run since the kernel started: `step`.")


def test_a_kernel_that_has_run_nothing_says_so(nb):
    found = compared(nb, ["", HERE])
    assert found["mend"] == found["fine"] == []
    assert found["look"][0].startswith("Nothing ran since the kernel started")


def test_what_is_on_the_screen_is_never_old(nb):
    for cell in nb["cells"][4:]:
        cell["execution_count"] = None
    assert compared(nb, saved_s=None)["mend"] == []


def test_spaces_at_the_ends_of_lines_make_no_other_version(nb):
    cell_of(nb, "step-answer")["source"] = ANSWER.replace("\n", "  \n") + "\n"
    assert compared(nb)["mend"] == []


# Where the file is.


@pytest.fixture
def folder(tmp_path, monkeypatch, nb):
    """A folder that the kernel runs in, with the notebook; no editor tells which it is."""
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME",):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "mine.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    return tmp_path


def found(path=None, **names):
    return find("a0_toy", path, Session(names=names))


def test_jupyter_tells_the_file(folder, monkeypatch, nb):
    (folder / "other.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "other.ipynb"))
    assert found().name == "other.ipynb"


def test_a_relative_name_is_looked_for_in_the_kernels_folder(folder, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "some/where/mine.ipynb")
    assert found().folder == folder


def test_vs_code_tells_the_file(folder, nb):
    (folder / "other.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    assert found(__vsc_ipynb_file__=str(folder / "other.ipynb")).name == "other.ipynb"


def test_a_file_that_was_renamed_is_found_as_the_only_one(folder, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "Untitled.ipynb"))
    (folder / "notes.ipynb").write_text('{"cells": []}')
    (folder / "broken.ipynb").write_text("{")
    assert found().name == "mine.ipynb"
    assert found().saved_s == (folder / "mine.ipynb").stat().st_mtime


def test_two_that_it_could_be_are_named_and_the_path_asked_for(folder, nb):
    (folder / "older.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    with pytest.raises(NotFound, match=r"`mine.ipynb` or `older.ipynb`.*hand_in\(\"a0_toy\", \""):
        found()


def test_a_folder_without_it_is_named_and_the_path_asked_for(folder):
    (folder / "mine.ipynb").unlink()
    with pytest.raises(NotFound, match=r"there is none of `a0_toy`.*hand_in\(\"a0_toy\", \""):
        found()


def test_a_path_may_be_given(folder, nb):
    below = folder / "below"
    below.mkdir()
    (below / "b.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    assert found("below/b.ipynb").folder == below
    assert found(below).name == "b.ipynb"


@pytest.mark.parametrize(
    ("path", "reason"), [("gone.ipynb", "There is no file"), ("mine.txt", "is no notebook")]
)
def test_a_path_that_is_wrong_is_named(folder, path, reason):
    (folder / "mine.txt").write_text("")
    with pytest.raises(NotFound, match=reason) as lost:
        found(path)
    assert path in str(lost.value)


@pytest.fixture
def colab(folder, monkeypatch):
    """Stands in for Colab's way to the notebook on the screen."""
    replies = {}
    message = types.SimpleNamespace(blocking_request=lambda what, **_: replies[what])
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setitem(sys.modules, "google.colab._message", message)
    return replies


def test_colab_shows_what_is_on_the_screen(colab, nb):
    nb["metadata"]["colab"] = {"name": "Copy of a0_toy.ipynb"}
    colab["get_ipynb"] = {"ipynb": nb}
    shown = found()
    assert (shown.name, shown.folder, shown.saved_s) == ("Copy of a0_toy.ipynb", None, None)
    assert inspect(read(shown.data, shown.name), OUTLINE)[0].level == "fine"


@pytest.mark.parametrize("reply", [{}, {"get_ipynb": None}])
def test_where_colab_shows_nothing_the_path_is_asked_for(colab, reply):
    colab.update(reply)
    with pytest.raises(NotFound, match=r"Colab did not show.*Download \.ipynb"):
        found()


# All together.


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
