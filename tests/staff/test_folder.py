"""The staff folder: never where students look, and no secret in the notebook itself."""

import json
import zipfile

import pytest

from autograder.build.leaks import check_release
from autograder.build.pipeline import secrets
from autograder.errors import CourseError, StaleBuild
from autograder.publishing.tree import MARK
from autograder.staff import folder as module
from autograder.staff.carried import carried_course
from autograder.staff.folder import NOTEBOOK, write_staff_folder


@pytest.fixture
def write(course, monkeypatch):
    """Writes a staff folder; whether the release is current is not asked."""
    stale = []
    monkeypatch.setattr(module, "stale_files", lambda _: stale)
    monkeypatch.setattr(module, "build_staff_wheel", lambda _: b"a wheel")

    def written(folder, *reasons):
        stale[:] = reasons
        return write_staff_folder(course, folder)

    return written


@pytest.mark.parametrize("place", ["release", "release/a1_rnn", "source/new", "feedback/ada"])
def test_it_is_not_written_where_students_get_it(write, course, place):
    with pytest.raises(CourseError, match="hidden tests and solutions, and students get"):
        write(course.root / place)


def test_it_is_not_written_into_the_repository_that_students_read(write, tmp_path):
    (tmp_path / "README.md").write_text(f"{MARK}\n# A course\n")
    with pytest.raises(CourseError, match="is the repository that students read from"):
        write(tmp_path / "release" / "staff")
    assert not (tmp_path / "release").exists()


def test_a_link_to_the_release_does_not_help(write, course, tmp_path):
    (tmp_path / "elsewhere").symlink_to(course.release)
    with pytest.raises(CourseError, match="students get"):
        write(tmp_path / "elsewhere" / "staff")


def test_a_stale_release_is_refused(write, tmp_path):
    with pytest.raises(StaleBuild, match="release/a1 is stale"):
        write(tmp_path / "staff", "release/a1 is stale")


def test_the_folder_is_for_its_owner_alone_and_keeps_hand_ins(write, tmp_path):
    notebook, wheel = write(tmp_path / "staff")
    (tmp_path / "staff" / "submitted").mkdir()
    assert (tmp_path / "staff").stat().st_mode & 0o077 == 0
    before = notebook.read_bytes()
    write(tmp_path / "staff")
    assert notebook.read_bytes() == before
    assert (tmp_path / "staff" / "submitted").is_dir()
    assert wheel.suffix == ".whl"


def test_the_notebook_warns_and_holds_no_answer_and_no_hidden_test(write, course, tmp_path):
    notebook, _ = write(tmp_path / "staff")
    hidden = secrets(course, course.stems)
    check_release({notebook: notebook.read_bytes()}, hidden)
    nb = json.loads(notebook.read_bytes())
    first = "".join(nb["cells"][0]["source"])
    assert "Never share this folder" in first
    assert "no sandbox" in first
    assert all(cell.get("outputs", []) == [] for cell in nb["cells"])
    assert notebook.name == NOTEBOOK


def test_the_wheel_carries_the_course_and_asks_for_nothing_that_runs_notebooks(course, tmp_path):
    wheel = tmp_path / "staff.whl"
    wheel.write_bytes(module.build_staff_wheel(course))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = [name for name in names if name.endswith("/METADATA")]
        told = archive.read(metadata).decode()
    required = {line.split()[1] for line in told.splitlines() if line.startswith("Requires-Dist")}
    assert required == {
        *("jinja2", "markupsafe", "msgspec", "nbformat", "pytest>=8", "rapidfuzz", "rich")
    }
    assert "Private :: Do Not Upload" in told  # PyPI refuses it
    for stem in course.stems:
        assert f"autograder/staff/course/solutions/{stem}.py" in names
        assert f"autograder/staff/course/release/{stem}/{stem}.ipynb" in names
        assert f"autograder/staff/course/journal/{stem}/seed" in names
        assert f"autograder/suites/{stem}/points.toml" in names


def test_an_autograder_from_no_staff_wheel_says_so():
    with pytest.raises(CourseError, match="was not installed from a staff wheel"):
        carried_course()
