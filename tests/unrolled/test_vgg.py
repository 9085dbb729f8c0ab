"""Features of VGG16: nothing is fetched unasked, and a missing network is told, not raised."""

import keras
import numpy as np
import pytest
from unrolled.vgg import vgg16_features

IMAGES = np.random.default_rng(0).random((2, 40, 40, 3), np.float32)
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def no_network(**_):
    raise OSError("no route to host")


def test_unasked_it_fetches_nothing_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(keras.applications, "VGG16", no_network)
    assert vgg16_features(IMAGES) is None
    assert "download of 59 MB. Set fetch=True" in capsys.readouterr().out


def test_without_a_network_it_goes_on_without_the_weights(monkeypatch, capsys):
    monkeypatch.setattr(keras.applications, "VGG16", no_network)
    assert vgg16_features(IMAGES, fetch=True) is None
    said = capsys.readouterr().out
    assert "could not be fetched (OSError)" in said
    assert "small CNN" in said


def test_with_weights_it_makes_512_standardised_numbers(monkeypatch):
    real = keras.applications.VGG16
    monkeypatch.setattr(
        keras.applications, "VGG16", lambda weights, **given: real(weights=None, **given)
    )
    found = vgg16_features(IMAGES, fetch=True)
    assert found.shape == (2, 512)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-3)
