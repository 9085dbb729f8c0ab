"""The question that `docs/suite_writer.md` adds is added here, as it is written there."""

import dataclasses
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.build import build
from autograder.catalogue import Catalogue
from autograder.course import find_course, load_assignment
from autograder.pool import Pool
from autograder.prove import RELEASE, SOLUTION, Proof, proof_jobs
from autograder.sandbox.client import Zygote

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "suite_writer.md"
SUITES = "autograder/suites/"
QUESTION = "reverse_valid"
NEEDED = ("assignments", "solutions", "student", "source", "release")
# A comment that says what becomes of the block below it.
BLOCK = re.compile(
    r"^<!-- (?P<action>append to|insert into|change|new file): (?P<file>\S+)"
    r"(?: before: (?P<before>.*?))? -->\n(?P<fence>`{3,})\w+\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def blocks():
    return [match.groupdict() for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]


def typed(block):
    """The lines of a block that a person types: of a change, those that are new."""
    lines = block["text"].splitlines()
    if block["action"] == "change":
        return [line for line in lines if line.startswith("+")]
    return lines


def hunks(diff):
    """What stands in a file before and after each part of a diff."""
    for part in diff.split("@@\n"):
        lines = part.splitlines()
        before, after = (
            "".join(f"{line[1:]}\n" for line in lines if line[0] in kept) for kept in (" -", " +")
        )
        yield before, after


def apply(block, root):
    path = root / block["file"].removeprefix("autograder/")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert bool(text) == (block["action"] != "new file"), f"is {block['file']} there already?"
    if block["action"] == "change":
        for before, after in hunks(block["text"]):
            assert text.count(before) == 1, f"{block['file']} holds not one {before!r}"
            text = text.replace(before, after)
    elif block["action"] == "insert into":
        assert text.count(block["before"]) == 1
        text = text.replace(block["before"], f"{block['text']}\n{block['before']}")
    else:
        text += ("\n\n" if text else "") + block["text"]
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with the question in it, built."""
    root = tmp_path_factory.mktemp("course").resolve()
    ignored = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info")
    for name in NEEDED:
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    shutil.copytree(ROOT / SUITES / "a1_rnn", root / "suites" / "a1_rnn", ignore=ignored)
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, root / name)
    for block in blocks():
        apply(block, root)
    course = dataclasses.replace(find_course(root), suites=root / "suites")
    build(course, ["a1_rnn"])
    return course


def test_all_that_the_instructor_types_has_under_60_lines():
    assert len(blocks()) == 8
    assert sum(len(typed(block)) for block in blocks()) < 60


def test_the_release_asks_the_question_and_does_not_answer_it(course):
    release = nbformat.read(course.release / "a1_rnn" / "a1_rnn.ipynb", as_version=4)
    sources = {cell["id"]: cell.source for cell in release.cells}
    assert sources[QUESTION] == f'check("{QUESTION}")'
    assert "raise NotImplementedError()" in sources[f"{QUESTION}-answer"]
    assert not any("reverse_sequence" in source for source in sources.values())


def test_the_students_check_knows_the_question_and_its_misconceptions(course):
    baked = course.student / "unrolled" / "checks" / "baked" / "a1_rnn.json"
    question = json.loads(baked.read_text(encoding="utf-8"))["questions"][QUESTION]
    assert question["solution"].keys() == {"reverse_in_time"}
    assert len(question["mistakes"]) == 2


def test_the_suite_holds(course):
    assignment = load_assignment(course, "a1_rnn")
    catalogue, jobs = proof_jobs(course, assignment)
    own = Catalogue(catalogue.misconceptions_of(QUESTION), catalogue.variants_of(QUESTION))
    names = {SOLUTION, RELEASE, *(entry.name for entry in own.misconceptions)}
    proof = Proof(assignment, own)
    with (
        Zygote(secret=(course.root,)) as zygote,
        Pool(course, assignment, zygote, processes=1, seed=2) as pool,
    ):
        chosen = (dataclasses.replace(job, only=(QUESTION,)) for job in jobs if job.name in names)
        proof.verdicts.update(pool.grade(chosen))
    proof.judge()
    assert proof.verdicts.keys() == names
    assert proof.problems == []
    for entry in own.misconceptions:
        result = proof.verdicts[entry.name].question(QUESTION)
        assert (result.earned, result.diagnosis.misconception) == (0, entry.name)
