"""Public cases of the statistics of units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, parts, public

T, H = 8, 5


def _recording(seed: int, timesteps: int = T) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    signal = draw(rng, timesteps, scale=2.0) + 1
    follows = np.array([0.8, -1.5, 0.1, 0.0, -0.4])
    activations = signal[:, None] * follows + draw(rng, timesteps, H) + np.arange(H)
    return activations.round(3), signal


def _floats(value: Any, what: str) -> Any:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise Unmet(f"{what} is of type `{type(value).__name__}`; expected numbers.")
    return array.astype(np.float64)


def _correlations(answer: Answer, activations: Any, signal: Any) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):  # what comes of it is told as NaN
        return _floats(answer.unit_correlations(activations, signal), "The answer")


@public("unit_correlations", says="8 characters, 5 units", r="units")
def five_units(answer: Answer) -> Mapping[str, Any]:
    """Some rise with the signal, some fall; the arrays stay as they are."""
    activations, signal = _recording(521)
    given = activations.copy(), signal.copy()
    found = _correlations(answer, *given)
    same = np.array_equal(given[0], activations) and np.array_equal(given[1], signal)
    kept = Fact(same, "Your code changes the given arrays, in place.")
    return {"r": found, "arrays kept": kept}


@public("unit_correlations", says="truth values as the signal; 3 characters", r="units")
def truth_values(answer: Answer) -> Mapping[str, Any]:
    """More units than characters."""
    activations, signal = _recording(522)
    few, of_few = _recording(523, 3)
    flags = _correlations(answer, activations, signal > 1)
    return {"r": flags, "r of 3": _correlations(answer, few, of_few)}


@public("unit_correlations", says="a unit that never changes; a signal that never does", r="units")
def constants(answer: Answer) -> Mapping[str, Any]:
    """Their correlation is 0."""
    activations, signal = _recording(524)
    activations[:, 2] = 1.0
    still = np.ones_like(signal)
    return {
        "r": _correlations(answer, activations, signal),
        "r of a constant signal": _correlations(answer, activations, still),
    }


def _best(answer: Answer, activations: Any, signal: Any) -> dict[str, Any]:
    index, correlation = parts(answer.best_unit(activations, signal), "index", "correlation")
    whole = np.asarray(index)
    if whole.ndim or whole.dtype.kind not in "iu":
        raise Unmet(f"The index is {index!r}; expected an int, and the correlation after it.")
    return {"index": int(whole), "correlation": _floats(correlation, "The correlation")}


@public("best_unit", says="8 characters, 5 units")
def best_of_five(answer: Answer) -> Mapping[str, Any]:
    """The best one falls when the signal rises."""
    activations, signal = _recording(531)
    risen = _best(answer, -activations, signal)
    return {**_best(answer, activations, signal), "correlation, turned": risen["correlation"]}


@public("best_unit", says="units that are equally good, up and down")
def best_of_equals(answer: Answer) -> Mapping[str, Any]:
    """The first of them."""
    signal = np.array([1.0, 3.0, -2.0, 2.0])
    other = np.array([2.0, -1.0, 1.0, 2.0])
    return _best(answer, np.stack([other, -signal, signal, -signal], axis=1), signal)


def _saturation(answer: Answer, *given: Any) -> dict[str, Any]:
    below, above = parts(answer.saturation(*given), "below", "above")
    return {"below": _floats(below, "`below`"), "above": _floats(above, "`above`")}


BOTH = {"below": "units", "above": "units"}


@public("saturation", says="8 characters, 3 units", **BOTH)
def three_units(answer: Answer) -> Mapping[str, Any]:
    """Mostly shut, mixed, mostly open; the gates stay as they are."""
    drawn = draw(np.random.default_rng(541), T, 3, scale=0.5) + 0.5
    gates = np.stack([drawn[:, 0] ** 6, drawn[:, 1], 1 - drawn[:, 2] ** 4], axis=1)
    given = gates.copy()
    found = _saturation(answer, given)
    kept = Fact(np.array_equal(given, gates), "Your code changes the given gates, in place.")
    return {**found, "gates kept": kept}


@public("saturation", says="other thresholds, and gates that lie exactly on them", **BOTH)
def thresholds(answer: Answer) -> Mapping[str, Any]:
    """Strictly below, strictly above."""
    gates = np.array([[0.0, 0.25], [0.25, 0.5], [0.5, 0.625], [0.75, 1.0], [0.125, 0.875]])
    return _saturation(answer, gates, 0.25, 0.625)
