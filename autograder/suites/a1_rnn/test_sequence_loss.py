"""Hidden tests for `sequence_loss`."""

import numpy as np

from autograder.suites.a1_rnn.draw import scored_tokens
from autograder.testing import agree, question, require, same, shape


@question("sequence_loss", points=3)
def test_the_mean_is_over_the_valid_tokens_of_all_sequences(submission, reference, rng):
    given = scored_tokens(rng, lengths=[5, 1, 3, 2], timesteps=6, vocab=4)
    agree(submission, reference, "loss_value", given)


@question("sequence_loss", points=1)
def test_the_mask_may_be_bool_or_int_or_have_holes(submission, reference, rng):
    given = scored_tokens(rng, lengths=[4, 1, 2], timesteps=4, vocab=5)
    holes = np.array([[1, 0, 1, 1], [0, 0, 0, 0], [0, 1, 0, 1]])
    for mask in (given["mask"].astype("bool"), given["mask"].astype("int32"), holes):
        agree(submission, reference, "loss_value", {**given, "mask": mask})


@question("sequence_loss", points=2, needs_numbers=True)
def test_what_stands_on_the_padding_does_not_count(submission, rng):
    given = scored_tokens(rng, lengths=[3, 5, 1], timesteps=5, vocab=4)
    padding = given["mask"] == 0
    other = {**given, "logits": given["logits"].copy(), "targets": given["targets"].copy()}
    other["logits"][padding] = 30 * rng.standard_normal((padding.sum(), 4))
    other["targets"][padding] = (other["targets"][padding] + 1) % 4
    before, after = (submission.ask("loss_value", **tokens) for tokens in (given, other))
    require(
        shape(before) == () and same(before, after),
        "other logits and targets where the mask is 0 changed the loss (or it is no scalar). "
        "Padding counts neither above nor below the fraction line.",
    )


@question("sequence_loss", points=1, needs_numbers=True)
def test_a_model_that_knows_nothing_pays_log_v_nats_a_token(submission, rng):
    given = scored_tokens(rng, lengths=[2, 4], timesteps=4, vocab=7)
    loss = submission.ask("loss_value", **{**given, "logits": np.zeros_like(given["logits"])})
    require(
        same(loss, np.array(np.log(7))),
        "where all 7 logits are equal, the loss is not ln 7 = 1.9459 nats (or it is no scalar). "
        "Every character then has the probability 1/7, at every timestep.",
    )


@question("sequence_loss", points=1)
def test_it_has_the_dtype_of_the_logits_and_stands_large_ones(submission, reference, rng):
    for dtype in ("float32", "float64"):
        given = scored_tokens(rng, lengths=[3, 1], timesteps=3, vocab=5, dtype=dtype)
        given["logits"] *= 500
        agree(submission, reference, "loss", given)


@question("sequence_loss", points=2)
def test_the_gradient_is_that_of_the_loss(submission, reference, rng):
    given = scored_tokens(rng, lengths=[4, 2, 1], timesteps=4, vocab=3, dtype="float32")
    agree(submission, reference, "loss_gradient", given)
