import re

import pytest

from autograder.build.suite import check_tests, read_probes, read_tests
from autograder.errors import BuildError

TESTS = "suites/a1_toy/test_toy.py"


def read(toy):
    return read_tests(toy.root / "suites" / "a1_toy")


def test_every_hidden_test_says_what_it_grades_and_what_it_is_worth(toy):
    assert [(test.name, test.question, test.points) for test in read(toy)] == [
        ("test_offset_is_added_once", "scale", 20),
        ("test_factor_multiplies_every_entry", "scale", 30),
        ("test_scaler_applies_its_factor", "Scaler", 40),
    ]


def test_probes_are_read_with_their_source(toy):
    (first, second) = read_probes(toy.root / "suites" / "a1_toy")
    assert (first.name, second.name) == ("scaled_once", "scaler_called_twice")
    assert first.source.startswith("def scaled_once(answer")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("points=20", "points=TWENTY", "`test_offset_is_added_once` is decorated with"),
        ("points=20", "points=0", "expected literals"),
        ('"scale", points=20', "", "expected literals"),
        ('@question("scale", points=20)', "", "does not say what it grades; expected @question("),
        ("import agree, question", "import", "not valid Python"),
    ],
)
def test_a_test_that_does_not_say_so_is_refused_by_file_and_line(toy, old, new, message):
    toy.replace(TESTS, old, new)
    with pytest.raises(BuildError, match=re.escape(message)) as refused:
        read(toy)
    assert re.match(re.escape(str(toy.root / TESTS)) + r":\d+: ", str(refused.value))


def test_a_test_of_an_unknown_question_is_refused_where_it_stands(toy):
    toy.replace(TESTS, '"scale", points=30', '"scala", points=30')
    with pytest.raises(BuildError, match="grades `scala`, which is no coded question") as refused:
        check_tests(toy.root / "points.toml", {"scale": 2}, {"scale": 50}, read(toy))
    assert str(refused.value).startswith(toy.line(TESTS, "scala"))


def test_points_that_do_not_add_up_are_told_with_every_test(toy):
    toy.replace(TESTS, "points=30", "points=29.5")
    with pytest.raises(BuildError) as refused:
        check_tests(
            toy.root / "points.toml",
            {"scale": 2, "Scaler": 3},
            {"scale": 50, "Scaler": 40},
            read(toy),
        )
    assert str(refused.value) == (
        f"{toy.root / 'points.toml'}:2: `scale` is worth 50, but its hidden tests add up to 49.5: "
        "change `points=` of some, or its line here\n"
        "  test_toy.py:5: 20 for test_offset_is_added_once\n"
        "  test_toy.py:12: 29.5 for test_factor_multiplies_every_entry"
    )
