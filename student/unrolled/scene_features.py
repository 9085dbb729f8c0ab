"""A small CNN that was trained to name what it sees, and the embedding that it makes of images.

Its last layer, which says what is painted in which colour, is cut off, as one cuts off the
classifier of a network that was trained on photographs. `student/make_scene_cnn.py` trained it, on
all kinds of scenes: what a captioner does not manage is not the fault of its eyes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from unrolled.scenes import SIDE

__all__ = ["CELLS", "FEATURES", "LOOKS", "WEIGHTS", "features", "untrained"]

CELLS = 5
LOOKS = 1 + 5 * 5  # nothing, or one of so many pairs of colour and shape
SIZED = 1 + 5 * 2  # nothing, or one of so many pairs of colour and size
FEATURES = 96
WEIGHTS = files("unrolled").joinpath("weights", "scene_cnn.npz")


def untrained() -> tuple[Any, Any]:
    """Both parts with random weights: images to what is in 5 x 5 cells, and that to features."""
    import keras

    def convolution(channels: int, size: int, strides: int) -> Any:
        return keras.layers.Conv2D(
            channels, size, strides=strides, padding="same", activation="elu"
        )

    images = keras.Input((SIDE, SIDE, 3))
    found = keras.layers.Rescaling(-1.0, offset=1.0)(images)  # white paper is nothing
    for channels, size, strides in ((16, 5, 2), (32, 3, 2), (48, 3, 2), (16, 3, 1)):
        found = convolution(channels, size, strides)(found)
    named = [keras.layers.Conv2D(n, 1, activation="softmax")(found) for n in (LOOKS, SIZED)]
    cells = keras.Model(images, keras.layers.Concatenate()(named))
    dense = keras.Sequential(
        [
            keras.Input((CELLS, CELLS, LOOKS + SIZED)),
            keras.layers.Flatten(),
            keras.layers.Dense(FEATURES, activation="tanh"),
        ]
    )
    return cells, dense


@cache
def _trained() -> Any:
    """Images to features, as it was trained."""
    import keras

    model = keras.Sequential(untrained())
    with WEIGHTS.open("rb") as stored:
        arrays = np.load(stored)
        model.set_weights([arrays[name].astype("float32") for name in arrays.files])
    model.trainable = False
    return model


def features(images: Any) -> npt.NDArray[np.float32]:
    """The embedding of images, `[N, 40, 40, 3]` to `[N, 96]`, numbers from -1 to 1."""
    return np.asarray(_trained().predict(images, batch_size=256, verbose=0), np.float32)
