"""nbgrader's own exchange with our course: from the release to the page that a student fetches."""

import csv
import os
import shutil
import subprocess
import sys
import sysconfig

import nbformat
import pytest

from autograder.course import find_course

STEM = "a1_rnn"
# As in an activated environment: nbgrader calls `alembic` by name when it makes a gradebook.
ACTIVATED = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])


class Exchange:
    """One course, one student, and the folder between them."""

    def __init__(self, course, student, between):
        self.course, self.student, self.between = course, student, between
        self.homes = {course.root: course.root / "home", student: student / "home"}
        for home in self.homes.values():
            home.mkdir()

    def run(self, folder, command, *arguments):
        """Runs a stock command in a folder; returns what it logs."""
        options = [
            f"--Exchange.root={self.between}",
            f"--Exchange.cache={self.homes[folder]}/cache",
            f"--course={self.course.course_id}",
        ]
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, STEM, *options, *arguments],
            cwd=folder, env=os.environ | {"HOME": str(self.homes[folder]), "PATH": ACTIVATED},
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stderr

    def as_ta(self, command, *arguments):
        return self.run(self.course.root, command, *arguments)

    def as_student(self, command, *arguments):
        return self.run(self.student, command, *arguments)


@pytest.fixture(scope="module")
def exchange(demo_class, tmp_path_factory):
    """The demo's course with nobody in it; what donald wrote there waits to be handed in."""
    root = tmp_path_factory.mktemp("exchange") / "course"
    kept_out = shutil.ignore_patterns("submitted", "autograded", "feedback", "gradebook.db")
    shutil.copytree(demo_class.course.root, root, ignore=kept_out)
    student, between = tmp_path_factory.mktemp("student"), tmp_path_factory.mktemp("between")
    between.chmod(0o777)
    return Exchange(find_course(root), student, between)


@pytest.fixture(scope="module")
def handed_in(exchange, demo_class):
    """Released, fetched, filled in, handed in and collected; returns whose folder that made."""
    exchange.as_ta("release_assignment")
    exchange.as_student("fetch_assignment")
    fetched = exchange.student / STEM / f"{STEM}.ipynb"
    released = exchange.course.release / STEM / f"{STEM}.ipynb"
    assert nbformat.read(fetched, 4) == nbformat.read(released, 4)
    fetched.chmod(0o644)
    shutil.copy(demo_class.course.submitted / "donald" / STEM / f"{STEM}.ipynb", fetched)
    exchange.as_student("submit")
    exchange.as_ta("collect")
    (student,) = os.listdir(exchange.course.submitted)
    return student


@pytest.fixture(scope="module")
def graded(exchange, handed_in):
    log = exchange.as_ta("autograde")
    assert "ERROR" not in log
    return handed_in


def test_what_was_collected_is_graded_with_the_points_it_has_elsewhere(
    exchange, graded, demo_class
):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export"],
        cwd=exchange.course.root, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with (exchange.course.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["student_id"] == graded
    assert float(line["score"]) == demo_class.verdicts["donald"].earned
    assert line["timestamp"]


def test_the_student_fetches_the_page_and_it_opens(exchange, graded, browser):
    exchange.as_ta("generate_feedback")
    exchange.as_ta("release_feedback")
    exchange.as_student("fetch_feedback")
    (path,) = (exchange.student / STEM / "feedback").rglob("*.html")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    assert "76 of 100" in page.inner_text("body")
    assert "recurrent kernel transposed" in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert errors == []
    page.close()


def test_nothing_of_the_staffs_lies_in_the_exchange_or_with_the_student(exchange, graded):
    secrets = ("### BEGIN SOLUTION", "Grading: a fifth of the points", "def test_")
    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for folder in (exchange.between, exchange.student / STEM)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert len(texts) >= 4
    for secret in secrets:
        assert not any(secret in text for text in texts), secret
