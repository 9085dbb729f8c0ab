"""Public cases of `lstm_step` and `lstm_forward`.

N, T, D and H all differ, weights are asymmetric, states are not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, draw, gradients, parts, public, tensors

N, T, D, H = 2, 5, 3, 4
STEP = {"h_next": "batch units", "c_next": "batch units"}


def step_arguments(seed: int, n: int = N, features: int = D) -> dict[str, Any]:
    """What `lstm_step` takes, in float64."""
    rng = np.random.default_rng(seed)
    return {
        "x": draw(rng, n, features),
        "h": draw(rng, n, H),
        "c": draw(rng, n, H, scale=1.5),
        "Wx": draw(rng, features, 4 * H),
        "Wh": draw(rng, H, 4 * H),
        "b": draw(rng, 4 * H),
    }


def two_states(returned: Any) -> dict[str, Any]:
    """Names what a step of an LSTM returns."""
    h, c = parts(returned, "h", "c")
    return {"h_next": h, "c_next": c}


def joined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Puts both results of a step into one tensor, so that one gradient looks at both."""

    def both(*given: Any) -> Any:
        import tensorflow as tf

        return tf.concat(list(parts(function(*given), "h", "c")), axis=-1)

    return both


def as_float32(values: Mapping[str, Any]) -> list[Any]:
    """Tensors of the same arguments, rounded to float32."""
    return tensors(*(value.astype("float32") for value in values.values()))


def only(values: Mapping[str, Any], *kept: str) -> list[Any]:
    """Tensors of arguments, all zero but those that are kept."""
    return tensors(*(v if name in kept else np.zeros_like(v) for name, v in values.items()))


@public("lstm_step", says="one step on a batch of 2", **STEP)
def one_step(answer: Answer) -> Mapping[str, Any]:
    """One step from states that are not zero."""
    return two_states(answer.lstm_step(*tensors(*step_arguments(311).values())))


@public("lstm_step", says="a second step, from both states of the first", **STEP)
def two_steps(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps."""
    x, h, c, *weights = tensors(*step_arguments(312).values())
    second = tensors(draw(np.random.default_rng(313), N, D))[0]
    h, c = parts(answer.lstm_step(x, h, c, *weights), "h", "c")
    return two_states(answer.lstm_step(second, h, c, *weights))


@public(
    "lstm_step",
    says="a batch of 1, as many features as units, float32; gradients reach every argument",
    **STEP,
)
def step_corners(answer: Answer) -> Mapping[str, Any]:
    """Sizes that hide mistakes or bring them out, dtype, gradients."""
    single = two_states(answer.lstm_step(*as_float32(step_arguments(314, n=1, features=H))))
    return {**single, **gradients(joined(answer.lstm_step), **step_arguments(315))}


@public("lstm_step", says="the input alone", term="x @ Wx", **STEP)
def step_input(answer: Answer) -> Mapping[str, Any]:
    """Weights of the state stay, so that a product of the wrong two shows."""
    return two_states(answer.lstm_step(*only(step_arguments(316), "x", "Wx", "Wh")))


@public("lstm_step", says="the state alone", term="h @ Wh", **STEP)
def step_state(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return two_states(answer.lstm_step(*only(step_arguments(317), "h", "Wx", "Wh")))


@public("lstm_step", says="the bias alone", term="b", **STEP)
def step_bias(answer: Answer) -> Mapping[str, Any]:
    """All products are zero."""
    return two_states(answer.lstm_step(*only(step_arguments(318), "b", "Wx", "Wh")))


@public("lstm_step", says="the cell state alone", term="f * c", **STEP)
def step_cell(answer: Answer) -> Mapping[str, Any]:
    """Every gate is half open, and nothing is written."""
    return two_states(answer.lstm_step(*only(step_arguments(319), "c", "Wx", "Wh")))


SEQUENCE = {"hs": "batch timesteps units", "h_last": "batch units", "c_last": "batch units"}


def _sequence(seed: int, timesteps: int, n: int = N) -> dict[str, Any]:
    given = step_arguments(seed, n)
    x = draw(np.random.default_rng(seed + 1), n, timesteps, D)
    return {"x": x, "h0": given.pop("h"), "c0": given.pop("c")} | {
        name: given[name] for name in ("Wx", "Wh", "b")
    }


def _states(returned: Any) -> dict[str, Any]:
    hs, last = parts(returned, "hs", "(h, c)")
    h, c = parts(last, "h", "c")
    return {"hs": hs, "h_last": h, "c_last": c}


@public("lstm_forward", says="5 timesteps from states that are not zero", **SEQUENCE)
def forward(answer: Answer) -> Mapping[str, Any]:
    """Every state of a short sequence."""
    return _states(answer.lstm_forward(*tensors(*_sequence(321, T).values())))


@public("lstm_forward", says="a single timestep, in float32", **SEQUENCE)
def forward_one(answer: Answer) -> Mapping[str, Any]:
    """T = 1 keeps its axis."""
    return _states(answer.lstm_forward(*as_float32(_sequence(323, 1, n=3))))


@public("lstm_forward", says="gradients flow back through time, from all that is returned")
def forward_gradients(answer: Answer) -> Mapping[str, Any]:
    """Gradients of every argument."""

    def flat(*given: Any) -> Any:
        import tensorflow as tf

        hs, h, c = _states(answer.lstm_forward(*given)).values()
        return tf.concat([hs, h[:, None], 2 * c[:, None]], axis=1)

    return gradients(flat, **_sequence(325, 3))
