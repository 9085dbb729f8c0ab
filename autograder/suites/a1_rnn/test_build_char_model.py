"""Hidden tests for `build_char_model`."""

import functools

import numpy as np

from autograder.testing import note, question, require, seeds

# "hello" over its own characters e, h, l, o, which stand among others in a larger vocabulary.
VOCABULARY = 9
HELLO = np.array([1, 0, 2, 2, 3], dtype="int32")
# After h, e and l a model without memory can be sure twice and must halve twice: l is followed by
# l and by o. That costs 2 ln 2 over four characters.
WITHOUT_MEMORY = float(np.log(2) / 2)


@question("build_char_model", points=2, needs_numbers=True)
def test_it_gives_logits_for_any_batch_and_any_number_of_timesteps(submission):
    got = submission.ask("char_model", vocab_size=7, units=5, sizes=[[2, 3], [4, 6]])
    require(got["a keras.Model"], "what it returns is no keras.Model.")
    require(
        got["logits"] == [[2, 3, 7], [4, 6, 7]],
        f"for ids [2, 3] and [4, 6] and a vocabulary of 7 the logits are {got['logits']}; expected "
        "[2, 3, 7] and [4, 6, 7]: one score a character of the vocabulary, at every timestep.",
    )
    remark(got)


@question("build_char_model", points=2, needs_numbers=True)
def test_a_vanilla_rnn_cell_of_these_units_is_inside_and_nothing_is_compiled(submission):
    got = submission.ask("char_model", vocab_size=4, units=6, sizes=[[2, 3]])
    require(
        6 in got["units"],
        f"for 6 units, the model called `VanillaRNNCell`s of these units: {got['units']}.",
    )
    require(
        got["trained"],
        "the cell's weights are not among the model's trainable variables, so training will leave "
        "them as they are.",
    )
    require(not got["compiled"], "the model is compiled; leave loss and optimizer to the caller.")
    remark(got)


@question("build_char_model", points=2)
def test_logits_depend_on_the_past_and_never_on_the_future(submission, rng):
    ids = rng.integers(5, size=(2, 16), dtype="int32")
    changed = [0, *(int(t) for t in rng.choice(np.arange(2, 15), size=3, replace=False))]
    batches = [ids]
    for t in changed:
        batches.append(ids.copy())
        batches[-1][:, t] = (ids[:, t] + 1 + t % 3) % 5
    given = {"batches": batches, "seed": seeds(rng, 1)[0]}
    summarise = functools.partial(reach, changed)
    got = submission.summary(summarise, "logits_of", vocab_size=5, units=8, **given)
    require(
        not got["with the future"],
        f"another character at timestep {max(changed) + 1} or an earlier one changed logits before "
        "it: the model looks ahead at what it should predict.",
    )
    require(
        got["with the past"] and got["with the present"],
        "another first character changed none of the later logits, or another character somewhere "
        "did not change the logits of its own timestep: predictions are made from all characters "
        "so far.",
    )
    remark(got)


@question("build_char_model", points=2)
def test_it_learns_hello_better_than_a_model_without_memory_can(submission, rng):
    # Which number stands for which character is drawn. The e or the l is 0: who skips that id can
    # still learn what follows an h that comes first, but not what follows these.
    numbers = rng.permutation(np.arange(1, VOCABULARY))[:4].astype("int32")
    numbers[rng.choice([0, 2])] = 0
    ids = numbers[HELLO][None]
    given = {"inputs": ids[:, :-1], "targets": ids[:, 1:], "vocab_size": VOCABULARY, "units": 12}
    summarise = functools.partial(nats_too_many, ids[0, 1:])
    training = {"steps": 200, "rate": 0.02, "enough": WITHOUT_MEMORY}
    starts, nats = seeds(rng, 3), []
    for seed in starts:
        stand_in = seed == starts[0]
        start = {"seed": seed, "stand_in": stand_in}
        got = submission.summary(summarise, "trained_logits", **given, **training, **start)
        nats.append(got["nats"])
        if nats[-1] == 0:
            break
    require(
        min(nats) == 0,
        f"after 200 steps of Adam on 'hello', the best of three starts, the loss is up to "
        f"{min(nats):.1f} nats a character above {WITHOUT_MEMORY:.3f}, which a model that does "
        "not remember can reach; expected less. Only the state tells the first l from the second.",
    )
    remark(got)


def reach(changed, got):
    """Which logits moved when the ids of one timestep did, for each of some timesteps."""
    drawn, *others = (np.asarray(logits, dtype="float64") for logits in got["logits"])
    # Changed timestep x timestep of the logits.
    moved = np.array([(np.abs(drawn - other) > 1e-4).any(axis=(0, 2)) for other in others])
    return {
        "with the future": any(row[:t].any() for t, row in zip(changed, moved, strict=True)),
        "with the past": bool(moved[0, 1:].any()),
        "with the present": all(row[t] for t, row in zip(changed, moved, strict=True)),
        "given": got["given"],
    }


def nats_too_many(targets, got):
    """How far the loss after training is from enough, rounded up to a tenth."""
    logits = np.asarray(got["logits"], dtype="float64")[0]
    largest = logits.max(axis=-1, keepdims=True)
    normaliser = np.log(np.exp(logits - largest).sum(axis=-1)) + largest[:, 0]
    nats = float(np.mean(normaliser - logits[np.arange(4), targets]))
    too_many = max(0.0, nats - WITHOUT_MEMORY) if np.isfinite(nats) else 1e3
    return {"nats": float(np.ceil(10 * too_many) / 10), "given": got["given"]}


def remark(got):
    """Says so where a stand-in took the place of an earlier answer."""
    if got["given"]:
        note(f"right, given {got['given']}")
