"""Draws text from a character-level language model."""

from typing import Any

import numpy as np

__all__ = ["sample_text", "sample_with_state"]


def sample_text(
    model: Any,
    vocabulary: list[str],
    prompt: str,
    length: int = 300,
    context: int = 64,
    seed: int | None = 0,
) -> str:
    """Let `model` continue `prompt`, one character at a time.

    The model is given the last `context` characters anew for each draw. That is wasteful, as an
    RNN could carry its state on instead, but it works for every model that maps ids `[N, T]` to
    logits `[N, T, V]` without looking ahead.

    Args:
        model: a `keras.Model`, ids `[N, T]` to logits `[N, T, V]`.
        vocabulary: the characters, in the order of their ids.
        prompt: at least one character, all of them in `vocabulary`. It is part of the result.
        length: how many characters to draw.
        context: how many characters the model sees at most.
        seed: of the draws; the same seed and model give the same text. None: new at every call.
    """
    unknown = sorted(set(prompt) - set(vocabulary))
    if unknown or not prompt:
        raise ValueError(
            f"`prompt` is {prompt!r}; expected one or more characters of the vocabulary"
            + (f", which lacks {unknown}." if unknown else ".")
        )
    rng = np.random.default_rng(seed)
    ids = [vocabulary.index(character) for character in prompt]
    for _ in range(length):
        recent = ids[-context:]
        # Padding on the right keeps one shape, hence one compiled graph. What stands there
        # cannot reach the logits of an earlier position.
        padded = np.zeros((1, context), dtype="int32")
        padded[0, : len(recent)] = recent
        logits = np.asarray(model.predict_on_batch(padded))[0, len(recent) - 1]
        # The largest of logits plus Gumbel noise is a draw from their softmax.
        ids.append(int(np.argmax(logits + rng.gumbel(size=logits.shape))))
    return "".join(vocabulary[i] for i in ids)


def sample_with_state(
    model: Any,
    vocabulary: list[str],
    prompt: str,
    length: int = 300,
    temperature: float = 1.0,
    seed: int | None = 0,
) -> str:
    """Let a model that hands its state out continue `prompt`, carrying the state on.

    Args:
        model: called as `model(ids, initial_state=state) -> (logits, state)`.
        vocabulary: the characters, in the order of their ids.
        prompt: at least one character, all of them in `vocabulary`. It is part of the result.
        length: how many characters to draw.
        temperature: logits are divided by it: below 1 the likely characters get likelier, above 1
            the unlikely ones.
        seed: of the draws; the same seed and model give the same text. None: new at every call.
    """
    unknown = sorted(set(prompt) - set(vocabulary))
    if unknown or not prompt:
        raise ValueError(
            f"`prompt` is {prompt!r}; expected one or more characters of the vocabulary"
            + (f", which lacks {unknown}." if unknown else ".")
        )
    if temperature <= 0:
        raise ValueError(f"`temperature` is {temperature}; expected more than 0.")
    rng = np.random.default_rng(seed)
    ids = [vocabulary.index(character) for character in prompt]
    state = None
    # One character a call, the prompt's too: a compiled model then meets one shape only.
    for i in range(len(prompt) + length - 1):
        logits, state = model(np.array([[ids[i]]], dtype="int32"), initial_state=state)
        if i + 1 == len(ids):
            scores = np.asarray(logits)[0, -1] / temperature
            ids.append(int(np.argmax(scores + rng.gumbel(size=scores.shape))))
    return "".join(vocabulary[i] for i in ids)
