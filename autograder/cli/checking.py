"""What `check` and `grade --question` do: grade, show every test, and write nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.batch import Batch, read_handin
from autograder.course import Assignment, Course, load_assignment
from autograder.errors import CourseError, NotebookError
from autograder.grade import Grader
from autograder.sandbox.client import Zygote
from autograder.verdict import Verdict


def grade_question(
    course: Course,
    assignment: Assignment,
    students: Sequence[str],
    question: str,
    protect: bool,
    console: Console,
) -> None:
    """Grades one question of some students and shows every test; writes nothing.

    Raises:
        CourseError: there is no such question, or no such hand-in.
    """
    assignment.expect_coded(question)
    batch = Batch(course, assignment)
    with Zygote(protect, secret=(course.root,)) as zygote:
        grader = Grader(course, assignment, zygote.wait())
        for student in batch.chosen(students):
            console.rule(escape(student))
            try:
                _show(grader.grade(batch.read(student), (question,)), console)
            except NotebookError as error:
                console.print(f"[yellow]needs review:[/] {escape(str(error))}")


def check_notebook(
    course: Course,
    path: Path,
    stem: str | None,
    question: str | None,
    protect: bool,
    console: Console,
) -> None:
    """Grades one notebook file and shows every test; writes nothing.

    Raises:
        CourseError: it cannot be told which assignment this is, or there is no such question.
        NotebookError: there is no such file, or it cannot be read as a notebook.
    """
    if not path.exists():
        raise NotebookError(f"{path} does not exist; expected a notebook. Look for a typing error")
    assignment = load_assignment(course, stem or _stem_of(course, path))
    if question is not None:
        assignment.expect_coded(question)
    handin = read_handin(course, assignment, path)
    with Zygote(protect, secret=(course.root,)) as zygote:
        _show(
            Grader(course, assignment, zygote.wait()).grade(
                handin, (question,) if question else ()
            ),
            console,
        )


def _stem_of(course: Course, path: Path) -> str:
    for stem in course.stems:
        if path.stem.startswith(stem) or path.resolve().parent.name == stem:
            return stem
    raise CourseError(
        f"{path.name} does not tell which assignment it answers; "
        f"say so with --assignment and one of {', '.join(course.stems)}"
    )


def _show(verdict: Verdict, console: Console) -> None:
    """Every test of a verdict, for the person at the terminal."""
    from autograder.report.cleaning import points_text, printable

    for line in verdict.healing:
        console.print(f"mended: {escape(printable(line))}", highlight=False)
    for line in verdict.cell_errors:
        console.print(f"[yellow]note:[/] {escape(printable(line))}", highlight=False)
    for result in verdict.questions:
        points = f"{points_text(result.earned)}/{points_text(result.points)}"
        style = "green" if result.state == "passed" else "red"
        console.print(f"[bold]{result.question}[/]  [{style}]{points}[/]", highlight=False)
        for test in result.tests:
            mark = "[green]✓[/]" if test.state == "passed" else f"[red]✗ {test.state}[/]"
            note = f" ({escape(printable(test.note))})" if test.note else ""
            console.print(f"  {mark} {escape(test.sentence)}{note}", highlight=False)
            for text in (test.message, test.traceback):
                if text:
                    console.print(_indented(printable(text)), highlight=False, markup=False)
        if result.diagnosis:
            console.print(f"  [bold]→[/] {escape(result.diagnosis.advice)}", highlight=False)
    protection = "" if verdict.sandbox != "none" else "  [bold red]graded without a sandbox[/]"
    console.print(
        f"[bold]{points_text(verdict.earned)} of {points_text(verdict.points)}[/] points, "
        f"seed {verdict.seed}{protection}",
        highlight=False,
    )


def _indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.splitlines())
