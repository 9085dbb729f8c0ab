"""A notebook of the small assignment, and a folder in which it lies."""

import json

import pytest

from tests.unrolled.handin.toy_notebook import ANSWER, HERE, WHOLE, code, text


@pytest.fixture
def nb():
    """A notebook that is all done, run from top to bottom and saved."""
    return {
        "cells": [
            text("", "# Toys"),
            code("step-answer", ANSWER, 1),
            code("step", 'check("step")', 2),
            text("why", "Because."),
            code("Cell-answer", WHOLE, 3),
            code("Cell", 'check("Cell")', 4),
            code("", HERE, 5),
        ],
        "metadata": {"unrolled": {"assignment": "a0_toy"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture
def folder(tmp_path, monkeypatch, nb):
    """A folder that the kernel runs in, with the notebook; no editor tells which it is."""
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME",):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "mine.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    return tmp_path
