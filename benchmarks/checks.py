"""What `check("...")` costs a student once warm, question by question, and `check.all` as a whole.

    .venv/bin/python benchmarks/checks.py [--rounds 5]

The peer is the same public cases run alone, without comparing or diagnosing: the ratio says what
the check adds to the student's own code. The answers are the solutions'. The median of the rounds
is shown; the first one, which warms up, is left out.

The score card is measured both ways: the first time, as a student runs it, and warm. Its peer is
the single checks of the assignment, one after the other.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from rich.console import Console
from rich.table import Table
from unrolled import check
from unrolled.checks.outcome import run_cases
from unrolled.checks.registry import assignments, questions_of

SOLUTIONS = Path(__file__).parents[1] / "solutions"
AIM_S = 0.5
CARD_AIM_S = 5.0


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The median time of a call, after one that warms up."""
    run()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def marked(figure: str, slow: bool) -> str:
    """A figure, in red where it is over the aim."""
    return f"[red]{figure}[/]" if slow else figure


def main() -> int:
    """Measures, prints, and fails where a check takes longer than it should."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="timed calls (default: 5)")
    rounds = parser.parse_args().rounds
    table = Table(title="a check of the right answer, warm")
    for column in ("assignment", "question", "milliseconds", "times its cases alone"):
        table.add_column(
            column, justify="left" if column in ("assignment", "question") else "right"
        )
    cards = Table(title="the score card of a solved notebook")
    for column in ("assignment", "seconds, first time", "seconds, warm", "times its checks"):
        cards.add_column(column, justify="left" if column == "assignment" else "right")
    slow = False
    for stem in assignments():
        namespace: dict[str, Any] = {"__name__": "student"}
        exec((SOLUTIONS / f"{stem}.py").read_text(encoding="utf-8"), namespace)
        start = time.perf_counter()
        if not check.all(stem, namespace=namespace).passed:
            raise SystemExit(f"the solution of {stem} does not pass its own checks")
        first = time.perf_counter() - start
        one_by_one = 0.0
        for name, question in questions_of(stem).items():
            whole = seconds(lambda n=f"{stem}.{name}", s=namespace: check(n, namespace=s), rounds)
            alone = seconds(lambda q=question, s=namespace: run_cases(q.cases, s), rounds)
            slow |= whole > AIM_S
            one_by_one += whole
            shown = marked(f"{1000 * whole:.1f}", whole > AIM_S)
            table.add_row(stem, name, shown, f"{whole / alone:.2f}")
        warm = seconds(lambda s=stem, n=namespace: check.all(s, namespace=n), rounds)
        slow |= first > CARD_AIM_S
        shown = marked(f"{first:.2f}", first > CARD_AIM_S)
        cards.add_row(stem, shown, f"{warm:.2f}", f"{warm / one_by_one:.2f}")
    Console().print(table)
    Console().print(cards)
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
