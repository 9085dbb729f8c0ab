"""Hidden tests for `clip_by_global_norm`."""

import numpy as np

from autograder.testing import agree, normal, question, require, same


def long_gradients(rng, dtype="float64"):
    """Gradients of three weights, of very different lengths; together far longer than 1."""
    scales = {(3, 4): 0.2, (5,): 3.0, (2, 3, 2): 1.0}
    return [normal(rng, *size, scale=scale, dtype=dtype) for size, scale in scales.items()]


@question("clip_by_global_norm", points=3)
def test_long_gradients_are_shortened_by_one_factor(submission, reference, rng):
    given = {"gradients": long_gradients(rng), "max_norm": 1.5, "names": ["clipped"]}
    agree(submission, reference, "clipped", given)


@question("clip_by_global_norm", points=1)
def test_the_norm_before_clipping_is_returned(submission, reference, rng):
    for max_norm in (0.5, 1e3):
        given = {"gradients": long_gradients(rng), "max_norm": max_norm, "names": ["norm"]}
        agree(submission, reference, "clipped", given)


@question("clip_by_global_norm", points=2)
def test_short_gradients_stay_as_they_are(submission, rng):
    gradients = long_gradients(rng)
    gradients[1] /= 10
    got = submission.ask("clipped", gradients=gradients, max_norm=50.0, names=["clipped"])
    pairs = list(zip(got["clipped"], gradients, strict=False))
    require(
        len(pairs) == 3 and all(same(after, before) for after, before in pairs),
        "gradients whose global norm is below `max_norm` are changed. Only what is too long is "
        "shortened.",
    )


@question("clip_by_global_norm", points=1)
def test_none_stays_none_in_its_place(submission, reference, rng):
    first, *others = long_gradients(rng)
    given = {"gradients": [None, first, None, *others], "max_norm": 0.8}
    names = ["clipped", "norm", "caller's list kept"]
    agree(submission, reference, "clipped", {**given, "names": names})


@question("clip_by_global_norm", points=2)
def test_slices_of_a_table_count_by_their_dense_gradient(submission, reference, rng):
    # Rows 4 and 1 were looked up twice, so their gradients add before anything is squared.
    slices = {"values": normal(rng, 5, 3), "rows": [4, 1, 4, 0, 1], "size": 6}
    for max_norm in (1.2, 1e3):
        given = {"gradients": [*long_gradients(rng), slices], "max_norm": max_norm}
        agree(submission, reference, "clipped", {**given, "names": ["clipped", "norm"]})


@question("clip_by_global_norm", points=1)
def test_gradients_of_zero_stay_zero_and_float32_stays_float32(submission, reference, rng):
    for gradients in (
        [np.zeros((2, 3), "float32"), np.zeros(4, "float32")],
        long_gradients(rng, dtype="float32"),
    ):
        given = {"gradients": gradients, "max_norm": 1.0, "names": ["clipped"]}
        agree(submission, reference, "clipped", given)
