"""The demo's class with its gradebook on a real PostgreSQL server, by the commands of a TA."""

import os
import shutil
import subprocess
import sysconfig
import threading
from pathlib import Path

import pytest

from autograder.course import find_course
from tests.postgres import PASSWORD, USER

# In a course that was graded before: what is graded anew comes from the journal.
LEFT_OUT = ("gradebook.db", "autograded", "feedback", "reports", "grades.csv")
STEM = "a1_rnn"
SCRIPTS = Path(sysconfig.get_path("scripts"))
ENVIRONMENT = {"PGPASSWORD": PASSWORD, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}


class Course:
    """A copy of the demo's course, and its commands."""

    def __init__(self, root, url):
        self.root = root
        with (root / "nbgrader_config.py").open("a") as settings:
            settings.write(f"\nc.CourseDirectory.db_url = {url!r}\n")

    def run(self, program, *arguments):
        return subprocess.run(
            [SCRIPTS / program, *arguments], cwd=self.root, env=os.environ | ENVIRONMENT,
            capture_output=True, text=True, check=False, timeout=400,
        )  # fmt: skip

    def grade(self, *options):
        return self.run("autograder", "grade", STEM, "--yes", *options)

    def exported(self):
        done = self.run("nbgrader", "export")
        assert done.returncode == 0, done.stderr
        return (self.root / "grades.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def on_a_server(demo_class, postgres, tmp_path_factory):
    root = tmp_path_factory.mktemp("server") / "course"
    ignored = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(demo_class.course.root, root, ignore=ignored)
    return Course(root, postgres.database("demo"))


@pytest.fixture(scope="module")
def graded(on_a_server):
    done = on_a_server.grade()
    assert done.returncode == 0, done.stderr
    return on_a_server


def of_a_file(demo_class):
    run = demo_class.nbgrader("export")
    assert run.returncode == 0, run.stderr
    return (demo_class.course.root / "grades.csv").read_text(encoding="utf-8")


def test_its_export_is_that_of_a_gradebook_in_a_file(graded, demo_class):
    assert graded.exported() == of_a_file(demo_class)
    assert not list(graded.root.glob("gradebook*"))


def test_the_stock_command_grades_the_class_to_the_same_export(graded):
    before = graded.exported()
    done = graded.run("nbgrader", "autograde", STEM, "--force")
    assert done.returncode == 0, done.stderr
    assert graded.exported() == before


def test_two_commands_at_once_leave_what_one_leaves(graded):
    before = graded.exported()
    done = {}
    commands = {"ours": ("autograder", "grade", STEM), "stock": ("nbgrader", "autograde", STEM)}
    threads = [
        threading.Thread(target=lambda name=name: done.update({name: graded.run(*commands[name])}))
        for name in commands
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = "".join(one.stderr for one in done.values() if one.returncode)
    assert all(one.returncode == 0 for one in done.values()) or "Nothing was changed" in told
    assert graded.exported() == before


def test_the_report_and_the_feedback_are_written(graded):
    assert graded.run("autograder", "report", STEM).returncode == 0
    assert graded.run("nbgrader", "generate_feedback", STEM, "--student", "donald").returncode == 0
    page = graded.root / "feedback" / "donald" / STEM / f"{STEM}.html"
    assert "76 of 100" in page.read_text(encoding="utf-8")


def test_the_demo_of_such_a_course_has_a_gradebook_of_its_own(graded, postgres, tmp_path):
    """Else its 24 students would be in the course's."""
    from autograder.cli.demo import _fresh_course
    from autograder.nbgrader_plugin.setup import course_directory, nbgrader_config

    demo = find_course(_fresh_course(find_course(graded.root), tmp_path / "demo"))
    url = course_directory(demo, nbgrader_config(demo)).db_url
    assert url == f"sqlite:///{demo.root / 'gradebook.db'}"


def test_the_tables_hold_the_class_once(graded, postgres):
    students = postgres.ask("demo", "SELECT count(*) FROM student")
    assert students == [(24,)]
    assert postgres.ask("demo", "SELECT current_user")[0] == (USER,)
