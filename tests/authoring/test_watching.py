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


def test_each_save_builds_once_more_also_after_a_build_that_was_refused(toy, monkeypatch):
    course, assignment = toy
    (course.student / "unrolled").mkdir(parents=True)
    (course.root / "course.toml").write_text("")
    built = []

    def build(command, cwd, check):
        built.append(command[1:])
        return SimpleNamespace(returncode=len(built) % 2)

    monkeypatch.setattr(subprocess, "run", build)
    statuses = watching.watch(course, ["toy"])
    assert next(statuses) == 1
    for status in (0, 1):
        timer = threading.Timer(0.5, lambda: assignment.solution.write_text("x = 1\n"))
        timer.start()
        assert next(statuses) == status
        timer.join()
    statuses.close()
    assert built == [["build", "toy"]] * 3
