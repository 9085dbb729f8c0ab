"""A small assignment, its notebook, and what is said of it."""

import json

from unrolled.handin.comparing import compare
from unrolled.handin.finding import find
from unrolled.handin.inspecting import inspect
from unrolled.handin.saved import read
from unrolled.handin.session import Session
from unrolled.outline import Outline, OutlinedCell, plain

RELEASED = "def step(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
CLASS = (
    "class Cell:\n"
    "    def call(self):\n        raise NotImplementedError()\n\n"
    "    def config(self):\n        raise NotImplementedError()"
)
ANSWER = "def step(x):\n    return 2 * x"
WHOLE = (
    "class Cell:\n    def call(self):\n        return 1\n\n    def config(self):\n        return {}"
)
OUTLINE = Outline(
    "a0_toy",
    "Toys",
    (
        OutlinedCell("step-answer", "answer", "step", RELEASED),
        OutlinedCell("step", "check", "step", 'check("step")', 60),
        OutlinedCell("why", "written", "why", "YOUR ANSWER HERE", 10),
        OutlinedCell("Cell-answer", "answer", "Cell", CLASS),
        OutlinedCell("Cell", "check", "Cell", 'check("Cell")', 30),
    ),
)
HERE = 'from unrolled import hand_in\n\nhand_in("a0_toy")'


def code(name, source, count=None, outputs=()):
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    return {
        "cell_type": "code",
        "id": name or "own",
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
        "execution_count": count,
        "outputs": list(outputs),
    }


def text(name, source):
    cell = {"cell_type": "markdown", "id": name, "source": source}
    return cell | {"metadata": {"nbgrader": {"grade_id": name}} if name else {}}


RAN = ["", ANSWER, 'check("step")', WHOLE, 'check("Cell")', HERE]


def cell_of(nb, name):
    return next(cell for cell in nb["cells"] if cell["id"] == name)


def parsed(nb):
    return read(json.dumps(nb).encode(), "toy.ipynb")


def said(nb, level=None):
    items = inspect(parsed(nb), OUTLINE)
    return [item.sentence for item in items if level in (None, item.level)]


def compared(nb, ran=RAN, saved_s=100.0, started_s=50.0):
    """What is said by level, of a file against the cells that ran; the last one runs now."""
    session = Session([plain(source) for source in ran], started_s)
    found = {"mend": [], "look": [], "fine": []}
    for item in compare(parsed(nb), OUTLINE, session, saved_s):
        found[item.level].append(item.sentence)
    return found


def found(path=None, **names):
    return find("a0_toy", path, Session(names=names))
