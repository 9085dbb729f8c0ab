"""Public cases of `caption_beam`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, draw, public, tensors
from unrolled.checks.public.a4_decoding.language import ranked
from unrolled.checks.public.a6_captioning.captions import F, V, captioner, dict_of_tensors

AXES = {"tokens": "captions positions", "scores": "captions"}
START, END = 1, 2


def _model(seed: int, end: float) -> tuple[Any, dict[str, Any]]:
    """An image, and a captioner of clear likes and dislikes that ends more or less willingly."""
    params = captioner(seed)
    params["W_vocab"] *= 3
    params["b_vocab"][END] += end
    features = draw(np.random.default_rng(seed + 1), F, scale=2.0)
    return tensors(features)[0], dict_of_tensors(params)


@public("caption_beam", says="widths 3 and 1, up to 5 tokens", **AXES)
def some_captions(answer: Answer) -> Mapping[str, Any]:
    """Captions of different lengths, and the greedy one."""
    model = _model(621, 0.5)
    few = ranked(answer.caption_beam(*model, START, END, 3, 5), 5)
    one = ranked(answer.caption_beam(*model, START, END, 1, 5), 5)
    return {**few, "tokens of width 1": one["tokens"]}


@public("caption_beam", says="another image: width 5, and then all there is", **AXES)
def many_captions(answer: Answer) -> Mapping[str, Any]:
    """Places that are freed, and room for everything."""
    model = _model(623, 1.0)
    few = ranked(answer.caption_beam(*model, START, END, 5, 6), 6)
    every = ranked(answer.caption_beam(*model, START, END, 200, 2), 2)
    return {**few, "all tokens": every["tokens"]}


@public("caption_beam", says="words that cannot come; one id for start and end", **AXES)
def odd_captions(answer: Answer) -> Mapping[str, Any]:
    """Probability zero is dropped, and the start never ends a caption."""
    features, params = _model(625, 0.0)
    never = np.array([-np.inf, -np.inf, 0, 0, -np.inf, 0])[:V]
    sparse = {**params, "b_vocab": params["b_vocab"] + never}
    few = ranked(answer.caption_beam(features, sparse, START, END, 9, 2), 2)
    same = ranked(answer.caption_beam(features, params, END, END, 3, 4), 4)
    return {**few, "tokens of one id": same["tokens"]}
