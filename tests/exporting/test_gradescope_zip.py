"""The zip for Gradescope, unpacked into its documented layout and run there with its own script."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.course import find_course, load_assignment
from autograder.exporting.gradescope_zip import write_autograder_zip

ROOT = Path(__file__).parents[2]
STEM = "a7_trees"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder of its own, so that its journal is not this repository's."""
    root = tmp_path_factory.mktemp("course")
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, root)
    for name in ("assignments", "solutions", "release"):
        (root / name).symlink_to(ROOT / name)
    return find_course(root)


@pytest.fixture(scope="module")
def container(course, tmp_path_factory):
    """Gradescope's folders, and a way to grade a hand-in there as Gradescope does.

    `setup.sh` needs a network and root of a fresh image; what it makes, `.venv`, is this one.
    """
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    zipped = root.parent / "autograder.zip"
    write_autograder_zip(course, load_assignment(course, STEM), zipped, protect=True)
    for folder in ("source", "results", "submission"):
        (root / folder).mkdir(parents=True)
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(root / "source")
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    (root / "source" / ".venv").symlink_to(sys.prefix)
    # Gradescope copies it, and runs the copy.
    shutil.copy(root / "source" / "run_autograder", root)
    (root / "run_autograder").chmod(stat.S_IMODE(modes["run_autograder"]))

    def grade(files, protect=True, path=os.environ["PATH"]):
        shutil.rmtree(root / "submission")
        for name, data in files.items():
            (root / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "submission" / name).write_bytes(data)
        options = {"assignment": STEM, "protect": protect}
        (root / "source" / "gradescope.json").write_text(json.dumps(options))
        results = root / "results" / "results.json"
        results.unlink(missing_ok=True)
        run = subprocess.run(
            [root / "run_autograder"],
            cwd=root, capture_output=True, text=True, check=False, timeout=300,
            env={"UNROLLED_AUTOGRADER": str(root), "PATH": path, "HOME": str(root.parent)},
        )  # fmt: skip
        return json.loads(results.read_bytes()), run

    grade.root, grade.modes = root, modes
    return grade


SOLVED = (ROOT / "source" / STEM / f"{STEM}.ipynb").read_bytes()


def no_score(results):
    return "score" not in results and not any("score" in test for test in results["tests"])


def test_a_right_hand_in_gets_all_coded_points_on_the_inputs_of_gradings_here(container, course):
    results, run = container({f"{STEM}.ipynb": SOLVED})
    assert run.returncode == 0, run.stdout + run.stderr
    assert results["score"] == 90
    assert results["extra_data"]["sandbox"] == "bubblewrap"
    assert results["extra_data"]["seed"] == int((course.journal / STEM / "seed").read_text())
    assert all(test["status"] == "passed" for test in results["tests"])
    assert "which_brackets (5)" in results["output"]


def test_a_wrong_one_under_another_name_in_a_folder_gets_points_and_the_diagnosis(container):
    wrong = SOLVED.replace(b"tf.tanh(", b"tf.sigmoid(").replace(b"ops.tanh(", b"ops.sigmoid(")
    assert wrong != SOLVED
    results, _ = container({"work/final (1).ipynb": wrong, "work/plot.png": b"p"})
    assert 0 < results["score"] < 90
    failed = [test for test in results["tests"] if test["status"] == "failed"]
    assert any(test["output"] for test in failed)
    suite = "\n".join(path.read_text() for path in (ROOT / "autograder/suites" / STEM).glob("*.py"))
    sources = [line.strip() for line in suite.splitlines() if len(line.strip()) > 40]
    shown = json.dumps(results)
    assert not any(line in shown for line in sources if line.startswith(("agree(", "assert ")))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({f"{STEM}.ipynb": SOLVED[:5000]}, "breaks off"),
        ({"report.pdf": b"%PDF"}, "There is no notebook"),
        ({"one.ipynb": b"{}", "two.ipynb": b"{}"}, "none of"),
    ],
)
def test_what_cannot_be_graded_has_no_score_and_a_reason(container, files, words):
    results, run = container(files)
    assert run.returncode == 0
    assert no_score(results)
    assert words in results["output"]


def test_without_a_sandbox_it_says_so_and_runs_nothing(container, tmp_path):
    walls = tmp_path / "bwrap"
    walls.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    walls.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    results, run = container({f"{STEM}.ipynb": SOLVED}, path=path)
    assert no_score(results)
    assert "does not let it lock hand-ins away, so nothing was run" in results["output"]
    assert "No permissions to create new namespace" in run.stdout, "what staff see"
    assert "No permissions" not in json.dumps(results), "and students do not"


def test_unprotected_grading_is_the_instructors_choice_and_is_told(container):
    results, _ = container({f"{STEM}.ipynb": SOLVED}, protect=False)
    assert results["score"] == 90
    assert results["extra_data"]["sandbox"] == "none"
    assert "Graded without a sandbox." in results["output"]


def test_a_grader_that_breaks_gives_no_score(container):
    settings = container.root / "source" / "course.toml"
    before = settings.read_text()
    settings.write_text("id = 3\n")
    try:
        results, run = container({f"{STEM}.ipynb": SOLVED})
    finally:
        settings.write_text(before)
    assert no_score(results)
    assert "through no fault of the student's" in results["output"]
    assert "Traceback" in run.stdout
    assert "Traceback" not in json.dumps(results)


def test_the_zip_holds_what_gradescope_asks_for_and_no_other_hidden_tests(container):
    names = set(container.modes)
    assert {"setup.sh", "run_autograder"} <= names
    assert all(container.modes[name] & 0o111 for name in ("setup.sh", "run_autograder"))
    suites = {
        n.split("/")[2] for n in names if n.startswith("autograder/suites/") and n[-4:] != ".pyc"
    }
    assert {one for one in suites if one.startswith("a")} == {STEM}
    assert {n for n in names if n.startswith("solutions/")} == {
        "solutions/__init__.py", f"solutions/{STEM}.py",
    }  # fmt: skip
    assert not any("submitted" in n or "gradebook" in n or n.endswith(".pyc") for n in names)


def test_the_same_course_gives_the_same_zip(course, tmp_path):
    assignment = load_assignment(course, STEM)
    for name in ("one.zip", "two.zip"):
        write_autograder_zip(course, assignment, tmp_path / name, protect=True)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_its_scripts_are_valid_shell(container, name):
    subprocess.run(["bash", "-n", container.root / "source" / name], check=True)
