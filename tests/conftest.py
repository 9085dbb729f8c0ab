import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from playwright.sync_api import sync_playwright

from autograder import suites
from autograder.course import Assignment, Course, find_course, load_assignment
from autograder.sandbox.client import Zygote
from tests.postgres import running_server

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


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium with real clicks and keys: Debian's, since no registry of Python has one.

    It ends with the module: while it is open, its event loop runs in this thread, where asyncio
    refuses to start another.
    """
    program = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None
    )
    if program is None:
        pytest.skip("NO BROWSER: not tested in one. On Debian and Ubuntu: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server for all tests; skips where none is installed."""
    with running_server() as server:
        yield server


TOY = {
    "assignments/toy.md": "",
    "solutions/toy.py": "def double(x):\n    return 2 * x\n",
    "suites/toy/points.toml": "[questions]\ndouble = 100\n[limits]\nprobe_s = 3\n",
    "suites/toy/probes.py": "def doubled(answer, x):\n    return answer.double(x)\n",
    "suites/toy/misconceptions.py": """
from autograder.testing import misconception

@misconception("double", hint="Twice is not the square.")
def squared(x):
    return x * x
""",
    "suites/toy/test_double.py": """
from autograder.testing import agree, question

@question("double", points=60)
def test_numbers_are_doubled(submission, reference, rng):
    agree(submission, reference, "doubled", {"x": rng.normal(size=5)})

@question("double", points=40)
def test_two_becomes_four(submission, reference):
    agree(submission, reference, "doubled", {"x": 2})
""",
}


@pytest.fixture
def toy(tmp_path):
    """A course of one assignment with one question, and that assignment."""
    for name, text in TOY.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    course = Course(tmp_path, "toys", "Toys", "someone/toys", suites=tmp_path / "suites")
    return course, load_assignment(course, "toy")


TWO = {
    "solutions/two.py": """
import math

def double(x):
    return scaled(x, 2)

def halve(x):
    return scaled(x, 0.5)

def scaled(x, by):
    return x * by

def root(x):
    return math.sqrt(x)
""",
    "suites/two/points.toml": (
        "[questions]\ndouble = 40\nhalve = 30\nroot = 30\n[forbidden]\nroot = ['keras.ops.sqrt']\n"
    ),
    "suites/two/probes.py": """
from autograder.suites.two.probes_asking import ask

def called(answer, name, x):
    return getattr(answer, name)(x)

def rooted(answer, x):
    return ask(answer.root, x)

def same_as_doubled(answer, x):
    return answer.halve(answer.double(x))
""",
    "suites/two/probes_asking.py": """
def ask(function, x):
    return function(x)

def unused(x):
    return x
""",
    "suites/two/draw.py": """
LARGE = 100

def number(rng):
    return rng.normal()

def large(rng):
    return LARGE * rng.normal()
""",
    "suites/two/misconceptions.py": """
from autograder.testing import misconception

@misconception("double", hint="Twice is not the square.")
def squared(x):
    return x * x

@misconception("halve", hint="Half, not a third.")
def third(x):
    return x / 3
""",
    "suites/two/test_double.py": """
from autograder.suites.two.draw import number
from autograder.testing import agree, question

@question("double", points=40)
def test_numbers(submission, reference, rng):
    agree(submission, reference, "called", {"name": "double", "x": number(rng)})
""",
    "suites/two/test_halve.py": """
from autograder.suites.two import draw
from autograder.testing import agree, question

@question("halve", points=30)
def test_large_numbers(submission, reference, rng):
    agree(submission, reference, "called", {"name": "halve", "x": draw.large(rng)})
""",
    "suites/two/test_root.py": """
from autograder.testing import agree, question

@question("root", points=30)
def test_roots(submission, reference, rng):
    agree(submission, reference, "rooted", {"x": 4})
""",
}


@pytest.fixture
def two(toy, tmp_path, monkeypatch) -> Iterator[Assignment]:
    """An assignment of three questions in the toy course; two of them share what they use."""
    for name, text in TWO.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "assignments" / "two.md").write_text("")
    places = [*suites.__path__, str(tmp_path / "suites")]
    monkeypatch.setattr(suites, "__path__", places)  # its modules import each other
    yield load_assignment(toy[0], "two")
    for name in [name for name in sys.modules if name.startswith(f"{suites.__name__}.two")]:
        del sys.modules[name]
