"""Public cases of the functions of assignment 1.

N, T, D, H and V all differ, weights are asymmetric, states are not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, draw, gradients, public, tensors

N, T, D, H, V = 2, 5, 3, 4, 6


def _weights(rng: np.random.Generator, dtype: str = "float64") -> dict[str, Any]:
    return {
        "Wx": draw(rng, D, H).astype(dtype),
        "Wh": draw(rng, H, H).astype(dtype),
        "b": draw(rng, H).astype(dtype),
    }


@public("embed", says="ids of shape (2, 5)", vectors="batch timesteps features")
def embed_batch(answer: Answer) -> Mapping[str, Any]:
    """Look a batch up."""
    rng = np.random.default_rng(101)
    ids, table = tensors(rng.integers(0, V, (N, T)), draw(rng, V, D))
    return {"vectors": answer.embed(ids, table)}


@public(
    "embed",
    says="a single sequence, and float32 for ids of shape (2, 1, 3)",
    vectors="timesteps features",
)
def embed_other_shapes(answer: Answer) -> Mapping[str, Any]:
    """Ids may have any shape; the result takes the table's dtype."""
    rng = np.random.default_rng(102)
    some, table = tensors(np.array([0, 5, 5, 1], dtype="int32"), draw(rng, V, D))
    more, float32 = tensors(rng.integers(0, V, (2, 1, 3)), draw(rng, V, D).astype("float32"))
    return {"vectors": answer.embed(some, table), "float32 vectors": answer.embed(more, float32)}


@public("embed", says="gradients of an id that occurs twice add up")
def embed_gradient(answer: Answer) -> Mapping[str, Any]:
    """Sharing adds gradients."""
    rng = np.random.default_rng(103)
    return gradients(answer.embed, ids=np.array([[3, 1], [3, 5]]), table=draw(rng, V, D))


@public("rnn_step", says="one step on a batch of 2", h_next="batch units")
def one_step(answer: Answer) -> Mapping[str, Any]:
    """One step from a state that is not zero."""
    rng = np.random.default_rng(111)
    given = tensors(draw(rng, N, D), draw(rng, N, H), *_weights(rng).values())
    return {"h_next": answer.rnn_step(*given)}


@public("rnn_step", says="a second step, from the state of the first", h_next="batch units")
def two_steps(answer: Answer) -> Mapping[str, Any]:
    """Two chained steps."""
    rng = np.random.default_rng(112)
    first, second, h = tensors(draw(rng, N, D), draw(rng, N, D), draw(rng, N, H))
    weights = tensors(*_weights(rng).values())
    return {"h_next": answer.rnn_step(second, answer.rnn_step(first, h, *weights), *weights)}


@public(
    "rnn_step",
    says="a batch of 1, as many features as units, float32; gradients reach every argument",
    h_next="batch units",
)
def step_corners(answer: Answer) -> Mapping[str, Any]:
    """Sizes that hide mistakes or bring them out, dtype, gradients."""
    rng = np.random.default_rng(113)
    shapes = ((1, H), (1, H), (H, H), (H, H), (H,))
    single = tensors(*(draw(rng, *shape).astype("float32") for shape in shapes))
    given = {"x": draw(rng, N, D), "h": draw(rng, N, H), **_weights(rng)}
    return {"h_next": answer.rnn_step(*single), **gradients(answer.rnn_step, **given)}


def _one_term(seed: int, *kept: str) -> list[Any]:
    """The arguments of one step, all zero but those of one term."""
    rng = np.random.default_rng(seed)
    given = {"x": draw(rng, N, D), "h": draw(rng, N, H), **_weights(rng)}
    return tensors(*(v if name in kept else np.zeros_like(v) for name, v in given.items()))


@public("rnn_step", says="the input alone", term="x @ Wx", h_next="batch units")
def step_input(answer: Answer) -> Mapping[str, Any]:
    """Weights of the state stay, so that a product of the wrong two shows."""
    return {"h_next": answer.rnn_step(*_one_term(114, "x", "Wx", "Wh"))}


