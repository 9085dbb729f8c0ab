"""`autograder collect` as a TA types it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def course(tmp_path):
    """A course of this repository's assignments, and what to type in it."""
    root = tmp_path / "course"
    root.mkdir()
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, root)
    for name in ("assignments", "solutions", "release"):
        (root / name).symlink_to(ROOT / name)
    (root / "roster.csv").write_text("id,name\nada,Ada Lovelace\nbob,Bob O'Brien\nzoe,Zoë Z\n")
    notebook = (ROOT / "release" / "a3_gated" / "a3_gated.ipynb").read_bytes()
    with zipfile.ZipFile(root / "submissions.zip", "w") as archive:
        archive.writestr("lovelaceada_1_10_a3_gated.ipynb", notebook)
        archive.writestr("obrienbob_LATE_2_11_a3_gated-1.ipynb", notebook)
        archive.writestr("\x1b[31mstranger_3_12_a3_gated.ipynb", notebook)

    def autograder(*arguments):
        code = "from autograder.cli.app import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=root, capture_output=True, text=True, check=False, timeout=120,
            env={"PATH": os.defpath, "COLUMNS": "100", "HOME": str(root)},
        )  # fmt: skip

    autograder.root = root
    return autograder


def test_it_tells_what_it_took_whom_it_does_not_know_and_who_is_missing(course):
    run = course("collect", "a3_gated", "submissions.zip")
    assert run.returncode == 1, run.stderr
    for words in (
        "read as Canvas", "late", "Not matched", "stranger_3_12", "not named as Canvas does",
        "2 new, 1 marked late, 1 file not matched", "1 of the roster handed nothing in: zoe",
        "does not say when they came",
    ):  # fmt: skip
        assert words in run.stdout
    assert "\x1b" not in run.stdout
    assert sorted(path.parent.name for path in course.root.glob("submitted/*/a3_gated")) == [
        "ada", "bob",
    ]  # fmt: skip


def test_a_dry_run_says_so_and_a_second_run_has_nothing_new(course):
    dry = course("collect", "a3_gated", "submissions.zip", "--dry-run")
    assert "Dry run, nothing was written" in dry.stdout
    assert not (course.root / "submitted").exists()
    course("collect", "a3_gated", "submissions.zip")
    again = course("collect", "a3_gated", "submissions.zip", "--all")
    assert "2 there already" in again.stdout


def test_an_unknown_platform_is_answered_with_the_known_ones(course):
    run = course("collect", "a3_gated", "submissions.zip", "--from", "sakai")
    assert (run.returncode, run.stdout) == (2, "")
    assert "take one of canvas, moodle, gradescope, blackboard, google, exchange" in " ".join(
        run.stderr.split()
    )
