"""Checks that handout, solution, points, public cases and hidden tests name the same questions."""

from __future__ import annotations

import ast
from pathlib import Path

from autograder.build.handout import Handout
from autograder.build.public import PublicChecks, check_public
from autograder.build.secret import parse_cell
from autograder.build.solution import Answer
from autograder.build.suite import HiddenTest, check_tests
from autograder.course import Assignment
from autograder.errors import BuildError
from autograder.settings import read_settings


def check_agreement(
    assignment: Assignment,
    handout: Handout,
    answers: dict[str, Answer],
    tests: tuple[HiddenTest, ...],
    public: PublicChecks,
) -> None:
    """Checks the parts of an assignment against each other.

    Raises:
        BuildError: they disagree; the message names the file and line to change first.
    """
    _check_asked(
        "coded",
        handout.path,
        handout.asked,
        assignment.points_table,
        "questions",
        list(assignment.questions),
    )
    _check_asked(
        "written",
        handout.path,
        handout.written,
        assignment.points_table,
        "written",
        list(assignment.written),
    )
    for question, line in handout.asked.items():
        _check_answer(assignment, question, answers, f"{handout.path}:{line}")
    _check_cells(handout)
    table = read_settings(assignment.points_table, BuildError)
    lines = {question: table.line("questions", question) for question in assignment.questions}
    check_tests(assignment.points_table, lines, dict(assignment.questions), tests)
    check_public(handout.path, handout.asked, public)


def _check_asked(
    kind: str, handout: Path, asked: dict[str, int], table: Path, section: str, worth: list[str]
) -> None:
    for question, line in asked.items():
        if question not in worth:
            raise BuildError(
                f"{handout}:{line}: the {kind} question `{question}` has no points; give it some "
                f"under [{section}] in {table}"
            )
    settings = read_settings(table, BuildError)
    for question in worth:
        if question not in asked:
            raise settings.wrong(
                f"the {kind} question `{question}` has points, but {handout} never asks it",
                section,
                question,
            )
    if kind == "coded" and list(asked) != worth:
        first, expected = next(
            (mine, theirs) for mine, theirs in zip(asked, worth, strict=True) if mine != theirs
        )
        raise settings.wrong(
            f"the {kind} questions stand in another order than in {handout}: `{first}` comes "
            f"before `{expected}` there",
            section,
            expected,
        )


def _check_answer(
    assignment: Assignment, question: str, answers: dict[str, Answer], place: str
) -> None:
    if question not in answers:
        known = ", ".join(name for name, answer in answers.items() if answer.regions)
        raise BuildError(
            f"{place}: {assignment.solution} defines no `{question}`; it has answers to: "
            f"{known or 'nothing'}"
        )
    answer = answers[question]
    if not answer.regions:
        raise BuildError(
            f"{answer.path}:{answer.line}: `{question}` is asked but marks no answer; put what "
            "students write between lines `### BEGIN SOLUTION` and `### END SOLUTION`"
        )


def _check_cells(handout: Handout) -> None:
    """Checks that code cells parse, and that one of them imports `check` for the graded cells."""
    imported = False
    for cell in handout.cells:
        if cell.kind not in ("setup", "demo", "training"):
            continue
        try:
            tree = parse_cell(cell.text)
        except SyntaxError as error:
            line = cell.line + (error.lineno or 1) - 1
            raise BuildError(
                f"{handout.path}:{line}: this {cell.kind} cell is not valid Python: {error.msg}"
            ) from error
        imported |= any(
            isinstance(node, ast.ImportFrom)
            and node.module == "unrolled"
            and any((alias.asname or alias.name) == "check" for alias in node.names)
            for node in tree.body
        )
    if handout.asked and not imported:
        line = next(iter(handout.asked.values()))
        raise BuildError(
            f"{handout.path}:{line}: graded cells call `check`, and no cell says "
            "`from unrolled import check`"
        )
