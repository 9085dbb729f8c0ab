"""Puts the steps of a build together.

Everything is made in memory first and looked through for leaks; files are written only after that,
and only those that differ.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from autograder.build.agreement import check_agreement
from autograder.build.bake import bake, stale
from autograder.build.course_map import Part, check_topics, course_map
from autograder.build.handout import read_handout
from autograder.build.leaks import check_handout, check_release, secrets_of
from autograder.build.outline import outline, outlines
from autograder.build.public import read_public
from autograder.build.release import release_files
from autograder.build.secret import Secret
from autograder.build.solution import read_solution
from autograder.build.source import source_notebook
from autograder.build.suite import read_probes, read_tests
from autograder.build.wheel import build_wheel, differences, wheel_name
from autograder.catalogue import read_catalogue
from autograder.course import Assignment, Course, load_assignment
from autograder.errors import BuildError, CourseError


@dataclass
class Plan:
    """What the course's parts make.

    Attributes:
        files: path -> content of every built file but the wheel.
        gone: files in the built folders that nothing makes.
        secrets: what must not be in the release.
        parts: the assignments that were built, and their handouts.
    """

    files: dict[Path, bytes] = field(default_factory=dict)
    gone: list[Path] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def build(course: Course, stems: Collection[str] | None = None) -> list[Path]:
    """Makes `source/`, `release/` and the student package's wheel.

    Args:
        course: the course.
        stems: the assignments to build; all of them where None.

    Returns:
        The files that were written or removed, sorted. None where all was current.

    Raises:
        CourseError: a part of the course is missing.
        BuildError: a part is wrong, or something would leak. Nothing was written but baked data.
    """
    plan = _plan(course, stems)
    changed = {path for part in plan.parts for path in bake(course, part.assignment)}
    wheel = course.release / wheel_name(course)
    current = wheel.read_bytes() if wheel.is_file() else b""
    packed = _packed(course, plan)
    is_old = differences(course, current, packed)
    plan.files[wheel] = build_wheel(course, packed) if is_old else current
    plan.gone += _old_wheels(course)
    _refuse_leaks(course, plan)
    for path, content in plan.files.items():
        if not path.is_file() or path.read_bytes() != content:
            _write(path, content)
            changed.add(path)
    for path in plan.gone:
        path.unlink()
        changed.add(path)
    return sorted(changed)


def check(course: Course) -> list[str]:
    """Says what `build` would change, without writing anything.

    Returns:
        One sentence for each stale file; none where all is current.

    Raises:
        CourseError: a part of the course is missing.
        BuildError: a part is wrong, or the release as it stands holds a leak.
    """
    plan = _plan(course, None)
    found = [sentence for part in plan.parts for sentence in stale(course, part.assignment)]
    for path, content in sorted(plan.files.items()):
        if not path.is_file():
            found.append(f"{_shown(course, path)} is missing")
        elif path.read_bytes() != content:
            found.append(f"{_shown(course, path)} differs from what its parts make")
    wheel = course.release / wheel_name(course)
    if wheel.is_file():
        different = differences(course, wheel.read_bytes(), _packed(course, plan))
        found += [f"{_shown(course, wheel)}: {difference}" for difference in different]
    else:
        found.append(f"{_shown(course, wheel)} is missing")
    for path in [*plan.gone, *_old_wheels(course)]:
        found.append(f"{_shown(course, path)} is made by nothing")
    _refuse_leaks(course, plan)
    return found


def secrets(course: Course, stems: Collection[str]) -> list[Secret]:
    """What students of these assignments must not see.

    Raises:
        CourseError: a part of the course is missing.
        BuildError: a part is wrong.
    """
    return _plan(course, stems).secrets if stems else []


def _plan(course: Course, stems: Collection[str] | None) -> Plan:
    chosen = course.stems if stems is None else stems
    if not chosen:
        raise CourseError(f"there is no handout in {course.assignments}; write STEM.md there")
    plan = Plan()
    wheel = wheel_name(course)
    for stem in chosen:
        _add(course, load_assignment(course, stem), wheel, plan)
    if stems is None:  # the map is of the whole course
        plan.files |= course_map(course, plan.parts)
    return plan


def _add(course: Course, assignment: Assignment, wheel: str, plan: Plan) -> None:
    """Adds one assignment to a plan."""
    stem = assignment.stem
    handout = read_handout(assignment.handout)
    part = Part(assignment, handout)
    plan.parts.append(part)
    answers = read_solution(assignment.solution)
    tests = read_tests(assignment.suite)
    check_agreement(assignment, handout, answers, tests, read_public(course, stem))
    check_handout(handout, answers)
    check_topics(course, part)
    catalogue = read_catalogue(assignment.suite)
    plan.secrets += secrets_of(handout, answers, tests, read_probes(assignment.suite), catalogue)
    source = {name: (handout.path.parent / name).read_bytes() for name in handout.header.files}
    source[f"{stem}.ipynb"] = source_notebook(course, assignment, handout, answers, wheel)
    release = release_files(course, stem, source)
    for folder, files in ((course.source / stem, source), (course.release / stem, release)):
        plan.files |= {folder / name: content for name, content in files.items()}
    plan.files[outlines(course) / f"{stem}.json"] = outline(stem, release[f"{stem}.ipynb"])
    _refuse_strays(course.source / stem, plan.files)
    plan.gone += _strays(course.release / stem, plan.files)


def _strays(folder: Path, made: Collection[Path]) -> list[Path]:
    """Files in a built folder that nothing makes; hidden ones, such as checkpoints, don't count."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path not in made
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _refuse_strays(folder: Path, made: Collection[Path]) -> None:
    """Somebody put it there by hand, so it isn't ours to delete; nbgrader would hand it out."""
    for path in _strays(folder, made):
        raise BuildError(
            f"{path}:1: nothing makes this file, and nbgrader would put it beside every student's "
            "work; name it under `files:` in the handout's header, or delete it"
        )


def _packed(course: Course, plan: Plan) -> dict[Path, bytes]:
    """What a build adds to the student package, which the wheel is made of before it is written."""
    return {path: text for path, text in plan.files.items() if path.is_relative_to(course.student)}


def _old_wheels(course: Course) -> list[Path]:
    name = wheel_name(course)
    wheels = sorted(course.release.glob(name.split("-")[0] + "-*.whl"))
    return [path for path in wheels if path.name != name]


def _refuse_leaks(course: Course, plan: Plan) -> None:
    """Looks through the release as it will be: what is planned over what is there."""
    there = {path: path.read_bytes() for path in course.release.rglob("*") if path.is_file()}
    planned = {p: c for p, c in plan.files.items() if p.is_relative_to(course.release)}
    gone = {*plan.gone, *_old_wheels(course)}
    files = {path: content for path, content in (there | planned).items() if path not in gone}
    check_release(files, plan.secrets)


def _write(path: Path, content: bytes) -> None:
    """Writes a file so that a reader, or a crash, meets the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)


def _shown(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()
