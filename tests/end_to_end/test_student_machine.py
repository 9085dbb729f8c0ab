"""A student's machine, seen from outside: Colab's versions or the newest, and nothing of staff's.

What no staff environment can show: whether the set-up cell leaves Colab's packages alone, and
whether the course's package works with an IPython of 2022. All seven notebooks on both sets are
run by `make notebooks`, which takes minutes.
"""

import contextlib
from pathlib import Path

import nbformat
import pytest
from notebooks import faults_of, solved
from student_machine import (
    NAMES,
    NoMachine,
    installing_from,
    release_served,
    student_machine,
)

from autograder.course import find_course, load_assignment

COURSE = find_course(Path(__file__))
STEM = "a1_rnn"
COLABS = {
    "keras": "3.13.2",
    "numpy": "2.1.3",
    "matplotlib": "3.10.0",
    "ipython": "7.34.0",
    "ipykernel": "6.17.1",
    "ipywidgets": "7.7.1",
}
HEAD = "def rnn_step(x, h_prev, Wx, Wh, b):\n"
TRANSPOSED = HEAD + "    return tf.tanh(x @ Wx + h_prev @ tf.transpose(Wh) + b)"
RAISING = HEAD + "    h = x @ Wx\n    return h + nothing"
ENDING = HEAD + "    exit()"
CHECK = 'check("rnn_step")'
PICKING = "from unrolled import plots\nplots.pick_unit('ab', [[1, 0], [0, 1]], unit=1);"
IN_COLAB = """
import json, sys, types
with open("a1_rnn.ipynb") as file:
    shown = json.load(file)
sys.modules["google.colab"] = types.ModuleType("google.colab")
sys.modules["google.colab._message"] = types.SimpleNamespace(
    blocking_request=lambda *_, **__: {"ipynb": shown}
)
"""
IN_VSCODE = """
del sys.modules["google.colab"]
import os
__vsc_ipynb_file__ = os.path.abspath("a1_rnn.ipynb")
"""
HAND_IN = 'hand_in("a1_rnn")'

# On the newest versions `make notebooks` runs the solved ones.
on_colabs = pytest.mark.parametrize("machine", ["colab"], indirect=True)


@pytest.fixture(scope="module", params=NAMES)
def machine(request):
    with contextlib.ExitStack() as stack:
        try:
            made = stack.enter_context(student_machine(request.param))
        except NoMachine as reason:
            pytest.skip(f"NO STUDENT'S MACHINE, so nothing was tried on one. {reason}")
        yield made


@pytest.fixture(scope="module")
def released(machine, tmp_path_factory):
    """(packages before, the released notebook after it ran, packages after)."""
    before = machine.packages()
    nb = nbformat.read(COURSE.release / STEM / f"{STEM}.ipynb", as_version=4)
    with release_served(COURSE) as address:
        installing_from(nb, COURSE, address)
        machine.run(nb, tmp_path_factory.mktemp("downloads") / f"{STEM}.ipynb")
    return before, nb, machine.packages()


def test_nothing_of_staffs_is_installed_there(released):
    before, _, _ = released
    assert {"nbgrader", "unrolled", "unrolled-autograder"} & set(before) == set()


def test_the_set_up_cell_installs_the_package_and_changes_no_other(released):
    before, _, after = released
    (wheel,) = COURSE.release.glob("*.whl")
    assert after == before | {"unrolled": wheel.name.split("-")[1]}


@on_colabs
def test_colabs_machine_has_colabs_versions(released):
    before, _, _ = released
    assert {name: before[name] for name in COLABS} == COLABS
    assert {before.get("tensorflow"), before.get("tensorflow_cpu")} == {"2.20.0", None}


def test_the_released_notebook_runs_there_and_every_check_waits_for_an_answer(released):
    _, nb, _ = released
    assert errors(nb.cells) == []
    checks = [cell for cell in nb.cells if cell.metadata.get("unrolled", {}).get("kind") == "check"]
    assert len(checks) == len(load_assignment(COURSE, STEM).questions)
    assert {said(cell)[:1] for cell in checks} == {"○"}


