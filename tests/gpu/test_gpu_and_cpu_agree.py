"""Solutions and verdicts are the same on a GPU as on the CPU.

Numbers may differ by the tolerances of `autograder/testing/comparison.py`: errors up to 1e-6 of
1 + |expected| in float64, 1e-4 in float32, 2e-2 in float16. With

    UNROLLED_STAND_IN=cpu pytest -m gpu

a CPU stands in for the GPU: that shows that these tests and all but the GPU itself work.
"""

import os
import sys
from pathlib import Path

import pytest

from autograder.batch import read_handin
from autograder.catalogue import read_catalogue
from autograder.course import find_course, load_assignment
from autograder.grade import Grader
from autograder.notebook import Cell, Handin
from autograder.sandbox.client import Zygote
from autograder.staff.machine import StaffZygote, sees_gpu
from autograder.testing.implementation import Implementation, Reference
from autograder.testing.memo import Memo
from autograder.testing.running import SuiteRun, run_suite

COURSE = find_course(Path(__file__))
SEED = 2027
STAND_IN = os.environ.get("UNROLLED_STAND_IN") == "cpu"

pytestmark = pytest.mark.gpu


@pytest.fixture(scope="module")
def gpu(request):
    """Workers on the GPU."""
    if not sees_gpu() and not STAND_IN:
        pytest.skip("NO GPU: nothing was compared. Run `pytest -m gpu` on a machine that has one")
    with StaffZygote(gpu=True, place="a test") as zygote:
        zygote.wait()
        if not STAND_IN and zygote.facts["device"] == "cpu":
            if "gpu" not in request.config.option.markexpr:
                pytest.skip("NOT ASKED FOR: this TensorFlow does not see the GPU")
            pytest.fail("This TensorFlow does not see the GPU: pip install 'tensorflow[and-cuda]'")
        print(f"\n{zygote.facts['device']} stands beside the cpu", file=sys.__stderr__)
        yield zygote


@pytest.fixture(scope="module")
def cpu(gpu):
    """Workers on the CPU of the same machine."""
    with Zygote(protect=False) as zygote:
        yield zygote.wait()


@pytest.fixture(params=COURSE.stems)
def graders(request, gpu, cpu, tmp_path):
    """One assignment's grader on the GPU and one on the CPU; neither knows the other's answers."""
    assignment = load_assignment(COURSE, request.param)
    return [
        Grader(COURSE, assignment, zygote, SEED, memo=Memo(tmp_path / name))
        for name, zygote in (("gpu", gpu), ("cpu", cpu))
    ]


def results_of(verdict):
    return {
        test.name: (test.state, test.earned, question.diagnosis and question.diagnosis.names)
        for question in verdict.questions
        for test in question.tests
    }


def solved(grader):
    stem = grader.assignment.stem
    return read_handin(COURSE, grader.assignment, COURSE.source / stem / f"{stem}.ipynb")


def mistaken(grader):
    """The solution with a known mistake in its second question."""
    assignment = grader.assignment
    question = list(assignment.questions)[1]
    entry = read_catalogue(assignment.suite).misconceptions_of(question)[0]
    solution = assignment.solution.read_text(encoding="utf-8")
    cells = Cell("s", solution, "setup"), Cell("m", entry.program, "answer", question)
    return Handin(assignment.stem, cells), entry


def test_the_solution_answers_on_the_gpu_what_it_answers_on_the_cpu(graders):
    on_gpu, on_cpu = graders
    submission, reference = on_gpu.staff(Implementation), on_cpu.staff(Reference)
    run = SuiteRun(lambda _: submission, reference, SEED)
    try:
        run_suite(on_gpu.assignment.suite, run)
    finally:
        submission.close()
        reference.close()
    results = [test for tests in run.results.values() for test in tests]
    assert {q for q, tests in run.results.items() if tests} == {*on_gpu.assignment.questions}
    assert [(t.name, t.message) for t in results if t.state != "passed"] == []


def test_a_solved_hand_in_has_all_points_on_both(graders):
    on_gpu, on_cpu = (grader.grade(solved(grader)) for grader in graders)
    assert results_of(on_gpu) == results_of(on_cpu)
    assert on_gpu.earned == on_gpu.points > 0
    assert on_cpu.device == "cpu"
    assert on_gpu.device.startswith("cpu" if STAND_IN and not sees_gpu() else "gpu: ")


def test_a_known_mistake_costs_the_same_and_is_named_on_both(graders):
    handin, entry = mistaken(graders[0])
    on_gpu, on_cpu = (grader.grade(handin) for grader in graders)
    assert results_of(on_gpu) == results_of(on_cpu)
    assert on_gpu.question(entry.question).earned < on_gpu.question(entry.question).points
