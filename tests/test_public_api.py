"""What packages offer is what they say they offer, and each of it says what it does."""

import ast
import importlib
import inspect
import re
import types
from pathlib import Path

import jupytext
import pytest
import unrolled

ROOT = Path(__file__).parents[1]
OFFERING = (
    "unrolled",
    "unrolled.checks",
    "unrolled.plots",
    "autograder.authoring",
    "autograder.build",
    "autograder.notebook",
    "autograder.similarity",
    "autograder.testing",
)


def offered(package):
    return {
        name
        for name, value in vars(importlib.import_module(package)).items()
        if not name.startswith("_")
        and name != "annotations"
        and (not isinstance(value, types.ModuleType))
    }


@pytest.mark.parametrize("package", OFFERING)
def test_all_lists_everything_that_a_package_offers_and_nothing_else(package):
    module = importlib.import_module(package)
    listed = {name for name in module.__all__ if name != "__version__"}
    modules = {name for name in listed if isinstance(getattr(module, name), types.ModuleType)}
    assert listed - modules == offered(package)


@pytest.mark.parametrize("package", OFFERING)
def test_everything_offered_says_what_it_does(package):
    module = importlib.import_module(package)
    silent = [
        name
        for name in module.__all__
        if callable(value := getattr(module, name)) and not inspect.getdoc(value)
    ]
    assert silent == []


def test_students_get_these_names_and_no_others():
    """A name that goes breaks notebooks which are out there."""
    assert sorted(unrolled.__all__) == [
        "LiveLoss",
        "__version__",
        "check",
        "data",
        "hand_in",
        "needs",
        "plots",
        "sample_text",
    ]


def member(module, name):
    """What a notebook gets under a name that is offered: listed, or a module of its own."""
    package = importlib.import_module(module)
    if name in getattr(package, "__all__", [n for n in dir(package) if not n.startswith("_")]):
        return getattr(package, name)
    return importlib.import_module(f"{module}.{name}")


@pytest.mark.parametrize("handout", sorted(ROOT.glob("assignments/a*.md")), ids=lambda p: p.stem)
def test_handouts_use_what_is_offered(handout):
    cells = [c for c in jupytext.read(handout).cells if c.cell_type == "code"]
    source = "\n\n".join(re.sub(r"^[%!].*", "", c.source, flags=re.M) for c in cells)
    tree = ast.parse(source)
    taken = {
        alias.asname or alias.name: member(node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "unrolled"
        for alias in node.names
    }
    assert taken
    used = [
        member(taken[node.value.id].__name__, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and isinstance(taken.get(node.value.id), types.ModuleType)
    ]
    assert [one for one in used if callable(one) and not inspect.getdoc(one)] == []
