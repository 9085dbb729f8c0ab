"""Hidden tests for `train_tbptt`."""

import functools

import numpy as np

from autograder.suites.a2_bptt.draw import corpus, weights
from autograder.suites.a2_bptt.following import own_batches
from autograder.suites.a2_bptt.model import nats, read
from autograder.suites.a2_bptt.runs import run_of
from autograder.testing import normal, note, question, require

RATE = 1.0


def train(submission, reference, good, rng, *, length, batch_size, num_steps, epochs, norm=None):
    """What the run was like; with stand-ins for its parts where the student's own are not good."""
    ids = corpus(rng, length)
    cut = {"ids": ids, "batch_size": batch_size, "num_steps": num_steps}
    asked = {**cut, "epochs": epochs, "rate": RATE, "max_norm": norm}
    asked["weights"] = weights(rng, vocab=length)

    def ask(batches=(), **how):
        summarise = functools.partial(run_of, {**asked, "batches": batches})
        return submission.summary(summarise, "training_run", **asked, **how)

    got = ask(stand_in=False)
    if not good(got):
        # Another question's mistake may be behind it, and that costs its points there.
        with reference.planted("contiguous_batches"):
            batches = reference.ask("batches", **cut)
        instead = ask(batches, stand_in=True)
        got = instead if good(instead) else got
    if not good(got):
        # It may also repeat, in its own words, what the student's own batches are like.
        with submission.unrecorded():
            again = ask(own_batches(submission, rng, **cut), stand_in=False)
        got = again if good(again) else got
    return _noted(got)


def _noted(got):
    if got["stood in"]:
        note("right, given a working `contiguous_batches` and `tbptt_step`")
    return got


@question("train_tbptt", points=2)
def test_it_returns_the_loss_of_every_chunk_in_order(submission, reference, rng):
    sizes = {"length": 20, "batch_size": 3, "num_steps": 2, "epochs": 2}
    got = train(submission, reference, lambda got: got["losses"], rng, **sizes)
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
def test_every_epoch_reads_the_whole_text_in_order(submission, reference, rng):
    sizes = {"length": 20, "batch_size": 2, "num_steps": 3, "epochs": 2}
    got = train(submission, reference, lambda got: got["in order"], rng, **sizes)
    require(
        got["in order"],
        f"the model ran {got['chunks']} times, where 2 epochs of {got['expected'] // 2} chunks "
        f"make {got['expected']}; or it ran on other chunks than those of `contiguous_batches`, in "
        "their order. A generator that is used up yields nothing in the next epoch.",
    )


@question("train_tbptt", points=2)
def test_the_state_is_carried_from_chunk_to_chunk(submission, reference, rng):
    sizes = {"length": 30, "batch_size": 2, "num_steps": 3, "epochs": 1}
    got = train(submission, reference, lambda got: got["carried"], rng, **sizes)
    require(
        got["carried"],
        "a chunk did not start from the state that the chunk before it ended in. What does "
        "`tbptt_step` return besides the loss?",
    )


@question("train_tbptt", points=2)
def test_every_epoch_starts_without_a_state(submission, reference, rng):
    def good(got):
        return got["starts"] == "the first of each epoch" and got["chunks"] > 3

    sizes = {"length": 15, "batch_size": 3, "num_steps": 2, "epochs": 3}
    got = train(submission, reference, good, rng, **sizes)
    require(
        good(got),
        f"the chunks that got `initial_state=None` were: {got['starts']}; expected the first of "
        "each epoch. The text begins anew there, so what its end has left behind means nothing.",
    )


@question("train_tbptt", points=1)
def test_the_norm_to_clip_to_is_handed_on(submission, reference, rng):
    def good(got):
        return got["chunks"] > 0 and not got["too long"]

    sizes = {"length": 30, "batch_size": 2, "num_steps": 4, "epochs": 1}
    got = train(submission, reference, good, rng, **sizes, norm=0.02)
    require(
        good(got),
        "with max_norm = 0.02 and plain gradient descent at a rate of 1, a step moved the weights "
        "by more than 0.02. Does every `tbptt_step` get `max_norm`?",
    )


@question("train_tbptt", points=2)
def test_it_learns_what_no_model_without_memory_can(submission, rng):
    # a a b b a a b b ...: what follows an a is anybody's guess, unless one knows what was before.
    first, second, unread = rng.permutation(3)
    ids = np.resize(np.repeat([first, second], 2), 49).astype("int32")
    without_memory = best_without_memory(ids)
    start = {
        "table": normal(rng, 3, 20, scale=0.7, dtype="float32"),
        "recurrent": normal(rng, 20, 20, scale=0.15, dtype="float32"),
        "readout": normal(rng, 20, 3, scale=0.05, dtype="float32"),
    }

    def summarise(got):
        logits, _ = read(got["weights"], ids[None, :-1])
        # Enough is half of it, or luck would do; rounded up, so that rounding tells no two apart.
        too_many = nats(logits[0], ids[1:]) - without_memory / 2
        # What was never read stays where it started.
        trained = np.array_equal(got["weights"]["table"][unread], start["table"][unread])
        too_many = float(np.ceil(10 * max(0.0, too_many)) / 10) if trained else np.inf
        return {"too many": too_many, "stood in": bool(got["stood in"])}

    given = {"ids": ids, "batch_size": 8, "num_steps": 1, "epochs": 6}
    ask = functools.partial(submission.summary, summarise, "trained_weights", **given)
    got = ask(weights=start, rate=0.25, stand_in=False)
    if got["too many"]:
        instead = ask(weights=start, rate=0.25, stand_in=True)
        got = got if instead["too many"] else instead
    _noted(got)
    require(
        not got["too many"],
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
