"""Our `LSTMCell` and `GRUCell` against Keras' own, inside `keras.layers.RNN`, in one run.

    .venv/bin/python benchmarks/keras_cells.py [--rounds 40] [--limit 1.15]

What is timed is a training step: forward, backward and Adam's update of `RNN(cell)` with a linear
layer behind it. Both sides get the same sizes, batches and compilation (a graph, no XLA). They take
turns, a step each and who starts alternating, so that whatever else the machine does slows both;
the figure is the median of the ratios within a turn. Fails where one is above the limit.

Keras' GRU comes in two forms. `reset_after=False` computes our equations (its z is our 1 - z);
`reset_after=True`, its default, needs one product less and has a bias. Both are peers here.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from rich.console import Console
from rich.table import Table

from solutions.a3_gated import GRUCell, LSTMCell

LIMIT = 1.15
WARM_UP = 5
SIZES = {  # batch, timesteps, features, units
    "as in the handout": (64, 50, 32, 64),
    "wider": (32, 60, 64, 256),
}
Cell = Callable[[int], Any]
PAIRS: dict[str, tuple[Cell, Cell]] = {
    "LSTMCell": (LSTMCell, lambda units: keras.layers.LSTMCell(units)),
    "GRUCell, same equations": (
        GRUCell,
        lambda units: keras.layers.GRUCell(units, reset_after=False, use_bias=False),
    ),
    "GRUCell, Keras' default": (GRUCell, lambda units: keras.layers.GRUCell(units)),
}


@dataclass
class Timed:
    """Seconds of a training step, and what ours takes for each of Keras'."""

    ours_s: float
    theirs_s: float
    ratio: float
    spread: tuple[float, float]


def training_step(cell: Any, batch: int, timesteps: int, features: int) -> Callable[[], float]:
    """Makes a function that trains once on a fixed batch and returns the seconds it took."""
    model = keras.Sequential(
        [keras.Input((timesteps, features)), keras.layers.RNN(cell), keras.layers.Dense(8)]
    )
    model.compile(keras.optimizers.Adam(1e-3), loss="mse", jit_compile=False)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(batch, timesteps, features)).astype("float32")
    y = rng.normal(size=(batch, 8)).astype("float32")

    def step() -> float:
        start = time.perf_counter()
        model.train_on_batch(x, y)  # returns the loss as a number, so the step is over
        return time.perf_counter() - start

    return step


def compare(ours: Cell, theirs: Cell, sizes: tuple[int, int, int, int], rounds: int) -> Timed:
    """Times both in turns."""
    *data, units = sizes
    steps = [training_step(make(units), *data) for make in (ours, theirs)]
    for _ in range(WARM_UP):
        for step in steps:
            step()
    turns = []
    for turn in range(rounds):
        order = (0, 1) if turn % 2 else (1, 0)
        seconds = {which: steps[which]() for which in order}
        turns.append((seconds[0], seconds[1]))
    ratios = sorted(mine / keras_own for mine, keras_own in turns)
    quarter = len(ratios) // 4
    return Timed(
        statistics.median(mine for mine, _ in turns),
        statistics.median(keras_own for _, keras_own in turns),
        statistics.median(ratios),
        (ratios[quarter], ratios[-quarter - 1]),
    )


def main() -> int:
    """Prints the table; 1 where a ratio is above the limit."""
    parser = argparse.ArgumentParser(description="Our cells against Keras' own.")
    parser.add_argument("--rounds", type=int, default=40, help="turns for each pair")
    parser.add_argument("--limit", type=float, default=LIMIT, help="the largest ratio allowed")
    given = parser.parse_args()
    table = Table("cell", "N, T, D, H", "ours", "Keras", "ratio", "middle half")
    slow = []
    for words, sizes in SIZES.items():
        for name, (ours, theirs) in PAIRS.items():
            timed = compare(ours, theirs, sizes, given.rounds)
            if timed.ratio > given.limit:
                slow.append(f"{name}, {words}: {timed.ratio:.2f} times Keras' time")
            table.add_row(
                name,
                ", ".join(map(str, sizes)),
                f"{timed.ours_s * 1000:.1f} ms",
                f"{timed.theirs_s * 1000:.1f} ms",
                f"{timed.ratio:.2f}",
                f"{timed.spread[0]:.2f} to {timed.spread[1]:.2f}",
            )
    console = Console(width=100)
    console.print(table)
    for line in slow:
        console.print(f"above {given.limit}: {line}")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
