"""Public cases of steps whose weights stand on a concatenation: peepholes, coupled gates, GRU."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, draw, gradients, parts, public, tensors
from unrolled.checks.public.a3_gated.lstm import STEP, as_float32, joined, only, two_states

N, D, H = 2, 3, 4
GATES = ("Wf", "Wi", "Wo", "Wc")
BIASES = ("bf", "bi", "bo", "bc")


def _states(rng: np.random.Generator, n: int, features: int) -> dict[str, Any]:
    return {"x": draw(rng, n, features), "h": draw(rng, n, H), "c": draw(rng, n, H, scale=1.5)}


def _peephole(seed: int, n: int = N, features: int = D) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    rows = {"Wf": 2 * H, "Wi": 2 * H, "Wo": 2 * H, "Wc": H}
    return {
        **_states(rng, n, features),
        **{name: draw(rng, rows[name] + features, H) for name in GATES},
        **{name: draw(rng, H) for name in BIASES},
    }


@public("peephole_step", says="one step on a batch of 2", **STEP)
def peephole_one(answer: Answer) -> Mapping[str, Any]:
    """One step from states that are not zero."""
    return two_states(answer.peephole_step(*tensors(*_peephole(331).values())))


@public("peephole_step", says="a second step, from both states of the first", **STEP)
def peephole_two(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps."""
    x, h, c, *weights = tensors(*_peephole(332).values())
    h, c = parts(answer.peephole_step(x, h, c, *weights), "h", "c")
    return two_states(answer.peephole_step(2 * x, h, c, *weights))


@public(
    "peephole_step",
    says="a batch of 1, as many features as units, float32; gradients reach every argument",
    **STEP,
)
def peephole_corners(answer: Answer) -> Mapping[str, Any]:
    """Sizes that hide mistakes or bring them out, dtype, gradients."""
    single = two_states(answer.peephole_step(*as_float32(_peephole(333, n=1, features=H))))
    return {**single, **gradients(joined(answer.peephole_step), **_peephole(334))}


@public("peephole_step", says="the input alone", term="x", **STEP)
def peephole_input(answer: Answer) -> Mapping[str, Any]:
    """Only rows of the weights that belong to x count, and those of the new c."""
    return two_states(answer.peephole_step(*only(_peephole(335), "x", *GATES)))


@public("peephole_step", says="the state alone", term="h", **STEP)
def peephole_state(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return two_states(answer.peephole_step(*only(_peephole(336), "h", *GATES)))


@public("peephole_step", says="the cell state alone", term="c", **STEP)
def peephole_cell(answer: Answer) -> Mapping[str, Any]:
    """The gates see it, old and new."""
    return two_states(answer.peephole_step(*only(_peephole(337), "c", *GATES)))


@public("peephole_step", says="the biases alone", term="the biases", **STEP)
def peephole_biases(answer: Answer) -> Mapping[str, Any]:
    """All products are zero but the one with the new c."""
    return two_states(answer.peephole_step(*only(_peephole(338), *BIASES, *GATES)))


def _coupled(seed: int, n: int = N, features: int = D) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {
        **_states(rng, n, features),
        **{name: draw(rng, H + features, H) for name in ("Wf", "Wc", "Wo")},
        **{name: draw(rng, H) for name in ("bf", "bc", "bo")},
    }


@public("coupled_step", says="one step on a batch of 2", **STEP)
def coupled_one(answer: Answer) -> Mapping[str, Any]:
    """One step from states that are not zero."""
    return two_states(answer.coupled_step(*tensors(*_coupled(341).values())))


@public("coupled_step", says="a second step, from both states of the first", **STEP)
def coupled_two(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps."""
    x, h, c, *weights = tensors(*_coupled(342).values())
    h, c = parts(answer.coupled_step(x, h, c, *weights), "h", "c")
    return two_states(answer.coupled_step(2 * x, h, c, *weights))


@public(
    "coupled_step",
    says="a batch of 1, as many features as units, float32; gradients reach every argument",
    **STEP,
)
def coupled_corners(answer: Answer) -> Mapping[str, Any]:
    """Sizes that hide mistakes or bring them out, dtype, gradients."""
    single = two_states(answer.coupled_step(*as_float32(_coupled(343, n=1, features=H))))
    return {**single, **gradients(joined(answer.coupled_step), **_coupled(344))}


@public("coupled_step", says="the input alone", term="x", **STEP)
def coupled_input(answer: Answer) -> Mapping[str, Any]:
    """Only rows of the weights that belong to x count."""
    return two_states(answer.coupled_step(*only(_coupled(345), "x", "Wf", "Wc", "Wo")))


@public("coupled_step", says="the state alone", term="h", **STEP)
def coupled_state(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return two_states(answer.coupled_step(*only(_coupled(346), "h", "Wf", "Wc", "Wo")))


@public("coupled_step", says="the cell state alone", term="f * c", **STEP)
def coupled_cell(answer: Answer) -> Mapping[str, Any]:
    """The gates are half open, and nothing is written."""
    return two_states(answer.coupled_step(*only(_coupled(347), "c", "Wf", "Wc", "Wo")))


@public("coupled_step", says="the biases alone", term="the biases", **STEP)
def coupled_biases(answer: Answer) -> Mapping[str, Any]:
    """All products are zero."""
    return two_states(answer.coupled_step(*only(_coupled(348), "bf", "bc", "bo")))


def _gru(seed: int, n: int = N, features: int = D) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {
        "x": draw(rng, n, features),
        "h": draw(rng, n, H, scale=1.5),
        **{name: draw(rng, H + features, H) for name in ("Wz", "Wr", "W")},
    }


@public("gru_step", says="one step on a batch of 2", h_next="batch units")
def gru_one(answer: Answer) -> Mapping[str, Any]:
    """One step from a state that is not zero."""
    return {"h_next": answer.gru_step(*tensors(*_gru(351).values()))}


@public("gru_step", says="a second step, from the state of the first", h_next="batch units")
def gru_two(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps."""
    x, h, *weights = tensors(*_gru(352).values())
    return {"h_next": answer.gru_step(2 * x, answer.gru_step(x, h, *weights), *weights)}


@public(
    "gru_step",
    says="a batch of 1, as many features as units, float32; gradients reach every argument",
    h_next="batch units",
)
def gru_corners(answer: Answer) -> Mapping[str, Any]:
    """Sizes that hide mistakes or bring them out, dtype, gradients."""
    single = answer.gru_step(*as_float32(_gru(353, n=1, features=H)))
    return {"h_next": single, **gradients(answer.gru_step, **_gru(354))}


@public("gru_step", says="the input alone", term="x", h_next="batch units")
def gru_input(answer: Answer) -> Mapping[str, Any]:
    """Only rows of the weights that belong to x count."""
    return {"h_next": answer.gru_step(*only(_gru(355), "x", "Wz", "Wr", "W"))}


@public("gru_step", says="the state alone", term="h", h_next="batch units")
def gru_state(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return {"h_next": answer.gru_step(*only(_gru(356), "h", "Wz", "Wr", "W"))}
