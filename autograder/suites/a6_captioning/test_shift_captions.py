"""Hidden tests for `shift_captions`."""

import numpy as np

from autograder.suites.a6_captioning.draw import captions
from autograder.testing import agree, question

AXES = "captions timesteps"


@question("shift_captions", points=3)
def test_each_input_is_followed_by_its_target(submission, reference, rng):
    drawn = captions(rng, lengths=[6, 6, 6], timesteps=6, vocab=9, pad=0)
    agree(submission, reference, "shifted", {"captions": drawn}, axes=AXES)


@question("shift_captions", points=3)
def test_the_mask_leaves_out_targets_that_are_padding(submission, reference, rng):
    drawn = captions(rng, lengths=[3, 7, 2, 5], timesteps=7, vocab=8, pad=0)
    agree(submission, reference, "shifted", {"captions": drawn}, axes=AXES)


@question("shift_captions", points=2)
def test_the_padding_may_have_another_id(submission, reference, rng):
    drawn = captions(rng, lengths=[4, 2, 5], timesteps=6, vocab=7, pad=5)
    drawn[:, 1] = 0  # a word like any other
    agree(submission, reference, "shifted", {"captions": drawn, "pad": 5}, axes=AXES)
    agree(submission, reference, "shifted", {"captions": drawn}, axes=AXES)


@question("shift_captions", points=1)
def test_one_caption_of_two_tokens(submission, reference, rng):
    drawn = np.array([rng.permutation(np.arange(1, 900))[:2]], "int32")
    agree(submission, reference, "shifted", {"captions": drawn}, axes=AXES)


@question("shift_captions", points=1)
def test_a_numpy_array_will_do(submission, reference, rng):
    drawn = captions(rng, lengths=[4, 3], timesteps=5, vocab=6, pad=0).astype("int64")
    agree(submission, reference, "shifted", {"captions": drawn, "as_tensor": False}, axes=AXES)
