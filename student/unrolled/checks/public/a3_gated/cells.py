"""Public cases of `LSTMCell` and `GRUCell`, in float64 so that a GPU would round alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, parts, public, tensors

N, T, D, H = 2, 5, 3, 4


@dataclass(frozen=True)
class Kind:
    """What is particular about one of the cells.

    Attributes:
        name: of the class.
        states: the names of its states.
        weights: name -> shape, in order.
        more: constructor arguments beside `units`, other than their defaults.
    """

    name: str
    states: tuple[str, ...]
    weights: Mapping[str, tuple[int, ...]]
    more: Mapping[str, Any]


LSTM = Kind(
    "LSTMCell",
    ("h", "c"),
    {"kernel": (D, 4 * H), "recurrent_kernel": (H, 4 * H), "bias": (4 * H,)},
    {"unit_forget_bias": False},
)
GRU = Kind("GRUCell", ("h",), {"kernel": (D, 3 * H), "recurrent_kernel": (H, 3 * H)}, {})


def _make(answer: Answer, kind: Kind, **more: Any) -> Any:
    import keras

    cell = getattr(answer, kind.name)(H, dtype="float64", **more)
    if not isinstance(cell, keras.layers.Layer):
        raise Unmet(f"`{kind.name}` is not a Keras layer.", "Inherit from `keras.layers.Layer`.")
    return cell


def step(cell: Any, kind: Kind, x: Any, states: Any) -> tuple[Any, Any]:
    """Calls a cell; gives its output, and its states one by one."""
    listed = f"[{', '.join(kind.states)}]"
    output, after = parts(cell(x, states, training=False), "output", listed)
    if not isinstance(after, list | tuple):
        raise Unmet(
            f"`call` returned its states as `{type(after).__name__}`; expected the list `{listed}`."
        )
    return output, parts(after, *kind.states)


def states_before(rng: np.random.Generator, kind: Kind) -> list[Any]:
    """States that are not zero."""
    return tensors(*(draw(rng, N, H, scale=1.2) for _ in kind.states))


def _weight_shape(cell: Any, kind: Kind, name: str) -> Fact:
    weight: Any = getattr(cell, name, None)
    if not hasattr(weight, "shape"):
        raise Unmet(
            f"The cell has no weight `{name}` once it is built.",
            f"Does `build` set `self.{name} = self.add_weight(...)`?",
        )
    given, expected = tuple(weight.shape), kind.weights[name]
    return Fact(given == expected, f"`{name}` is {given}; expected {expected} for D = 3, H = 4.")


def with_weights(answer: Answer, kind: Kind, rng: np.random.Generator) -> Any:
    """Makes a built cell whose weights are known."""
    cell = _make(answer, kind)
    cell.build((N, D))  # a call would do as well, but for cells that wrongly remember it
    for name, shape in kind.weights.items():
        fact = _weight_shape(cell, kind, name)
        if not fact.holds:
            raise Unmet(fact.otherwise)
        getattr(cell, name).assign(draw(rng, *shape))
    return cell


def _form(answer: Answer, kind: Kind, seed: int) -> dict[str, Any]:
    """What Keras needs to know about a cell."""
    rng = np.random.default_rng(seed)
    cell = _make(answer, kind, **kind.more)
    given = getattr(cell, "state_size", None)
    sizes = list(given) if isinstance(given, list | tuple) else [given]
    facts = {
        "state_size": Fact(
            sizes == [H] * len(kind.states),
            f"`state_size` is {given} for 4 units; expected a size for each of: "
            f"{', '.join(kind.states)}.",
        )
    }
    step(cell, kind, tensors(draw(rng, N, D))[0], states_before(rng, kind))
    for name in kind.weights:
        facts[f"{name} shape"] = _weight_shape(cell, kind, name)
    shapes = [tuple(weight.shape) for weight in cell.trainable_weights]
    expected = list(kind.weights.values())
    facts["order"] = Fact(
        shapes == expected,
        f"The trainable weights are, in order, {shapes}; expected "
        f"{', '.join(f'`{name}`' for name in kind.weights)}: {expected}.",
    )
    dtypes = sorted({str(weight.dtype) for weight in cell.weights})
    facts["dtype"] = Fact(
        dtypes == ["float64"],
        f"The weights of a float64 cell are {', '.join(dtypes)}: leave `add_weight`'s dtype alone.",
    )
    config = cell.get_config()
    arguments = {"units": H, **kind.more}
    for name, value in arguments.items():
        facts[f"config {name}"] = Fact(
            name in config and config[name] == value,
            f"`get_config()` does not tell that `{name}` is {value}: a saved cell could not be "
            "made again.",
        )
    copy = type(cell).from_config(config)
    facts["copy"] = Fact(
        str(copy.dtype) == "float64" and copy.get_config().get("units") == H,
        "A cell made from `get_config()` differs: do all of `**kwargs` reach `super().__init__`?",
    )
    return facts


def _two_steps(answer: Answer, kind: Kind, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    cell = with_weights(answer, kind, rng)
    output, after = step(cell, kind, tensors(draw(rng, N, D))[0], states_before(rng, kind))
    second, last = step(cell, kind, tensors(draw(rng, N, D))[0], list(after))
    first = dict(zip(kind.states, after, strict=True))
    return {"output": output, **first, "second": second, "last": last[-1]}


def _in_rnn(answer: Answer, kind: Kind, seed: int) -> dict[str, Any]:
    import keras

    rng = np.random.default_rng(seed)
    cell = with_weights(answer, kind, rng)
    rnn = keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype="float64")
    hs, *last = rnn(tensors(draw(rng, N, T, D))[0], initial_state=states_before(rng, kind))
    named = zip((f"{name}_last" for name in kind.states), last, strict=True)
    return {"hs": hs, **dict(named)}


FORM = "sizes, the weights, and a copy made from `get_config`"
STEPS = "two steps with given weights"
RNN = "inside `keras.layers.RNN`, from states that are not zero"
UNITS = "batch units"
AXES = {"output": UNITS, "h": UNITS, "c": UNITS, "second": UNITS, "last": UNITS}
OVER_TIME = {"hs": "batch timesteps units", "h_last": UNITS, "c_last": UNITS}


@public("LSTMCell", says=f"{FORM}, and the first bias of the forget gate")
def lstm_cell_form(answer: Answer) -> Mapping[str, Any]:
    """What Keras needs to know, and how the bias starts."""
    facts = _form(answer, LSTM, 411)
    ones = {}
    for how in (True, False):
        cell = _make(answer, LSTM, unit_forget_bias=how)
        cell.build((N, D))
        blocks = np.asarray(cell.bias.value).reshape(4, H)
        ones[how] = [bool(np.all(block == 1)) for block in blocks]
    facts["forget bias"] = Fact(
        ones[True][1],
        "The forget gate's block of a new `bias`, the second of four, is not all ones.",
    )
    facts["no forget bias"] = Fact(
        not ones[False][1] or all(ones[False]),
        "With `unit_forget_bias=False` the forget gate's bias starts at one all the same.",
    )
    return facts


@public("LSTMCell", says=STEPS, **AXES)
def lstm_cell_steps(answer: Answer) -> Mapping[str, Any]:
    """The states of the first step are those of the second."""
    return _two_steps(answer, LSTM, 412)


@public("LSTMCell", says=RNN, **OVER_TIME)
def lstm_cell_in_rnn(answer: Answer) -> Mapping[str, Any]:
    """Keras unrolls the cell."""
    return _in_rnn(answer, LSTM, 413)


@public("GRUCell", says=FORM)
def gru_cell_form(answer: Answer) -> Mapping[str, Any]:
    """What Keras needs to know about a cell."""
    return _form(answer, GRU, 421)


@public("GRUCell", says=STEPS, **AXES)
def gru_cell_steps(answer: Answer) -> Mapping[str, Any]:
    """The state of the first step is that of the second."""
    return _two_steps(answer, GRU, 422)


@public("GRUCell", says=RNN, **OVER_TIME)
def gru_cell_in_rnn(answer: Answer) -> Mapping[str, Any]:
    """Keras unrolls the cell."""
    return _in_rnn(answer, GRU, 423)
