"""Public cases of `shift_captions` and `caption_loss`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Unmet, draw, gradients, parts, public, tensors

F, E, H, V = 4, 2, 3, 6
KERNELS = {"W_proj": (F, H), "W_embed": (V, E), "Wx": (E, H), "Wh": (H, H), "W_vocab": (H, V)}
BIASES = {"b_proj": (H,), "b": (H,), "b_vocab": (V,)}
# Start token 1, end token 2; 0 is the padding, unless another id is said to be.
CAPTIONS = np.array([[1, 4, 3, 5, 2], [1, 3, 2, 0, 0], [1, 5, 5, 2, 0]], "int32")
SHIFTED = dict.fromkeys(("inputs", "targets", "mask"), "captions timesteps")


def captioner(seed: int) -> dict[str, Any]:
    """The weights of a captioner, in float64."""
    rng = np.random.default_rng(seed)
    return {name: draw(rng, *shape) for name, shape in {**KERNELS, **BIASES}.items()}


def as_numbers(returned: Any) -> dict[str, Any]:
    """Inputs, targets and mask; ids of any integer type, the mask as numbers."""
    named = {}
    for name, value in zip(SHIFTED, parts(returned, *SHIFTED), strict=True):
        array = np.asarray(value)
        wanted = "biuf" if name == "mask" else "iu"
        if array.dtype.kind not in wanted:
            kinds = "truth values or numbers" if name == "mask" else "integers"
            raise Unmet(f"`{name}` is of dtype {array.dtype}; expected {kinds}.")
        named[name] = array.astype("float64" if name == "mask" else "int64")
    return named


@public("shift_captions", says="three captions of different lengths", **SHIFTED)
def shifted(answer: Answer) -> Mapping[str, Any]:
    """A full caption beside padded ones."""
    return as_numbers(answer.shift_captions(*tensors(CAPTIONS)))


@public("shift_captions", says="padding with id 3, and 0 as a word; two tokens alone", **SHIFTED)
def shifted_other_pad(answer: Answer) -> Mapping[str, Any]:
    """The padding's id counts, and T = 2 keeps its axis."""
    ids = np.array([[1, 4, 0, 2], [1, 2, 3, 3]])
    shortest = as_numbers(answer.shift_captions(*tensors(ids[:, :2]), 3))
    whole = as_numbers(answer.shift_captions(*tensors(ids), 3))
    return {**whole, **{f"{name} of two tokens": part for name, part in shortest.items()}}


def _asked(seed: int, captions: Any) -> list[Any]:
    features = draw(np.random.default_rng(seed), len(captions), F, scale=2.0)
    return [*tensors(features, captions), dict_of_tensors(captioner(seed + 1))]


def dict_of_tensors(params: Mapping[str, Any]) -> dict[str, Any]:
    """The same weights as tensors."""
    return dict(zip(params, tensors(*params.values()), strict=True))


@public("caption_loss", says="two full captions")
def loss_of_full_captions(answer: Answer) -> Mapping[str, Any]:
    """No padding, so that the network alone counts."""
    full = np.array([[1, 4, 3, 2], [1, 5, 3, 2]], "int32")
    return {"loss": answer.caption_loss(*_asked(611, full))}


@public("caption_loss", says="captions with padding; padding with id 3; one target; float32")
def loss_of_padded_captions(answer: Answer) -> Mapping[str, Any]:
    """What is summed, and over what the mean goes."""
    features, captions, params = _asked(613, CAPTIONS)
    import tensorflow as tf

    small = {name: tf.cast(value, tf.float32) for name, value in params.items()}
    return {
        "loss": answer.caption_loss(features, captions, params),
        "loss with padding 3": answer.caption_loss(features, captions, params, pad=3),
        "loss of one target": answer.caption_loss(features[:1], captions[:1, :2], params),
        "loss in float32": answer.caption_loss(tf.cast(features, tf.float32), captions, small),
    }


@public("caption_loss", says="gradients reach the image and the weights; logits in thousands")
def loss_gradients(answer: Answer) -> Mapping[str, Any]:
    """Where gradients come from, where they end, and a model that is all but sure."""
    features, captions, params = _asked(615, CAPTIONS)
    sure = {**params, "b_vocab": params["b_vocab"] * 2000}
    some = {name: params[name] for name in ("W_proj", "W_embed", "Wh", "W_vocab")}
    found = gradients(
        over_weights(lambda f, p: answer.caption_loss(f, captions, {**params, **p}), list(some)),
        features=features,
        **some,
    )
    return {"loss of a sure model": answer.caption_loss(features, captions, sure), **found}


def over_weights(function: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    """Lets a function of something and a dict of weights take them one by one."""

    def spread(first: Any, *weights: Any) -> Any:
        return function(first, dict(zip(names, weights, strict=True)))

    return spread
