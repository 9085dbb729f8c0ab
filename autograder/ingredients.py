"""What a verdict is made from, by hash: the journal files it under these."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

import msgspec

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.notebook import Handin, handin_hash

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


def ingredients(assignment: Assignment, handin: Handin) -> dict[str, str]:
    """Hashes of what a verdict is made from, but for the seed."""
    return {
        "notebook": handin_hash(handin),
        "suite": _files_hash(_sources(assignment.suite)),
        "solution": _files_hash([assignment.solution]),
        "environment": _environment(),
    }


def verdict_key(hashes: Mapping[str, str], seed: int) -> str:
    """What the journal files a verdict under."""
    told = msgspec.json.encode([dict(hashes), seed], order="deterministic")
    return hashlib.sha256(told).hexdigest()


@functools.cache
def _environment() -> str:
    names = ("tensorflow", "tensorflow-cpu", "keras", "numpy", "ipython", "matplotlib", "unrolled")
    found = {"python": python_version()}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    code = [PACKAGE / name for name in GRADING_CODE]
    files = [file for path in code for file in (_sources(path) if path.is_dir() else [path])]
    files += _sources(_checks())  # what is baked there takes part in the diagnosis
    told = msgspec.json.encode([found, _files_hash(files)], order="deterministic")
    return hashlib.sha256(told).hexdigest()


def _checks() -> Path:
    """The public checks of the installed `unrolled`, found without importing it."""
    spec = importlib.util.find_spec("unrolled")
    if spec is None or spec.origin is None:
        raise CourseError("The package `unrolled` is not installed here; run `make setup`")
    return Path(spec.origin).parent / "checks"


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml", ".json"))


def _files_hash(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()
