"""A new assignment's skeleton builds, holds, and is refused where its name does not fit."""

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import suites
from autograder.authoring import new_assignment
from autograder.build import build
from autograder.course import find_course, load_assignment
from autograder.errors import CourseError
from autograder.grade import Grader
from autograder.prove import Proof, proof_jobs
from autograder.replay import replay

ROOT = Path(__file__).parents[2]
STEM, QUESTION = "a8_attention", "attention"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, without its suites."""
    root = tmp_path_factory.mktemp("course").resolve()
    ignored = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info", "*.ipynb")
    for name in ("assignments", "solutions", "student"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    for name in ("course.toml", "nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "autograder" / "suites" / "a1_rnn", root / "suites" / "a1_rnn")
    return dataclasses.replace(find_course(root), suites=root / "suites")


@pytest.fixture(scope="module")
def written(course):
    return new_assignment(course, STEM, 'Attention: where it "looks"')


def test_the_skeleton_builds_and_its_release_asks_the_question(course, written):
    build(course, [STEM])
    release = nbformat.read(course.release / STEM / f"{STEM}.ipynb", as_version=4)
    sources = [cell.source for cell in release.cells]
    assert f'check("{QUESTION}")' in sources
    assert any(f"def {QUESTION}" in s and "NotImplementedError" in s for s in sources)


def test_the_skeleton_holds_before_a_word_of_it_was_changed(course, written, zygote, monkeypatch):
    monkeypatch.setattr(suites, "__path__", [*suites.__path__, str(course.suites)])
    assignment = load_assignment(course, STEM)
    catalogue, jobs = proof_jobs(course, assignment)
    grader = Grader(course, assignment, zygote, seed=2027)
    proof = Proof(assignment, catalogue, {job.name: grader.grade(job.handin) for job in jobs})
    proof.replayed.append(replay(grader, recorded_seed=2028))
    proof.judge()
    assert proof.problems == []
    assert len(catalogue.misconceptions) == 2
    assert len(catalogue.variants) == 1


def test_the_skeleton_is_written_as_this_repository_is(course, written):
    python = [str(path) for path in written if path.suffix == ".py"]
    settings = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    ruff = [sys.executable, "-m", "ruff"]
    formatted = subprocess.run(
        [*ruff, "format", "--check", *settings, *python],
        capture_output=True,
        text=True,
        check=False,
    )
    assert formatted.returncode == 0, formatted.stdout
    # The exceptions for suites and solutions go by the repository's own folders.
    apart = "E,F,W,B"
    linted = subprocess.run(
        [*ruff, "check", "--select", apart, "--ignore", "F821,E266", *settings, *python],
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(
    ("stem", "why"),
    [
        ("attention", "no name of an assignment"),
        ("a8-attention", "no name of an assignment"),
        ("a8_Attention", "no name of an assignment"),
        ("a8_lambda", "no name of an assignment"),
        ("a9_embed", "a1_rnn has a question `embed` already"),
        ("a1_rnn", "There is a a1_rnn already"),
    ],
)
def test_a_name_that_does_not_fit_writes_nothing(course, stem, why):
    before = sorted(course.root.rglob("*"))
    with pytest.raises(CourseError, match=why):
        new_assignment(course, stem)
    assert sorted(course.root.rglob("*")) == before
