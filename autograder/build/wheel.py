"""Builds the wheel of the student package, which notebooks install on Colab.

The wheel is made from a clean copy of `student/`, with hatchling's fixed time stamp: the same files
make the same bytes. Whether it is current is told from its members, without building.
"""

from __future__ import annotations

import email.message
import email.parser
import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from autograder.course import Course
from autograder.errors import BuildError, CourseError
from autograder.settings import read_settings

PACKAGE = "unrolled"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "dist", "build", "*.egg-info")

# 2020-02-02, the moment that hatchling itself takes where none is set.
EPOCH = "1580601600"


def wheel_name(course: Course) -> str:
    """File name of the wheel that the student project makes.

    Raises:
        CourseError: there is no student project, or it doesn't give its name and version.
    """
    project = _project(course)
    name = re.sub(r"[-_.]+", "_", project["name"]).lower()
    return f"{name}-{project['version']}-py3-none-any.whl"


def build_wheel(course: Course, packed: Mapping[Path, bytes] | None = None) -> bytes:
    """Builds the student package.

    Args:
        course: the course.
        packed: path -> content of files in `student/` that the build has yet to write.

    Raises:
        CourseError: there is no student project.
        BuildError: hatchling refuses it.
    """
    # Only a build needs hatchling; telling whether one is needed doesn't.
    from hatchling.builders.wheel import WheelBuilder

    name = wheel_name(course)
    with tempfile.TemporaryDirectory(prefix="unrolled-wheel-") as folder:
        project = Path(folder) / "student"
        # Contents only: permissions and times of the originals would show in the wheel.
        shutil.copytree(course.student, project, ignore=LEFT_OUT, copy_function=shutil.copyfile)
        for path, content in (packed or {}).items():
            copy = project / path.relative_to(course.student)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        try:
            with _environment("SOURCE_DATE_EPOCH", EPOCH):
                built = list(WheelBuilder(str(project)).build(directory=folder))
        except Exception as error:
            # hatchling raises ordinary exceptions for whatever is wrong in a project.
            raise BuildError(
                f"{course.student / 'pyproject.toml'}:1: hatchling cannot build this: {error}"
            ) from error
        made = Path(built[0])
        if made.name != name:
            raise BuildError(
                f"{course.student / 'pyproject.toml'}:1: the wheel came out as {made.name}; "
                f"expected {name}"
            )
        return made.read_bytes()


def differences(
    course: Course, wheel: bytes, packed: Mapping[Path, bytes] | None = None
) -> list[str]:
    """What tells a wheel from the student project, one phrase each; empty where it is current.

    Args:
        course: the course.
        wheel: the wheel's bytes.
        packed: see `build_wheel`.

    Raises:
        CourseError: there is no student project.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return ["it is not a wheel"]
    inside = {name: data for name, data in members.items() if name.startswith(f"{PACKAGE}/")}
    written = {p.relative_to(course.student).as_posix(): b for p, b in (packed or {}).items()}
    tree = _tree(course) | written
    found = [f"{name} is missing" for name in tree.keys() - inside.keys()]
    found += [f"{name} is gone from student/" for name in inside.keys() - tree.keys()]
    found += [
        f"{name} has changed" for name in tree.keys() & inside.keys() if tree[name] != inside[name]
    ]
    metadata = next((v for k, v in members.items() if k.endswith(".dist-info/METADATA")), b"")
    headers = email.parser.Parser().parsestr(metadata.decode("utf-8"))
    if _described(headers) != _expected(_project(course)):
        found.append("student/pyproject.toml has changed")
    return sorted(found)


def _project(course: Course) -> dict[str, Any]:
    path = course.student / "pyproject.toml"
    if not path.is_file():
        raise CourseError(
            f"{path} is missing: notebooks install the student package that it describes"
        )
    settings = read_settings(path, CourseError)
    project = settings.table("project")
    for key in ("name", "version"):
        if not isinstance(project.get(key), str):
            raise settings.wrong(
                f"`{key}` is missing; expected it written out, since the notebooks name the wheel",
                "project",
                key,
            )
    return project


def _tree(course: Course) -> dict[str, bytes]:
    """Wheel member -> content, as the package's folder has it."""
    files: dict[str, bytes] = {}
    for folder, subfolders, names in os.walk(course.student / PACKAGE):
        left_out = LEFT_OUT(folder, subfolders + names)
        subfolders[:] = sorted(set(subfolders) - left_out)
        for name in sorted(set(names) - left_out):
            path = Path(folder) / name
            files[path.relative_to(course.student).as_posix()] = path.read_bytes()
    return files


def _expected(project: Mapping[str, Any]) -> tuple[object, ...]:
    """What the metadata of a current wheel says."""
    return (
        project["name"],
        project["version"],
        project.get("description"),
        _specifiers(project.get("requires-python") or ""),
        {str(Requirement(text)) for text in project.get("dependencies", [])},
    )


def _described(headers: email.message.Message) -> tuple[object, ...]:
    """What a wheel's metadata says, in the form of `_expected`."""
    required = headers.get_all("Requires-Dist") or []
    return (
        headers["Name"],
        headers["Version"],
        headers["Summary"],
        _specifiers(headers["Requires-Python"] or ""),
        {str(Requirement(text)) for text in required if "extra ==" not in text},
    )


def _specifiers(text: str) -> set[str]:
    # The order of `>=3.5,<4` is free, and hatchling sorts it.
    return {part.strip() for part in text.split(",") if part.strip()}


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
