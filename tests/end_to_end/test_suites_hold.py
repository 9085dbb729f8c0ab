"""Every suite tells right from wrong: the proof that an instructor runs, on every assignment."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.proving import prove_suite
from autograder.course import find_course, load_assignment

COURSE = find_course(Path(__file__))
# One seed, so that a failure here can be repeated; `autograder prove` draws a new one every time.
SEED = 313979688


@pytest.mark.parametrize("stem", COURSE.stems)
def test_every_misconception_is_rejected_and_every_variant_passes(stem):
    console = Console(file=io.StringIO(), width=160)
    holds = prove_suite(COURSE, load_assignment(COURSE, stem), None, console, SEED)
    told = [line for line in console.file.getvalue().splitlines() if "✗" in line or "seed" in line]
    assert holds, "\n".join(told)
