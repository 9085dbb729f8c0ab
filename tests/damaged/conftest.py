"""Every kind of damage that we know, one hand-in each."""

import re

from tests.damaged import cells, files, formats, needing_review, partly_gradable  # noqa: F401
from tests.damaged.kinds import KINDS

assert len({kind.student for kind in KINDS}) == len(KINDS)  # one folder each


def pytest_generate_tests(metafunc):
    """Gives a test that asks for `kind` every kind of its outcome, or all of them."""
    if "kind" in metafunc.fixturenames:
        wanted = re.search(r"_(healed|partly|review)_", metafunc.function.__name__)
        chosen = [kind for kind in KINDS if not wanted or kind.outcome == wanted[1]]
        metafunc.parametrize("kind", chosen, ids=lambda kind: kind.student)
