"""Hidden tests for `quote_mask`."""

from autograder.suites.a5_visualizing.draw import letters, pieces
from autograder.testing import agree, question


def asked(submission, reference, text):
    given = {"name": "quote_mask", "text": text}
    agree(submission, reference, "signal", given, axes="timesteps")


@question("quote_mask", points=4)
def test_what_stands_in_quotes_is_inside_and_so_are_the_quotes(submission, reference, rng):
    asked(submission, reference, pieces(rng, '""""""'))


@question("quote_mask", points=2)
def test_a_quote_that_is_never_closed_runs_to_the_end(submission, reference, rng):
    asked(submission, reference, pieces(rng, ['"', '"', '"', "\n"]))


@question("quote_mask", points=1)
def test_a_quote_goes_on_over_line_ends(submission, reference, rng):
    asked(submission, reference, pieces(rng, ['"', "\n", "\n", '"', "\n", '"', '"']))


@question("quote_mask", points=1)
def test_apostrophes_and_backslashes_are_characters_like_others(submission, reference, rng):
    asked(submission, reference, pieces(rng, ['"', "'", '"', "'", '"', '\\"', "`", "'"]))


@question("quote_mask", points=2)
def test_nothing_between_two_quotes_and_nothing_between_two_quotations(submission, reference, rng):
    ends = letters(rng, rng.integers(2, 5)), letters(rng, rng.integers(2, 5))
    inside = letters(rng, rng.integers(1, 5))
    asked(submission, reference, f'{ends[0]}""{ends[1]}"{inside}""{inside}" {ends[0]}')


@question("quote_mask", points=1)
def test_a_text_that_begins_and_ends_with_a_quote(submission, reference, rng):
    first, between, last = (letters(rng, rng.integers(1, 6)) for _ in range(3))
    asked(submission, reference, f'"{first}"{between}"{last}"')
    asked(submission, reference, between + last)
