"""`autograder build --watch`: builds again whenever a source is saved."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchfiles import Change
from watchfiles import watch as changes_of

from autograder.course import Course

# What the build writes itself, below the folders that it reads.
WRITTEN = frozenset({"baked", "outlines", "__pycache__", ".ipynb_checkpoints"})
READ = frozenset({".md", ".py", ".toml"})


def watch(course: Course, stems: Iterable[str]) -> Iterator[int]:
    """Builds now and after every save, until it is interrupted.

    Each build is a process of its own, so that what was imported before a save is forgotten. One
    that is refused says why, and the next save builds again.

    Args:
        course: what is built.
        stems: these assignments; all where empty.

    Yields:
        The exit status of each build, when it has ended.
    """
    program = Path(sys.executable).with_name("autograder")
    command = [str(program), "build", *stems]
    yield subprocess.run(command, cwd=course.root, check=False).returncode  # noqa: S603 - ourselves
    for _ in changes_of(*folders(course), watch_filter=is_source, raise_interrupt=False):
        yield subprocess.run(command, cwd=course.root, check=False).returncode  # noqa: S603 - ourselves


def folders(course: Course) -> list[Path]:
    """Where the build's sources lie; course.toml is not watched, and counts from the next save."""
    return [course.assignments, course.solutions, course.suites, course.student / "unrolled"]


def is_source(_: Change, path: str) -> bool:
    """Whether a file is one that people write and the build reads."""
    place = Path(path)
    return place.suffix in READ and not WRITTEN.intersection(place.parts)
