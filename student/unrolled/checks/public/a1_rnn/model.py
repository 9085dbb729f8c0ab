"""Public cases of `build_char_model`: its form, its memory, and that it learns at all.

The weights are random, so only properties can be compared. Training until the hidden test's
bound takes too long here; a few updates show that gradients arrive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, public

V, UNITS = 5, 8
UPDATES = 5
LEARNING_RATE = 0.05
CONTAINERS = {"Functional", "InputLayer", "Model", "Sequential"}
WRAPPED = ("cell", "layer", "forward_layer", "backward_layer")
HELLO, NEXT = np.array([[1, 0, 2, 2]]), np.array([[0, 2, 2, 3]])


def _make(answer: Answer, vocab_size: int = V) -> Any:
    import keras

    model = answer.build_char_model(vocab_size, UNITS)
    if not isinstance(model, keras.Model):
        kind = type(model).__name__
        raise Unmet(f"The answer is of type `{kind}`; expected a `keras.Model`.")
    return model


def _logits(model: Any, ids: Any, vocab_size: int = V) -> Any:
    logits = np.asarray(model(np.asarray(ids, dtype="int32")))
    expected = (*np.shape(ids), vocab_size)
    if logits.shape != expected:
        raise Unmet(
            f"For ids of shape {np.shape(ids)} the logits are {logits.shape}; expected "
            f"(batch, timesteps, vocabulary) = {expected}.",
            "Does the RNN return every state, `return_sequences=True`, and does the last layer "
            "have `vocab_size` outputs?",
        )
    return logits


def _layers(layer: Any) -> Iterator[Any]:
    """Walks a model's layers, and what wrappers such as `keras.layers.RNN` hold."""
    yield layer
    inner = [*getattr(layer, "layers", ()), *getattr(layer, "cells", ())]
    inner += [getattr(layer, name) for name in WRAPPED if hasattr(layer, name)]
    for one in inner:
        yield from _layers(one)


@public("build_char_model", says="an uncompiled model with your cell inside, for any N and T")
def model_form(answer: Answer) -> Mapping[str, Any]:
    """What stands in the docstring."""
    model = _make(answer)
    _logits(model, [[0, 1, 2], [3, 4, 0]])
    _logits(model, [[0, 1, 2, 3, 4, 0, 1]])
    layers = list(_layers(model))
    cells = [layer for layer in layers if isinstance(layer, answer.VanillaRNNCell)]
    sizes = sorted({getattr(cell, "units", None) or cell.output_size for cell in cells})
    return {
        "uncompiled": Fact(
            not getattr(model, "compiled", False),
            "The model is compiled already; expected one that is not: training comes later.",
        ),
        "cell": Fact(bool(cells), "There is no `VanillaRNNCell` of yours among the layers."),
        "units": Fact(
            not cells or sizes == [UNITS],
            f"For `units=8` the `VanillaRNNCell` inside has {sizes} units.",
        ),
        # Tells a bidirectional model from others that look ahead.
        "~layers": sorted({type(layer).__name__ for layer in layers} - CONTAINERS),
    }


@public("build_char_model", says="logits depend on the past, and on no later character")
def model_memory(answer: Answer) -> Mapping[str, Any]:
    """Changes one character and looks which logits move."""
    model = _make(answer)
    base = _logits(model, [[1, 2, 3, 0, 4, 2]])
    later = _logits(model, [[1, 2, 3, 0, 4, 3]])
    earlier = _logits(model, [[4, 2, 3, 0, 4, 2]])
    sums = np.exp(base).sum(-1), base.sum(-1)
    return {
        "causal": Fact(
            np.allclose(base[:, :-1], later[:, :-1], atol=1e-5),
            "Logits change when a later character does: the model looks ahead.",
        ),
        "memory": Fact(
            not np.allclose(base[:, 1], earlier[:, 1], atol=1e-6),
            "The logits stay the same when an earlier character changes: there is no memory.",
        ),
        "logits": Fact(
            not any(np.allclose(total, 1.0, atol=1e-4) for total in sums),
            "The scores of a timestep are probabilities already; expected logits, without softmax.",
        ),
        "zero counts": Fact(
            not np.allclose(base[:, 3], base[:, 2], atol=1e-6),
            "Id 0 changes nothing, as if it were padding; here it is a character like any other.",
        ),
    }


@public("build_char_model", says='the loss on "hello" falls')
def model_learns(answer: Answer) -> Mapping[str, Any]:
    """A few updates on the whole text."""
    import keras
    import tensorflow as tf

    model = _make(answer, 4)
    optimizer = keras.optimizers.Adam(LEARNING_RATE)
    losses = []
    gradients: list[Any] = []
    for _ in range(UPDATES):
        with tf.GradientTape() as tape:
            logits = model(HELLO, training=True)
            nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=NEXT, logits=logits)
            loss = tf.reduce_mean(nll)
        gradients = tape.gradient(loss, model.trainable_variables)
        if any(gradient is None for gradient in gradients):
            break
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        losses.append(float(loss))
    unreached = [
        variable.path
        for variable, gradient in zip(model.trainable_variables, gradients, strict=True)
        if gradient is None
    ]
    return {
        "gradients": Fact(not unreached, f"No gradient reaches {', '.join(unreached)}."),
        "falls": Fact(
            bool(unreached) or losses[-1] < 0.9 * losses[0],
            f"After {UPDATES} updates the loss has not fallen by a tenth.",
        ),
    }
