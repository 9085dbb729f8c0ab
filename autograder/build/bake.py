"""Bakes the answers that the student's `check` compares with into the package `unrolled`.

For each assignment two files: the arrays that the solution gives on the public inputs; and a table
of the misconceptions, alone and two at once: hints, and fingerprints of what they give. No source
of an answer is among them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder import combining
from autograder.catalogue import Catalogue, read_catalogue
from autograder.course import Assignment, Course
from autograder.errors import BuildError

Array = npt.NDArray[Any]

# Processors differ in the last bits; answers that agree this well are the same, and keep their
# bytes, so that baking on another machine changes no file.
SAME = {"float64": 1e-9, "float32": 1e-5}
DIGITS = 12  # of a fingerprint's sums; comparing takes six
LAST_DIGITS = 0.01  # of what counts as rounding when an answer is compared
EPOCH = (1980, 1, 1, 0, 0, 0)  # zip's oldest date: the same bytes at any time
WORKER = Path(__file__).with_name("bake_worker.py")
COMBINING = Path(combining.__file__)
WORKER_TIMEOUT_S = 600.0
SHARED = ("answers", "diagnose", "fingerprint", "outcome", "probing")


def bake(course: Course, assignment: Assignment) -> list[Path]:
    """Brings the baked answers of an assignment up to date.

    Where nothing that they are made from has changed, nothing runs.

    Returns:
        The files whose bytes changed.

    Raises:
        BuildError: the solution fails a public case, or a misconception cannot be read or run.
    """
    sources = source_hashes(course, assignment)
    if not sources or not stale(course, assignment):
        return []
    catalogue = read_catalogue(assignment.suite)
    outcomes, arrays = _run_worker(course, assignment, catalogue)
    _check_solution(assignment, outcomes)
    arrays_path, table_path = _baked(course, assignment)
    table = {
        "assignment": assignment.stem,
        "sources": sources,
        "questions": _table(catalogue, outcomes, _old_table(table_path)),
    }
    kept = _keep_old(_read_arrays(arrays_path), arrays)
    arrays_path.parent.mkdir(parents=True, exist_ok=True)
    written = [(arrays_path, npz_bytes(kept)), (table_path, _json_bytes(table))]
    return [path for path, content in written if _write_if_changed(path, content)]


def stale(course: Course, assignment: Assignment) -> list[str]:
    """Says what the baked answers of an assignment lag behind, one sentence each; empty if none."""
    sources = source_hashes(course, assignment)
    if not sources:
        return []
    arrays_path, table_path = _baked(course, assignment)
    for path in (arrays_path, table_path):
        if not path.is_file():
            return [f"{_shown(course, path)} is missing"]
    try:
        table = json.loads(table_path.read_text(encoding="utf-8"))
        recorded = dict(table["sources"])
    except (ValueError, KeyError, TypeError):
        recorded = {}
    target = _shown(course, table_path)
    return [
        f"{target} was made from another {name}"
        for name in sorted(sources.keys() | recorded.keys())
        if sources.get(name) != recorded.get(name)
    ]


def source_hashes(course: Course, assignment: Assignment) -> dict[str, str]:
    """The files that baked answers are made from, by what their content comes to.

    Returns:
        File, relative to the course or the suites -> hash; empty where the assignment has no
        public cases yet.
    """
    checks = _checks(course)
    public = checks / "public"
    package = public / assignment.stem
    cases = [*package.rglob("*.py"), *public.glob(f"{assignment.stem}.py")]
    if not cases:
        return {}
    shared = [checks / f"{name}.py" for name in SHARED]
    entries = [*assignment.suite.glob("misconceptions*.py"), *assignment.suite.glob("variants*.py")]
    paths = [assignment.solution, *entries, *cases, *shared, WORKER, COMBINING]
    return {
        _shown(course, path): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(paths)
    }


def _shown(course: Course, path: Path) -> str:
    for root in (course.root, course.suites.parent):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name


def _checks(course: Course) -> Path:
    return course.student / "unrolled" / "checks"


def _baked(course: Course, assignment: Assignment) -> tuple[Path, Path]:
    folder = _checks(course) / "baked"
    return folder / f"{assignment.stem}.npz", folder / f"{assignment.stem}.json"


def _run_worker(
    course: Course, assignment: Assignment, catalogue: Catalogue
) -> tuple[dict[str, Any], dict[str, Array]]:
    source = assignment.solution.read_text(encoding="utf-8")
    request = {
        "assignment": assignment.stem,
        "solution": str(assignment.solution),
        "wrong": {name: _wrong(name, catalogue, source) for name in assignment.questions},
    }
    environment = os.environ | {
        "PYTHONPATH": str(course.student),  # this course's `unrolled`, not an installed one
        "KERAS_BACKEND": "tensorflow",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # One thread adds up in one order.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        request_path = folder / "request.json"
        request_path.write_text(json.dumps(request), encoding="utf-8")
        # Run by path: the worker needs nothing of this package, and starts faster without it. And
        # without its folder on the path (-P), whose modules have ordinary names.
        command = [sys.executable, "-P", str(WORKER), str(request_path), name]
        try:
            done = subprocess.run(  # noqa: S603 -- our own module
                command,
                env=environment,
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=WORKER_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise BuildError(
                f"{assignment.solution}:1: the public cases took over {WORKER_TIMEOUT_S:.0f} s"
            ) from error
        if done.returncode:
            end = "\n".join(done.stderr.strip().splitlines()[-12:])
            raise BuildError(f"{assignment.solution}:1: the public cases cannot be run:\n{end}")
        outcomes = json.loads((folder / "outcomes.json").read_text(encoding="utf-8"))
        return outcomes, _read_arrays(folder / "solution.npz")


def _wrong(question: str, catalogue: Catalogue, solution: str) -> list[dict[str, Any]]:
    """The wrong answers to a question, those of one mistake first."""
    entries = catalogue.misconceptions_of(question)
    single = [{"names": [entry.name], "program": entry.program} for entry in entries]
    pairs = combining.pairs_of(question, catalogue, solution)
    return [*single, *({"names": pair.names, "program": pair.program} for pair in pairs)]


def _check_solution(assignment: Assignment, outcomes: Mapping[str, Any]) -> None:
    for question, given in outcomes.items():
        for case, outcome in given["solution"].items():
            problems = [outcome["error"]] if "error" in outcome else outcome["unmet"]
            if problems:
                raise BuildError(
                    f"{assignment.solution}:1: `{question}` fails its public case `{case}`: "
                    + "; ".join(problems)
                )


def _table(
    catalogue: Catalogue,
    outcomes: Mapping[str, Any],
    old: Mapping[str, Any],
) -> dict[str, Any]:
    """Question -> what is baked of it, less the solution's arrays."""
    hints = {entry.name: entry.hint for entry in catalogue.misconceptions}
    table: dict[str, Any] = {}
    for question, given in outcomes.items():
        before = old.get(question, {})
        cases = {case: described["outputs"] for case, described in given["solution"].items()}
        table[question] = {
            "solution": cases,
            "mistakes": [
                {**one, "hint": hints[one["name"]]}
                for one in _keep_sums(given["mistakes"], before.get("mistakes", ()), "name")
            ],
            "pairs": _keep_sums(given["pairs"], before.get("pairs", ()), "names"),
        }
    return table


