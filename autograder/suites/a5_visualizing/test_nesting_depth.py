"""Hidden tests for `nesting_depth`."""

from autograder.suites.a5_visualizing.draw import pieces
from autograder.testing import agree, question


def asked(submission, reference, text, **brackets):
    given = {"name": "nesting_depth", "text": text, **brackets}
    agree(submission, reference, "signal", given, axes="timesteps")


@question("nesting_depth", points=4)
def test_brackets_inside_brackets(submission, reference, rng):
    asked(submission, reference, pieces(rng, "{{}{{}}}{}"))


@question("nesting_depth", points=3)
def test_closing_brackets_that_nobody_opened_leave_no_debt(submission, reference, rng):
    asked(submission, reference, pieces(rng, "}}{{}}}{}{"))


@question("nesting_depth", points=2)
def test_other_brackets(submission, reference, rng):
    asked(submission, reference, pieces(rng, "([{)](}("), opening="(", closing=")")
    asked(submission, reference, pieces(rng, "<[{[]]>["), opening="[", closing="]")


@question("nesting_depth", points=1)
def test_other_brackets_than_those_asked_for_do_not_count(submission, reference, rng):
    asked(submission, reference, pieces(rng, "({[}])<{>"))


@question("nesting_depth", points=1)
def test_brackets_side_by_side_and_brackets_in_quotes_count(submission, reference, rng):
    asked(submission, reference, "{{{" + pieces(rng, ['"', "{", '"', "}", "\n"]) + "}}}}{")


@question("nesting_depth", points=1)
def test_brackets_that_stay_open_stay_open_to_the_end(submission, reference, rng):
    asked(submission, reference, pieces(rng, "{{{}"))
