"""Public cases of `VanillaRNNCell`, in float64 so that a GPU would round alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, parts, public, tensors

N, T, D, H = 2, 5, 3, 4
SHAPES = {
    "kernel": ((D, H), "(features, units)"),
    "recurrent_kernel": ((H, H), "(units, units)"),
    "bias": ((H,), "(units,)"),
}


def _make(answer: Answer) -> Any:
    import keras

    cell = answer.VanillaRNNCell(H, dtype="float64")
    if not isinstance(cell, keras.layers.Layer):
        raise Unmet("`VanillaRNNCell` is not a Keras layer.", "Inherit from `keras.layers.Layer`.")
    return cell


def _step(cell: Any, x: Any, h: Any) -> tuple[Any, Any]:
    output, states = parts(cell(x, [h], training=False), "output", "[h]")
    if not isinstance(states, list | tuple):
        raise Unmet(
            f"`call` returned its states as `{type(states).__name__}`; expected a list of one "
            "tensor.",
            "Return `output, [h]`: cells with two states, such as the LSTM's, need the list.",
        )
    return output, parts(states, "h")[0]


def _with_weights(answer: Answer, rng: np.random.Generator) -> Any:
    """Makes a built cell whose weights are known."""
    cell = _make(answer)
    cell.build((N, D))  # a call would do as well, but for cells that wrongly remember it
    for name, (shape, words) in SHAPES.items():
        fact = _weight_shape(cell, name, shape, words)
        if not fact.holds:
            raise Unmet(fact.otherwise)
        getattr(cell, name).assign(draw(rng, *shape))
    return cell


def _weight_shape(cell: Any, name: str, shape: tuple[int, ...], words: str) -> Fact:
    weight: Any = getattr(cell, name, None)
    if not hasattr(weight, "shape"):
        raise Unmet(
            f"The cell has no weight `{name}` once it is built.",
            f"Does `build` set `self.{name} = self.add_weight(...)`?",
        )
    given = tuple(weight.shape)
    return Fact(given == shape, f"`{name}` is {given}; expected {words} = {shape}.")


@public("VanillaRNNCell", says="sizes, the three weights, and a copy made from `get_config`")
def cell_weights(answer: Answer) -> Mapping[str, Any]:
    """What Keras needs to know about a cell."""
    rng = np.random.default_rng(161)
    cell = _make(answer)
    facts = {}
    for size in ("state_size", "output_size"):
        given = getattr(cell, size, None)
        sizes = list(given) if isinstance(given, list | tuple) else [given]
        facts[size] = Fact(sizes == [H], f"`{size}` is {given} for 4 units; expected 4.")
    _step(cell, *tensors(draw(rng, N, D), draw(rng, N, H)))
    for name, (shape, words) in SHAPES.items():
        facts[f"{name} shape"] = _weight_shape(cell, name, shape, words)
    shapes = [tuple(weight.shape) for weight in cell.trainable_weights]
    expected = [shape for shape, _ in SHAPES.values()]
    facts["order"] = Fact(
        shapes == expected,
        f"The trainable weights are, in order, {shapes}; expected `kernel`, `recurrent_kernel`, "
        f"`bias`: {expected}.",
    )
    dtypes = sorted({str(weight.dtype) for weight in cell.weights})
    facts["dtype"] = Fact(
        dtypes == ["float64"],
        f"The weights of a float64 cell are {', '.join(dtypes)}: leave `add_weight`'s dtype alone.",
    )
    config = cell.get_config()
    facts["config"] = Fact(
        config.get("units") == H,
        "`get_config()` does not tell `units`: a saved cell could not be made again.",
    )
    copy = type(cell).from_config(config)
    facts["copy"] = Fact(
        getattr(copy, "units", H) == H and str(copy.dtype) == "float64",
        "A cell made from `get_config()` differs: do all of `**kwargs` reach `super().__init__`?",
    )
    return facts


@public(
    "VanillaRNNCell",
    says="two steps with given weights",
    output="batch units",
    h="batch units",
    second="batch units",
)
def cell_steps(answer: Answer) -> Mapping[str, Any]:
    """The state of the first step is that of the second."""
    rng = np.random.default_rng(162)
    cell = _with_weights(answer, rng)
    output, h = _step(cell, *tensors(draw(rng, N, D), draw(rng, N, H)))
    second, _ = _step(cell, tensors(draw(rng, N, D))[0], h)
    return {"output": output, "h": h, "second": second}


@public(
    "VanillaRNNCell",
    says="inside `keras.layers.RNN`, from a state that is not zero",
    hs="batch timesteps units",
    h_last="batch units",
)
def cell_in_rnn(answer: Answer) -> Mapping[str, Any]:
    """Keras unrolls the cell."""
    import keras

    rng = np.random.default_rng(163)
    cell = _with_weights(answer, rng)
    rnn = keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype="float64")
    x, h0 = tensors(draw(rng, N, T, D), draw(rng, N, H))
    hs, h_last = rnn(x, initial_state=[h0])
    return {"hs": hs, "h_last": h_last}


def _alone(answer: Answer, seed: int, kept: str) -> Mapping[str, Any]:
    """One step with all but one of inputs, state and bias zero; the matrices stay."""
    rng = np.random.default_rng(seed)
    cell = _with_weights(answer, rng)
    if kept != "bias":
        cell.bias.assign(np.zeros(H))
    given = {"inputs": draw(rng, N, D), "h": draw(rng, N, H)}
    x, h = tensors(*(v if name == kept else np.zeros_like(v) for name, v in given.items()))
    output, after = _step(cell, x, h)
    return {"output": output, "h": after}


ALONE = {"output": "batch units", "h": "batch units"}


@public("VanillaRNNCell", says="the input alone", term="inputs @ kernel", **ALONE)
def cell_input(answer: Answer) -> Mapping[str, Any]:
    """What the input adds."""
    return _alone(answer, 164, "inputs")


@public("VanillaRNNCell", says="the state alone", term="h @ recurrent_kernel", **ALONE)
def cell_state(answer: Answer) -> Mapping[str, Any]:
    """What the state adds."""
    return _alone(answer, 165, "h")


@public("VanillaRNNCell", says="the bias alone", term="bias", **ALONE)
def cell_bias(answer: Answer) -> Mapping[str, Any]:
    """What the bias adds."""
    return _alone(answer, 166, "bias")
