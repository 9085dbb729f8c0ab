"""The command `autograder`: what staff type."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli import platforms
from autograder.cli.options import FromElsewhere, NoSandbox, Processes, Stem, console
from autograder.cli.options import both as _both
from autograder.cli.options import current as _course
from autograder.cli.options import warn_unprotected as _warn_unprotected
from autograder.cli.release import release
from autograder.errors import Interrupted, StaleBuild, UnrolledError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Builds assignments on recurrent networks, grades hand-ins in a sandbox, reports.",
)


@app.command()
def build(
    stems: Annotated[list[str] | None, typer.Argument(help="Default: all assignments.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if something is stale.")
    ] = False,
    watching: Annotated[
        bool, typer.Option("--watch", help="Build again after every save, until Ctrl-C.")
    ] = False,
) -> None:
    """Make source/ and release/ from assignments/ and solutions/."""
    from autograder.build import build as build_course
    from autograder.build import check as check_course

    course = _course()
    if watching:
        from autograder.authoring import watch

        for status in watch(course, stems or ()):
            told = "Built." if status == 0 else "[red]Not built.[/]"
            console.print(f"{told} Waiting for the next save; Ctrl-C ends.")
        return
    if check:
        stale = check_course(course)
        if stale:
            listed = "\n".join(f"  {name}" for name in stale)
            raise StaleBuild(f"Stale:\n{listed}\nRun `autograder build` and commit the result.")
        console.print("source/ and release/ are up to date.")
        return
    written = build_course(course, stems or None)
    for path in written:
        console.print(f"wrote {path.relative_to(course.root)}", highlight=False)
    if not written:
        console.print("Nothing to do: source/ and release/ are up to date.")


@app.command()
def new(
    stem: Annotated[str, typer.Argument(help="Such as a8_attention.", show_default=False)],
    title: Annotated[str, typer.Option(help="Of the notebook.")] = "",
) -> None:
    """Make the skeleton of an assignment, which builds and holds, to be written over."""
    from autograder.authoring import new_assignment

    course = _course()
    for path in new_assignment(course, stem, title):
        console.print(f"wrote {path.relative_to(course.root)}", highlight=False)
    console.print(f"Next: autograder build {stem}, then autograder prove {stem}", highlight=False)


app.command()(platforms.collect)


@app.command()
def grade(
    stem: Stem,
    student: Annotated[
        list[str] | None, typer.Option("--student", "-s", help="Only this one; repeatable.")
    ] = None,
    question: Annotated[
        str | None, typer.Option(help="Only this question; shown, not written to the gradebook.")
    ] = None,
    processes: Processes = None,
    cluster: Annotated[
        str, typer.Option(help="Grade on Dask: tcp://HOST:PORT of a scheduler, or slurm.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be graded and why, and do nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Change scores in the gradebook without asking.")
    ] = False,
    journal: FromElsewhere = None,
    no_sandbox: NoSandbox = False,
) -> None:
    """Grade submitted/*/STEM into the journal and nbgrader's gradebook."""
    from autograder.cli.checking import grade_question
    from autograder.cli.grading import grade_class, show_plan

    course, assignment = _both(stem)
    students = student or []
    asks = sys.stdin.isatty() and not yes
    agree = typer.confirm if asks else lambda _: True
    if journal is not None:
        from autograder.cli.taking import grade_with_journal

        if question is not None or cluster or no_sandbox:
            raise typer.BadParameter("--journal goes without --question, --cluster, --no-sandbox")
        grade_with_journal(
            *(course, assignment, students, journal, processes, console),
            dry_run=dry_run,
            agree=agree,
        )
        return
    if dry_run:
        show_plan(course, assignment, students, console)
        return
    _warn_unprotected(no_sandbox)
    if question is not None:
        grade_question(course, assignment, students, question, not no_sandbox, console)
        return
    grade_class(
        course,
        assignment,
        students,
        processes,
        not no_sandbox,
        console,
        cluster=cluster,
        agree=agree,
    )


@app.command()
def history(
    stem: Stem,
    student: Annotated[
        str | None, typer.Argument(help="A folder in submitted/; everyone if left out.")
    ] = None,
) -> None:
    """Show who wrote which points into the gradebook, when, and why."""
    from autograder.cli.grading import show_history

    course, assignment = _both(stem)
    show_history(course, assignment, student, console)


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="A hand-in: any .ipynb file.")],
    assignment: Annotated[
        str | None, typer.Option("--assignment", "-a", help="Default: told by the file's name.")
    ] = None,
    question: Annotated[str | None, typer.Option(help="Only this question.")] = None,
    no_sandbox: NoSandbox = False,
) -> None:
    """Grade one notebook file and show the result; nothing is written."""
    from autograder.cli.checking import check_notebook

    _warn_unprotected(no_sandbox)
    check_notebook(_course(), notebook, assignment, question, not no_sandbox, console)


@app.command()
def explain(
    student: Annotated[str, typer.Argument(help="A folder in submitted/.", show_default=False)],
    stem: Stem,
    question: Annotated[str, typer.Argument(help="Such as lstm_step.", show_default=False)],
    test: Annotated[str | None, typer.Option(help="Only this hidden test, right or wrong.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Show whole arrays.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for tools.")] = False,
    no_sandbox: NoSandbox = False,
) -> None:
    """Show what hidden tests asked one hand-in, its answers and the solution's; write nothing."""
    from autograder.explaining import explain_question
    from autograder.report.explanation import explanation_json, show_explanation

    course, assignment = _both(stem)
    if not as_json:
        _warn_unprotected(no_sandbox)
    found = explain_question(course, assignment, student, question, test, not no_sandbox)
    if as_json:
        sys.stdout.buffer.write(explanation_json(found, full=full) + b"\n")
    else:
        show_explanation(found, console, full=full)


@app.command()
def prove(
    stem: Stem,
    question: Annotated[
        str, typer.Option(help="Only the mistakes and variants of this question.")
    ] = "",
    processes: Processes = None,
    seed: Annotated[int | None, typer.Option(help="Draw the same inputs as that run.")] = None,
) -> None:
    """Show that the hidden suite rejects every misconception and passes every variant."""
    from autograder.cli.proving import prove_suite

    course, assignment = _both(stem)
    if not prove_suite(course, assignment, processes, console, seed, question):
        raise typer.Exit(1)


@app.command()
def report(
    stem: Annotated[
        str | None, typer.Argument(help="The assignment, such as a1_rnn.", show_default=False)
    ] = None,
    term: Annotated[bool, typer.Option("--term", help="Over all assignments instead.")] = False,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="For showing in class: nothing tells who is who.")
    ] = False,
) -> None:
    """Write the class report, reports/STEM.html, or reports/term.html, from the journal."""
    from autograder.cli.reporting import write_report, write_term_report

    if term == (stem is not None):
        raise typer.BadParameter("give either an assignment, such as a1_rnn, or --term")
    if stem is None:
        write_term_report(_course(), console, anonymous=anonymous)
    else:
        write_report(*_both(stem), console, anonymous=anonymous)


app.command(name="export")(platforms.export)
app.command()(release)


@app.command()
def similar(stem: Stem) -> None:
    """Show hand-ins that are more alike than the class is: evidence to read, not a verdict."""
    from autograder.cli.similar import similar_handins

    course, assignment = _both(stem)
    similar_handins(course, assignment, console)


@app.command()
def doctor() -> None:
    """Say whether this machine can grade, and if not, what to do about it."""
    from autograder.cli.doctor import examine

    if not examine(console):
        raise typer.Exit(1)


@app.command()
def demo(
    stems: Annotated[
        list[str] | None, typer.Argument(help="The assignments to show; default: a1_rnn.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All assignments; takes minutes.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo course is made.")] = Path(
        "demo-course"
    ),
) -> None:
    """Make a class of hand-ins, good, wrong and hostile, and grade it."""
    from autograder.cli.demo import run_demo

    if every and stems:
        raise typer.BadParameter("give --all or names, not both")
    course = _course()
    run_demo(course, course.stems if every else stems or ["a1_rnn"], folder, console)


def main() -> None:
    """Runs the command line; our own errors are shown without a traceback."""
    try:
        app()
    except Interrupted as stopped:
        console.print(_escaped(str(stopped)), highlight=False)
        sys.exit(130)  # as shells say of a command that Ctrl-C ended
    except UnrolledError as error:
        Console(stderr=True).print(f"[bold red]error:[/] {_escaped(str(error))}", highlight=False)
        sys.exit(2)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        told = f"{error.filename or 'A file'} could not be written: {error.strerror}. Make room or "
        told += "make the folder writable, and run the same command again"
        Console(stderr=True).print(f"[bold red]error:[/] {_escaped(told)}", highlight=False)
        sys.exit(2)


def _escaped(text: str) -> str:
    from rich.markup import escape

    from autograder.report.cleaning import TRACEBACK_CHARACTERS, printable

    return escape(printable(text, TRACEBACK_CHARACTERS))
