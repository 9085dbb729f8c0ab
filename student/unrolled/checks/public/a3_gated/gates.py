"""Cases that leave one gate of a step to itself: all others are wide open or shut.

They judge nothing. Where an answer is none of the known mistakes, they tell which gate is off. A
gate is opened or shut by a bias of 40 in front of its sigmoid, and a candidate is held at 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, draw, public, tensors
from unrolled.checks.public.a3_gated.lstm import STEP, two_states

N, D, H = 2, 3, 4
OPEN, SHUT = 40.0, -40.0
GRU = {"h_next": "batch units"}


def _states(seed: int) -> tuple[np.random.Generator, Any, Any, Any]:
    rng = np.random.default_rng(seed)
    return rng, draw(rng, N, D), draw(rng, N, H), draw(rng, N, H, scale=1.5)


def _lstm(answer: Answer, seed: int, **held: float) -> Mapping[str, Any]:
    """One step with these gates held, of i, f, o, g; the rest is drawn."""
    rng, x, h, c = _states(seed)
    Wx, Wh, b = draw(rng, D, 4 * H), draw(rng, H, 4 * H), draw(rng, 4 * H)
    for place, gate in enumerate("ifog"):
        if gate in held:
            block = slice(place * H, (place + 1) * H)
            Wx[:, block], Wh[:, block], b[block] = 0.0, 0.0, held[gate]
    return two_states(answer.lstm_step(*tensors(x, h, c, Wx, Wh, b)))


@public("lstm_step", says="the input gate alone", gate="input gate i", **STEP)
def lstm_i(answer: Answer) -> Mapping[str, Any]:
    """The new c is i."""
    return _lstm(answer, 611, f=SHUT, o=OPEN, g=OPEN)


@public("lstm_step", says="the forget gate alone", gate="forget gate f", **STEP)
def lstm_f(answer: Answer) -> Mapping[str, Any]:
    """The new c is f * c."""
    return _lstm(answer, 612, i=SHUT, o=OPEN, g=OPEN)


@public("lstm_step", says="the output gate alone", gate="output gate o", **STEP)
def lstm_o(answer: Answer) -> Mapping[str, Any]:
    """The new h is o * tanh(c)."""
    return _lstm(answer, 613, i=SHUT, f=OPEN, g=OPEN)


@public("lstm_step", says="the candidate alone", gate="candidate g", **STEP)
def lstm_g(answer: Answer) -> Mapping[str, Any]:
    """The new c is g."""
    return _lstm(answer, 614, i=OPEN, f=SHUT, o=OPEN)


def _peephole(answer: Answer, seed: int, **held: float) -> Mapping[str, Any]:
    rng, x, h, c = _states(seed)
    rows = {"f": 2 * H + D, "i": 2 * H + D, "o": 2 * H + D, "c": H + D}
    W = {gate: draw(rng, rows[gate], H) for gate in rows}
    b = {gate: draw(rng, H) for gate in rows}
    for gate, bias in held.items():
        W[gate], b[gate] = np.zeros_like(W[gate]), np.full(H, bias)
    return two_states(answer.peephole_step(*tensors(x, h, c, *W.values(), *b.values())))


@public("peephole_step", says="the forget gate alone", gate="forget gate f", **STEP)
def peephole_f(answer: Answer) -> Mapping[str, Any]:
    """The new c is f * c."""
    return _peephole(answer, 621, i=SHUT, o=OPEN, c=OPEN)


@public("peephole_step", says="the input gate alone", gate="input gate i", **STEP)
def peephole_i(answer: Answer) -> Mapping[str, Any]:
    """The new c is i."""
    return _peephole(answer, 622, f=SHUT, o=OPEN, c=OPEN)


@public("peephole_step", says="the output gate alone", gate="output gate o", **STEP)
def peephole_o(answer: Answer) -> Mapping[str, Any]:
    """The new h is o * tanh(c); the new c is the old one."""
    return _peephole(answer, 623, i=SHUT, f=OPEN, c=OPEN)


@public("peephole_step", says="the candidate alone", gate="candidate", **STEP)
def peephole_c(answer: Answer) -> Mapping[str, Any]:
    """The new c is the candidate."""
    return _peephole(answer, 624, i=OPEN, f=SHUT, o=OPEN)


def _coupled(answer: Answer, seed: int, **held: float) -> Mapping[str, Any]:
    rng, x, h, c = _states(seed)
    W = {gate: draw(rng, H + D, H) for gate in "fco"}
    b = {gate: draw(rng, H) for gate in "fco"}
    for gate, bias in held.items():
        W[gate], b[gate] = np.zeros_like(W[gate]), np.full(H, bias)
    return two_states(answer.coupled_step(*tensors(x, h, c, *W.values(), *b.values())))


@public("coupled_step", says="the forget gate alone", gate="forget gate f", **STEP)
def coupled_f(answer: Answer) -> Mapping[str, Any]:
    """The new c is f * c + 1 - f."""
    return _coupled(answer, 631, o=OPEN, c=OPEN)


@public("coupled_step", says="the output gate alone", gate="output gate o", **STEP)
def coupled_o(answer: Answer) -> Mapping[str, Any]:
    """The new h is o * tanh(c)."""
    return _coupled(answer, 632, f=OPEN, c=OPEN)


@public("coupled_step", says="the candidate alone", gate="candidate", **STEP)
def coupled_c(answer: Answer) -> Mapping[str, Any]:
    """The new c is the candidate."""
    return _coupled(answer, 633, f=SHUT, o=OPEN)


def _gru(answer: Answer, seed: int, **held: float) -> Mapping[str, Any]:
    """There are no biases, so the last feature of x is 1, and its weights take their place."""
    rng, x, h, _ = _states(seed)
    x[:, -1] = 1.0
    W = {gate: draw(rng, H + D, H) for gate in "zrc"}
    for gate, bias in held.items():
        W[gate] = np.zeros_like(W[gate])
        W[gate][-1] = bias
    return {"h_next": answer.gru_step(*tensors(x, h, *W.values()))}


@public("gru_step", says="the update gate alone", gate="update gate z", **GRU)
def gru_z(answer: Answer) -> Mapping[str, Any]:
    """The new h is (1 - z) * h + z."""
    return _gru(answer, 641, r=OPEN, c=OPEN)


@public("gru_step", says="the candidate alone", gate="candidate", **GRU)
def gru_c(answer: Answer) -> Mapping[str, Any]:
    """The new h is the candidate of the whole old h."""
    return _gru(answer, 642, z=OPEN, r=OPEN)


@public("gru_step", says="the reset gate and the candidate", gate="reset gate r", **GRU)
def gru_r(answer: Answer) -> Mapping[str, Any]:
    """The new h is the candidate of r * h."""
    return _gru(answer, 643, z=OPEN)


def _mut(answer: Answer, name: str, seed: int, **held: float) -> Mapping[str, Any]:
    """D is H, so that every MUT takes the same; of a gate that is held only the bias counts."""
    rng = np.random.default_rng(seed)
    x, h = draw(rng, N, H), draw(rng, N, H, scale=1.5)
    weights = ("W_xz", "W_xr", "W_xh", "W_hz", "W_hr", "W_hh")
    params = {weight: draw(rng, H, H) for weight in weights}
    params |= {bias: draw(rng, H) for bias in ("b_z", "b_r", "b_h")}
    for gate, bias in held.items():
        for weight in weights:
            if weight[-1] == gate:
                params[weight] = np.zeros((H, H))
        params[f"b_{gate}"] = np.full(H, bias)
    given = dict(zip(params, tensors(*params.values()), strict=True))
    return {"h_next": getattr(answer, name)(*tensors(x, h), given)}


@public("mut1_step", says="the update gate alone", gate="update gate z", **GRU)
def mut1_z(answer: Answer) -> Mapping[str, Any]:
    """The new h is z + (1 - z) * h."""
    return _mut(answer, "mut1_step", 651, r=OPEN, h=OPEN)


@public("mut1_step", says="the candidate alone", gate="candidate", **GRU)
def mut1_c(answer: Answer) -> Mapping[str, Any]:
    """The new h is the candidate of the whole old h."""
    return _mut(answer, "mut1_step", 652, z=OPEN, r=OPEN)


@public("mut1_step", says="the reset gate and the candidate", gate="reset gate r", **GRU)
def mut1_r(answer: Answer) -> Mapping[str, Any]:
    """The new h is the candidate of r * h."""
    return _mut(answer, "mut1_step", 653, z=OPEN)


@public("mut2_step", says="the update gate alone", gate="update gate z", **GRU)
def mut2_z(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return _mut(answer, "mut2_step", 661, r=OPEN, h=OPEN)


@public("mut2_step", says="the candidate alone", gate="candidate", **GRU)
def mut2_c(answer: Answer) -> Mapping[str, Any]:
    """Likewise; the bare x in front of r cannot shut it."""
    return _mut(answer, "mut2_step", 662, z=OPEN, r=OPEN)


@public("mut2_step", says="the reset gate and the candidate", gate="reset gate r", **GRU)
def mut2_r(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return _mut(answer, "mut2_step", 663, z=OPEN)


@public("mut3_step", says="the update gate alone", gate="update gate z", **GRU)
def mut3_z(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return _mut(answer, "mut3_step", 671, r=OPEN, h=OPEN)


@public("mut3_step", says="the candidate alone", gate="candidate", **GRU)
def mut3_c(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return _mut(answer, "mut3_step", 672, z=OPEN, r=OPEN)


@public("mut3_step", says="the reset gate and the candidate", gate="reset gate r", **GRU)
def mut3_r(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return _mut(answer, "mut3_step", 673, z=OPEN)
