"""The zip that Gradescope takes as an autograder: one assignment, graded by our suite in its image.

It holds `setup.sh`, `run_autograder`, and of this repository what grading one assignment needs: the
grader, that assignment's hidden suite, all solutions, the student package and the pinned
requirements.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import autograder
from autograder.atomic import write_whole
from autograder.course import NBGRADER_CONFIG, SETTINGS, Assignment, Course
from autograder.errors import CourseError
from autograder.exporting.gradescope_run import OPTIONS
from autograder.journal import Journal

REPOSITORY = Path(autograder.__file__).parents[1]
# Of the repository: what `make setup` needs, and what it installs.
FILES = ("Makefile", "README.md", "pyproject.toml", "requirements/colab.txt")
LEFT_OUT = frozenset({"__pycache__", ".ipynb_checkpoints"})
EPOCH = (1980, 1, 1, 0, 0, 0)  # so that the same course gives the same zip
PROGRAMS = ("setup.sh", "run_autograder")

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image.
set -eu
ROOT="${UNROLLED_AUTOGRADER:-/autograder}"
apt-get update -qq
apt-get install -y -qq make bubblewrap
# The first Python of at least 3.11 that the image has or can install.
for VERSION in python3 python3.13 python3.12 python3.11; do
  if ! command -v "$VERSION" >/dev/null; then
    apt-get install -y -qq "$VERSION" || continue
  fi
  "$VERSION" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
  VENV="$("$VERSION" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  apt-get install -y -qq "$VENV" || true
  make -C "$ROOT/source" setup PYTHON="$VERSION"
  exit 0
done
echo "No Python of at least 3.11 in this image; take a newer base image (Ubuntu 24.04)." >&2
exit 1
"""

RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each hand-in. It writes results/results.json.
ROOT="${UNROLLED_AUTOGRADER:-/autograder}"
cd "$ROOT/source" || exit 1
PYTHONPATH="$ROOT/source" exec .venv/bin/python -m autograder.exporting.gradescope_run "$ROOT"
"""


def write_autograder_zip(
    course: Course, assignment: Assignment, path: Path, *, protect: bool
) -> list[str]:
    """Writes the zip.

    Args:
        course: the course.
        assignment: what the autograder grades.
        path: where to.
        protect: False grades without the sandbox, in an image that cannot have one.

    Returns:
        The names in it.

    Raises:
        CourseError: this is no clone of the repository, whose files the zip needs.
    """
    stem = assignment.stem
    seed = Journal(course.journal / stem).seed()
    made = {
        "setup.sh": SETUP,
        "run_autograder": RUN,
        OPTIONS: json.dumps({"assignment": stem, "protect": protect}, indent=1),
        # The same inputs for everyone, and the same as in gradings here.
        f"journal/{stem}/seed": str(seed),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in made.items():
            _add(archive, name, text.encode())
        for name, file in sorted(_files(course, assignment)):
            if not file.is_file():
                raise CourseError(
                    f"{file} is missing, and the zip needs it; run this with an autograder that "
                    "was installed from a clone of the repository (`make setup`)"
                )
            _add(archive, name, file.read_bytes())
        names = archive.namelist()
    write_whole(path, data.getvalue())
    return names


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (0o100755 if name in PROGRAMS else 0o100644) << 16
    archive.writestr(info, data)


def _files(course: Course, assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """(Name in the zip, file) of everything that is copied."""
    stem = assignment.stem
    for name in FILES:
        yield name, REPOSITORY / name
    for name in (NBGRADER_CONFIG, SETTINGS):
        yield name, course.root / name
    release = course.release / stem / f"{stem}.ipynb"
    yield release.relative_to(course.root).as_posix(), release
    for other in course.stems:  # settings may name any of them
        yield f"assignments/{other}.md", course.assignments / f"{other}.md"
    yield "solutions/__init__.py", course.solutions / "__init__.py"
    yield f"solutions/{stem}.py", assignment.solution
    yield from _tree(REPOSITORY / "student", "student")
    for name, file in _tree(REPOSITORY / "autograder", "autograder"):
        # No other assignment's hidden tests leave this machine.
        if not name.startswith("autograder/suites/") or name.count("/") == 2:
            yield name, file
    yield from _tree(assignment.suite, f"autograder/suites/{stem}")


def _tree(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in LEFT_OUT and one[0] != ".")
        for file in sorted(files):
            path = Path(at, file)
            if path.suffix != ".pyc" and not file.startswith("."):
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
