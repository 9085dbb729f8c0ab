"""`build --watch` builds after saves, and not after what it wrote itself."""

import subprocess
import threading
from types import SimpleNamespace

import pytest
from watchfiles import Change

from autograder.authoring import watching


@pytest.mark.parametrize(
    ("path", "builds"),
    [
        ("assignments/a1_rnn.md", True),
        ("autograder/suites/a1_rnn/points.toml", True),
        ("student/unrolled/checks/public/a1_rnn/__init__.py", True),
        ("student/unrolled/checks/baked/a1_rnn.json", False),
        ("student/unrolled/outlines/a1_rnn.json", False),
        ("solutions/__pycache__/a1_rnn.cpython-311.pyc", False),
        ("assignments/.ipynb_checkpoints/a1_rnn-checkpoint.md", False),
        ("assignments/.a1_rnn.md.swp", False),
    ],
)
def test_only_what_people_write_is_built_again(path, builds):
    assert watching.is_source(Change.modified, f"/course/{path}") == builds


def builds(course, monkeypatch, while_building=lambda: None):
    """The builds that are asked for, of which each second one is refused."""
    (course.student / "unrolled").mkdir(parents=True)
    (course.root / "course.toml").write_text("")
    built = []

    def build(command, cwd, check):
        built.append(command[1:])
        while_building()
        return SimpleNamespace(returncode=len(built) % 2)

    monkeypatch.setattr(subprocess, "run", build)
    return built


def test_each_save_builds_once_more_also_after_a_build_that_was_refused(toy, monkeypatch):
    course, assignment = toy
    built = builds(course, monkeypatch)
    statuses = watching.watch(course, ["toy"])
    assert next(statuses) == 1
    for status in (0, 1):
        timer = threading.Timer(0.5, lambda: assignment.solution.write_text("x = 1\n"))
        timer.start()
        assert next(statuses) == status
        timer.join()
    statuses.close()
    assert built == [["build", "toy"]] * 3


def test_a_save_during_a_build_is_built_next(toy, monkeypatch):
    course, assignment = toy
    saves = iter(["x = 1\n"])

    def save():
        for text in saves:
            assignment.solution.write_text(text)

    built = builds(course, monkeypatch, save)
    statuses = watching.watch(course, ["toy"])
    assert [next(statuses), next(statuses)] == [1, 0]
    statuses.close()
    assert len(built) == 2


def test_settings_that_an_editor_saves_by_renaming_are_built(toy, monkeypatch):
    course, _ = toy
    builds(course, monkeypatch)
    statuses = watching.watch(course, ["toy"])
    assert next(statuses) == 1
    saved = course.root / "course.toml~"
    saved.write_text("title = 'New'\n")
    saved.replace(course.root / "course.toml")
    assert next(statuses) == 0
    statuses.close()
