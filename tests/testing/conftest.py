import pytest

from autograder.notebook import Cell
from autograder.sandbox.limits import Limits
from autograder.testing.implementation import Implementation

PROBES = {"probes": "def doubled(answer, x):\n    return 2 * answer.f(x)\n"}


@pytest.fixture
def implement(zygote):
    """Makes implementations of some cells, and closes them after the test."""
    made = []

    def implement(*sources, kind=Implementation, probes=PROBES, memo=None, **limits):
        cells = [
            Cell(f"c{i}", source, "answer", source[4] if source[:4] == "def " else "")
            for i, source in enumerate(sources)
        ]
        policy = Limits().replaced(limits)
        made.append(kind(tuple(cells), probes, zygote, policy, memo=memo))
        return made[-1]

    yield implement
    for one in made:
        one.close()
