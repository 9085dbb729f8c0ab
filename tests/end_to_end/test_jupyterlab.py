"""A student's first minutes in JupyterLab, in a real browser: open, run, check, hand in."""

import shutil

import nbformat
import pytest

from tests.lab import Notebook, jupyter_lab

HEAD = "def rnn_step(x, h_prev, Wx, Wh, b):\n"
RIGHT = HEAD + "    return tf.tanh(x @ Wx + h_prev @ Wh + b)\n"
WITHOUT_STATE = HEAD + "    return tf.tanh(x @ Wx + b)\n"


@pytest.fixture(scope="module")
def folder(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("downloads")
    shutil.copy(root / "release" / "a1_rnn" / "a1_rnn.ipynb", folder)
    return folder


@pytest.fixture(scope="module")
def notebook(browser, folder, tmp_path_factory):
    """The released notebook, open, with the cells above the first question run."""
    with jupyter_lab(folder, tmp_path_factory.mktemp("home")) as address:
        opened = Notebook(browser, address.format("a1_rnn.ipynb"))
        for first in ("find_spec", "import keras", "from unrolled import LiveLoss"):
            shown = opened.run(opened.cells(first).first)
            assert shown.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
        yield opened
        opened.page.close()


@pytest.fixture(scope="module")
def checked(notebook):
    """Writes an answer into the cell of `rnn_step`, runs it and its check, gives what is shown."""

    def run(source=None):
        answer = notebook.cells("def rnn_step").first
        if source:
            notebook.write(answer, source)
        notebook.run(answer)
        return notebook.run(notebook.cells('check("rnn_step")').first).locator("[role=status]")

    return run


def test_an_empty_answer_is_not_done_and_no_traceback(checked):
    shown = checked()
    assert "not done" in shown.inner_text()
    assert "Write its cell above and run it" in shown.inner_text()


def test_a_known_mistake_is_named_and_a_right_answer_passes(checked):
    wrong = checked(WITHOUT_STATE)
    assert "✗ failed" in wrong.inner_text()
    assert "DIAGNOSIS" in wrong.inner_text().upper()
    assert "state" in wrong.inner_text()
    right = checked(RIGHT)
    assert "✓ passed" in right.inner_text()
    assert right.locator("li").count() >= 2


def test_what_is_shown_has_real_headers_and_is_seen_as_a_status(checked):
    shown = checked(WITHOUT_STATE)
    assert shown.locator("th[scope=row]").count() >= 2
    checked(RIGHT)


def test_the_score_card_and_the_hand_in_cell_speak_of_this_notebook(notebook, checked, folder):
    checked(RIGHT)
    card = notebook.run(notebook.cells('check.all("a1_rnn")').first)
    row = card.locator("tr", has=notebook.page.locator("th", has_text="rnn_step"))
    assert "passed" in row.first.inner_text()
    assert "not done" in card.inner_text()
    notebook.save()
    said = notebook.run(notebook.cells('hand_in("a1_rnn")').first).inner_text()
    assert "a1_rnn.ipynb" in said
    assert str(folder) in said
    assert "Not answered: the questions" in said
    saved = nbformat.read(folder / "a1_rnn.ipynb", as_version=4)
    assert any(cell.source.strip() == RIGHT.strip() for cell in saved.cells)
