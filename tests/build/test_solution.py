import ast
import re

import pytest

from autograder.build.solution import read_solution
from autograder.errors import BuildError

SOLUTION = "solutions/a1_toy.py"


def test_an_answer_is_the_definition_with_decorators_and_markers(toy):
    answer = read_solution(toy.root / SOLUTION)["Scaler"]
    assert answer.source.startswith("@functools.total_ordering\nclass Scaler:")
    assert answer.source.endswith("return self.factor < other.factor\n        ### END SOLUTION")


def test_a_region_is_the_dedented_code_between_markers_and_knows_its_line(toy):
    answers = read_solution(toy.root / SOLUTION)
    (region,) = answers["scale"].regions
    assert region.text.startswith("# elementwise\nproduct = ")
    assert toy.line(SOLUTION, "# elementwise").endswith(f":{region.line}:")
    assert len(answers["Scaler"].regions) == 2


def test_what_students_are_given_holds_no_region(toy):
    visible = read_solution(toy.root / SOLUTION)["scale"].visible
    assert [type(node).__name__ for node in ast.parse(visible).body[0].body] == ["Expr", "Raise"]
    assert "np.multiply" not in visible


def test_an_object_without_markers_is_nobodys_answer(toy):
    toy.replace(SOLUTION, "@functools", "def spare():\n    return 1\n\n\n@functools")
    assert read_solution(toy.root / SOLUTION)["spare"].regions == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("import functools", "import", 3, "not valid Python"),
        ("# elementwise", "### BEGIN SOLUTION", 11, "a second `### BEGIN SOLUTION`; the one in"),
        ("# elementwise", "### END SOLUTION", 14, "`### END SOLUTION` without a `### BEGIN"),
        ("# elementwise", "x = 1  # BEGIN SOLUTION", 11, "nbgrader takes this line for a marker"),
        ("import numpy as np", "### BEGIN SOLUTION\n### END SOLUTION", 5, "stands outside"),
        ("class Scaler", "class scale", 18, "`scale` is defined for the second time"),
        ("return scale(x, self.factor, offset=0.0)", "# later", 26, "holds no code"),
    ],
)
def test_a_mistake_is_told_by_file_and_line(toy, old, new, line, message):
    toy.replace(SOLUTION, old, new)
    with pytest.raises(BuildError, match=re.escape(message)) as refused:
        read_solution(toy.root / SOLUTION)
    assert str(refused.value).startswith(f"{toy.root / SOLUTION}:{line}: ")


def test_a_region_that_never_ends_is_refused(toy):
    text = toy.read(SOLUTION)
    toy.write(SOLUTION, text[: text.rindex("### END SOLUTION")])
    with pytest.raises(BuildError, match=r":31: `### BEGIN SOLUTION` without an `### END"):
        read_solution(toy.root / SOLUTION)


def test_a_region_may_not_start_within_a_statement(toy):
    answer = "return scale(x, self.factor, offset=0.0)"
    toy.replace(
        SOLUTION,
        f"### BEGIN SOLUTION\n        {answer}",
        "return scale(\n            ### BEGIN SOLUTION\n            x, self.factor, offset=0.0)",
    )
    with pytest.raises(BuildError, match=r":28: the region in `Scaler` is no run of whole state"):
        read_solution(toy.root / SOLUTION)


def test_what_is_left_without_the_answer_must_be_python(toy):
    answer = "return self.factor < other.factor"
    toy.replace(
        SOLUTION,
        f"### BEGIN SOLUTION\n        {answer}",
        f"if other:\n        ### BEGIN SOLUTION\n            {answer}",
    )
    with pytest.raises(BuildError, match=r":17: with its answer taken out, `Scaler` is not valid"):
        read_solution(toy.root / SOLUTION)