@pytest.fixture(scope="module")
def ran(machine, released, tmp_path_factory):
    """The solved notebook after it ran, and cells of a student's below it."""
    assert "unrolled" in released[2]
    nb = solved(COURSE, STEM)
    own = [TRANSPOSED, CHECK, RAISING, CHECK, ENDING, CHECK]
    own += [PICKING, IN_COLAB, HAND_IN, IN_VSCODE, HAND_IN]
    nb.cells += [nbformat.v4.new_code_cell(source) for source in own]
    machine.run(nb, tmp_path_factory.mktemp("colab") / f"{STEM}.ipynb")
    return nb.cells[: -len(own)], nb.cells[-len(own) :]


@on_colabs
def test_a_solved_notebook_runs_there_and_every_check_is_green(ran):
    cells, own = ran
    assert faults_of(nbformat.v4.new_notebook(cells=cells)) == []
    assert errors(own) == []


@on_colabs
def test_what_a_check_and_the_card_show_is_a_page_and_a_text(ran):
    cells, own = ran
    shown = [cell for cell in [*cells, *own] if cell.source.startswith("check")]
    shown += [cell for cell in cells if "check.all(" in cell.source]
    assert len(shown) >= 9
    for cell in shown:
        (output,) = cell.outputs
        assert set(output.data) == {"text/html", "text/plain"}
        assert "role=" in output.data["text/html"]
    assert "all 9 checks pass" in said(shown[-1])


@on_colabs
def test_a_mistake_a_traceback_and_an_exit_are_told_there_too(ran):
    _, (_, transposed, _, raising, _, ending, *_) = ran
    assert "when `Wh` is transposed" in said(transposed)
    assert "return h + nothing" in said(raising)
    assert said(ending).startswith("✗ rnn_step")


@on_colabs
def test_the_list_of_units_is_a_widget_there_too(ran):
    _, own = ran
    (picking,) = (cell for cell in own if cell.source == PICKING)
    still, widget = picking.outputs[:2]
    assert "unit 1" in still.data["text/html"]
    assert widget.data["application/vnd.jupyter.widget-view+json"]["model_id"]


@on_colabs
def test_the_hand_in_cell_finds_the_notebook_in_colab_and_in_vs_code(ran):
    _, (*_, in_colab, _, in_vscode) = ran
    assert "a1_rnn.ipynb" in said(in_colab)
    assert "cannot be found" not in said(in_colab) + said(in_vscode)
    assert "Every cell that is graded is there once" in said(in_colab)
    assert "Every cell that is graded is there once" in said(in_vscode)
    assert "Folder" in said(in_vscode)


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Makes a machine of these requirements."""
    monkeypatch.setattr("student_machine.ROOT", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    def make(requirements=""):
        (tmp_path / "requirements").mkdir(exist_ok=True)
        (tmp_path / "requirements" / "notebook-colab.txt").write_text(requirements)
        return student_machine("colab")

    return make


def test_where_it_cannot_be_installed_pips_reason_is_told_every_time(made):
    for _ in range(2):
        with (
            pytest.raises(NoMachine, match="No matching distribution found for unrolled-no-such"),
            made("unrolled-no-such==1"),
        ):
            pass


def test_a_machine_is_used_again_unless_a_package_of_it_was_changed(made):
    with made() as machine:
        used = machine.folder / "used"
        used.touch()
        (site,) = machine.folder.glob("lib/python*/site-packages")
    with made():
        assert used.exists()
        (site / "added-1.0.dist-info").mkdir()
        (site / "added-1.0.dist-info" / "METADATA").write_text("Name: added\nVersion: 1.0\n")
    with made() as machine:
        assert not used.exists()
        assert "added" not in machine.packages()


def errors(cells):
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [output.evalue for output in outputs if output.output_type == "error"]


def said(cell):
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
