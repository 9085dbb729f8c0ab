"""Trains the CNN of `unrolled.scene_features` and writes its weights, as float16, about 230 KB.

    python student/make_scene_cnn.py

Takes about two minutes of CPU time. It reads images of all kinds. First the convolutions learn to
name what has its middle in each of 5 x 5 cells, if there is anything; then the dense layer on top
learns to say, of each colour, what is painted in it, how large, and where.
"""

import keras
import numpy as np
import tensorflow as tf
from unrolled import scenes
from unrolled.scene_features import CELLS, LOOKS, WEIGHTS, untrained

BATCH = 32
EPOCHS = {"cells": 24, "colours": 40}
KINDS = {"seen": 5000, "held out": 1500, "crowded": 1500}
COLOURS, SHAPES, SIZES = tuple(scenes.COLOURS), scenes.SHAPES, tuple(scenes.SIZES)
PLACES = ("alone or crowded", "left of", "right of", "above", "below")


def what_stands_where(drawn):
    """The look and the sized colour in each cell, `[N, 5, 5, 2]`; 0 is nothing."""
    found = np.zeros((len(drawn), CELLS, CELLS, 2), np.int32)
    for row, scene in zip(found, drawn, strict=True):
        for thing in scene.things:
            place = (min(CELLS - 1, int(at * CELLS / scenes.SIDE)) for at in (thing.y, thing.x))
            colour = COLOURS.index(thing.colour)
            look = colour * len(SHAPES) + SHAPES.index(thing.shape)
            row[tuple(place)] = 1 + look, 1 + colour * len(SIZES) + SIZES.index(thing.size)
    return found


def what_has_which_colour(drawn):
    """Of each colour: shape (0 is nothing), size, and place among `PLACES`, `[N, 5, 3]`."""
    found = np.zeros((len(drawn), len(COLOURS), 3), np.int32)
    for row, scene in zip(found, drawn, strict=True):
        for thing in scene.things:
            others = [other for other in scene.things if other is not thing]
            place = scenes.Scene((thing, *others)).relation() if len(others) == 1 else PLACES[0]
            names = 1 + SHAPES.index(thing.shape), SIZES.index(thing.size), PLACES.index(place)
            row[COLOURS.index(thing.colour)] = names
    return found


def cells_loss(found, chances):
    """Nats per image."""
    found = tf.cast(found, tf.int32)
    look, sized = (
        keras.losses.sparse_categorical_crossentropy(found[..., k], part)
        for k, part in enumerate((chances[..., :LOOKS], chances[..., LOOKS:]))
    )
    return tf.reduce_sum((look + sized) * (1 + tf.cast(found[..., 0] > 0, tf.float32)), axis=(1, 2))


SAYS = np.cumsum([1 + len(SHAPES), len(SIZES), len(PLACES)])


def colours_loss(found, logits):
    """Nats per image: the shape of every colour, size and place where it is there."""
    found = tf.cast(found, tf.int32)
    there = tf.cast(found[..., 0] > 0, tf.float32)
    shape, size, place = (
        tf.nn.sparse_softmax_cross_entropy_with_logits(found[..., k], part)
        for k, part in enumerate(tf.split(logits, np.diff(SAYS, prepend=0), axis=-1))
    )
    return tf.reduce_sum(shape * (1 + there) + there * (size + place), axis=1)


def fit(model, loss, x, y, epochs, rate):
    """Trains with a rate that falls to zero."""
    falling = keras.optimizers.schedules.CosineDecay(rate, epochs * -(-len(x) // BATCH))
    model.compile(keras.optimizers.Adam(falling), loss=loss, jit_compile=False)
    model.fit(x, y, BATCH, epochs, verbose=2)


def main():
    """Train, say how well it went on other scenes, and write."""
    keras.utils.set_random_seed(0)
    numbered = enumerate(KINDS.items())
    drawn = [one for seed, (kind, n) in numbered for one in scenes.draw(n, seed, kind)]
    cells, dense = untrained()
    fit(cells, cells_loss, scenes.images(drawn), what_stands_where(drawn), EPOCHS["cells"], 2e-3)
    says = int(SAYS[-1])
    colours = keras.Sequential(
        [
            dense,
            keras.layers.Dense(len(COLOURS) * says),
            keras.layers.Reshape((len(COLOURS), says)),
        ]
    )
    seen = cells.predict(scenes.images(drawn), verbose=0)
    fit(colours, colours_loss, seen, what_has_which_colour(drawn), EPOCHS["colours"], 4e-3)
    for kind in KINDS:
        other = scenes.draw(300, 99, kind)
        found = what_has_which_colour(other)
        said = colours.predict(cells.predict(scenes.images(other), verbose=0), verbose=0)
        parts = np.split(said, SAYS[:-1], axis=-1)
        there = found[..., 0] > 0
        right = [(part.argmax(-1) == found[..., k])[there].mean() for k, part in enumerate(parts)]
        print(f"{kind}: shape {right[0]:.3f}, size {right[1]:.3f}, place {right[2]:.3f} are right")
    arrays = [*cells.get_weights(), *dense.get_weights()]
    with open(str(WEIGHTS), "wb") as stored:
        np.savez_compressed(stored, *(array.astype("float16") for array in arrays))


if __name__ == "__main__":
    main()
