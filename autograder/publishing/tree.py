"""What students get at a moment: path -> content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograder.build.handout import read_handout
from autograder.build.opening import badge, open_elsewhere
from autograder.build.wheel import wheel_name
from autograder.course import Course, load_assignment

LICENCES = {"LICENSE": "LICENSE", "LICENSE-texts.md": "assignments/LICENSE.md"}
SOLUTIONS = PurePosixPath("solutions")
# The first line of the README, by which a repository is known as one that was published.
MARK = "<!-- Written by `autograder release`; what is written here by hand is lost. -->"
# Where Binder looks for what a notebook needs.
BINDER = "binder/requirements.txt"


@dataclass(frozen=True)
class Tree:
    """The students' repository.

    Attributes:
        files: path in the repository -> content.
        stems: the assignments in it.
        solved: those of them whose solutions are in it.
        later: assignment -> from when on it will be there.
    """

    files: dict[PurePosixPath, bytes]
    stems: tuple[str, ...]
    solved: tuple[str, ...]
    later: dict[str, datetime]


def student_tree(course: Course, now: datetime) -> Tree:
    """Puts together what students get.

    Args:
        course: a course whose release is current.
        now: assignments and solutions whose date comes later are left out.

    Raises:
        CourseError: a part of the course is missing.
    """
    later = {stem: at for stem, at in course.published.items() if at > now}
    stems = tuple(stem for stem in course.stems if stem not in later)
    solved = tuple(stem for stem in stems if stem in course.solved and course.solved[stem] <= now)
    wheel = wheel_name(course)
    files = {PurePosixPath("release") / wheel: (course.release / wheel).read_bytes()}
    for stem in stems:
        folder = course.release / stem
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and _is_ours(folder, p)):
            files[PurePosixPath("release") / stem / path.relative_to(folder).as_posix()] = (
                path.read_bytes()
            )
    for stem in solved:
        notebook = (course.source / stem / f"{stem}.ipynb").read_bytes()
        files[SOLUTIONS / f"{stem}.ipynb"] = notebook
    for name, source in LICENCES.items():
        files[PurePosixPath(name)] = (course.root / source).read_bytes()
    files[PurePosixPath(BINDER)] = f"tensorflow-cpu\n./release/{wheel}\n".encode()
    files[PurePosixPath("README.md")] = _readme(course, stems, solved, later).encode()
    return Tree(dict(sorted(files.items())), stems, solved, later)


def is_published(path: PurePosixPath) -> bool:
    """Whether a path is one of those that are ever published."""
    first = path.parts[0]
    return first in {"release", "solutions", "binder", "README.md", *LICENCES}


def _is_ours(folder: Path, path: Path) -> bool:
    """Whether it was built: hidden files, such as checkpoints, were not."""
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _readme(
    course: Course, stems: tuple[str, ...], solved: tuple[str, ...], later: dict[str, datetime]
) -> str:
    return "\n".join(_lines(course, stems, solved, later)) + "\n"


def _lines(
    course: Course, stems: tuple[str, ...], solved: tuple[str, ...], later: dict[str, datetime]
) -> Iterator[str]:
    yield MARK
    yield f"# {course.title}"
    if course.term:
        yield f"\n{course.term}"
    yield (
        "\nNotebooks to fill in. Press a badge to open one in Colab, then File > Save a copy in\n"
        "Drive, and run its first cell. In Jupyter, download the notebook; its first cell\n"
        "installs what it needs.\n"
    )
    yield "| assignment | open | due |"
    yield "|---|---|---|"
    for stem in stems:
        title = read_handout(load_assignment(course, stem).handout).header.title
        notebook = f"release/{stem}/{stem}.ipynb"
        answers = f" ([solutions](solutions/{stem}.ipynb))" if stem in solved else ""
        due = f"{course.due[stem]:%Y-%m-%d %H:%M %Z}" if stem in course.due else ""
        yield f"| [{title}]({notebook}){answers} | {badge(course, stem)} | {due} |"
    for stem, at in sorted(later.items(), key=lambda item: item[1]):
        due = f"{course.due[stem]:%Y-%m-%d %H:%M %Z}" if stem in course.due else ""
        yield f"| {stem} | from {at:%Y-%m-%d} | {due} |"
    if course.lecture:
        yield f"\nThey follow {course.lecture.title}.\n"
        yield "| topic | assignments |"
        yield "|---|---|"
        parts = {s: read_handout(load_assignment(course, s).handout).header for s in stems}
        for topic in course.lecture.topics:
            there = [s for s, header in parts.items() if topic in {*header.topics, *header.shown}]
            if there:
                yield f"| {topic} | {', '.join(there)} |"
    yield "\n## Other ways to open them\n"
    for name, address in open_elsewhere(course).items():
        yield f"- {name}: {address}"
    yield (
        "\nCode is under the MIT licence ([LICENSE](LICENSE)), texts under CC BY 4.0 "
        "([LICENSE-texts.md](LICENSE-texts.md))."
    )
