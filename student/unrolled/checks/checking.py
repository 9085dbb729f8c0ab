"""`check("rnn_step")` and `check.all("a1_rnn")`: the two ways to ask."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from unrolled.checks.answers import Answers, NotBaked, load
from unrolled.checks.card import READ, Row, ScoreCard
from unrolled.checks.engine import environment_problem, notebook
from unrolled.checks.guarding import judge_guarded
from unrolled.checks.registry import Question, UnknownQuestion, find, questions_of
from unrolled.checks.result import Result
from unrolled.outline import Outline, UnknownAssignment, outline_of

# A right answer takes less than a second. On the card one that hangs holds up all that follow.
LIMIT_S = 30.0
CARD_LIMIT_S = 10.0


class Check:
    """Checks answers on a few public inputs: `check("rnn_step")`, `check.all("a1_rnn")`."""

    def __call__(self, question: str, *, namespace: dict[str, Any] | None = None) -> Result:
        """Checks your answer to a question.

        Passing is a good sign and no proof: the hidden tests use other inputs.

        Args:
            question: the name of the object, such as "rnn_step"; "a1_rnn.rnn_step" works too.
            namespace: where to look for it; your notebook, or the module that calls, if None.

        Returns:
            A result that the notebook shows; in a script, print it.
        """
        if namespace is None:
            namespace = notebook() or sys._getframe(1).f_globals
        return check_one(question, namespace)

    def all(self, assignment: str = "", *, namespace: dict[str, Any] | None = None) -> ScoreCard:
        """Runs every public check of an assignment, and says what hidden tests look at besides.

        What your answers print meanwhile is not shown, and one that does not end is interrupted.
        Press Stop to skip what is left.

        Args:
            assignment: its name, such as "a1_rnn".
            namespace: see `check`.

        Returns:
            A card that the notebook shows; in a script, print it.
        """
        if namespace is None:
            namespace = notebook() or sys._getframe(1).f_globals
        try:
            outline = outline_of(assignment)
            answers = load(assignment)
        except UnknownAssignment as unknown:
            return ScoreCard(assignment or "check.all", problem=str(unknown))
        except NotBaked:
            problem = "This copy of `unrolled` has no answers to compare with."
            return ScoreCard(assignment, outline.title, problem=problem)
        problem = environment_problem()
        if problem:
            return ScoreCard(assignment, outline.title, problem=problem)
        return ScoreCard(assignment, outline.title, rows_of(outline, answers, namespace))


def check_one(question: str, namespace: dict[str, Any], limit_s: float = LIMIT_S) -> Result:
    """Does what `check` does.

    Args:
        question: the name of the object; see `check`.
        namespace: the student's objects.
        limit_s: how long it may take.
    """
    try:
        found = find(question)
    except UnknownQuestion as unknown:
        return Result(question, "no check", str(unknown))
    problem = environment_problem()
    if problem:
        return Result(found.name, "no check", problem)
    try:
        answers = load(found.assignment)
        return judge_guarded(found, answers, namespace, limit_s)
    except (NotBaked, KeyError):
        return Result(
            found.name,
            "no check",
            f"This copy of `unrolled` has no answers for `{found.name}` to compare with.",
            advice="Run the install cell at the top again, then restart the runtime.",
        )


def rows_of(
    outline: Outline,
    answers: Mapping[str, Answers],
    namespace: dict[str, Any],
    limit_s: float = CARD_LIMIT_S,
) -> Sequence[Row]:
    """Checks the questions of an assignment one by one; whatever one does, the next has its turn.

    Args:
        outline: the assignment.
        answers: what is baked for it.
        namespace: the student's objects.
        limit_s: how long the check of one question may take.
    """
    questions = questions_of(outline.assignment)
    rows: list[Row] = []
    stopped = False
    for cell in outline.answers:
        row = Row(cell.question, "by hand", outline.points(cell.question), READ)
        if cell.kind == "answer":
            asked = questions[cell.question]
            row = replace(row, state="no check", sentence="", hidden=asked.about.hidden)
            try:
                if not stopped:
                    row = _checked(row, asked, answers, namespace, limit_s)
                    row = _on_weak_ground(row, asked, rows)
            except KeyboardInterrupt:
                stopped = True
            if stopped:
                row = replace(row, sentence="You stopped the checks before this one was over.")
        rows.append(row)
    return rows


def _checked(
    row: Row,
    question: Question,
    answers: Mapping[str, Answers],
    namespace: dict[str, Any],
    limit_s: float,
) -> Row:
    # What it builds on has a row of its own, and need not be judged once more.
    alone = replace(question, about=replace(question.about, builds_on=()))
    try:
        with _silence():
            result = judge_guarded(alone, answers, namespace, limit_s)
    except Exception as error:  # a check that fails by itself is our fault, and no other's
        sentence = f"The check broke off with {type(error).__name__}: {error}"
        return replace(row, sentence=sentence)
    itself = result.state == "not done" and result.sentence.startswith(f"`{question.name}`")
    sentence = "" if result.passed or itself else result.sentence
    return replace(row, state=result.state, sentence=sentence)


def _on_weak_ground(row: Row, question: Question, before: Sequence[Row]) -> Row:
    """Says so where a wrong answer may be the fault of an earlier one."""
    wrong = {earlier.question for earlier in before if earlier.state in ("failed", "not done")}
    grounds = [f"`{name}`" for name in question.about.builds_on if name in wrong]
    if row.state != "failed" or not grounds:
        return row
    right = "is not right" if len(grounds) == 1 else "are not right"
    said = f"{row.sentence} It may build on {' and '.join(grounds)}, which {right} yet."
    return replace(row, sentence=said)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        yield


check = Check()
