"""Hidden tests for `embed`."""

import numpy as np

from autograder.testing import agree, normal, question, require, same


@question("embed", points=2)
def test_ids_of_any_shape_keep_it(submission, reference, rng):
    table = normal(rng, 7, 3)
    for shape in [(5,), (2, 4), (3, 2, 4)]:
        ids = rng.integers(7, size=shape)
        agree(submission, reference, "embedded", {"ids": ids.tolist(), "table": table})


@question("embed", points=1)
def test_ids_may_be_a_numpy_array_and_the_table_float32(submission, reference, rng):
    table = normal(rng, 6, 4, dtype="float32")
    ids = rng.integers(6, size=(3, 5), dtype="int64")
    agree(submission, reference, "embedded", {"ids": ids, "table": table})


@question("embed", points=1)
def test_the_first_and_the_last_id_find_their_rows(submission, rng):
    table = normal(rng, 5, 5)
    rows = submission.ask("embedded", ids=[4, 0, 4], table=table)
    require(
        same(rows, table[[4, 0, 4]]),
        "in a table of five rows, the ids 4, 0, 4 do not give the last row, the first and the "
        "last again. Ids count from 0, and each stands for a row.",
    )


@question("embed", points=2)
def test_gradients_of_repeated_ids_add(submission, reference, rng):
    ids = np.array([[2, 0, 2], [5, 2, 0]], dtype="int32")
    given = {"ids": ids, "table": normal(rng, 6, 4), "weights": normal(rng, 2, 3, 4)}
    agree(submission, reference, "table_gradient", given)
