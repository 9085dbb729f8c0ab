"""What `autograder similar` does: reads the answers of a class and compares them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.batch import Batch, read_handin
from autograder.course import Assignment, Course
from autograder.errors import NotebookError
from autograder.notebook import Handin
from autograder.report.cleaning import printable
from autograder.report.interactive import write_page
from autograder.report.similarity_page import (
    EVIDENCE,
    norm_text,
    similarity_page,
    similarity_table,
)
from autograder.similarity import Comparison, compare

CHARACTERS = 20_000  # of an answer that are compared


def similar_handins(course: Course, assignment: Assignment, console: Console) -> Comparison:
    """Compares a class, shows the pairs that stand out, and writes their code side by side.

    Args:
        course: the course.
        assignment: whose answers are compared.
        console: where the table goes.

    Raises:
        CourseError: nobody handed anything in, or the assignment was never built.
    """
    stem = assignment.stem
    answers, unreadable = read_answers(course, assignment)
    found = compare(answers, known_code(course, assignment))
    console.print(norm_text(found), highlight=False)
    for student, why in unreadable.items():
        console.print(
            f"[yellow]not compared:[/] {escape(printable(student))}: {escape(printable(why))}",
            highlight=False,
        )
    if found.pairs:
        console.print(similarity_table(stem, found))
        console.print(EVIDENCE, highlight=False)
    else:
        console.print("No pair stands out.")
    now = datetime.now().astimezone()
    made = f"{now.day} {now:%B %Y, %H:%M}"
    path = course.root / "reports" / f"{stem}_similar.html"
    write_page(path, similarity_page(stem, found, unreadable, made))
    console.print(f"wrote {path}", highlight=False, soft_wrap=True)
    return found


def read_answers(
    course: Course, assignment: Assignment
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The code of a class.

    Returns:
        Student -> question -> the code that answers it, fit to be shown; and student -> why their
        notebook could not be read.
    """
    batch = Batch(course, assignment)
    answers: dict[str, dict[str, str]] = {}
    unreadable: dict[str, str] = {}
    for student in batch.chosen(()):
        try:
            answers[student] = _code(batch.read(student))
        except NotebookError as error:
            unreadable[student] = str(error)
    return answers, unreadable


def known_code(course: Course, assignment: Assignment) -> list[str]:
    """What everyone may have: the code of the release and the solution."""
    notebook: Path = course.release / assignment.stem / f"{assignment.stem}.ipynb"
    released = read_handin(course, assignment, notebook)
    solution = assignment.solution.read_text(encoding="utf-8")
    return [solution, *(cell.source for cell in released.cells)]


def _code(handin: Handin) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for cell in handin.cells:
        if cell.kind == "answer":
            found[cell.question].append(cell.source)
    return {
        question: printable("\n\n".join(parts), CHARACTERS) for question, parts in found.items()
    }
