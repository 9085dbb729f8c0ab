"""What counts as right, and what follows from an earlier answer, with real workers."""

import numpy as np
import pytest

from autograder.errors import StudentError
from autograder.testing import Follows, Rejected, agree
from autograder.testing.comparison import collect_notes
from autograder.testing.implementation import Reference

# s_t = f(x_t, s_{t-1}, w); g runs it over time.
STEP = "import numpy as np\ndef f(x, s, w):\n    return np.tanh(x * w + s)\n"
RUN = (
    "def g(xs, s, w):\n"
    "    states = []\n"
    "    for x in xs:\n"
    "        s = f(x, s, w)\n"
    "        states.append(s)\n"
    "    return np.stack(states)\n"
)
PROBES = {
    "probes": "def run(answer, **given):\n    return answer.g(**given)\n"
    "def stand_in_f(x, s, w):\n    return 0.5 * s + x * w\n"
}
WRONG_STEP = STEP.replace("+ s", "- s")


def first(xs, s, w):
    return xs[0], s, w


def run_of(step, xs, s, w):
    states = []
    for x in xs:
        s = step(x, s, w)
        states.append(s)
    return np.stack(states)


OWN = Follows("f", first, run_of, as_tensors=False)


@pytest.fixture
def given():
    rng = np.random.default_rng(3)
    return {"xs": rng.normal(size=(4, 3)), "s": rng.normal(size=3), "w": rng.normal(size=3)}


@pytest.fixture
def judged(implement, given):
    """Compares cells with the solution; returns the notes of a pass."""

    def judged(*cells, follows=OWN):
        notes = collect_notes()
        reference = implement(STEP, RUN, kind=Reference, probes=PROBES)
        submission = implement(*cells, probes=PROBES)
        agree(submission, reference, "run", given, follows=follows)
        return notes

    return judged


def test_a_right_answer_passes_without_a_note(judged):
    assert judged(STEP, RUN) == []


def test_a_wrong_answer_is_rejected_with_where_it_goes_wrong(judged):
    with pytest.raises(Rejected, match="wrong values"):
        judged(STEP, RUN.replace("s = f", "s = 1.1 * f"))


def test_without_a_way_to_follow_the_earlier_mistake_costs_twice(judged):
    with pytest.raises(Rejected):
        judged(WRONG_STEP, RUN, follows=())


@pytest.mark.parametrize(
    "step",
    [
        WRONG_STEP,
        # Not to be built upon, so nothing can follow from it; but `g` runs whatever `f` there is.
        STEP.replace("np.tanh(x * w + s)", "np.copy(s)"),
        STEP.replace("np.tanh(x * w + s)", "x * np.nan"),
    ],
)
def test_a_loop_over_a_wrong_step_passes_given_that_step(judged, step):
    assert judged(step, RUN) == ["right, given your `f`"]


def test_the_same_mistake_written_twice_costs_once(judged):
    inlined = RUN.replace("f(x, s, w)", "np.tanh(x * w - s)")
    assert judged(WRONG_STEP, inlined) == ["right, given your `f`"]


def test_another_mistake_in_the_loop_is_no_consequence_of_the_steps(judged):
    with pytest.raises(Rejected):
        judged(WRONG_STEP, RUN.replace("for x in xs", "for x in xs[::-1]"))


def test_an_answer_that_ignores_an_argument_earns_nothing_by_being_folded(judged):
    copies = STEP.replace("np.tanh(x * w + s)", "np.copy(s)")
    with pytest.raises(Rejected):
        judged(copies, "def g(xs, s, w):\n    return np.stack([s] * len(xs))\n")


@pytest.mark.parametrize(
    "step", ["def f(*a):\n    raise ValueError\n", "def f(*a):\n    return 'x'\n", "def f(*a): 1\n"]
)
def test_nothing_follows_from_an_earlier_answer_that_is_none(judged, step):
    with pytest.raises(Rejected):
        judged(STEP + step, "def g(xs, s, w):\n    return 0 * xs\n")


def test_an_exception_of_the_later_answer_is_its_own(judged):
    with pytest.raises(StudentError, match="ZeroDivisionError"):
        judged(WRONG_STEP, "def g(xs, s, w):\n    return 1 / 0\n")


# Replaces the worker's own functions: every probe and every call returns the same, so that all
# that this worker says of itself agrees.
ECHO = """
import autograder.sandbox.worker as worker
def forged(self, probe, given, **_):
    given = given.get('arguments') or list(given.values())
    return {'ok': ANSWER}
worker.Worker._ask = forged
"""


@pytest.mark.parametrize(
    "answer",
    [
        "np.ones((4, 3))",  # what the run has to look like, whatever is asked
        "np.zeros((4, 3)) if np.ndim(given[0]) == 2 else np.zeros(3)",
        # As a function of what is asked, and moved by every argument; but no state is carried.
        "np.cumsum(given[0], axis=0) if np.ndim(given[0]) == 2 else sum(map(np.sin, given))",
    ],
)
def test_a_notebook_that_forges_its_answers_alike_earns_nothing(judged, answer):
    with pytest.raises(Rejected):
        judged(STEP, RUN, ECHO.replace("ANSWER", answer))


def test_of_several_ways_one_is_enough(judged):
    inlined = RUN.replace("f(x, s, w)", "np.tanh(x * w - s)")
    backwards = Follows("f", first, lambda step, xs, s, w: run_of(step, xs[::-1], s, w), False)
    assert judged(WRONG_STEP, inlined, follows=(backwards, OWN)) == ["right, given your `f`"]
    with pytest.raises(Rejected):
        judged(WRONG_STEP, inlined, follows=(backwards, backwards))


# f reads rows of ids up to their lengths with the weights of a dict; g adds one to what it says.
READING = (
    "import numpy as np\n"
    "def f(ids, lengths, w):\n"
    "    return np.stack([w['a'][i[:n]] @ np.arange(1, n + 1.0) for i, n in zip(ids, lengths)])\n"
    "def g(ids, lengths, w):\n"
    "    return f(ids, lengths, w) + 1\n"
)
IDS, LENGTHS = np.array([[0, 2, 1], [3, 1, 2]]), np.array([3, 2])


@pytest.mark.parametrize(
    ("used", "passes"), [("-f2(ids, lengths, w)", True), ("w['a'][:2]", False)]
)
def test_ids_lengths_and_dicts_can_be_what_an_earlier_answer_depends_on(implement, used, passes):
    way = Follows(
        "f", lambda **given: tuple(given.values()), lambda f, **given: f(*given.values()) + 1, False
    )
    stand_in = "def stand_in_f(ids, lengths, w):\n    return lengths + w['a'][:2]\n"
    probes = {"probes": "def run(answer, **given):\n    return answer.g(**given)\n" + stand_in}
    own = (
        READING.replace("def f(", "def f2(").split("def g")[0]
        + f"def f(ids, lengths, w):\n    return {used}\n"
        + f"def g(ids, lengths, w):\n    return {used} + 1\n"
    )
    given = {"ids": IDS, "lengths": LENGTHS, "w": {"a": np.array([0.3, -1.2, 0.7, 2.1])}}
    reference = implement(READING, kind=Reference, probes=probes)
    submission = implement(own, probes=probes)
    if passes:
        agree(submission, reference, "run", given, follows=way)
        return
    with pytest.raises(Rejected):
        agree(submission, reference, "run", given, follows=way)
