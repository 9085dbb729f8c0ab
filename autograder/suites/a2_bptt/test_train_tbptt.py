"""Hidden tests for `train_tbptt`."""

import functools

import numpy as np

from autograder.suites.a2_bptt.draw import corpus, weights
from autograder.suites.a2_bptt.runs import nats, run_of
from autograder.testing import normal, note, question, require

RATE = 1.0


def train(submission, good, rng, *, length, batch_size, num_steps, epochs, max_norm=None):
    """What the run was like; with stand-ins for its parts where the student's own are not good."""
    ids = corpus(rng, length)
    given = {"ids": ids, "batch_size": batch_size, "num_steps": num_steps, "epochs": epochs}
    told = {**given, "rate": RATE, "max_norm": max_norm}
    asked = {**told, "weights": weights(rng, vocab=length)}
    summarise = functools.partial(run_of, told)
    return _with_stand_ins(submission, good, summarise, "training_run", asked)


def _with_stand_ins(submission, good, summarise, probe, asked):
    got = submission.summary(summarise, probe, **asked, stand_in=False)
    if not good(got):
        # Another question's mistake may be behind it, and that costs its points there.
        instead = submission.summary(summarise, probe, **asked, stand_in=True)
        got = instead if good(instead) else got
    if got["given"]:
        note(f"right, given {got['given']}")
    return got


@question("train_tbptt", points=2)
def test_it_returns_the_loss_of_every_chunk_in_order(submission, rng):
    sizes = {"length": 20, "batch_size": 3, "num_steps": 2, "epochs": 2}
    got = train(submission, lambda got: got["losses"], rng, **sizes)
    require(
        got["floats"] == got["expected"],
        f"2 epochs of {got['expected'] // 2} chunks gave {got['floats']} losses; expected "
        f"{got['expected']}, one a chunk, those of the first epoch first.",
    )
    require(
        got["losses"],
        "the losses are not those of the chunks: the k-th is what the k-th step returned, as a "
        "number.",
    )


@question("train_tbptt", points=1)
def test_every_epoch_reads_the_whole_text_in_order(submission, rng):
    sizes = {"length": 20, "batch_size": 2, "num_steps": 3, "epochs": 2}
    got = train(submission, lambda got: got["in order"], rng, **sizes)
    require(
        got["in order"],
        f"the model ran {got['chunks']} times, where 2 epochs of {got['expected'] // 2} chunks "
        f"make {got['expected']}; or it ran on other chunks than those of `contiguous_batches`, in "
        "their order. A generator that is used up yields nothing in the next epoch.",
    )


@question("train_tbptt", points=2)
def test_the_state_is_carried_from_chunk_to_chunk(submission, rng):
    sizes = {"length": 30, "batch_size": 2, "num_steps": 3, "epochs": 1}
    got = train(submission, lambda got: got["carried"], rng, **sizes)
    require(
        got["carried"],
        "a chunk did not start from the state that the chunk before it ended in. What does "
        "`tbptt_step` return besides the loss?",
    )


@question("train_tbptt", points=2)
def test_every_epoch_starts_without_a_state(submission, rng):
    def good(got):
        return got["starts"] == "the first of each epoch" and got["chunks"] > 3

    sizes = {"length": 15, "batch_size": 3, "num_steps": 2, "epochs": 3}
    got = train(submission, good, rng, **sizes)
    require(
        good(got),
        f"the chunks that got `initial_state=None` were: {got['starts']}; expected the first of "
        "each epoch. The text begins anew there, so what its end has left behind means nothing.",
    )


@question("train_tbptt", points=1)
def test_the_norm_to_clip_to_is_handed_on(submission, rng):
    def good(got):
        return got["chunks"] > 0 and not got["too long"]

    sizes = {"length": 30, "batch_size": 2, "num_steps": 4, "epochs": 1}
    got = train(submission, good, rng, **sizes, max_norm=0.02)
    require(
        good(got),
        "with max_norm = 0.02 and plain gradient descent at a rate of 1, a step moved the weights "
        "by more than 0.02. Does every `tbptt_step` get `max_norm`?",
    )


@question("train_tbptt", points=2)
def test_it_learns_what_no_model_without_memory_can(submission, rng):
    # a a b b a a b b ...: what follows an a is anybody's guess, unless one knows what was before.
    ids = np.resize(np.repeat(rng.permutation(2), 2), 49).astype("int32")
    without_memory = best_without_memory(ids)
    start = {
        "table": normal(rng, 2, 20, scale=0.7, dtype="float32"),
        "recurrent": normal(rng, 20, 20, scale=0.15, dtype="float32"),
        "readout": normal(rng, 20, 2, scale=0.05, dtype="float32"),
    }
    given = {"ids": ids, "batch_size": 8, "num_steps": 1, "epochs": 6}

    def summarise(got):
        # Enough is half of it, or luck would do; rounded up, so that rounding tells no two apart.
        too_many = nats(got["logits"], ids[1:]) - without_memory / 2
        return {"too many": float(np.ceil(10 * max(0.0, too_many)) / 10), "given": got["given"]}

    asked = {**given, "weights": start, "rate": 0.25}
    good = lambda got: got["too many"] == 0  # noqa: E731  # one line says it
    got = _with_stand_ins(submission, good, summarise, "logits_after_training", asked)
    require(
        good(got),
        "after 6 epochs of chunks of one step, on a text that reads a a b b a a b b, the model is "
        f"up to {got['too many']:.1f} nats a token above half of {without_memory:.3f}, the least "
        "that a model without memory can reach; expected less. In chunks of one step, all memory "
        "is in the state that is carried over.",
    )


def best_without_memory(ids):
    """The entropy of a token where the one before it is known and nothing else, in nats."""
    pairs, counts = np.unique(np.stack([ids[:-1], ids[1:]]), axis=1, return_counts=True)
    totals = np.array([counts[pairs[0] == first].sum() for first in pairs[0]])
    return float(-np.sum(counts * np.log(counts / totals)) / counts.sum())
