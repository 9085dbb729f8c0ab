"""The floor: the hand-ins one after the other in one warm interpreter, with no protection at all.

TensorFlow is imported once, then every notebook is executed and asked the same probes in the same
process. Nothing can be faster without doing less. Run by `grading.py`:

    floor.py answers COURSE FILE       computes the reference's answers
    floor.py grade COURSE PASSES FILE  grades submitted/, and writes points and seconds as JSON
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from pathlib import Path
from typing import Any

import inprocess


def record_answers(course: Path, questions: list[str], file: Path) -> None:
    """Asks the solution all that the hidden tests ask it."""
    source = (course / "solutions" / f"{inprocess.STEM}.py").read_text(encoding="utf-8")
    namespace: dict[str, Any] = {"__name__": "solution"}
    exec(source, namespace)
    solution = inprocess.Recorder(namespace)
    for question in questions:
        for name, test in inprocess.tests_of(question).items():
            inprocess.run_test(name, test, solution, solution)
    file.write_bytes(pickle.dumps(solution.answers))


def grade(cells: list[str], questions: list[str]) -> dict[str, float]:
    """Runs a notebook's cells and tests; returns the points of each question."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        try:
            exec(compile(cell, "<cell>", "exec"), namespace)
        except Exception as error:
            print(f"a cell failed: {error}")
    return {question: inprocess.points(question, namespace) for question in questions}


def executed_cells(path: Path) -> list[str]:
    """The sources that grading executes: set-up and answers."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kinds = [cell["metadata"].get("unrolled", {}).get("kind") for cell in cells]
    chosen = [c for c, kind in zip(cells, kinds, strict=True) if kind in ("setup", "answer")]
    return ["".join(cell["source"]) for cell in chosen]


def main() -> None:
    """Records answers or grades."""
    import keras  # noqa: F401
    import tensorflow  # noqa: F401

    mode, course, *rest = sys.argv[1:]
    questions = json.loads((Path(course) / "questions.json").read_text(encoding="utf-8"))
    if mode == "answers":
        record_answers(Path(course), questions, Path(rest[0]))
        return
    paths = sorted(Path(course).glob(f"submitted/*/{inprocess.STEM}/{inprocess.STEM}.ipynb"))
    passes, scores = [], {}
    for _ in range(int(rest[0])):
        inprocess.Submission.probes_s, start = 0.0, time.perf_counter()
        scores = {path.parts[-3]: grade(executed_cells(path), questions) for path in paths}
        seconds = time.perf_counter() - start
        passes.append({"seconds": seconds, "probes_s": inprocess.Submission.probes_s})
    told = {"scores": scores, "passes": passes}
    Path(rest[1]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
