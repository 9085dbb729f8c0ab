import ast

import pytest

from autograder.build.opening import badge, install

WHEEL = "unrolled-0.3.0-py3-none-any.whl"


def test_the_badge_opens_the_released_notebook_and_says_so_in_words(toy):
    assert badge(toy.course, "a1_toy") == (
        "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
        "(https://colab.research.google.com/github/someone/toys/blob/main/release/a1_toy/a1_toy.ipynb)"
    )


def run_install(toy, monkeypatch, found):
    """Runs the installation with `find_spec` answering from `found`; returns what pip got."""
    code = install(toy.course, WHEEL)
    line = next(line for line in code.splitlines() if "%pip" in line and "import" not in line)
    asked = []
    runnable = code.replace(line, line.replace(line.strip(), f"asked.append({line.strip()!r})"))
    ast.parse(runnable)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: found.pop(0))
    exec(runnable, {"asked": asked})
    return asked


def test_where_the_package_is_there_nothing_is_installed(toy, monkeypatch):
    assert run_install(toy, monkeypatch, [object()]) == []


def test_where_the_package_is_missing_pip_gets_the_wheel_of_the_course(toy, monkeypatch):
    assert run_install(toy, monkeypatch, [None, object()]) == [
        f"%pip install -q https://github.com/someone/toys/raw/main/release/{WHEEL}"
    ]


def test_where_pip_fails_the_message_says_what_to_do(toy, monkeypatch):
    with pytest.raises(ImportError, match=r"Is this computer online\? Then run this cell again\."):
        run_install(toy, monkeypatch, [None, None])
