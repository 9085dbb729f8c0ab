"""What a verdict is made from, by hash: the journal files it under these.

Some of it counts for the whole verdict: the notebook, whose cells share one namespace, and the
environment. The rest counts question by question, so that after a change to a suite or a solution
only the questions that it can reach are graded again.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

import msgspec

from autograder.catalogue import read_catalogue
from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.notebook import Handin, handin_hash
from autograder.reaching import Reachable

PACKAGE = Path(__file__).parent
# A verdict depends on these of our own files; others only show it.
GRADING_CODE = (
    "catalogue.py",
    "combining.py",
    "diagnosis.py",
    "grade.py",
    "sandbox",
    "testing",
)
PER_ASSIGNMENT = ("baked", "public")  # folders of `unrolled.checks`
# What counts for all questions, in words.
WHOLE = {
    "notebook": "the notebook",
    "environment": "Python or a package",
    "grader": "the grader",
}


def ingredients(assignment: Assignment, handin: Handin) -> dict[str, str]:
    """Hashes of what a verdict is made from, but for the seed.

    Returns:
        `notebook`, `environment`, `grader`, and for each question `QUESTION: PART`.
    """
    return {"notebook": handin_hash(handin), **staff_ingredients(assignment)}


def staff_ingredients(assignment: Assignment) -> dict[str, str]:
    """What verdicts are made from beside the notebook, as it is on disk now."""
    parts = _of_questions(_Frozen(assignment), _state(assignment))
    return {"environment": _environment(), "grader": _grader(), **parts}


def verdict_key(hashes: Mapping[str, str], seed: int) -> str:
    """What the journal files a verdict under."""
    told = msgspec.json.encode([dict(hashes), seed], order="deterministic")
    return hashlib.sha256(told).hexdigest()


def changes(
    before: Mapping[str, str], now: Mapping[str, str], questions: Iterable[str]
) -> dict[str, list[str]]:
    """For each question that must be graded again, what has changed, in words.

    Args:
        before: what an earlier verdict was made from.
        now: what one would be made from now.
        questions: the assignment's questions.
    """
    whole = [words for part, words in WHOLE.items() if before.get(part) != now.get(part)]
    found: dict[str, list[str]] = {}
    for question in questions:
        parts = {key for key in (*before, *now) if key.startswith(f"{question}: ")}
        differ = sorted(part for part in parts if before.get(part) != now.get(part))
        reasons = whole + [part.removeprefix(f"{question}: ") for part in differ]
        if len(differ) == len(parts) and not any(part in before for part in parts):
            reasons = [*whole, "the question is new"]
        if reasons:
            found[question] = reasons
    return found


class _Frozen:
    """An assignment as a key: its tables are dicts, which have no hash; its files say it all."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and self.assignment == other.assignment

    def __hash__(self) -> int:
        return hash((self.assignment.stem, self.assignment.suite))


def _state(assignment: Assignment) -> str:
    """Changes when a file changes that questions are graded by; reading them takes milliseconds."""
    files = [assignment.solution, *_sources(assignment.suite), *_public(assignment.stem)]
    return _hash([(str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files])


@functools.lru_cache(maxsize=16)
def _of_questions(frozen: _Frozen, _: str) -> dict[str, str]:
    assignment = frozen.assignment
    reachable = Reachable(assignment.suite, assignment.solution)
    catalogue = read_catalogue(assignment.suite)
    public, baked = _public_checks(assignment.stem)
    found: dict[str, str] = {}
    for question, points in assignment.questions.items():
        known = catalogue.misconceptions_of(question)
        reach = reachable.of(question, [entry.program for entry in known])
        parts = {
            "its tests and probes": reach.suite,
            "the solution": reach.solution,
            # Two misconceptions are put together over the solution or a variant of it.
            "its misconceptions": (
                [(entry.name, entry.hint, entry.program) for entry in known],
                [(entry.name, entry.program) for entry in catalogue.variants_of(question)],
            ),
            "its public checks": (public, baked.get(question)),
            "points and limits": (
                points,
                assignment.forbidden[question],
                dict(assignment.limits),
            ),
        }
        for part, told in parts.items():
            found[f"{question}: {part}"] = _hash(told)
    return found


def _public_checks(stem: str) -> tuple[dict[str, str], dict[str, Any]]:
    """The sources of an assignment's public checks, and what is baked for each question."""
    sources = {
        path.name: _hash(path.read_bytes()) for path in _public(stem) if path.suffix == ".py"
    }
    table = _checks() / "baked" / f"{stem}.json"
    baked = json.loads(table.read_text(encoding="utf-8"))["questions"] if table.is_file() else {}
    return sources, baked


def _public(stem: str) -> list[Path]:
    folder = _checks()
    table = folder / "baked" / f"{stem}.json"
    found = [*sorted((folder / "public" / stem).rglob("*.py"))]
    return [*found, table] if table.is_file() else found


@functools.cache
def _environment() -> str:
    names = ("tensorflow", "tensorflow-cpu", "keras", "numpy", "ipython", "matplotlib", "unrolled")
    found = {"python": python_version()}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return _hash(found)


@functools.cache
def _grader() -> str:
    code = [PACKAGE / name for name in GRADING_CODE]
    files = [file for path in code for file in (_sources(path) if path.is_dir() else [path])]
    # What stands there takes part in the diagnosis.
    files += [
        file
        for file in _sources(_checks())
        if file.relative_to(_checks()).parts[0] not in PER_ASSIGNMENT
    ]
    return _hash([(file.name, _hash(file.read_bytes())) for file in files])


@functools.cache
def _checks() -> Path:
    """The public checks of the installed `unrolled`, found without importing it."""
    spec = importlib.util.find_spec("unrolled")
    if spec is None or spec.origin is None:
        raise CourseError("The package `unrolled` is not installed here; run `make setup`")
    return Path(spec.origin).parent / "checks"


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml", ".json"))


def _hash(told: object) -> str:
    data = told if isinstance(told, bytes) else msgspec.json.encode(told, order="deterministic")
    return hashlib.sha256(data).hexdigest()
