"""Runs solutions and misconceptions through the public cases: `bake_worker.py REQUEST FOLDER`.

A process of its own, so that the one that builds never imports TensorFlow. It runs only what the
course's staff wrote, hence no sandbox.

REQUEST is JSON: `assignment`, `solution` (path of the module) and `misconceptions`, a list of
`name`, `question` and `program`. Into FOLDER go `outcomes.npz` and `outcomes.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from unrolled.checks.answers import array_key
from unrolled.checks.engine import on_cpu
from unrolled.checks.outcome import Array, Outcome, run_cases
from unrolled.checks.probing import Case
from unrolled.checks.registry import questions_of


def main(request_path: str, folder: str) -> None:
    """Runs all that the request names."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    # Compiled once, run anew for each: definitions look their globals up where they were made.
    path = request["solution"]
    solution = compile(Path(path).read_text(encoding="utf-8"), path, "exec")
    questions = questions_of(request["assignment"])
    arrays: dict[str, Any] = {}
    table: dict[str, Any] = {name: {"misconceptions": {}} for name in questions}
    namespace = _namespace(solution)
    with on_cpu():
        for name, question in questions.items():
            cases = (*question.cases, *question.terms)
            table[name]["solution"] = _record(name, cases, "solution", namespace, arrays)
        for given in request["misconceptions"]:
            if given["question"] not in questions:
                continue
            namespace = _namespace(solution)
            exec(given["program"], namespace)  # noqa: S102 -- written by the course's staff
            name, who = given["question"], given["name"]
            record = _record(name, questions[name].cases, who, namespace, arrays)
            table[name]["misconceptions"][who] = record
    np.savez(Path(folder) / "outcomes.npz", **arrays)
    (Path(folder) / "outcomes.json").write_text(json.dumps(table), encoding="utf-8")


def _namespace(solution: Any) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "solution"}
    exec(solution, namespace)  # noqa: S102 -- written by the course's staff
    return namespace


def _record(
    question: str,
    cases: Iterable[Case],
    who: str,
    namespace: dict[str, Any],
    arrays: dict[str, Array],
) -> dict[str, Any]:
    """Runs one implementation of one question; its arrays go into `arrays`."""
    outcomes = run_cases(cases, namespace)
    for case, outcome in outcomes.items():
        for output, array in outcome.outputs.items():
            arrays[array_key(question, case, who, output)] = array
    return {case: _described(outcome) for case, outcome in outcomes.items()}


def _described(outcome: Outcome) -> Mapping[str, Any]:
    if outcome.missing:
        return {"error": f"`{outcome.missing}` is missing"}
    if outcome.raised:
        lines = [f"line {frame.line}: {frame.source}" for frame in outcome.raised.frames]
        error = "\n".join([f"{outcome.raised.kind}: {outcome.raised.message}", *lines])
        return {"digest": outcome.raised.digest, "error": error}
    return {"outputs": list(outcome.outputs), "unmet": list(outcome.unmet.values())}


if __name__ == "__main__":
    main(*sys.argv[1:])
