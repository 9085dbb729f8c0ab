import io
import re
import zipfile

import pytest

from autograder.build.wheel import build_wheel, differences, wheel_name
from autograder.errors import BuildError, CourseError

PROJECT = "student/pyproject.toml"
MODULE = "student/unrolled/__init__.py"


def members(wheel):
    return set(zipfile.ZipFile(io.BytesIO(wheel)).namelist())


def test_the_wheel_holds_the_package_and_none_of_what_python_or_an_editor_left(toy):
    for name in ("__pycache__/x.pyc", ".ipynb_checkpoints/a.py", ".hidden"):
        toy.write(f"student/unrolled/{name}", "")
    toy.write("student/unrolled/texts/hello.txt", "hello")
    package = {name for name in members(build_wheel(toy.course)) if name.startswith("unrolled/")}
    public = "unrolled/checks/public/a1_toy.py"
    assert package == {"unrolled/__init__.py", "unrolled/texts/hello.txt", public}


def test_the_same_tree_makes_the_same_bytes_at_any_time_and_with_any_permissions(toy, monkeypatch):
    first = build_wheel(toy.course)
    (toy.root / MODULE).touch()
    (toy.root / MODULE).chmod(0o755)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build_wheel(toy.course) == first


def test_the_name_is_the_one_that_notebooks_ask_for(toy):
    assert wheel_name(toy.course) == "unrolled-0.3.0-py3-none-any.whl"


def test_a_fresh_wheel_does_not_differ(toy):
    assert differences(toy.course, build_wheel(toy.course)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "difference"),
    [
        (MODULE, "checked", "looked at", "unrolled/__init__.py has changed"),
        (PROJECT, "0.3.0", "0.3.1", "student/pyproject.toml has changed"),
        (PROJECT, "numpy<3,>=1.26", "numpy", "student/pyproject.toml has changed"),
        (PROJECT, ">=3.11", ">=3.12", "student/pyproject.toml has changed"),
    ],
)
def test_a_change_is_told_without_building(toy, monkeypatch, file, old, new, difference):
    wheel = build_wheel(toy.course)
    toy.replace(file, old, new)
    monkeypatch.setattr("hatchling.builders.wheel.WheelBuilder", None)
    assert differences(toy.course, wheel) == [difference]


def test_files_that_came_and_went_are_told(toy):
    toy.write("student/unrolled/old.py", "")
    wheel = build_wheel(toy.course)
    (toy.root / "student/unrolled/old.py").unlink()
    toy.write("student/unrolled/new.py", "")
    assert differences(toy.course, wheel) == [
        "unrolled/new.py is missing",
        "unrolled/old.py is gone from student/",
    ]


def test_bytes_that_are_no_wheel_differ(toy):
    assert differences(toy.course, b"half a downl") == ["it is not a wheel"]


def test_a_project_without_a_version_is_told_where(toy):
    toy.replace(PROJECT, 'version = "0.3.0"\n', "")
    with pytest.raises(CourseError, match=re.escape(toy.line(PROJECT, "[project]"))):
        wheel_name(toy.course)


def test_a_course_without_a_student_project_says_what_it_is_for(toy):
    (toy.root / PROJECT).unlink()
    with pytest.raises(CourseError, match=r"pyproject\.toml is missing: notebooks install"):
        build_wheel(toy.course)


def test_a_project_that_hatchling_refuses_is_told_with_its_reason(toy):
    toy.replace(PROJECT, 'description = "Checks"', 'readme = "GONE.md"')
    with pytest.raises(BuildError, match=r"pyproject\.toml:1: hatchling cannot .*GONE\.md"):
        build_wheel(toy.course)
