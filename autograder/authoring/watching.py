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
LOOK_EVERY_MS = 500


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
    built = None
    # The first round comes without a save, as soon as it watches: no save during a build is missed.
    for saves in changes_of(
        *folders(course),
        watch_filter=is_source,
        raise_interrupt=False,
        yield_on_timeout=True,
        rust_timeout=LOOK_EVERY_MS,
    ):
        settings = _settings(course)
        if saves or settings != built:
            built = settings
            yield subprocess.run(command, cwd=course.root, check=False).returncode  # noqa: S603 - ourselves


def folders(course: Course) -> list[Path]:
    """Where the build's sources lie, but for course.toml."""
    return [course.assignments, course.solutions, course.suites, course.student / "unrolled"]


def _settings(course: Course) -> bytes:
    # Editors that save by renaming make a new file, which a watch on the old one never sees.
    try:
        return (course.root / "course.toml").read_bytes()
    except OSError:
        return b""  # between such a save's two steps


def is_source(_: Change, path: str) -> bool:
    """Whether a file is one that people write and the build reads."""
    place = Path(path)
    return place.suffix in READ and not WRITTEN.intersection(place.parts)
