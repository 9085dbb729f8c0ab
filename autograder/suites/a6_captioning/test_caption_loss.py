"""Hidden tests for `caption_loss`."""

import numpy as np

from autograder.suites.a6_captioning.draw import caption_batch
from autograder.suites.a6_captioning.following import (
    OWN_GRADIENTS,
    OWN_LOSS,
    OWN_LOSS_OF_ZERO,
    OWN_LOSSES,
)
from autograder.testing import agree, question, require

SIZES = {"features": 6, "embedding": 3, "units": 5, "vocab": 8}


@question("caption_loss", points=5)
def test_captions_that_fill_all_timesteps(submission, reference, rng):
    given = caption_batch(rng, lengths=[6, 6, 6, 6], timesteps=6, pad=0, **SIZES)
    agree(submission, reference, "loss", given, follows=OWN_LOSS)


@question("caption_loss", points=5)
def test_captions_of_different_lengths_with_padding(submission, reference, rng):
    given = caption_batch(rng, lengths=[3, 7, 2, 5, 4], timesteps=7, pad=0, **SIZES)
    agree(submission, reference, "loss", given, follows=OWN_LOSS)


@question("caption_loss", points=2)
def test_the_padding_may_have_another_id(submission, reference, rng):
    given = caption_batch(rng, lengths=[4, 6, 3], timesteps=6, pad=5, **SIZES)
    given["captions"][:, 1] = 0  # a word like any other
    agree(submission, reference, "loss", given, follows=OWN_LOSS)
    del given["pad"]
    agree(submission, reference, "default_pad", given, follows=OWN_LOSS_OF_ZERO)


@question("caption_loss", points=3)
def test_each_caption_alone_has_its_own_loss(submission, reference, rng):
    given = caption_batch(rng, lengths=[4, 2, 6], timesteps=6, pad=2, **SIZES)
    agree(submission, reference, "losses_one_by_one", given, follows=OWN_LOSSES)


@question("caption_loss", points=1)
def test_a_single_target(submission, reference, rng):
    given = caption_batch(rng, lengths=[2], timesteps=2, pad=0, **SIZES)
    agree(submission, reference, "loss", given, follows=OWN_LOSS)


@question("caption_loss", points=5)
def test_gradients_reach_the_image_and_every_weight(submission, reference, rng):
    given = caption_batch(rng, lengths=[4, 5, 2], timesteps=5, pad=1, **SIZES)
    agree(submission, reference, "loss_gradients", given, follows=OWN_GRADIENTS)


@question("caption_loss", points=2)
def test_float32_stays_float32(submission, reference, rng):
    given = caption_batch(rng, lengths=[3, 4], timesteps=4, pad=0, dtype="float32", **SIZES)
    agree(submission, reference, "loss", given, follows=OWN_LOSS)


@question("caption_loss", points=1)
def test_a_captioner_that_is_all_but_sure_costs_no_infinity(submission, reference, rng):
    given = caption_batch(rng, lengths=[4, 3], timesteps=5, pad=0, **SIZES)
    params = dict(given["params"])
    params["b_vocab"] = params["b_vocab"] + 2000 * np.arange(SIZES["vocab"])
    given["params"] = params
    got = submission.ask("loss", **given)
    require(
        isinstance(got, np.ndarray) and got.size == 1 and np.all(np.isfinite(got)),
        f"where the logits reach thousands, the loss is {got}; expected a finite number. `exp` of "
        "large logits overflows, and the logarithm of a probability that became 0 is infinite.",
    )
    agree(submission, reference, "loss", given, follows=OWN_LOSS)
