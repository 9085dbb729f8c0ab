import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest

from autograder.course import find_course, load_assignment
from tests.staff.plain_machine import make_plain_machine

ROOT = Path(__file__).parents[2]


def copied_course(root: Path):
    """A course of its own with this repository's assignments."""
    root.mkdir(parents=True)
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("assignments", "solutions", "source", "release", "student"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return find_course(root)


def processes_of(user: int) -> list[str]:
    """The names of the processes in /proc that are a user's and have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            fields = dict(line.split(":\t", 1) for line in path.read_text().splitlines())
            if int(fields["Uid"].split()[0]) == user and not fields["State"].startswith("Z"):
                found.append(path.parent.name)
    return found


@pytest.fixture(scope="package")
def course(tmp_path_factory):
    return copied_course(tmp_path_factory.mktemp("staff") / "course")


@pytest.fixture(scope="package")
def a1(course):
    return load_assignment(course, "a1_rnn")


@pytest.fixture(scope="package")
def plain_python():
    """Python on a machine without nbgrader, in a place that every user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="plain-machine-"))
    folder.chmod(0o755)
    yield make_plain_machine(folder)
    shutil.rmtree(folder)
