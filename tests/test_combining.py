"""Two known mistakes in one answer: how they are put together, and what cannot be."""

from pathlib import Path

import numpy as np
import pytest

from autograder.catalogue import Catalogue, Misconception, Variant
from autograder.combining import pair_named, pairs_of

SOLUTION = '''
def scale(x, factor, offset):
    """Scale, then move."""
    # one line
    return x * factor + offset


class Counter:
    step = 1

    def count(self, n):
        return self.first() + n * self.step

    def first(self):
        return 0
'''


def wrong(name, source, question="scale"):
    head = "class" if source.startswith("class") else "def"
    return Misconception(
        name, question, source.replace(f"{head} _", f"{head} {name}"), "", 1, Path(), hint=name
    )


DOUBLED = wrong("doubled", "def _(x, factor, offset):\n    return 2 * x * factor + offset")
SUBTRACTED = wrong("subtracted", "def _(x, factor, offset):\n    return x * factor - offset")
DIVIDED = wrong("divided", "def _(x, factor, offset):\n    return x / factor + offset")
SQUARED = wrong("squared", "def _(x, factor, offset):\n    return x * factor ** 2 + offset")
LATER = wrong(
    "later",
    "class _(Counter):\n    def count(self, n):\n        return super().count(n + 1)",
    "Counter",
)
FROM_ONE = wrong("from_one", "class _(Counter):\n    def first(self):\n        return 1", "Counter")


def run(pair, name="scale"):
    namespace = {"np": np}
    exec(SOLUTION, namespace)
    exec(pair.program, namespace)
    return namespace[name]


def pairs(*misconceptions, variants=(), question="scale"):
    return list(pairs_of(question, Catalogue(misconceptions, variants), SOLUTION))


def test_changes_at_two_places_are_both_made():
    (pair,) = pairs(DOUBLED, SUBTRACTED)
    assert pair.names == ("doubled", "subtracted")
    assert run(pair)(3.0, 5.0, 1.0) == 2 * 3 * 5 - 1


def test_changes_at_one_place_cannot_both_be_made():
    assert pairs(DIVIDED, wrong("added", DIVIDED.source.replace("/", "+"))) == []


def test_two_things_put_into_one_gap_cannot_both_be_there():
    assert pairs(DOUBLED, wrong("tripled", DOUBLED.source.replace("2 *", "3 *"))) == []


def test_a_variant_in_the_style_of_the_mistakes_brings_them_together():
    style = (
        "def _(x, factor, offset):\n    y = np.multiply(x, factor)\n    return np.add(y, offset)"
    )
    twice = wrong("twice", style.replace("y = ", "y = 2 * "))
    less = wrong("less", style.replace("np.add", "np.subtract"))
    assert pairs(twice, less) == []
    variant = Variant("with_numpy", "scale", style.replace("_", "with_numpy", 1), "", 1, Path())
    (pair,) = pairs(twice, less, variants=(variant,))
    assert run(pair)(3.0, 5.0, 1.0) == 2 * 3 * 5 - 1


def test_a_class_that_changes_what_it_inherits_inherits_from_the_other():
    found = pairs(LATER, FROM_ONE, question="Counter")
    assert {run(pair, "Counter")().count(4) for pair in found} == {1 + (4 + 1)}


def test_what_is_put_together_has_the_questions_name():
    (pair,) = pairs(DOUBLED, SUBTRACTED)
    assert run(pair).__name__ == "scale"


def test_a_pair_is_found_by_its_names_in_either_order():
    known = Catalogue((DOUBLED, SUBTRACTED, DIVIDED), ())
    for names in (["doubled", "subtracted"], ["subtracted", "doubled"]):
        (pair,) = pair_named(names, "scale", known, SOLUTION)
        assert run(pair)(3.0, 5.0, 1.0) == 29.0


@pytest.mark.parametrize("names", [["doubled", "nobody"], ["doubled"], ["doubled", "doubled"], []])
def test_names_that_are_no_pair_find_nothing(names):
    known = Catalogue((DOUBLED, SUBTRACTED), ())
    assert list(pair_named(names, "scale", known, SOLUTION)) == []
