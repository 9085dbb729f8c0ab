"""What the student package is told of a notebook: nothing that does not stand in the release."""

import json
import zipfile

import pytest

from autograder.build import build


@pytest.fixture
def outlined(toy):
    build(toy.course)
    return json.loads(toy.read("student/unrolled/outlines/a1_toy.json"))


def test_it_has_the_graded_cells_in_the_notebooks_order(outlined):
    assert (outlined["assignment"], outlined["title"]) == ("a1_toy", "Toys")
    assert [(c["name"], c["kind"], c["question"], c.get("points")) for c in outlined["cells"]] == [
        ("scale-answer", "answer", "scale", None),
        ("scale", "check", "scale", 50),
        ("why_linear", "written", "why_linear", 10),
        ("Scaler-answer", "answer", "Scaler", None),
        ("Scaler", "check", "Scaler", 40),
    ]


def test_its_texts_are_those_of_the_release_and_hold_no_answer(toy, outlined):
    released = json.loads(toy.read("release/a1_toy/a1_toy.ipynb"))
    sources = {cell["id"]: "".join(cell["source"]) for cell in released["cells"]}
    for cell in outlined["cells"]:
        assert cell["source"] == sources[cell["name"]]
    assert "YOUR CODE HERE" in outlined["cells"][0]["source"]
    assert "sums and multiples" not in json.dumps(outlined)


def test_the_wheel_has_it(toy, outlined):
    with zipfile.ZipFile(toy.root / "release" / "unrolled-0.3.0-py3-none-any.whl") as wheel:
        assert json.loads(wheel.read("unrolled/outlines/a1_toy.json")) == outlined
