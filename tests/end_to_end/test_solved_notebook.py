"""The notebook as students have it, with every answer filled in, runs from top to bottom."""

import os
from pathlib import Path

import nbformat
import pytest
from nbconvert.preprocessors import ExecutePreprocessor

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    nb = nbformat.read(ROOT / "source" / "a1_rnn" / "a1_rnn.ipynb", as_version=4)
    folder = tmp_path_factory.mktemp("student")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
        patch.setenv("PATH", os.defpath)
        runner = ExecutePreprocessor(timeout=240, kernel_name="python3", allow_errors=True)
        runner.preprocess(nb, {"metadata": {"path": str(folder)}})
    return nb


def outputs(nb, kind):
    for cell in nb.cells:
        if cell.metadata.get("unrolled", {}).get("kind") == kind:
            yield cell, cell.get("outputs", [])


def test_no_cell_fails(executed):
    failed = [
        (cell.source, output["evalue"])
        for cell in executed.cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    assert failed == []


def test_every_check_passes(executed):
    checks = list(outputs(executed, "check"))
    assert len(checks) == 9
    for cell, found in checks:
        text = "".join(o.get("data", {}).get("text/plain", "") for o in found)
        assert text.startswith("✓"), (cell.source, text)


def test_demos_show_pictures_and_training_shows_its_loss(executed):
    pictures = sum(
        "image/png" in o.get("data", {}) for _, found in outputs(executed, "demo") for o in found
    )
    assert pictures >= 4
    assert all(found for _, found in outputs(executed, "training"))


def test_what_a_student_saves_stays_small(executed):
    assert len(nbformat.writes(executed)) < 1_000_000
