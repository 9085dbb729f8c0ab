"""The page on the architecture names modules that there are, and every package."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
STAFF, STUDENT = ROOT / "autograder", ROOT / "student" / "unrolled"


def modules(folder):
    paths = [path for path in folder.rglob("*.py") if path.stem != "__init__"]
    return {path.relative_to(folder).as_posix() for path in paths}


def test_every_file_that_it_names_exists():
    known = modules(STAFF) | modules(STUDENT)
    named = set(re.findall(r"`(?:autograder/)?([a-z_/]+\.py)`", PAGE))
    assert named
    gone = {one for one in named if not any(f"/{path}".endswith(f"/{one}") for path in known)}
    assert gone == {"tests/test_architecture.py"} & named  # which lies outside both


def test_the_table_of_steps_names_modules_and_packages():
    table = PAGE[PAGE.index("| step |") : PAGE.index("`autograder.cli` holds")]
    named = {
        name
        for row in table.splitlines()[2:]
        if row.startswith("|")
        for name in re.findall(r"`([a-z_]+)`", row.split("|")[2])
    }
    assert named
    assert {
        name for name in named if not list(STAFF.glob(f"{name}.py")) + list(STAFF.glob(f"{name}/"))
    } == set()


def test_every_package_of_the_staffs_is_on_it():
    packages = {path.parent.name for path in STAFF.glob("*/__init__.py")} - {"suites"}
    assert {name for name in packages if name not in PAGE} == set()
