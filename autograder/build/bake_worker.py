"""Runs solutions and wrong answers through the public cases: `bake_worker.py REQUEST FOLDER`.

A process of its own, so that the one that builds never imports TensorFlow. It runs only what the
course's staff wrote, hence no sandbox.

REQUEST is JSON: `assignment`, `solution` (path of the module), and `wrong`: question -> a list of
`names` (of one misconception, or of two in one answer) and `program`. Into FOLDER go
`solution.npz` and `outcomes.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from unrolled.checks.answers import array_key
from unrolled.checks.diagnose import showing
from unrolled.checks.engine import on_cpu
from unrolled.checks.fingerprint import Fingerprint, fingerprint
from unrolled.checks.outcome import Array, Outcome, run_cases
from unrolled.checks.registry import Question, questions_of


def main(request_path: str, folder: str) -> None:
    """Runs all that the request names."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    # Compiled once, run anew for each: definitions look their globals up where they were made.
    path = request["solution"]
    solution = compile(Path(path).read_text(encoding="utf-8"), path, "exec")
    questions = questions_of(request["assignment"])
    arrays: dict[str, Any] = {}
    table: dict[str, Any] = {}
    outcomes: dict[str, dict[str, Outcome]] = {}
    namespace = _namespace(solution)
    with on_cpu():
        for name, question in questions.items():
            found = outcomes[name] = run_cases(
                (*question.cases, *question.terms, *question.gates), namespace
            )
            for case, outcome in found.items():
                for output, array in outcome.outputs.items():
                    arrays[array_key(name, case, output)] = array
            table[name] = {"solution": {case: _described(o) for case, o in found.items()}}
        for name, question in questions.items():
            if _fails(outcomes[name]):  # nothing to compare with; the one that builds says why
                continue
            right = {case.name: outcomes[name][case.name].outputs for case in question.cases}
            table[name] |= _wrong(question, right, request["wrong"].get(name, ()), solution)
    np.savez(Path(folder) / "solution.npz", **arrays)
    (Path(folder) / "outcomes.json").write_text(json.dumps(table), encoding="utf-8")


def _wrong(
    question: Question,
    right: Mapping[str, Mapping[str, Array]],
    requested: Iterable[Mapping[str, Any]],
    solution: Any,
) -> dict[str, list[dict[str, Any]]]:
    """Runs the wrong answers to one question: single mistakes first, then pairs."""
    single: list[Fingerprint] = []
    mistakes: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    for given in requested:
        namespace = _namespace(solution)
        try:
            exec(given["program"], namespace)  # noqa: S102 -- written by the course's staff
        except Exception:
            if len(given["names"]) > 1:  # two changes that do not go together
                continue
            raise
        outcomes = run_cases(question.cases, namespace)
        shows, own = showing(outcomes, right), fingerprint(outcomes)
        baked = {
            "form": own.form,
            "sums": own.sums,
            "slack": own.slack,
            "certain": shows.certain,
        }
        if len(given["names"]) == 1:
            single.append(own)
            mistakes.append({"name": given["names"][0], **(baked if shows.at_all else {})})
        elif shows.certain and not _known(own, single):
            pair = {"names": given["names"], **baked}
            if pair not in pairs:
                pairs.append(pair)
    return {"mistakes": mistakes, "pairs": pairs}


def _fails(outcomes: Mapping[str, Outcome]) -> bool:
    return any(outcome.raised or outcome.missing for outcome in outcomes.values())


def _known(own: Fingerprint, single: Iterable[Fingerprint]) -> bool:
    return any(own.is_like(other.form, other.sums) for other in single)


def _namespace(solution: Any) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "solution"}
    exec(solution, namespace)  # noqa: S102 -- written by the course's staff
    return namespace


def _described(outcome: Outcome) -> Mapping[str, Any]:
    if outcome.missing:
        return {"error": f"`{outcome.missing}` is missing"}
    if outcome.raised:
        lines = [f"line {frame.line}: {frame.source}" for frame in outcome.raised.frames]
        return {"error": "\n".join([f"{outcome.raised.kind}: {outcome.raised.message}", *lines])}
    return {"outputs": list(outcome.outputs), "unmet": list(outcome.unmet.values())}


if __name__ == "__main__":
    main(*sys.argv[1:])