@public("rnn_step", says="the state alone", term="h @ Wh", h_next="batch units")
def step_state(answer: Answer) -> Mapping[str, Any]:
    """Likewise."""
    return {"h_next": answer.rnn_step(*_one_term(115, "h", "Wx", "Wh"))}


@public("rnn_step", says="the bias alone", term="b", h_next="batch units")
def step_bias(answer: Answer) -> Mapping[str, Any]:
    """All products are zero."""
    return {"h_next": answer.rnn_step(*_one_term(116, "b", "Wx", "Wh"))}


@public("rnn_forward", says="5 timesteps from a state that is not zero", hs="batch timesteps units")
def forward(answer: Answer) -> Mapping[str, Any]:
    """Every state of a short sequence."""
    rng = np.random.default_rng(121)
    given = tensors(draw(rng, N, T, D), draw(rng, N, H), *_weights(rng).values())
    return {"hs": answer.rnn_forward(*given)}


@public("rnn_forward", says="a single timestep, in float32", hs="batch timesteps units")
def forward_one(answer: Answer) -> Mapping[str, Any]:
    """T = 1 keeps its axis."""
    rng = np.random.default_rng(122)
    weights = _weights(rng, "float32").values()
    x, h0 = (draw(rng, *shape).astype("float32") for shape in ((3, 1, D), (3, H)))
    return {"hs": answer.rnn_forward(*tensors(x, h0, *weights))}


@public("rnn_forward", says="gradients flow back through time")
def forward_gradients(answer: Answer) -> Mapping[str, Any]:
    """Gradients of every argument."""
    rng = np.random.default_rng(123)
    given = {"x": draw(rng, N, 3, D), "h0": draw(rng, N, H), **_weights(rng)}
    return gradients(answer.rnn_forward, **given)


@public("last_valid_state", says="lengths 2, 4 and 1 of 5, as a NumPy array", h_last="batch units")
def last_state(answer: Answer) -> Mapping[str, Any]:
    """No sequence is full, so an index one too far shows as a wrong number."""
    rng = np.random.default_rng(131)
    hs, lengths = draw(rng, 3, T, H), np.array([2, 4, 1])
    h_last = answer.last_valid_state(*tensors(hs), lengths)
    kept = Fact(lengths.tolist() == [2, 4, 1], "Your code changes `lengths` itself, in place.")
    return {"h_last": h_last, "lengths kept": kept}


@public(
    "last_valid_state",
    says="a full sequence, and large numbers on padding; no gradient comes from there",
    h_last="batch units",
)
def last_state_padding(answer: Answer) -> Mapping[str, Any]:
    """States on padding mean nothing and may be anything."""
    rng = np.random.default_rng(132)
    hs, lengths = draw(rng, N, T, H), np.array([3, T], dtype="int32")
    found = gradients(answer.last_valid_state, hs=hs, lengths=lengths)
    hs[0, 3:] = 1000.0
    return {"h_last": answer.last_valid_state(*tensors(hs, lengths)), **found}


def _generator_inputs(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    given = {"x0": draw(rng, N, D), "h0": draw(rng, N, H), **_weights(rng)}
    return {**given, "Wy": draw(rng, H, D), "by": draw(rng, D)}


@public("one_to_many", says="5 outputs, each the next input", ys="batch timesteps features")
def generate(answer: Answer) -> Mapping[str, Any]:
    """Outputs are fed back."""
    given = tensors(*_generator_inputs(141).values())
    return {"ys": answer.one_to_many(*given, T)}


@public("one_to_many", says="a single output, in float32", ys="batch timesteps features")
def generate_one(answer: Answer) -> Mapping[str, Any]:
    """One step keeps its axis."""
    given = tensors(*(value.astype("float32") for value in _generator_inputs(142).values()))
    return {"ys": answer.one_to_many(*given, 1)}


@public("one_to_many", says="gradients flow back through the outputs that were fed in")
def generate_gradients(answer: Answer) -> Mapping[str, Any]:
    """Gradients of every argument."""
    return gradients(lambda *given: answer.one_to_many(*given, 3), **_generator_inputs(143))
