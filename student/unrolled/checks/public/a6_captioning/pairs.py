"""Public cases of `encode`, `decode` and `vqa_logits`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, draw, gradients, parts, public, tensors
from unrolled.checks.public.a6_captioning.captions import dict_of_tensors, over_weights

E, H, V, F, P, A = 3, 2, 5, 4, 3, 6
LSTM = {"W_embed": (V, E), "Wx": (E, 4 * H), "Wh": (H, 4 * H), "b": (4 * H,)}
OUTPUT = {"W_vocab": (H, V), "b_vocab": (V,)}
JOINT = {
    **{"W_image": (F, P), "b_image": (P,), "W_question": (H, P), "b_question": (P,)},
    **{"W_out": (P, A), "b_out": (A,)},
}
IDS = np.array([[1, 4, 2, 3], [3, 1, 0, 2], [2, 2, 4, 1]], "int32")
LENGTHS = np.array([4, 1, 3], "int32")
STATES = {"h": "sequences units", "c": "sequences units"}


def _weights(seed: int, shapes: Mapping[str, tuple[int, ...]], dtype: str = "float64") -> Any:
    rng = np.random.default_rng(seed)
    return dict_of_tensors({k: draw(rng, *shape).astype(dtype) for k, shape in shapes.items()})


def _read(answer: Answer, seed: int, lengths: Any, dtype: str = "float64") -> dict[str, Any]:
    h, c = parts(answer.encode(*tensors(IDS, lengths), _weights(seed, LSTM, dtype)), "h", "c")
    return {"h": h, "c": c}


@public("encode", says="three full sequences", **STATES)
def full_sequences(answer: Answer) -> Mapping[str, Any]:
    """No padding, so that the LSTM alone counts."""
    return _read(answer, 631, np.array([4, 4, 4], "int32"))


@public("encode", says="lengths 4, 1 and 3 of 4; float32", **STATES)
def padded_sequences(answer: Answer) -> Mapping[str, Any]:
    """What becomes of the state behind the last real token."""
    single = _read(answer, 632, LENGTHS, "float32")
    return {**_read(answer, 633, LENGTHS), "h in float32": single["h"]}


@public("encode", says="gradients of both states reach every weight")
def encoder_gradients(answer: Answer) -> Mapping[str, Any]:
    """Through all timesteps."""
    import tensorflow as tf

    def both(first: Any, params: Any) -> Any:
        ids, lengths = tensors(IDS, LENGTHS)
        found = parts(answer.encode(ids, lengths, {"W_embed": first, **params}), "h", "c")
        return tf.concat(list(found), axis=-1)

    weights = _weights(634, LSTM)
    return gradients(over_weights(both, list(weights)[1:]), **weights)


def _state(seed: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    h, c = tensors(draw(rng, 3, H), draw(rng, 3, H, scale=1.5))
    return h, c


@public("decode", says="4 timesteps from a state that is not zero; then one", logits="batch time V")
def decoded(answer: Answer) -> Mapping[str, Any]:
    """Every logit, and T = 1."""
    ids, weights = tensors(IDS)[0], _weights(641, {**LSTM, **OUTPUT})
    one = answer.decode(ids[:, :1], _state(643), weights)
    return {"logits": answer.decode(ids, _state(642), weights), "logits of one timestep": one}


@public("decode", says="gradients reach the state and the weights")
def decoder_gradients(answer: Answer) -> Mapping[str, Any]:
    """Through all timesteps, to the encoder."""
    h, c = _state(645)
    weights = _weights(646, {**LSTM, **OUTPUT})

    def logits(first: Any, some: Any) -> Any:
        params = {name: some.get(name, value) for name, value in weights.items()}
        return answer.decode(tensors(IDS)[0], (first, some["c"]), params)

    some = {"c": c, **{name: weights[name] for name in ("W_embed", "Wh", "W_vocab")}}
    return gradients(over_weights(logits, list(some)), h=h, **some)


def _images(seed: int, dtype: str = "float64") -> Any:
    return tensors(draw(np.random.default_rng(seed), 3, F, scale=1.5).astype(dtype))[0]


@public("vqa_logits", says="questions of lengths 4, 1 and 3; full ones; float32", logits="N A")
def answers(answer: Answer) -> Mapping[str, Any]:
    """Padding, and what goes into the product."""
    ids, lengths = tensors(IDS, LENGTHS)
    weights, single = _weights(651, {**LSTM, **JOINT}), _weights(651, {**LSTM, **JOINT}, "float32")
    full = tensors(np.array([4, 4, 4], "int32"))[0]
    return {
        "logits": answer.vqa_logits(_images(652), ids, lengths, weights),
        "logits of full questions": answer.vqa_logits(_images(653), ids, full, weights),
        "logits in float32": answer.vqa_logits(_images(654, "float32"), ids, lengths, single),
    }


@public("vqa_logits", says="gradients reach the image and the weights")
def answer_gradients(answer: Answer) -> Mapping[str, Any]:
    """All the way to the features and the embedding."""
    weights = _weights(656, {**LSTM, **JOINT})

    def logits(first: Any, some: Any) -> Any:
        ids, lengths = tensors(IDS, LENGTHS)
        return answer.vqa_logits(first, ids, lengths, {**weights, **some})

    names = ("W_embed", "Wh", "W_image", "W_question", "W_out")
    some = {name: weights[name] for name in names}
    return gradients(over_weights(logits, list(names)), features=_images(655), **some)
