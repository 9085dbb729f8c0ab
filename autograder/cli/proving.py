"""What `prove` does, and what it shows."""

from __future__ import annotations

import os
import secrets

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.course import Assignment, Course
from autograder.grade import Grader
from autograder.pool import Pool
from autograder.prove import RELEASE, SOLUTION, Proof, proof_jobs
from autograder.replay import replay
from autograder.report.terminal import class_progress
from autograder.sandbox.client import Zygote

# What one recording passes by chance, where there are few inputs to draw, another does not.
RECORDINGS = 2


def prove_suite(
    course: Course,
    assignment: Assignment,
    processes: int | None,
    console: Console,
    seed: int | None = None,
    question: str = "",
) -> bool:
    """Grades every misconception and variant, shows the table, and says what is wrong.

    Args:
        course: the course.
        assignment: what is proved.
        processes: hand-ins at a time; None is one a core.
        console: where the table goes.
        seed: draws the inputs; None takes new ones.
        question: only what belongs to it; everything where empty.

    Returns:
        Whether the suite holds.
    """
    catalogue, jobs = proof_jobs(course, assignment, question)
    proof = Proof(assignment, catalogue, question=question)
    count = processes or len(os.sched_getaffinity(0))
    seed = secrets.randbits(32) if seed is None else seed
    with (
        class_progress(console) as bar,
        Zygote(secret=(course.root,)) as zygote,
        Pool(course, assignment, zygote, count, seed) as pool,
    ):
        task = bar.add_task(f"proving {assignment.stem}", total=len(jobs), failed=0, review=0)
        for name, verdict in pool.grade(jobs):
            proof.verdicts[name] = verdict
            bar.update(task, advance=1)
        for recorded in range(seed + 1, seed + 1 + RECORDINGS):
            proof.replayed.append(replay(Grader(course, assignment, zygote, seed), recorded))
    proof.judge()
    console.print(_proof_table(proof))
    for problem in proof.problems:
        console.print(f"[red]✗[/] {escape(problem)}", highlight=False)
    seed = proof.verdicts[SOLUTION].seed
    named = sum(_is_named(proof, entry.name, entry.question) for entry in catalogue.misconceptions)
    console.print(
        f"{len(catalogue.misconceptions)} misconceptions ({named} diagnosed by name), "
        f"{len(catalogue.variants)} variants, {SOLUTION}, {RELEASE}; seed {seed}: "
        + _outcome(proof),
        highlight=False,
    )
    return not proof.problems


def _outcome(proof: Proof) -> str:
    what = f"what is asked about {proof.question}" if proof.question else "the suite"
    return f"[red]{what} fails.[/]" if proof.problems else f"[green]{what} holds.[/]"


def _is_named(proof: Proof, name: str, question: str) -> bool:
    result = proof.verdicts[name].question(question)
    return bool(result and result.diagnosis and result.diagnosis.names == (name,))


def _proof_table(proof: Proof) -> Table:
    table = Table(title=f"{proof.assignment.stem}: misconception x test", show_lines=False)
    # Names are looked up in files, so none is cut.
    table.add_column("question", overflow="fold")
    table.add_column("misconception", overflow="fold")
    table.add_column("points")
    table.add_column("rejected by", overflow="fold")
    table.add_column("named", justify="center")
    for entry in proof.catalogue.misconceptions:
        result = proof.verdicts[entry.name].question(entry.question)
        points = f"{result.earned:g}/{result.points:g}" if result else "-"
        tests = "\n".join(name.removeprefix("test_") for name in proof.rejected_by(entry))
        named = "✓" if _is_named(proof, entry.name, entry.question) else "-"
        table.add_row(entry.question, entry.name, points, tests or "[red]nothing[/]", named)
    return table
