"""What one pass of nbgrader leaves in a notebook's metadata for the next, and for later runs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder import verdict as verdicts
from autograder.course import NBGRADER_CONFIG, Course
from autograder.errors import NotebookError
from autograder.notebook import MAX_BYTES, notebook_files
from autograder.verdict import Verdict

# Keys of `metadata.unrolled`. `heal` writes that mapping anew, so none of them is a student's.
REVIEW = "review"  # why a person must look at the hand-in
GRADED = "graded"  # what the grading in this notebook was made from
VERDICT = "verdict"  # what it yielded, for the feedback page

# A key of `resources`: what stood in the graded notebook of the last time, a `Former`.
FORMER = "unrolled_former"

# Changes when a graded notebook is written in another form, so that all are written again.
FORM = b"2"


def record_of(nb: NotebookNode) -> dict[str, Any]:
    """What `metadata.unrolled` holds."""
    record = nb.metadata.get("unrolled")
    return record if isinstance(record, dict) else {}


@dataclass(frozen=True)
class Former:
    """What is to be known of a graded notebook once it is replaced.

    Attributes:
        written: written question -> answer.
        review: whether the hand-in needed review.
    """

    written: Mapping[str, str] = field(default_factory=dict)
    review: bool = False

    @classmethod
    def of(cls, nb: NotebookNode) -> Former:
        """Reads it off a graded notebook."""
        marked = [(cell.metadata.get("unrolled", {}), cell.source) for cell in nb.cells]
        written = {m["question"]: text for m, text in marked if m.get("kind") == "written"}
        return cls(written, bool(record_of(nb).get(REVIEW)))


def made_from(course: Course, stem: str, student: str, verdict: Verdict | None, review: str) -> str:
    """A hash of all that a student's entry in the gradebook is made from.

    As long as it is the same, writing the entry again would change nothing.
    """
    folder = course.submitted / student / stem
    notebooks: list[Path] = []
    with suppress(NotebookError):
        notebooks = notebook_files(folder, stem)
    files = [
        *notebooks,
        folder / "timestamp.txt",  # late penalties
        course.release / stem / f"{stem}.ipynb",
        course.root / NBGRADER_CONFIG,
    ]
    parts = [_start_of(file) for file in files]
    parts += [
        str(course.due.get(stem, "")).encode(),
        str(course.extensions.get(stem, {}).get(student, "")).encode(),
        repr(course.late).encode(),
        verdicts.encode(verdict) if verdict else b"",
        review.encode(errors="replace"),
        FORM,
    ]
    digests = (hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _start_of(file: Path) -> bytes:
    """A file as far as it is read when it is a notebook."""
    try:
        if file.is_file():
            with file.open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
    except OSError:
        pass  # the reason to review says so
    return b""
