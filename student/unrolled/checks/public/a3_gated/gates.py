"""Cases that leave one gate of a step to itself: all others are wide open or shut.

They judge nothing. Where an answer is none of the known mistakes, they tell which gate is off. A
gate is opened or shut by a bias of 40 in front of its sigmoid, and a candidate is held at 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Case, draw, public, tensors
from unrolled.checks.public.a3_gated.lstm import STEP, two_states

N, D, H = 2, 3, 4
OPEN, SHUT = 40.0, -40.0
GRU = {"h_next": "batch units"}

Held = Mapping[str, float]  # gate -> the bias that holds it
Ask = Callable[[Answer, int, Held], Mapping[str, Any]]


def _states(seed: int) -> tuple[np.random.Generator, Any, Any, Any]:
    rng = np.random.default_rng(seed)
    return rng, draw(rng, N, D), draw(rng, N, H), draw(rng, N, H, scale=1.5)


def _lstm(answer: Answer, seed: int, held: Held) -> Mapping[str, Any]:
    rng, x, h, c = _states(seed)
    Wx, Wh, b = draw(rng, D, 4 * H), draw(rng, H, 4 * H), draw(rng, 4 * H)
    for place, gate in enumerate("ifog"):
        if gate in held:
            block = slice(place * H, (place + 1) * H)
            Wx[:, block], Wh[:, block], b[block] = 0.0, 0.0, held[gate]
    return two_states(answer.lstm_step(*tensors(x, h, c, Wx, Wh, b)))


def _peephole(answer: Answer, seed: int, held: Held) -> Mapping[str, Any]:
    rng, x, h, c = _states(seed)
    rows = {"f": 2 * H + D, "i": 2 * H + D, "o": 2 * H + D, "c": H + D}
    return two_states(answer.peephole_step(*tensors(x, h, c, *_weights(rng, rows, held))))


def _coupled(answer: Answer, seed: int, held: Held) -> Mapping[str, Any]:
    rng, x, h, c = _states(seed)
    rows = dict.fromkeys("fco", H + D)
    return two_states(answer.coupled_step(*tensors(x, h, c, *_weights(rng, rows, held))))


def _weights(rng: np.random.Generator, rows: Mapping[str, int], held: Held) -> list[Any]:
    """The weights of all gates, then their biases."""
    W = {gate: draw(rng, rows[gate], H) for gate in rows}
    b = {gate: draw(rng, H) for gate in rows}
    for gate, bias in held.items():
        W[gate], b[gate] = np.zeros_like(W[gate]), np.full(H, bias)
    return [*W.values(), *b.values()]


def _gru(answer: Answer, seed: int, held: Held) -> Mapping[str, Any]:
    """There are no biases, so the last feature of x is 1, and its weights take their place."""
    rng, x, h, _ = _states(seed)
    x[:, -1] = 1.0
    W = {gate: draw(rng, H + D, H) for gate in "zrc"}
    for gate, bias in held.items():
        W[gate] = np.zeros_like(W[gate])
        W[gate][-1] = bias
    return {"h_next": answer.gru_step(*tensors(x, h, *W.values()))}


def _mut(name: str) -> Ask:
    def ask(answer: Answer, seed: int, held: Held) -> Mapping[str, Any]:
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

    return ask


# Gate -> how the others are held; the remark says what then comes out.
LSTM_GATES: dict[str, Held] = {
    "input gate i": {"f": SHUT, "o": OPEN, "g": OPEN},  # c = i
    "forget gate f": {"i": SHUT, "o": OPEN, "g": OPEN},  # c = f * c
    "output gate o": {"i": SHUT, "f": OPEN, "g": OPEN},  # h = o * tanh(c)
    "candidate g": {"i": OPEN, "f": SHUT, "o": OPEN},  # c = g
}
PEEPHOLE_GATES: dict[str, Held] = {
    "forget gate f": {"i": SHUT, "o": OPEN, "c": OPEN},
    "input gate i": {"f": SHUT, "o": OPEN, "c": OPEN},
    "output gate o": {"i": SHUT, "f": OPEN, "c": OPEN},
    "candidate": {"i": OPEN, "f": SHUT, "o": OPEN},
}
COUPLED_GATES: dict[str, Held] = {
    "forget gate f": {"o": OPEN, "c": OPEN},  # c = f * c + 1 - f
    "output gate o": {"f": OPEN, "c": OPEN},  # h = o * tanh(c)
    "candidate": {"f": SHUT, "o": OPEN},  # c = candidate
}
GRU_GATES: dict[str, Held] = {
    "update gate z": {"r": OPEN, "c": OPEN},  # h = (1 - z) * h + z
    "candidate": {"z": OPEN, "r": OPEN},  # h = candidate of h
    "reset gate r": {"z": OPEN},  # h = candidate of r * h
}
# The bias of a MUT's candidate is b_h. MUT2's bare x in front of r is too small to shut it.
MUT_GATES: dict[str, Held] = GRU_GATES | {"update gate z": {"r": OPEN, "h": OPEN}}

QUESTIONS: dict[str, tuple[Ask, Mapping[str, Held], Mapping[str, str]]] = {
    "lstm_step": (_lstm, LSTM_GATES, STEP),
    "peephole_step": (_peephole, PEEPHOLE_GATES, STEP),
    "coupled_step": (_coupled, COUPLED_GATES, STEP),
    "gru_step": (_gru, GRU_GATES, GRU),
    **{name: (_mut(name), MUT_GATES, GRU) for name in ("mut1_step", "mut2_step", "mut3_step")},
}


def _cases() -> Iterator[Case]:
    seed = 600
    for question, (ask, gates, axes) in QUESTIONS.items():
        for gate, held in gates.items():
            seed += 1
            yield _case(question, gate, ask, seed, held, axes)


def _case(
    question: str, gate: str, ask: Ask, seed: int, held: Held, axes: Mapping[str, str]
) -> Case:
    def alone(answer: Answer) -> Mapping[str, Any]:
        return ask(answer, seed, held)

    alone.__name__ = gate.replace(" ", "_")
    return public(question, says=f"the {gate} alone", gate=gate, **axes)(alone)


CASES = tuple(_cases())
