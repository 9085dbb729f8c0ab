"""Each notebook as students have it, with every answer filled in, runs from top to bottom."""

import os
from pathlib import Path

import nbformat
import pytest
from nbconvert.preprocessors import ExecutePreprocessor

from autograder.course import find_course, load_assignment

COURSE = find_course(Path(__file__))
CELL_TIMEOUT_S = 240
MAX_BYTES = 2 * 10**9
PEAK = "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


@pytest.fixture(scope="module", params=COURSE.stems)
def executed(request, tmp_path_factory):
    stem = request.param
    nb = nbformat.read(COURSE.source / stem / f"{stem}.ipynb", as_version=4)
    nb.cells.append(nbformat.v4.new_code_cell(PEAK))
    folder = tmp_path_factory.mktemp(f"student-{stem}")
    nbformat.write(nb, folder / f"{stem}.ipynb")  # saved, and not since
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JPY_SESSION_NAME", raising=False)
        patch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
        patch.setenv("PATH", os.defpath)
        runner = ExecutePreprocessor(
            timeout=CELL_TIMEOUT_S, kernel_name="python3", allow_errors=True
        )
        runner.preprocess(nb, {"metadata": {"path": str(folder)}})
    return load_assignment(COURSE, stem), nb


def outputs(nb, kind):
    for cell in nb.cells:
        if cell.metadata.get("unrolled", {}).get("kind") == kind:
            yield cell, cell.get("outputs", [])


def test_no_cell_fails(executed):
    failed = [
        (cell.source, output["evalue"])
        for cell in executed[1].cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    assert failed == []


def test_every_check_passes(executed):
    assignment, nb = executed
    checks = list(outputs(nb, "check"))
    assert len(checks) == len(assignment.questions)
    for cell, found in checks:
        text = "".join(o.get("data", {}).get("text/plain", "") for o in found)
        assert text.startswith("✓"), (cell.source, text)


def last_results(executed):
    """What the score card and the look at the file say."""
    closing = [found for cell, found in outputs(executed[1], "closing") if cell.cell_type == "code"]
    card, file = ("".join(o.data["text/plain"] for o in found) for found in closing)
    return card, file


def test_the_score_card_is_full_and_warns_all_the_same(executed):
    assignment, _ = executed
    card, _ = last_results(executed)
    assert f"✓ {assignment.stem}: all {len(assignment.questions)} checks pass" in card
    assert card.count("✎ by hand") == len(assignment.written)
    assert "no proof" in card


def test_the_file_is_found_and_known_to_be_older_than_what_ran(executed):
    assignment, _ = executed
    _, file = last_results(executed)
    assert file.startswith(f"✗ {assignment.stem}: not ready: 1 thing to mend")
    assert f"`{assignment.stem}.ipynb`" in file
    assert "older than what ran here last" in file
    assert f"All {len(assignment.questions)} coded questions have an answer" in file
    assert f"All {len(assignment.written)} written questions have an answer" in file


def test_demos_show_pictures_and_training_shows_its_loss(executed):
    _, nb = executed
    pictures = sum(
        "image/png" in o.get("data", {}) for _, found in outputs(nb, "demo") for o in found
    )
    assert pictures >= 4
    assert all(found for _, found in outputs(nb, "training"))


def test_no_demo_waits_for_an_answer(executed):
    shown = [o.get("text", "") for _, found in outputs(executed[1], "demo") for o in found]
    assert [text for text in shown if "⏳" in text] == []


def test_what_a_student_saves_stays_small(executed):
    assert len(nbformat.writes(executed[1])) < 1_000_000


def test_it_fits_into_two_gigabytes(executed):
    kilobytes = int(executed[1].cells[-1].outputs[0].text)
    assert kilobytes * 1024 < MAX_BYTES
