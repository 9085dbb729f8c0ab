"""Reads the verdicts in a folder, or in a zip of it as Drive downloads one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import msgspec

from autograder.errors import CourseError
from autograder.ingredients import verdict_key
from autograder.journal import KEY, opened
from autograder.verdict import Verdict

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    OSError,
)
MAX_BYTES = 16 * 2**20  # of one verdict; those of a class take some 20 kB each


@dataclass
class VerdictFiles:
    """What was found.

    Attributes:
        verdicts: key -> verdict.
        damaged: names of files that are not as a grader wrote them.
    """

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)


def read_verdicts(path: Path) -> VerdictFiles:
    """Reads all verdicts in a folder or a zip, at any depth.

    Raises:
        CourseError: there is no such folder, or the file is no zip.
    """
    found = VerdictFiles()
    for name, content in _files(path):
        key = PurePosixPath(name).stem
        try:
            if len(content) > MAX_BYTES:
                raise msgspec.ValidationError("it is too large")
            verdict = opened(key, content)
        except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError):
            found.damaged.append(name)
            continue
        if verdict_key(verdict.hashes, verdict.seed) == key:
            found.verdicts[key] = verdict
        else:
            found.damaged.append(name)
    return found


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            if KEY.fullmatch(file.stem) and file.is_file():
                with file.open("rb") as stream:
                    yield file.name, stream.read(MAX_BYTES + 1)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename)
                if name.suffix == ".json" and KEY.fullmatch(name.stem):
                    with archive.open(entry) as stream:
                        yield name.name, stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise CourseError(
            f"{path} is not there; expected the folder journal/ASSIGNMENT that a staff notebook "
            "wrote, or the zip that Drive downloads of it"
        ) from error
    except UNREADABLE as error:
        raise CourseError(
            f"{path} cannot be read as a zip: {error}. Expected the folder journal/ASSIGNMENT that "
            "a staff notebook wrote, or the zip that Drive downloads of it"
        ) from error
