"""A small LSTM that has read inventories, trained already, and the way from Keras' LSTM to it.

It comes with the package, so that looking inside can start at once. `student/make_reader.py` in the
repository made it; the notebook trains another one in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from unrolled.inventory import inventories

__all__ = ["LETTERS", "Reader", "build_model", "load_reader", "packed_cell", "pairs", "reader_of"]

# All characters that an inventory can hold.
LETTERS = '\n ",;abcdefghiklmnoprstuvwy{}'
FEATURES, UNITS, DROPPED = 12, 48, 0.2

Floats = npt.NDArray[Any]


@dataclass(frozen=True)
class Reader:
    """A character model, taken apart.

    Attributes:
        table: the embedding, `[V, D]`: a row for each of `LETTERS`.
        cell: a built LSTM cell, packed i, f, o, g, called as `cell(x, [h, c])`.
        kernel: `[H, V]`, of the layer that turns h into logits.
        bias: `[V]`, of the same.
    """

    table: Floats
    cell: Any
    kernel: Floats
    bias: Floats

    def embed(self, text: str) -> Floats:
        """Look the characters of a text up, `[T, D]`."""
        return self.table[encoded(text)]

    def loss(self, h: Any, text: str) -> float:
        """Say how well each character is foretold from the states `[T, H]`, in nats per character.

        The first character is given.
        """
        logits = np.asarray(h)[:-1] @ self.kernel + self.bias
        top = logits.max(axis=1, keepdims=True)
        log_p = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        return float(-log_p[np.arange(len(text) - 1), encoded(text)[1:]].mean())

    def silenced(self, unit: int) -> Reader:
        """Make a reader in which nobody hears one unit: neither the gates nor the output."""
        inputs, recurrent, bias = (
            np.array(weights.value)
            for weights in (self.cell.kernel, self.cell.recurrent_kernel, self.cell.bias)
        )
        kernel = self.kernel.copy()
        recurrent[unit], kernel[unit] = 0, 0
        cell = packed_cell(inputs, recurrent, bias)
        return Reader(self.table, cell, kernel, self.bias)


def encoded(text: str) -> npt.NDArray[np.int32]:
    """Number the characters of a text by their place in `LETTERS`.

    Raises:
        ValueError: one of them is not there.
    """
    strange = sorted(set(text) - set(LETTERS))
    if strange:
        raise ValueError(
            f"The text holds {', '.join(map(repr, strange))}; expected only characters that the "
            f"reader has seen: {LETTERS!r}."
        )
    return np.array([LETTERS.index(character) for character in text], dtype=np.int32)


def packed_cell(kernel: Floats, recurrent_kernel: Floats, bias: Floats) -> Any:
    """Make a built LSTM cell of these weights, packed i, f, o, g, and of their dtype.

    It has `kernel`, `recurrent_kernel` and `bias`, and is called as `cell(x, [h, c])`, like the
    `LSTMCell` of assignment 3. It is there to be looked at, not to be trained.
    """
    import keras

    dtype = str(kernel.dtype)
    inner = keras.layers.LSTMCell(len(recurrent_kernel), dtype=dtype)
    inner.build((None, len(kernel)))
    inner.set_weights([_turned(weights) for weights in (kernel, recurrent_kernel, bias)])

    class PackedCell(keras.layers.Layer):  # type: ignore[misc]
        """Shows the weights packed as in the lecture; Keras' own cell, packed i, f, c, o, runs."""

        def __init__(self) -> None:
            super().__init__(dtype=dtype, trainable=False)
            self.units = self.output_size = inner.units
            self.state_size = [inner.units, inner.units]
            self.kernel = self.add_weight(kernel.shape, name="kernel")
            self.recurrent_kernel = self.add_weight(recurrent_kernel.shape, name="recurrent_kernel")
            self.bias = self.add_weight(bias.shape, name="bias")
            self.set_weights([kernel, recurrent_kernel, bias])
            self.built = True

        def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
            """One timestep: `(h, [h, c])`."""
            return inner(inputs, list(states))

    return PackedCell()


def build_model() -> Any:
    """Make an untrained Keras model of the reader's sizes: ids `[N, T]` to logits `[N, T, V]`.

    The dropout makes it count on few units at a time, each of which then has to say more by itself.
    """
    import keras

    return keras.Sequential(
        [
            keras.Input((None,)),
            keras.layers.Embedding(len(LETTERS), FEATURES),
            keras.layers.LSTM(UNITS, return_sequences=True),
            keras.layers.Dropout(DROPPED),
            keras.layers.Dense(len(LETTERS)),
        ]
    )


def pairs(count: int, timesteps: int, seed: int) -> tuple[Floats, Floats]:
    """Make inputs and targets to train on, ids `[count, timesteps]` each.

    Every row is an inventory from its beginning, so that a state of zeros means: a new line, no
    quotes, no boxes.
    """
    ids = np.stack([encoded(text) for text in inventories(count, timesteps + 1, seed)])
    return ids[:, :-1], ids[:, 1:]


def reader_of(model: Any) -> Reader:
    """Take a model of `build_model` apart."""
    table, *lstm, kernel, bias = model.get_weights()
    return Reader(table, packed_cell(*(_turned(weights) for weights in lstm)), kernel, bias)


def load_reader() -> Reader:
    """Load the reader that comes with the package."""
    with files("unrolled").joinpath("texts", "reader.npz").open("rb") as stream:
        # They lie there in half precision, which is half the size.
        stored = {name: array.astype("float32") for name, array in np.load(stream).items()}
    cell = packed_cell(stored["cell_kernel"], stored["cell_recurrent_kernel"], stored["cell_bias"])
    return Reader(stored["table"], cell, stored["kernel"], stored["bias"])


def _turned(weights: Any) -> Floats:
    """Exchange the last two of four blocks: i, f, o, g becomes i, f, c, o, and the other way."""
    i, f, third, fourth = np.split(np.asarray(weights), 4, axis=-1)
    return np.concatenate([i, f, fourth, third], axis=-1)
