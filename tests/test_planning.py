"""What a run has to grade: as much as has changed, and no more."""

import msgspec
import pytest

from autograder.acceptance import Acceptance
from autograder.errors import NotebookError
from autograder.grade import Grader
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal
from autograder.notebook import Cell, Handin
from autograder.planning import Planner, joined

ANSWERS = """
def double(x):
    return x + x

def halve(x):
    return x / 3

def root(x):
    return x ** 0.5
"""


def handin(source=ANSWERS, remark=""):
    return Handin("two", (Cell("a", source + remark, "own"),))


@pytest.fixture
def journal(toy):
    return Journal(toy[0].journal / "two")


@pytest.fixture
def grader(toy, two, zygote, journal):
    """Grades with what stands on disk now, as a new run does."""
    return lambda: Grader(toy[0], two, zygote, journal.seed())


@pytest.fixture
def plan(two, journal):
    def made(*handins, protect=True):
        return Planner(two, journal, journal.seed(), Acceptance(protect)).plan(handins)

    return made


def change_halve(two):
    path = two.suite / "test_halve.py"
    path.write_text(path.read_text().replace("draw.large(rng)", "draw.large(rng) + 1"))


def put(journal, two, graded, verdict):
    journal.put(verdict_key(ingredients(two, graded), journal.seed()), verdict)


def without_measures(verdict):
    told = msgspec.to_builtins(verdict)
    for question in told["questions"]:
        for test in question["tests"]:
            del test["duration_s"]
    del told["duration_s"], told["peak_bytes"]
    return told


def test_what_is_graded_in_part_comes_out_as_if_graded_whole(two, journal, grader, plan):
    put(journal, two, handin(), grader().grade(handin()))
    change_halve(two)
    (job,) = plan(("ada", handin())).jobs
    assert job.only == ("halve",)
    made = grader()
    part = made.grade(job.handin, job.only)
    assert [result.question for result in part.questions] == ["halve"]
    whole = joined(two, plan(("ada", handin())).before["ada"], part)
    assert without_measures(whole) == without_measures(made.grade(handin()))
    assert whole.question("halve").diagnosis.misconception == "third"
    put(journal, two, handin(), whole)
    again = plan(("ada", handin()))
    assert (again.known, again.jobs) == ({"ada": journal.latest(whole.hashes["notebook"])}, [])


def test_what_is_new_is_graded_whole_and_no_reason_is_given(two, journal, grader, plan):
    put(journal, two, handin(), grader().grade(handin()))
    change_halve(two)
    made = plan(("ada", handin()), ("bob", handin(remark="# mine")))
    assert [(job.name, job.only) for job in made.jobs] == [("ada", ("halve",)), ("bob", ())]
    assert made.new == ["bob"]
    assert made.again == {("halve", "its tests and probes"): 1}


def test_who_handed_in_the_same_is_graded_once(plan):
    made = plan(("ada", handin()), ("bob", handin()), ("eve", handin(remark="# mine")))
    assert [job.name for job in made.jobs] == ["ada", "eve"]
    assert made.same == {"ada": ["bob"], "eve": []}


def test_a_question_that_the_grader_failed_at_is_graded_again(two, journal, grader, plan):
    verdict = grader().grade(handin())
    failed = [msgspec.structs.replace(q, tests=()) if q.question == "root" else q
              for q in verdict.questions]  # fmt: skip
    put(journal, two, handin(), msgspec.structs.replace(verdict, questions=tuple(failed)))
    made = plan(("ada", handin()))
    assert [job.only for job in made.jobs] == [("root",)]
    assert made.again == {("root", "the grader failed at it"): 1}


def test_a_verdict_made_without_a_sandbox_or_with_another_seed_is_no_ground(
    two, journal, grader, plan
):
    verdict = grader().grade(handin())
    put(journal, two, handin(), msgspec.structs.replace(verdict, sandbox="none"))
    change_halve(two)
    assert [job.only for job in plan(("ada", handin())).jobs] == [()]
    assert [job.only for job in plan(("ada", handin()), protect=False).jobs] == [("halve",)]
    put(journal, two, handin(), msgspec.structs.replace(verdict, seed=verdict.seed + 1))
    change_halve(two)
    assert [job.only for job in plan(("ada", handin())).jobs] == [()]


def test_what_cannot_be_read_is_kept_apart(plan):
    made = plan(("ada", NotebookError("It is empty.")), ("bob", handin()))
    assert made.unreadable == {"ada": "It is empty."}
    assert [job.name for job in made.jobs] == ["bob"]
