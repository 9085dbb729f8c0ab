"""Hidden tests name what went wrong: two things at once too, and nothing where nothing is known."""

from pathlib import Path

import pytest

from autograder.course import find_course, load_assignment
from autograder.grade import Grader
from autograder.notebook import Cell, Handin
from autograder.sandbox.client import Zygote
from autograder.testing.memo import Memo
from tests.double_mistakes import GATED

ROOT = Path(__file__).parents[2]
COURSE = find_course(ROOT)
A3 = load_assignment(COURSE, "a3_gated")
LYING = """
import unrolled.checks.engine

unrolled.checks.engine.pairs_alike = lambda *_: {told}
def gru_step(x, h, Wz, Wr, W):
    return h * 0.5
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grades a program that stands in for one question's answer, beside right ones."""
    solution = Cell("solution", A3.solution.read_text(encoding="utf-8"), "setup")
    with Zygote().wait() as zygote:
        memo = Memo(tmp_path_factory.mktemp("memo"))
        grader = Grader(COURSE, A3, zygote, seed=20260917, memo=memo)

        def grade(question, program):
            cells = (solution, Cell("answer", program, "answer", question))
            return grader.grade(Handin("a3_gated", cells), question).question(question)

        yield grade


@pytest.mark.parametrize(("question", "first", "second"), GATED)
def test_two_mistakes_at_once_in_a_gated_cell_are_both_named(graded, question, first, second):
    result = graded(question, GATED[question, first, second])
    assert result.earned < result.points
    assert result.diagnosis is not None
    assert set(result.diagnosis.names) == {first, second}


@pytest.mark.parametrize(
    "told",
    [
        [["blended_as_keras_does", "update_and_reset_swapped"]],
        [["no", "such"], ["one"], [], "text", 7, [1, 2]],
        "'a text'",
        "{'a': 1}",
        "1 / 0",
        [["blended_as_keras_does", "update_and_reset_swapped"]] * 1000,
    ],
)
def test_a_notebook_that_lies_about_what_it_looks_like_gets_no_name(graded, told):
    result = graded("gru_step", LYING.format(told=told))
    assert result.state == "failed"
    assert result.diagnosis is None
