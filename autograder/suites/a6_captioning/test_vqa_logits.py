"""Hidden tests for `vqa_logits`."""

from autograder.suites.a6_captioning.draw import asking
from autograder.suites.a6_captioning.following import OWN_LOGITS, OWN_LOGITS_GRADIENTS
from autograder.testing import agree, normal, question

SIZES = {"features": 6, "joint": 4, "answers": 8, "vocab": 7, "embedding": 3, "units": 5}
AXES = "images answers"


@question("vqa_logits", points=4)
def test_logits_of_questions_that_fill_all_timesteps(submission, reference, rng):
    given = asking(rng, lengths=[4, 4, 4], timesteps=4, **SIZES)
    agree(submission, reference, "answered", given, axes=AXES, follows=OWN_LOGITS)


@question("vqa_logits", points=3)
def test_each_question_counts_up_to_its_own_length(submission, reference, rng):
    given = asking(rng, lengths=[2, 5, 1, 3], timesteps=6, **SIZES)
    agree(submission, reference, "answered", given, axes=AXES, follows=OWN_LOGITS)


@question("vqa_logits", points=3)
def test_gradients_reach_the_image_and_every_weight(submission, reference, rng):
    given = asking(rng, lengths=[3, 1], timesteps=3, **SIZES)
    given["weights"] = [normal(rng, 2, 8)]
    agree(submission, reference, "answered_gradients", given, follows=OWN_LOGITS_GRADIENTS)


@question("vqa_logits", points=2)
def test_float32_stays_float32(submission, reference, rng):
    given = asking(rng, lengths=[2, 3, 1], timesteps=3, dtype="float32", **SIZES)
    agree(submission, reference, "answered", given, axes=AXES, follows=OWN_LOGITS)
