"""Hidden tests for `line_position`."""

from autograder.suites.a5_visualizing.draw import letters, pieces
from autograder.testing import agree, question


def asked(submission, reference, text):
    given = {"name": "line_position", "text": text}
    agree(submission, reference, "signal", given, axes="timesteps")


@question("line_position", points=4)
def test_every_line_counts_from_zero_and_the_newline_ends_its_own(submission, reference, rng):
    asked(submission, reference, pieces(rng, "\n\n\n"))


@question("line_position", points=2)
def test_empty_lines(submission, reference, rng):
    asked(submission, reference, pieces(rng, ["\n\n", "\n\n\n"]))


@question("line_position", points=2)
def test_a_text_that_begins_or_ends_with_a_newline(submission, reference, rng):
    asked(submission, reference, f"\n{letters(rng, rng.integers(6, 300))}\n")
    asked(submission, reference, f"\n\n{letters(rng, rng.integers(6, 300))}\n\n")


@question("line_position", points=2)
def test_a_text_of_one_line(submission, reference, rng):
    asked(submission, reference, letters(rng, rng.integers(6, 300)))
    asked(submission, reference, letters(rng, 1))


@question("line_position", points=1)
def test_spaces_tabs_and_brackets_are_characters_like_others(submission, reference, rng):
    asked(submission, reference, pieces(rng, ["\t", "\n", "{", "  ", "\n", "\t\t", '"', "}"]))
