"""Our `beam_search` against loops over single hypotheses: the same model, one run.

    .venv/bin/python benchmarks/beam_search.py [--width 8] [--vocab 5000] [--rounds 7]

The peers follow the same rules and must find the same sequences, or this fails. Both call `step`
for one hypothesis at a time, as a first solution does:

- `plain loop`: puts every extension into one Python list, and sorts it;
- `loop with argpartition`: takes the best `width` of each hypothesis with NumPy, and sorts those.
  Nothing that looks at one hypothesis at a time can choose much faster.

The model is a vanilla RNN in NumPy, float32, whose linear layer gives `vocab` logits. No sequence
ends before `max_len`, so all searches take as many steps with full beams. Searches take turns; the
medians count.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from solutions.a4_decoding import beam_search

AT_LEAST = 3.0  # times as fast as either of the loops
Pairs = list[tuple[list[int], float]]
Candidates = Iterator[tuple[float, int]]


def make_model(vocab: int, units: int) -> tuple[Callable[..., Any], Any]:
    """A vanilla RNN with random weights, and its first state."""
    rng = np.random.default_rng(0)

    def weights(*shape: int) -> Any:
        return rng.normal(0, 1 / np.sqrt(shape[0]), shape).astype("float32")

    embed, inside, out = weights(vocab, units), weights(units, units), weights(units, vocab)

    def step(tokens: Any, h: Any) -> tuple[Any, Any]:
        h = np.tanh(np.sqrt(vocab) * embed[tokens] + h @ inside)
        logits = 3 * h @ out
        logits -= logits.max(axis=1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return logits, h

    return step, np.zeros((1, units), dtype="float32")


def all_of_them(log_p: float, row: Any, width: int) -> Candidates:
    """Every extension of one hypothesis."""
    for token, more in enumerate(row.tolist()):
        yield log_p + more, token


def best_of_them(log_p: float, row: Any, width: int) -> Candidates:
    """The best `width` extensions of one hypothesis."""
    for token in np.argpartition(-row, width)[:width].tolist():
        yield log_p + float(row[token]), token


def loop(
    candidates: Callable[[float, Any, int], Candidates],
    step: Callable[..., Any],
    state: Any,
    start: int,
    eos: int,
    width: int,
    max_len: int,
) -> Pairs:
    """Beam search by the same rules, one hypothesis after the other."""
    beam, finished = [([], 0.0, start, state)], []  # type: ignore[var-annotated]
    for length in range(1, max_len + 1):
        extensions = []
        for tokens, log_p, last, before in beam:
            log_probs, after = step(np.array([last]), before)
            for total, token in candidates(log_p, log_probs[0], width):
                extensions.append((total, tokens, token, after))
        extensions.sort(key=lambda one: one[0], reverse=True)
        beam = []
        for total, tokens, token, after in extensions[:width]:
            if token == eos or length == max_len:
                finished.append(([*tokens, token], total))
            else:
                beam.append(([*tokens, token], total, token, after))
        finished.sort(key=lambda pair: pair[1], reverse=True)
        if not beam or (len(finished) >= width and finished[width - 1][1] >= beam[0][1]):
            break
    return finished[:width]


def main() -> int:
    """Measures, prints a table, and returns 1 where the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("width", 8), ("vocab", 5000), ("units", 128), ("steps", 20)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    step, state = make_model(chosen.vocab, chosen.units)
    given = (step, state, 0, -1, chosen.width, chosen.steps)
    ways: dict[str, Callable[[], Pairs]] = {
        "ours: beam_search": lambda: beam_search(*given),
        "plain loop": lambda: loop(all_of_them, *given),
        "loop with argpartition": lambda: loop(best_of_them, *given),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    results: dict[str, Pairs] = {}
    for _ in range(chosen.rounds):
        for name, search in ways.items():
            start = time.perf_counter()
            results[name] = search()
            seconds[name].append(time.perf_counter() - start)
    ours, *peers = results.values()
    same = all([t for t, _ in peer] == [t for t, _ in ours] for peer in peers)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    first, *others = medians.values()
    table = Table(
        "search", "ms a step", "times ours",
        title=f"beam search: width {chosen.width}, V = {chosen.vocab}, {chosen.steps} steps",
    )  # fmt: skip
    for name, median in medians.items():
        table.add_row(name, f"{1000 * median / chosen.steps:.2f}", f"{median / first:.1f}")
    Console().print(table)
    if not same:
        print("The searches found different sequences.")
    return 0 if same and min(others) / first >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