def _keep_sums(
    new: list[dict[str, Any]], old: Iterable[Mapping[str, Any]], key: str
) -> list[dict[str, Any]]:
    """Takes the old sums wherever the new ones differ from them in the last digits only."""
    before = [(one[key], one.get("form"), one.get("sums", ())) for one in old]
    for one in new:
        room = np.multiply(one.pop("slack", ()), LAST_DIGITS)
        if "sums" in one:
            one["sums"] = [float(f"{total:.{DIGITS}g}") for total in one["sums"]]
            for name, form, sums in before:
                if (name, form) == (one[key], one["form"]) and _within(sums, one["sums"], room):
                    one["sums"] = sums
    return new


def _within(one: Sequence[float], other: Sequence[float], room: Array) -> bool:
    return len(one) == len(other) and bool(np.all(np.abs(np.subtract(one, other)) <= room))


def _old_table(path: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["questions"]
    except (FileNotFoundError, ValueError, KeyError):
        return {}
    return found


def _keep_old(old: Mapping[str, Array], new: Mapping[str, Array]) -> dict[str, Array]:
    """Takes the old array wherever the new one differs from it in the last bits only."""
    return {
        name: old[name] if name in old and _same(old[name], array) else array
        for name, array in new.items()
    }


def _same(old: Array, new: Array) -> bool:
    if old.shape != new.shape or old.dtype != new.dtype:
        return False
    if new.dtype.kind != "f":
        return bool(np.array_equal(old, new))
    allowed = SAME.get(new.dtype.name, 1e-3)
    return bool(np.allclose(old, new, rtol=allowed, atol=allowed, equal_nan=True))


def _read_arrays(path: Path) -> dict[str, Array]:
    try:
        with np.load(path, allow_pickle=False) as stored:
            return dict(stored)
    except (FileNotFoundError, ValueError, zipfile.BadZipFile):
        return {}


def npz_bytes(arrays: Mapping[str, Array]) -> bytes:
    """Writes arrays as `np.savez` does, with bytes that depend on nothing but them."""
    stream = io.BytesIO()
    # Stored, not deflated: releases of zlib differ in what they make of the same bytes.
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.save(content, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", EPOCH), content.getvalue())
    return stream.getvalue()


def _json_bytes(table: Mapping[str, Any]) -> bytes:
    return (json.dumps(table, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _write_if_changed(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.write_bytes(content)
    return True
