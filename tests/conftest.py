import os
import secrets
import shutil
import sys
from pathlib import Path
from unittest import mock

import pytest

from autograder.course import find_course, load_assignment
from autograder.sandbox.client import Zygote

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root():
    """The repository, which is a course too."""
    return ROOT


@pytest.fixture(scope="session")
def planted():
    """A course in the most exposed place there is, a folder that the sandbox shows, and a secret.

    Every file of it holds the secret, and so does its own name.
    """
    secret = f"planted-{secrets.token_hex(8)}"
    course = Path(sys.prefix) / secret
    submission = course / "submitted" / f"grace-{secret}" / "a1_rnn"
    try:
        submission.mkdir(parents=True)
        for path in (course / "points.toml", course / "gradebook.db", submission / "a1_rnn.ipynb"):
            path.write_text(f"# {secret}")
        yield course, secret
    finally:
        shutil.rmtree(course)


@pytest.fixture(scope="session")
def zygote(planted):
    """One warm interpreter for all tests: its imports take most of the time."""
    course, secret = planted
    ours = {"NBGRADER_EXECUTION": "autograde", "COURSE_SECRET": secret}
    with mock.patch.dict(os.environ, ours):
        zygote = Zygote(secret=(ROOT, course))
    with zygote:
        yield zygote.wait()


@pytest.fixture(scope="session")
def a1_rnn():
    """The assignment a1_rnn of this repository."""
    return load_assignment(find_course(ROOT), "a1_rnn")
