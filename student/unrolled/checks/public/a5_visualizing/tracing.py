"""Public cases of `trace`, in float64 so that a GPU would round alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, gradients, public, tensors
from unrolled.reader import packed_cell

T, D, H = 5, 3, 4
NAMES = ("h", "c", "i", "f", "o")
AXES = dict.fromkeys(NAMES, "timesteps units")


def _cell(rng: np.random.Generator, dtype: str = "float64") -> Any:
    weights = draw(rng, D, 4 * H), draw(rng, H, 4 * H), draw(rng, 4 * H)
    return packed_cell(*(weight.astype(dtype) for weight in weights))


def _given(rng: np.random.Generator, timesteps: int = T) -> dict[str, Any]:
    return {
        "embeddings": draw(rng, timesteps, D, scale=1.5),
        "h0": draw(rng, H),
        "c0": draw(rng, H, scale=1.5),
    }


def _five(returned: Any) -> dict[str, Any]:
    if not isinstance(returned, Mapping):
        raise Unmet(
            f"`trace` returned something of type `{type(returned).__name__}`; expected a dict with "
            "the keys `h`, `c`, `i`, `f` and `o`."
        )
    missing = [f"`{name}`" for name in NAMES if name not in returned]
    if missing:
        raise Unmet(f"The dict that `trace` returned has no {', '.join(missing)}.")
    return {name: returned[name] for name in NAMES}


@public("trace", says="5 characters, from states that are not zero", **AXES)
def five_characters(answer: Answer) -> Mapping[str, Any]:
    """All sizes differ."""
    rng = np.random.default_rng(511)
    cell = _cell(rng)
    return _five(answer.trace(cell, *tensors(*_given(rng).values())))


@public("trace", says="a single character, in float32", **AXES)
def one_character(answer: Answer) -> Mapping[str, Any]:
    """One row of everything, of the dtype of what goes in; the cell is only looked at."""
    rng = np.random.default_rng(512)
    cell = _cell(rng, "float32")
    before = [np.array(weight) for weight in cell.get_weights()]
    given = tensors(*(value.astype("float32") for value in _given(rng, 1).values()))
    found = _five(answer.trace(cell, *given))
    same = all(np.array_equal(a, b) for a, b in zip(before, cell.get_weights(), strict=True))
    return {**found, "weights kept": Fact(same, "The cell has other weights after `trace`.")}


@public("trace", says="gradients of all that comes back")
def gradients_of_all(answer: Answer) -> Mapping[str, Any]:
    """They reach the inputs and both first states."""
    rng = np.random.default_rng(514)
    cell = _cell(rng)

    def joined(*given: Any) -> Any:
        import tensorflow as tf

        return tf.stack(
            [tf.convert_to_tensor(v) for v in _five(answer.trace(cell, *given)).values()]
        )

    return gradients(joined, **_given(rng, 3))
