"""How `hand_in` finds the notebook's file, in each front end."""

import json
import sys
import types

import pytest
from unrolled.handin.finding import NotFound
from unrolled.handin.inspecting import inspect
from unrolled.handin.saved import read

from tests.unrolled.handin.toy_notebook import OUTLINE, found


def test_jupyter_tells_the_file(folder, monkeypatch, nb):
    (folder / "other.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "other.ipynb"))
    assert found().name == "other.ipynb"


def test_a_relative_name_is_looked_for_in_the_kernels_folder(folder, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "some/where/mine.ipynb")
    assert found().folder == folder


def test_vs_code_tells_the_file(folder, nb):
    (folder / "other.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    assert found(__vsc_ipynb_file__=str(folder / "other.ipynb")).name == "other.ipynb"


def test_a_file_that_was_renamed_is_found_as_the_only_one(folder, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "Untitled.ipynb"))
    (folder / "notes.ipynb").write_text('{"cells": []}')
    (folder / "broken.ipynb").write_text("{")
    assert found().name == "mine.ipynb"
    assert found().saved_s == (folder / "mine.ipynb").stat().st_mtime


def test_two_that_it_could_be_are_named_and_the_path_asked_for(folder, nb):
    (folder / "older.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    with pytest.raises(NotFound, match=r"`mine.ipynb` or `older.ipynb`.*hand_in\(\"a0_toy\", \""):
        found()


def test_a_folder_without_it_is_named_and_the_path_asked_for(folder):
    (folder / "mine.ipynb").unlink()
    with pytest.raises(NotFound, match=r"there is none of `a0_toy`.*hand_in\(\"a0_toy\", \""):
        found()


def test_a_path_may_be_given(folder, nb):
    below = folder / "below"
    below.mkdir()
    (below / "b.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    assert found("below/b.ipynb").folder == below
    assert found(below).name == "b.ipynb"


@pytest.mark.parametrize(
    ("path", "reason"), [("gone.ipynb", "There is no file"), ("mine.txt", "is no notebook")]
)
def test_a_path_that_is_wrong_is_named(folder, path, reason):
    (folder / "mine.txt").write_text("")
    with pytest.raises(NotFound, match=reason) as lost:
        found(path)
    assert path in str(lost.value)


@pytest.fixture
def colab(folder, monkeypatch):
    """Stands in for Colab's way to the notebook on the screen."""
    replies = {}
    message = types.SimpleNamespace(blocking_request=lambda what, **_: replies[what])
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setitem(sys.modules, "google.colab._message", message)
    return replies


def test_colab_shows_what_is_on_the_screen(colab, nb):
    nb["metadata"]["colab"] = {"name": "Copy of a0_toy.ipynb"}
    colab["get_ipynb"] = {"ipynb": nb}
    shown = found()
    assert (shown.name, shown.folder, shown.saved_s) == ("Copy of a0_toy.ipynb", None, None)
    assert inspect(read(shown.data, shown.name), OUTLINE)[0].level == "fine"


@pytest.mark.parametrize("reply", [{}, {"get_ipynb": None}])
def test_where_colab_shows_nothing_the_path_is_asked_for(colab, reply):
    colab.update(reply)
    with pytest.raises(NotFound, match=r"Colab did not show.*Download \.ipynb"):
        found()
