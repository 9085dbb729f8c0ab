"""Hidden tests for `contiguous_batches`."""

from autograder.suites.a2_bptt.draw import corpus
from autograder.suites.a2_bptt.layout import layout_of
from autograder.testing import question, require

MANY_IDS = 10**6


def read(submission, rng, *, length, as_list=False, **sizes):
    """How the batches lie in a text of this length, of ids that no other text has."""
    ids = corpus(rng, length, among=MANY_IDS)
    given = {"ids": ids.tolist() if as_list else ids, **sizes}
    return submission.summary(lambda batches: layout_of(ids, batches), "batches", **given)


@question("contiguous_batches", points=2)
def test_every_batch_holds_its_rows_and_steps(submission, rng):
    got = read(submission, rng, length=79, batch_size=3, num_steps=5)
    require(
        got["shapes"] == [[3, 5]] and got["integers"],
        f"for 3 rows and 5 steps the batches have the shapes {got['shapes']}, or hold no integers; "
        "expected x and y of shape [3, 5] in every batch.",
    )
    require(
        got["count"] == 5,
        f"79 ids in 3 rows of 5 steps made {got['count']} batches; expected (78 // 3) // 5 = 5.",
    )
    require(got["places"] > 0, "no input in x is one of the ids.")


@question("contiguous_batches", points=2)
def test_every_target_is_the_id_after_its_input(submission, rng):
    got = read(submission, rng, length=75, batch_size=4, num_steps=6)
    require(
        got["targets"] == 1,
        "a target in y is not the id that follows, in the text, the input at the same place in x; "
        f"what stands there is {in_words(got['targets'])}.",
    )


@question("contiguous_batches", points=2)
def test_every_row_goes_on_where_it_ended_in_the_batch_before(submission, rng):
    got = read(submission, rng, length=131, batch_size=4, num_steps=3)
    require(
        got["within rows"] == 1,
        "within a row of x, the ids do not stand as they follow each other in the text.",
    )
    require(
        got["between batches"] == 1,
        "row b of a batch does not go on where row b of the batch before ended. A state that is "
        "carried over would meet a text that it has not read the beginning of.",
    )


@question("contiguous_batches", points=2)
def test_no_part_of_the_text_is_read_twice(submission, rng):
    got = read(submission, rng, length=118, batch_size=5, num_steps=4)
    require(
        got["places"] == 5 * 5 * 4,
        f"5 batches of 5 rows and 4 steps read {got['places']} places of the text; expected 100, "
        "each once. Do rows overlap, or do all batches start at the beginning?",
    )


@question("contiguous_batches", points=1)
def test_the_last_input_needs_a_target_too(submission, rng):
    for length, expected in ((24, 1), (25, 2)):
        got = read(submission, rng, length=length, batch_size=3, num_steps=4)
        require(
            got["count"] == expected and got["targets"] == 1,
            f"{length} ids, for 3 rows and 4 steps, make {got['count']} batches (or a target is "
            f"wrong); expected {expected}: the id after the last input has to be there.",
        )


@question("contiguous_batches", points=1)
def test_a_list_will_do_and_a_text_that_is_too_short_gives_no_batch(submission, rng):
    for length, rows, expected in ((12, 2, 0), (3, 5, 0), (20, 1, 3)):
        got = read(submission, rng, length=length, as_list=True, batch_size=rows, num_steps=6)
        require(
            got["count"] == expected and (got["places"] > 0 or not expected),
            f"{length} ids in a list, for {rows} row{'s' * (rows > 1)} and 6 steps, make "
            f"{got['count']} batches; expected ({length - 1} // {rows}) // 6 = {expected}.",
        )


def in_words(distance):
    """Where targets stand, as seen from their inputs."""
    if not isinstance(distance, int):
        return "now one id and now another"
    return "the input itself" if distance == 0 else f"the id at a distance of {distance}"
