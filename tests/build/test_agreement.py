import re

import pytest

from autograder.build.agreement import check_agreement
from autograder.build.handout import read_handout
from autograder.build.public import read_public
from autograder.build.solution import read_solution
from autograder.build.suite import read_tests
from autograder.course import load_assignment
from autograder.errors import BuildError

HANDOUT = "assignments/a1_toy.md"
SOLUTION = "solutions/a1_toy.py"
POINTS = "suites/a1_toy/points.toml"
PUBLIC = "student/unrolled/checks/public/a1_toy.py"
ABOUT_SCALER = '"Scaler": About("Scaler(2.0)(x)", "Look at ones.", hidden="two calls"),'


def check(toy):
    assignment = load_assignment(toy.course, "a1_toy")
    check_agreement(
        assignment,
        read_handout(assignment.handout),
        read_solution(assignment.solution),
        read_tests(assignment.suite),
        read_public(toy.course, "a1_toy"),
    )


def test_the_parts_of_the_toy_agree(toy):
    check(toy)


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "message"),
    [
        (HANDOUT, "Scaler", "Scala", "Scala", "the coded question `Scala` has no points; give it"),
        (HANDOUT, "why_linear", "why", 'written="why"', "the written question `why` has no points"),
        (SOLUTION, "class Scaler", "class Scala", None, "defines no `Scaler`; it has answers to:"),
        (HANDOUT, "print(", "print((", "print", "this demo cell is not valid Python"),
        (HANDOUT, "from unrolled import check", "", None, "no cell says `from unrolled"),
        (POINTS, "scale = 50\nScaler = 40", "Scaler = 40\nscale = 50", None, "another order than"),
        (POINTS, "scale = 50", "scale = 49\nspare = 1", "spare", "`spare` has points, but"),
        (PUBLIC, '@public("Scaler"', '@public("Scala"', '"Scala"', "`ones` checks `Scala`, which"),
        (PUBLIC, '@public("Scaler"', "@public(NAME", "public(N", "the question as a literal: @pub"),
        (PUBLIC, '"Scaler": About', '"Scala": About', '"Scala": About', "`ABOUT` names `Scala`, w"),
        (PUBLIC, ABOUT_SCALER, "", "ABOUT = {", "`ABOUT` does not name `Scaler`"),
        (PUBLIC, ', hidden="two calls"', "", "Scaler(2.0)(x)", "hidden tests of `Scaler` look at"),
        (PUBLIC, '"two calls"', '""', "Scaler(2.0)(x)", "hidden tests of `Scaler` look at"),
        (PUBLIC, '"two calls"', "WORDS", "Scaler(2.0)(x)", 'expected About(..., hidden="other si'),
        (PUBLIC, "ABOUT = {", "ABOUT = {{", None, "not valid Python"),
    ],
)
def test_a_disagreement_is_told_by_file_and_line(toy, file, old, new, at, message):
    toy.replace(file, old, new)
    with pytest.raises(BuildError, match=re.escape(message)) as refused:
        check(toy)
    assert re.match(r"/\S+:\d+: ", str(refused.value))
    if at:
        place = toy.line(file, at)
        shift = 1 if 'written="' in at else 0
        head, line, _ = place.rsplit(":", 2)
        assert str(refused.value).startswith(f"{head}:{int(line) + shift}:")


def test_a_solution_without_markers_is_told_where_it_starts(toy):
    text = toy.read(SOLUTION)
    start = text.index("@functools")
    toy.write(SOLUTION, text[:start] + re.sub(r" +### (BEGIN|END).*\n", "", text[start:]))
    with pytest.raises(BuildError, match="`Scaler` is asked but marks no answer; put") as refused:
        check(toy)
    assert str(refused.value).startswith(toy.line(SOLUTION, "@functools"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('@public("Scaler", says="ones")\n', ""),
        ('@public("Scaler", says="ones")', '@public("Scaler", says="ones", term="factor * x")'),
    ],
)
def test_a_question_that_students_could_not_check_is_refused_where_it_is_asked(toy, old, new):
    toy.replace(PUBLIC, old, new)
    with pytest.raises(BuildError, match="`Scaler` has no public case, so students'") as refused:
        check(toy)
    assert str(refused.value).startswith(toy.line(HANDOUT, "Scaler"))
    assert str(refused.value).endswith(f"in {toy.root / PUBLIC}")


def test_an_assignment_without_public_cases_is_told_where_they_go(toy):
    (toy.root / PUBLIC).unlink()
    with pytest.raises(BuildError, match="`scale` has no public case") as refused:
        check(toy)
    assert str(refused.value).endswith(f"in {(toy.root / PUBLIC).with_suffix('')}")


def test_cells_may_use_magics(toy):
    toy.replace(HANDOUT, "print(", "%matplotlib inline\n!ls\nprint(")
    check(toy)
