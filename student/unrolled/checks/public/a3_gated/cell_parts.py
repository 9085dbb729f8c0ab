"""Cases that leave one term, or one gate, of `LSTMCell` and `GRUCell` to itself.

They judge nothing. Where an answer is none of the known mistakes, they tell which part is off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Case, draw, tensors
from unrolled.checks.public.a3_gated.cells import AXES, GRU, LSTM, D, H, Kind, N, step, with_weights
from unrolled.checks.public.a3_gated.gates import GRU_GATES, LSTM_GATES, Held

# Term -> what stays of inputs, states and bias. Matrices stay, so that a product of the wrong two
# shows.
TERMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "LSTMCell": {
        "inputs @ kernel": ("inputs",),
        "h @ recurrent_kernel": ("h",),
        "bias": ("bias",),
        "f * c": ("c",),
    },
    "GRUCell": {"inputs @ kernel": ("inputs",), "h @ recurrent_kernel": ("h",)},
}
BLOCKS = {"LSTMCell": "ifog", "GRUCell": "zrc"}


def _term(kind: Kind, seed: int, kept: tuple[str, ...]) -> Callable[[Answer], Mapping[str, Any]]:
    def alone(answer: Answer) -> Mapping[str, Any]:
        rng = np.random.default_rng(seed)
        cell = with_weights(answer, kind, rng)
        if "bias" in kind.weights and "bias" not in kept:
            cell.bias.assign(np.zeros(kind.weights["bias"]))
        given = {"inputs": draw(rng, N, D)} | {n: draw(rng, N, H) for n in kind.states}
        x, *before = tensors(*(v if n in kept else np.zeros_like(v) for n, v in given.items()))
        return _named(kind, *step(cell, kind, x, before))

    return alone


def _gate(kind: Kind, seed: int, held: Held) -> Callable[[Answer], Mapping[str, Any]]:
    def alone(answer: Answer) -> Mapping[str, Any]:
        rng = np.random.default_rng(seed)
        cell = with_weights(answer, kind, rng)
        x, *before = draw(rng, N, D), *(draw(rng, N, H, scale=1.5) for _ in kind.states)
        x[:, -1] = 1.0  # a GRU has no bias, so the weights of this feature take its place
        weights = {name: getattr(cell, name).numpy().copy() for name in kind.weights}
        for place, gate in enumerate(BLOCKS[kind.name]):
            if gate in held:
                block = slice(place * H, (place + 1) * H)
                for weight in weights.values():
                    weight[..., block] = 0.0
                holding = weights["bias"] if "bias" in weights else weights["kernel"][-1]
                holding[block] = held[gate]
        for name, weight in weights.items():
            getattr(cell, name).assign(weight)
        x, *before = tensors(x, *before)
        return _named(kind, *step(cell, kind, x, before))

    return alone


def _named(kind: Kind, output: Any, after: Any) -> Mapping[str, Any]:
    return {"output": output, **dict(zip(kind.states, after, strict=True))}


def _cases() -> Iterator[Case]:
    seed = 700
    for kind, gates in ((LSTM, LSTM_GATES), (GRU, GRU_GATES)):
        axes = {name: tuple(AXES[name].split()) for name in ("output", *kind.states)}
        for term, kept in TERMS[kind.name].items():
            seed += 1
            probe = _term(kind, seed, kept)
            yield Case(kind.name, f"term_{term}", f"{term} alone", axes, probe, term=term)
        for gate, held in gates.items():
            seed += 1
            probe = _gate(kind, seed, held)
            yield Case(kind.name, f"gate_{gate}", f"the {gate} alone", axes, probe, gate=gate)


CASES = tuple(_cases())
