"""Answers that were cut in two."""

import pytest

from autograder.notebook import heal

CLASS = "class fold:\n    def one(self):\n        return 1\n"
METHOD = "    def two(self):\n        return 2\n"


def after(nb, cell_id, new):
    place = next(i for i, cell in enumerate(nb.cells) if cell.get("id") == cell_id)
    nb.cells.insert(place + 1, new)


def answer_of(nb, cell_id):
    return next(cell for cell in nb.cells if cell.id == cell_id).source


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("def step(x):\n    '''Twice.'''", "    y = x + x\n    return y"),
        ("def step(x):", "    return 2 * x"),
        ("def step(x):\n    return (2", "        * x)"),
        ("def step(x):\n    for i in range(2):", "        x = x + 1\n    return x"),
        ("def step(x):\n    if x:\n        return 0", "    else:\n        return 2 * x"),
        ("class step:\n    def one(self):\n        pass", METHOD),
    ],
)
def test_two_halves_that_need_each_other_are_joined(first, rest, answered, release, at, code):
    answered.cells[at(answered, "step-answer")].source = first
    after(answered, "step-answer", code(rest))
    healed, sentences = heal(answered, release)
    assert answer_of(healed, "step-answer") == f"{first}\n{rest}"
    assert sentences == ("The answer of `step` was split over several cells; they were joined.",)


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("def step(x):\n    return 2 * x", "print(step(2))"),
        ("def step(x):\n    return 2 * x", "    print(step(2))"),
        ("class step:\n    pass", "    x = step()"),
        ("def step(x:\n    return 2 * x", "print(step(2))"),
        ("def step(x):\n    return 2 * x", "    def helper(x):\n        return x"),
        ("def step(x):\n    return 2 * x", "    return ("),
        ("def step(x):\n    return 2 * x", ""),
    ],
)
def test_a_cell_that_does_not_need_the_answer_stays_alone(first, rest, answered, release, at, code):
    answered.cells[at(answered, "step-answer")].source = first
    after(answered, "step-answer", code(rest))
    healed, _ = heal(answered, release)
    assert answer_of(healed, "step-answer") == first
    assert answer_of(healed, "own-1") == rest


def test_a_class_in_three_parts_is_one_again(answered, release, at, code):
    answered.cells[at(answered, "fold-answer")].source = CLASS
    after(answered, "fold-answer", code(METHOD.replace("two", "three")))
    after(answered, "fold-answer", code(METHOD))
    healed, sentences = heal(answered, release)
    names = [line.split("(")[0].split()[-1] for line in answer_of(healed, "fold-answer").split("\n")
             if "def " in line]  # fmt: skip
    assert names == ["one", "two", "three"]
    assert len(sentences) == 1


def test_the_halves_of_an_editor_that_copies_the_marks_are_joined(answered, release, at, code):
    here = answered.cells[at(answered, "step-answer")]
    here.source = "def step(x):\n    '''Twice.'''"
    after(answered, "step-answer", code("    return 2 * x", **here.metadata))
    healed, _ = heal(answered, release)
    assert answer_of(healed, "step-answer") == "def step(x):\n    '''Twice.'''\n    return 2 * x"
