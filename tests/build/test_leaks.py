import io
import json
import re
import zipfile

import numpy as np
import pytest

from autograder.build.handout import read_handout
from autograder.build.leaks import check_handout, check_release, secrets_of
from autograder.build.solution import read_solution
from autograder.build.suite import read_probes, read_tests
from autograder.catalogue import read_catalogue
from autograder.course import load_assignment
from autograder.errors import BuildError, LeakFound

HANDOUT = "assignments/a1_toy.md"
REPLACED = "Multiply by a factor, then add an offset."


def notebook(*sources, metadata=None):
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": metadata or {}, "source": source}
        for n, source in enumerate(sources, start=1)
    ]
    return json.dumps({"cells": cells, "metadata": {}}, indent=1).encode()


def archive(**members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/"), text)
    return data.getvalue()


@pytest.fixture
def secrets(toy):
    assignment = load_assignment(toy.course, "a1_toy")
    return secrets_of(
        read_handout(assignment.handout),
        read_solution(assignment.solution),
        read_tests(assignment.suite),
        read_probes(assignment.suite),
        read_catalogue(assignment.suite),
    )


@pytest.fixture
def scan(toy, secrets):
    def scan(content, name="a1_toy/a1_toy.ipynb"):
        check_release({toy.course.release / name: content}, secrets)

    return scan


FIRST, SECOND = "product = np.multiply(factor, x)", "return np.add(product, offset)"
CALL = "scale(x, self.factor, offset=0.0)"
PLANTED = {
    "as it stands": f"{FIRST}\n{SECOND}",
    "indented, after other code": f"def f():\n    y = 1\n    {FIRST}\n    {SECOND}",
    "without the return": f"print({CALL})",
    "with comments and blank lines": f"{FIRST}  # first\n\n# then\n{SECOND}",
    "broken over lines": f"product = np.multiply(\n  factor,\n  x\n)\n{SECOND}",
    "in brackets": "product = (np.multiply((factor), x))\nreturn (np.add(product, offset))",
    "in a text": f"> Hint: `{CALL}` does it.",
    "written": "Since sums and multiples\nof inputs go over into sums and multiples of outputs.",
}


@pytest.mark.parametrize("how", PLANTED)
def test_a_planted_answer_is_found(scan, how):
    with pytest.raises(LeakFound, match=r"cell 2 \(`c2`\) holds the (solution|model answer) of"):
        scan(notebook("import numpy", PLANTED[how]))


HIDDEN = {
    "hidden test `test_factor_multiplies_every_entry`": (
        'given = {"x": rng.normal(size=(4,)), "factor": 3.0, "offset": 0.0}\n'
        'agree(submission, reference, "scaled_once", given)'
    ),
    "hidden test `test_offset_is_added_once`": "see test_offset_is_added_once for more",
    "probe `scaler_called_twice`": (
        "def f(answer, x):\n    scaler = answer.Scaler(2.5)\n"
        "    return [scaler(x), scaler(scaler(x))]"
    ),
    "misconception `offset_multiplied_as_well`": (
        "shifted = np.add(x, offset)\nreturn np.multiply(factor, shifted)"
    ),
    "variant `with_operators_instead`": "y = np.asarray(factor) * x + offset",
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_is_hidden_is_found(scan, what):
    with pytest.raises(LeakFound, match=re.escape(f"holds the {what}")):
        scan(notebook(HIDDEN[what]))


def test_the_message_names_file_line_cell_secret_and_where_it_comes_from(toy, scan):
    with pytest.raises(LeakFound) as found:
        scan(notebook("x = 1", PLANTED["as it stands"]))
    line = notebook("x = 1", PLANTED["as it stands"]).decode().splitlines().index('   "id": "c2",')
    assert str(found.value) == (
        f"{toy.course.release / 'a1_toy/a1_toy.ipynb'}:{line + 1}: cell 2 (`c2`) holds the "
        f"solution of `scale` ({toy.root / 'solutions/a1_toy.py'}:11): "
        "`product=np.multiply(factor,x)np.add(product,offset)`"
    )


def test_an_answer_in_the_metadata_is_found(scan):
    with pytest.raises(LeakFound, match="cell 1"):
        scan(notebook("x = 1", metadata={"note": {"deep": [PLANTED["in a text"]]}}))


def test_an_answer_in_the_wheel_is_found_with_its_member(scan):
    wheel = archive(unrolled__data=f"def f(self, x):\n    return {CALL}")
    with pytest.raises(LeakFound, match=r"whl:1: unrolled/data holds the solution of `Scaler`"):
        scan(wheel, "unrolled-1-py3-none-any.whl")


def test_a_misconception_may_be_named_in_baked_data_but_not_shown(scan):
    scan(archive(unrolled__checks__baked__t='{"offset_multiplied_as_well": "hint"}'), "u.whl")
    shown = HIDDEN["misconception `offset_multiplied_as_well`"]
    with pytest.raises(LeakFound, match="holds the misconception"):
        scan(archive(unrolled__checks__baked__t=shown), "u.whl")


INNOCENT = {
    "a call of the student's own functions": "print(scale(np.ones(3), 2.0, 1.0))\nScaler(2.0)(1.0)",
    "one step of an answer": "product = np.multiply(a, b)",
    "a probe's plain call": "def probe(answer, x):\n    return answer.scale(x, 2.0, 1.0)",
    "the given part of a class": "def __init__(self, factor):\n    self.factor = factor",
    "words": "The offset is added once, and the factor multiplies every entry.",
    "bytes that are no text": "\udcff",
}


@pytest.mark.parametrize("what", INNOCENT)
def test_there_is_no_false_alarm_about(scan, what):
    scan(INNOCENT[what].encode(errors="surrogateescape"), "notes.txt")


def test_arrays_and_broken_json_are_no_leak(scan):
    arrays = io.BytesIO()
    np.savez(arrays, x=np.arange(3.0))
    scan(archive(unrolled__x=arrays.getvalue()), "u.whl")
    scan(arrays.getvalue(), "baked.npz")
    scan(b"{", "broken.ipynb")


def test_a_tiny_answer_is_no_secret(toy, scan):
    # `return self.factor < other.factor` is short, and only the whole of it counts.
    scan(b"if self.factor < other:\n    return ids")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        (REPLACED, "First `product = np.multiply(factor, x)`, you see.", "First"),
        (REPLACED, "Or:\n\n~~~\ny = scale(x, self.factor, offset=0.0)\n~~~", "y = scale"),
        ("print(", "y = 1\nproduct = np.multiply(factor, x)\nprint(", "product"),
    ],
)
def test_a_handout_that_gives_an_answer_away_is_refused(toy, old, new, at):
    toy.replace(HANDOUT, old, new)
    answers = read_solution(toy.root / "solutions/a1_toy.py")
    with pytest.raises(BuildError, match="this gives away the solution of") as refused:
        check_handout(read_handout(toy.root / HANDOUT), answers)
    assert str(refused.value).startswith(toy.line(HANDOUT, at))


def test_a_docstring_that_gives_an_answer_away_is_refused(toy):
    toy.replace("solutions/a1_toy.py", "Remembers a factor.", "See np.multiply(factor, x) there.")
    toy.replace("solutions/a1_toy.py", "Return factor", "product = np.multiply(factor, x). Return")
    answers = read_solution(toy.root / "solutions/a1_toy.py")
    with pytest.raises(BuildError, match="gives away the solution of `scale`") as refused:
        check_handout(read_handout(toy.root / HANDOUT), answers)
    assert str(refused.value).startswith(toy.line("solutions/a1_toy.py", "Return"))
