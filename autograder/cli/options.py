"""What commands of `autograder` share: arguments, the terminal, the course they were typed in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.course import Assignment, Course, find_course, load_assignment

console = Console()

Stem = Annotated[str, typer.Argument(help="The assignment, such as a1_rnn.", show_default=False)]
NoSandbox = Annotated[
    bool,
    typer.Option(
        "--no-sandbox", help="DANGEROUS: run hand-ins unprotected, as you. Written into verdicts."
    ),
]
FromElsewhere = Annotated[
    Path | None,
    typer.Option(
        help="Take the verdicts of a staff notebook: its journal/STEM, or a zip of it.",
        show_default=False,
    ),
]
Processes = Annotated[
    int | None,
    typer.Option("--processes", "-p", min=1, help="Hand-ins at a time; default: all cores."),
]


def current() -> Course:
    """The course that the command was typed in."""
    return find_course(Path.cwd())


def both(stem: str) -> tuple[Course, Assignment]:
    """The course that the command was typed in, and one of its assignments."""
    course = current()
    return course, load_assignment(course, stem)


def warn_unprotected(no_sandbox: bool) -> None:
    """Says loudly that hand-ins run without a sandbox, where they do."""
    if no_sandbox:
        console.print(
            "[bold white on red] NO SANDBOX [/] Hand-ins run as you, with your files and your "
            "network. Every verdict records it.",
            highlight=False,
        )
