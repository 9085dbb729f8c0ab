"""Image features of a large network, where its weights can be fetched."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["vgg16_features"]

MEGABYTES = 59


def vgg16_features(images: Any, fetch: bool = False) -> npt.NDArray[np.float32] | None:
    """The embedding of images by VGG16 without its classifier, trained on photographs.

    Args:
        images: numbers from 0 to 1, `[N, 40, 40, 3]`.
        fetch: whether Keras may download the weights, once; otherwise nothing is done.

    Returns:
        `[N, 512]`, each with mean 0 and spread 1 over the images; None, after a sentence that says
        why, where the weights are not there.
    """
    if not fetch:
        print(f"VGG16 is left out: its weights are a download of {MEGABYTES} MB. Set fetch=True.")
        return None
    import keras

    try:
        vgg = keras.applications.VGG16(
            weights="imagenet", include_top=False, pooling="avg", input_shape=(96, 96, 3)
        )
    except Exception as error:  # whatever a missing network raises: the notebook goes on without
        print(
            f"VGG16's weights could not be fetched ({type(error).__name__}), so this cell goes on "
            "without them. All else in this notebook uses the small CNN."
        )
        return None
    large = keras.ops.image.resize(images, (96, 96))
    pixels = keras.applications.vgg16.preprocess_input(255 * np.asarray(large))
    found = np.asarray(vgg.predict(pixels, batch_size=32, verbose=0), np.float32)
    spread = np.maximum(found.std(axis=0), np.float32(1e-3))
    standard: npt.NDArray[np.float32] = (found - found.mean(axis=0)) / spread
    return standard
