import os
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
def zygote():
    """One warm interpreter for all tests: its imports take most of the time."""
    ours = {"NBGRADER_EXECUTION": "autograde", "COURSE_SECRET": "must stay outside"}
    with mock.patch.dict(os.environ, ours):
        zygote = Zygote(secret=(ROOT,))
    with zygote:
        yield zygote.wait()


@pytest.fixture(scope="session")
def a1_rnn():
    """The assignment a1_rnn of this repository."""
    return load_assignment(find_course(ROOT), "a1_rnn")
