"""Has nbgrader make the students' version of a notebook.

`nbgrader generate_assignment` runs in a folder of its own and without a gradebook, so a build
depends on nothing that lies around in the course, and changes none of it. The settings are the
course's own: the same command run in the course makes the same bytes.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.course import NBGRADER_CONFIG, Course
from autograder.errors import BuildError

# nbgrader's own account goes into our message, not to the terminal as well.
LOG = logging.getLogger("autograder.build.nbgrader")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False

EXCEPTION = re.compile(r"[\w.]+(Error|Exception): ")


def release_files(course: Course, stem: str, source: Mapping[str, bytes]) -> dict[str, bytes]:
    """Makes the files of `release/STEM/` from those of `source/STEM/`.

    Args:
        course: the course, whose nbgrader settings hold.
        stem: the assignment.
        source: path below `source/STEM/` -> content.

    Returns:
        Path below `release/STEM/` -> content.

    Raises:
        BuildError: nbgrader refuses the notebook.
    """
    with tempfile.TemporaryDirectory(prefix="unrolled-release-") as folder:
        root = Path(folder).resolve()
        for name, content in source.items():
            path = root / "source" / stem / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _generate(course, stem, root)
        made = root / "release" / stem
        return {
            path.relative_to(made).as_posix(): path.read_bytes()
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }


def _generate(course: Course, stem: str, root: Path) -> None:
    # nbgrader brings SQLAlchemy and the Jupyter server along: seconds that only a build waits for.
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log
    from traitlets.config import Config, PyFileConfigLoader

    settings = Config()
    if (course.root / NBGRADER_CONFIG).is_file():
        settings = PyFileConfigLoader(NBGRADER_CONFIG, str(course.root)).load_config()
    own = Config()
    own.CourseDirectory.root = str(root)
    own.CourseDirectory.assignment_id = stem
    own.GenerateAssignment.no_database = True
    own.SaveCells.enabled = False
    settings.merge(own)
    directory = CourseDirectory(config=settings)
    converter = GenerateAssignment(coursedir=directory, config=settings, log=LOG)
    outcome = capture_log(converter)
    if not outcome["success"]:
        log = [line.strip() for line in outcome.get("log", "").splitlines() if line.strip()]
        raised = [line for line in log if EXCEPTION.match(line)]
        raise BuildError(
            f"{course.source / stem / stem}.ipynb:1: nbgrader cannot make the students' version: "
            + " | ".join(raised[-1:] or log[-5:])
        )
