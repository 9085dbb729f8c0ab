"""What the suites really use is among what `Reachable` says that they can reach."""

import dataclasses
import os
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from autograder.batch import read_handin
from autograder.course import find_course, load_assignment
from autograder.grade import Grader
from autograder.reaching import Reachable
from autograder.testing.memo import Memo

ROOT = Path(__file__).parents[2]
COURSE = find_course(ROOT)
SEED = 2027


@pytest.fixture
def assignment(request):
    return load_assignment(COURSE, request.param)


@pytest.fixture
def solved(assignment):
    stem = assignment.stem
    return read_handin(COURSE, assignment, COURSE.source / stem / f"{stem}.ipynb")


def running_test(frame, suite):
    """The hidden test that a frame belongs to; None for what runs while modules are imported."""
    test = None
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(suite):
            if code.co_name == "<module>":
                return None
            if code.co_name.startswith("test_"):
                test = Path(code.co_filename).stem, code.co_name
        frame = frame.f_back
    return test


@pytest.mark.parametrize("assignment", COURSE.stems, indirect=True)
def test_every_function_that_a_question_runs_and_every_probe_it_asks_is_reached(
    assignment, solved, zygote, tmp_path
):
    grader = Grader(COURSE, assignment, zygote, SEED, memo=Memo(tmp_path))
    ran = defaultdict(set)

    suite = f"{assignment.suite}{os.sep}"

    def note(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(suite):
            name = code.co_qualname.split(".")[0]
            ran[running_test(frame, suite)].add(f"{Path(code.co_filename).stem}: {name}")

    sys.setprofile(note)
    try:
        _, run = grader.run(solved)
    finally:
        sys.setprofile(None)
    reachable = Reachable(assignment.suite, assignment.solution)
    for question in assignment.questions:
        reached = set(reachable.of(question).suite)
        names = {test.name for test in run.results[question]}
        tests = {(stem, name) for stem, name in filter(None, ran) if f"{stem}: {name}" in reached}
        assert names == {name for _, name in tests}
        missed = {name for test in tests for name in ran[test]} - reached
        assert not missed, f"{question} runs {missed}"
        probes = {asked.probe for asked in run.asked[question]} - {"pairs_alike"}
        names = {place.partition(": ")[2] for place in reached if place.startswith("probes")}
        assert probes <= names


def broken(source, name):
    """A solution in which one answer cannot be had."""
    return f"{source}\n\ndel {name}\n"


# Each name costs a grading; these three take a quarter of the time of all seven.
@pytest.mark.parametrize("assignment", ["a1_rnn", "a4_decoding", "a7_trees"], indirect=True)
def test_only_questions_that_reach_a_broken_answer_change(assignment, solved, zygote, tmp_path):
    reachable = Reachable(assignment.suite, assignment.solution)
    source = assignment.solution.read_text()
    memo = Memo(tmp_path / "memo")
    right = Grader(COURSE, assignment, zygote, SEED, memo=memo).grade(solved)
    assert right.earned == right.points
    concerned = defaultdict(set)
    for question in assignment.questions:
        for name in reachable.of(question).solution:
            concerned[name].add(question)
    for name in assignment.questions:
        path = tmp_path / f"{name}.py"
        path.write_text(broken(source, name))
        other = dataclasses.replace(assignment, solution=path)
        rest = tuple(set(assignment.questions) - concerned[name])
        if rest:
            verdict = Grader(COURSE, other, zygote, SEED, memo=memo).grade(solved, rest)
            changed = {q.question for q in verdict.questions if q.earned < q.points}
            assert not changed, f"without {name}, {changed} is graded otherwise"
