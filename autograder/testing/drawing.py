"""Numbers for hidden tests, drawn from the run's generator, and looks at what came back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def normal(
    rng: np.random.Generator, *shape: int, scale: float = 1.0, dtype: str = "float64"
) -> npt.NDArray[Any]:
    """Draws normal numbers of this shape."""
    drawn: npt.NDArray[Any] = (scale * rng.standard_normal(shape)).astype(dtype)
    return drawn


def seeds(rng: np.random.Generator, count: int) -> list[int]:
    """Draws seeds for what a probe has to draw itself, such as initial weights."""
    return [int(seed) for seed in rng.integers(2**31, size=count)]


def shape(answer: object) -> tuple[int, ...] | str:
    """The shape of an answer, or words for what is no array."""
    return answer.shape if isinstance(answer, np.ndarray) else f"not an array but {type(answer)}"


def same(one: object, other: object) -> bool:
    """Whether two answers are arrays of one shape with the same values."""
    return (
        isinstance(one, np.ndarray)
        and isinstance(other, np.ndarray)
        and one.shape == other.shape
        and np.allclose(one, other, rtol=1e-5, atol=1e-5)
    )
