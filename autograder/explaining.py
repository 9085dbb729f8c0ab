"""Why a hidden test ended as it did: what it asked, and what the hand-in and the solution answered.

One question of one hand-in is graded again, on the inputs of its verdict, and nothing is written.
"""

from __future__ import annotations

import ast
import difflib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograder.batch import Batch
from autograder.course import Assignment, Course
from autograder.diagnosis import equal
from autograder.errors import CourseError, Unanswered
from autograder.grade import Grader
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal
from autograder.notebook import Handin
from autograder.sandbox.client import Zygote
from autograder.testing.implementation import Asked, Implementation, summarised
from autograder.testing.memo import Memo
from autograder.verdict import QuestionResult, TestResult

SeedFrom = Literal["verdict", "journal", "drawn"]


@dataclass(frozen=True)
class Outcome:
    """What one side said: an answer, or why there is none."""

    answer: Any = None
    error: Unanswered | None = None


@dataclass(frozen=True)
class Probed:
    """One thing that a test asked.

    Attributes:
        probe: its name.
        about: what it asks for, in the words of the suite.
        given: its inputs.
        summary: whether both sides show what the test made of an answer, not the answer itself.
        student: what the hand-in answered.
        solution: what the solution answered.
        alike: whether these are the same.
    """

    probe: str
    about: str
    given: dict[str, Any]
    summary: bool
    student: Outcome
    solution: Outcome
    alike: bool


@dataclass(frozen=True)
class ExplainedTest:
    """A hidden test, how it ended, and all that it asked, in order."""

    result: TestResult
    probed: tuple[Probed, ...]


@dataclass(frozen=True)
class Explanation:
    """One question of one hand-in.

    Attributes:
        student: whose.
        assignment: its stem.
        result: how the question ended now.
        seed: what the inputs were drawn from.
        seed_from: where it comes from: a verdict on this very hand-in, the journal, which has none
            on it, or drawn for this alone.
        recorded: the points in the verdict; None where there is none.
        protected: whether the hand-in ran in the sandbox.
        tests: the tests that are explained.
    """

    student: str
    assignment: str
    result: QuestionResult
    seed: int
    seed_from: SeedFrom
    recorded: float | None
    protected: bool
    tests: tuple[ExplainedTest, ...]


def explain_question(
    course: Course,
    assignment: Assignment,
    student: str,
    question: str,
    test: str | None = None,
    protect: bool = True,
) -> Explanation:
    """Grades one question again, and keeps all that was asked and answered.

    Args:
        course: the course.
        assignment: what was handed in.
        student: whose.
        question: the question's name.
        test: explains this hidden test alone, right or wrong; None explains all that are not right.
        protect: False runs the hand-in without a sandbox.

    Raises:
        CourseError: there is no such question, hidden test, student or hand-in.
        NotebookError: the hand-in cannot be read.
        SandboxError: the sandbox or the suite failed.
    """
    assignment.expect_coded(question)
    handin = _read(Batch(course, assignment), student)
    seed, seed_from, recorded = _seed(course, assignment, handin, question)
    with Zygote(protect, secret=(course.root,)) as zygote:
        memo = Memo(Journal(course.journal / assignment.stem).memo_folder, writes=False)
        grader = Grader(course, assignment, zygote.wait(), seed, memo=memo)
        verdict, run = grader.run(handin, question)
        result = verdict.question(question)
        if result is None:  # cannot be: the question was expected above
            raise CourseError(f"{question} was not graded")
        about = _docstrings(assignment)
        solution = grader.staff(Implementation)
        try:
            explained = tuple(
                ExplainedTest(
                    one,
                    tuple(
                        _probed(asked, solution, about) for asked in run.asked_by.get(one.name, ())
                    ),
                )
                for one in _chosen(result, test)
            )
        finally:
            solution.close()
    return Explanation(
        student=student,
        assignment=assignment.stem,
        result=result,
        seed=seed,
        seed_from=seed_from,
        recorded=recorded,
        protected=verdict.sandbox != "none",
        tests=explained,
    )


def _read(batch: Batch, student: str) -> Handin:
    submitted, stem = batch.course.submitted, batch.assignment.stem
    known = sorted(path.name for path in submitted.glob("*") if path.is_dir())
    if student not in known:
        near = difflib.get_close_matches(student, known, n=3)
        some = ", ".join(known[:5]) + (f" and {len(known) - 5} more" if len(known) > 5 else "")
        hint = f"Did you mean {' or '.join(near)}?" if near else f"It has {some or 'nobody'}"
        raise CourseError(f"There is no student {student!r} in {submitted}. {hint}")
    if student not in batch.students():
        others = sorted(path.name for path in (submitted / student).glob("*") if path.is_dir())
        instead = f"; of {', '.join(others)} there is one" if others else ""
        where = submitted / student / stem
        raise CourseError(
            f"There is no hand-in of {stem} by {student}: expected it in {where}{instead}"
        )
    return batch.read(student)


def _seed(
    course: Course, assignment: Assignment, handin: Handin, question: str
) -> tuple[int, SeedFrom, float | None]:
    """The seed, where it comes from, and the points in the verdict."""
    journal = Journal(course.journal / assignment.stem)
    if not (journal.folder / "seed").exists():  # reading it would make one
        return secrets.randbits(32), "drawn", None
    seed = journal.seed()
    verdict = journal.get(verdict_key(ingredients(assignment, handin), seed))
    result = verdict.question(question) if verdict else None
    return (seed, "verdict", result.earned) if result else (seed, "journal", None)


def _chosen(result: QuestionResult, test: str | None) -> Sequence[TestResult]:
    if test is None:
        return [one for one in result.tests if one.state != "passed"]
    name = f"test_{test.removeprefix('test_')}"
    found = [one for one in result.tests if one.name == name]
    if not found:
        known = ", ".join(one.name for one in result.tests)
        raise CourseError(f"{result.question} has no hidden test {test!r}; it has {known}")
    return found


def _probed(asked: Asked, solution: Implementation, about: dict[str, str]) -> Probed:
    student = Outcome(asked.answer, asked.error)
    try:
        answer = solution.ask(asked.probe, **asked.given)
        if asked.summarise is not None:
            answer = summarised(asked.summarise, answer)
        expected = Outcome(answer)
    except Unanswered as error:
        expected = Outcome(error=error)
    alike = (
        student.error is None and expected.error is None and equal(student.answer, expected.answer)
    )
    told = about.get(asked.probe, "")
    summary = asked.summarise is not None
    return Probed(asked.probe, told, asked.given, summary, student, expected, alike)


def _docstrings(assignment: Assignment) -> dict[str, str]:
    """What each probe of a suite says of itself, in its first line."""
    told = {}
    for path in sorted(assignment.suite.glob("probes*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                told[node.name] = (ast.get_docstring(node) or "").split("\n\n")[0]
    return told
