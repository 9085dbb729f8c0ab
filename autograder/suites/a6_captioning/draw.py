"""Inputs for the hidden tests of a6_captioning, drawn from the run's generator.

Every weight is drawn, none is zero or one, and all sizes differ, so that a wrong product or a
swapped gate cannot hide. Ids are drawn too: start, end and padding are never 0, 1 and 2 in order.
"""

import numpy as np

from autograder.testing import normal

LSTM = ("W_embed", "Wx", "Wh", "b")


def weight(rng, rows, columns, dtype="float64"):
    """A kernel whose products stay near 1."""
    return normal(rng, rows, columns, scale=1.3 / np.sqrt(rows), dtype=dtype)


def bias(rng, size, dtype="float64"):
    """A bias that is not zero."""
    return normal(rng, size, scale=0.6, dtype=dtype)


def shuffled(rng, params):
    """The same dict in an order of no meaning, so that only the names tell what is what."""
    return {name: params[name] for name in rng.permutation(sorted(params)).tolist()}


def captioner(rng, *, features, embedding, units, vocab, dtype="float64"):
    """The weights of the captioner of `caption_loss`."""
    params = {
        "W_proj": weight(rng, features, units, dtype),
        "b_proj": bias(rng, units, dtype),
        "W_embed": normal(rng, vocab, embedding, dtype=dtype),
        "Wx": weight(rng, embedding, units, dtype),
        "Wh": weight(rng, units, units, dtype),
        "b": bias(rng, units, dtype),
        "W_vocab": weight(rng, units, vocab, dtype),
        "b_vocab": bias(rng, vocab, dtype),
    }
    return shuffled(rng, params)


def captions(rng, *, lengths, timesteps, vocab, pad):
    """Captions of these lengths, start and end token included, padded to `timesteps`."""
    words = np.delete(np.arange(vocab), pad)
    rows = np.full((len(lengths), timesteps), pad)
    for row, length in zip(rows, lengths, strict=True):
        row[:length] = rng.choice(words, length)
    return rows.astype("int32")


def caption_batch(rng, *, lengths, timesteps, pad, features, vocab, dtype="float64", **sizes):
    """What `caption_loss` takes."""
    return {
        # Beyond 1, so that a squashed first state shows.
        "features": normal(rng, len(lengths), features, scale=1.5, dtype=dtype),
        "captions": captions(rng, lengths=lengths, timesteps=timesteps, vocab=vocab, pad=pad),
        "params": captioner(rng, features=features, vocab=vocab, dtype=dtype, **sizes),
        "pad": pad,
    }


def lstm(rng, *, vocab, embedding, units, dtype="float64"):
    """The weights of an LSTM that reads tokens."""
    return {
        "W_embed": normal(rng, vocab, embedding, dtype=dtype),
        "Wx": weight(rng, embedding, 4 * units, dtype),
        "Wh": weight(rng, units, 4 * units, dtype),
        "b": bias(rng, 4 * units, dtype),
    }


def encoding(rng, *, lengths, timesteps, vocab, embedding, units, dtype="float64"):
    """What `encode` takes. What stands behind a sequence's end is drawn as well."""
    params = lstm(rng, vocab=vocab, embedding=embedding, units=units, dtype=dtype)
    return {
        "x_ids": rng.integers(vocab, size=(len(lengths), timesteps)).astype("int32"),
        "lengths": np.array(lengths, "int32"),
        "params": shuffled(rng, params),
    }


def decoding(rng, *, batch, timesteps, vocab, embedding, units, dtype="float64"):
    """What `decode` takes: states that are not zero, a cell beyond 1."""
    params = lstm(rng, vocab=vocab, embedding=embedding, units=units, dtype=dtype)
    params["W_vocab"] = weight(rng, units, vocab, dtype)
    params["b_vocab"] = bias(rng, vocab, dtype)
    return {
        "y_ids": rng.integers(vocab, size=(batch, timesteps)).astype("int32"),
        "h": normal(rng, batch, units, scale=0.7, dtype=dtype),
        "c": normal(rng, batch, units, scale=1.3, dtype=dtype),
        "params": shuffled(rng, params),
    }


def asking(
    rng, *, lengths, timesteps, features, joint, answers, vocab, embedding, units, dtype="float64"
):
    """What `vqa_logits` takes."""
    given = encoding(
        rng,
        lengths=lengths,
        timesteps=timesteps,
        vocab=vocab,
        embedding=embedding,
        units=units,
        dtype=dtype,
    )
    params = {
        **given["params"],
        "W_image": weight(rng, features, joint, dtype),
        "b_image": bias(rng, joint, dtype),
        "W_question": weight(rng, units, joint, dtype),
        "b_question": bias(rng, joint, dtype),
        "W_out": weight(rng, joint, answers, dtype),
        "b_out": bias(rng, answers, dtype),
    }
    return {
        "features": normal(rng, len(lengths), features, dtype=dtype),
        "question_ids": given["x_ids"],
        "lengths": given["lengths"],
        "params": shuffled(rng, params),
    }
