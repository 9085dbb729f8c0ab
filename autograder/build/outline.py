"""Makes the outline of an assignment: which questions there are, what each is worth, its cells.

The student package has it, so that the score card and `hand_in` know a notebook in the state that
it was given out in. All of it stands in the released notebook too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.course import Course

FOLDER = Path("unrolled") / "outlines"
OUTLINED = ("answer", "check", "written")


def outlines(course: Course) -> Path:
    """The folder that outlines lie in."""
    return course.student / FOLDER


def outline(stem: str, notebook: bytes) -> bytes:
    """Makes the outline of a released notebook."""
    released = json.loads(notebook)
    table = {
        "assignment": stem,
        "title": released["metadata"]["unrolled"]["title"],
        "cells": [_outlined(c) for c in released["cells"] if _marks(c).get("kind") in OUTLINED],
    }
    return (json.dumps(table, indent=1, ensure_ascii=False) + "\n").encode()


def _outlined(cell: Mapping[str, Any]) -> dict[str, Any]:
    graded = cell["metadata"]["nbgrader"]
    points = {"points": graded["points"]} if graded["grade"] else {}
    source = "".join(cell["source"])
    return {"name": graded["grade_id"], **_marks(cell), **points, "source": source}


def _marks(cell: Mapping[str, Any]) -> dict[str, Any]:
    marks: dict[str, Any] = cell["metadata"].get("unrolled", {})
    return marks
