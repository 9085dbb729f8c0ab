from dataclasses import replace

import pytest

from autograder.course import find_course
from autograder.grade import Grader
from autograder.notebook import Cell, Handin
from autograder.sandbox.limits import Limits
from autograder.testing.memo import Memo

SEED = 20270201
IMPORTS = "import os, sys\nimport keras\nimport numpy as np\nimport tensorflow as tf\n"


@pytest.fixture(scope="session")
def graded(root, zygote, a1_rnn, tmp_path_factory):
    """Grades one question of a notebook of these cells with the real suite, on fixed inputs."""
    limits = replace(Limits().replaced(a1_rnn.limits), probe_s=3.0, cell_s=3.0)
    grader = Grader(find_course(root), a1_rnn, zygote, SEED, limits)
    grader._memo = Memo(tmp_path_factory.mktemp("memo"))  # not the folder of a course at work

    def graded(question, answer, *others):
        own = [Cell(f"own-{i}", source, "own") for i, source in enumerate(others)]
        cells = (Cell("imports", IMPORTS, "setup"), Cell("a", answer, "answer", question), *own)
        return grader.grade(Handin("a1_rnn", cells), only=question)

    return graded
