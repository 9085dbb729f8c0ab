"""What a recording of right answers earns."""

from autograder.grade import Grader
from autograder.replay import replay

FORM = """
from autograder.testing import agree, question, require, shape

@question("double", points=30)
def test_numbers_are_doubled(submission, reference, rng):
    agree(submission, reference, "doubled", {"x": rng.normal(size=5)})

@question("double", points=30)
def test_ten_numbers_stay_ten(submission, rng):
    require(shape(submission.ask("doubled", x=rng.normal(size=10))) == (10,), "not ten")

@question("double", points=20, needs_numbers=True)
def test_twice_the_same_gives_the_same(submission, rng):
    x = rng.normal(size=7)
    one, other = (submission.ask("doubled", x=x) for _ in range(2))
    require((one == other).all(), "not the same")

@question("double", points=20, needs_numbers=True)
def test_four_of_another_kind(submission, reference, rng):
    agree(submission, reference, "doubled", {"x": rng.normal(size=4)})
"""


def test_a_recording_passes_what_is_the_same_every_time_and_nothing_else(toy, zygote):
    course, assignment = toy
    # Python keeps modules by name, and other tests of this run import the one that was there.
    (assignment.suite / "test_double.py").unlink()
    (assignment.suite / "test_of_a_recording.py").write_text(FORM)
    run = replay(Grader(course, assignment, zygote, seed=1), recorded_seed=2)
    ended = {test.name: (test.state, test.withheld) for test in run.results["double"]}
    assert ended == {
        "test_numbers_are_doubled": ("failed", False),
        "test_ten_numbers_stay_ten": ("passed", False),
        "test_twice_the_same_gives_the_same": ("passed", False),
        "test_four_of_another_kind": ("failed", False),
    }
    assert run.need_numbers == {"test_twice_the_same_gives_the_same", "test_four_of_another_kind"}


def test_on_its_own_inputs_a_recording_is_right(toy, zygote):
    course, assignment = toy
    run = replay(Grader(course, assignment, zygote, seed=3), recorded_seed=3)
    assert {test.state for test in run.results["double"]} == {"passed"}
