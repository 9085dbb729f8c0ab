"""A class of any size that nobody graded: verdicts drawn for the tests and mistakes of a suite.

For what only shows verdicts, at sizes that would take an hour to grade. A student has a skill, a
question a difficulty; whoever fails a question fails some of its tests, and often in the way of one
of its misconceptions, of which the first are the commonest.
"""

from __future__ import annotations

import ast
import random
from pathlib import Path

from autograder.catalogue import Misconception, read_catalogue
from autograder.course import Assignment
from autograder.report.figures import Row
from autograder.verdict import Diagnosis, QuestionResult, State, TestResult, Verdict

OTHERWISE: tuple[State, ...] = ("crashed", "timed out", "missing", "out of memory")
MEBIBYTE = 2**20


def synthetic_rows(assignment: Assignment, students: int, seed: int = 7) -> list[Row]:
    """Draws a class.

    Args:
        assignment: whose questions, tests and misconceptions.
        students: how many.
        seed: the same gives the same class.
    """
    draw = random.Random(seed)
    tests = hidden_tests(assignment.suite)
    catalogue = read_catalogue(assignment.suite)
    rows: list[Row] = []
    difficulty = {question: draw.gauss(-0.6, 0.6) for question in assignment.questions}
    for number in range(students):
        skill = draw.gauss(0, 0.9)
        results = tuple(
            _result(
                draw,
                question,
                tests[question],
                skill - difficulty[question],
                list(catalogue.misconceptions_of(question)),
            )
            for question in assignment.questions
        )
        seconds = draw.lognormvariate(0.6, 0.35)
        verdict = Verdict(
            assignment.stem,
            results,
            seed=seed,
            duration_s=round(seconds, 2),
            peak_bytes=int(draw.lognormvariate(6.6, 0.08) * MEBIBYTE),
        )
        name = f"student{number:04d}"
        if draw.random() < 0.02:
            rows.append((name, None, "`notebook.ipynb` breaks off; expected a whole notebook."))
        else:
            rows.append((name, verdict, ""))
    return rows


def _result(
    draw: random.Random,
    question: str,
    tests: list[tuple[str, float]],
    margin: float,
    known: list[Misconception],
) -> QuestionResult:
    if draw.gauss(0, 0.5) < margin:
        return QuestionResult(
            question, tuple(_test(name, points, "passed") for name, points in tests)
        )
    state: State = "failed" if draw.random() < 0.8 else draw.choice(OTHERWISE)
    lost = set(draw.sample(range(len(tests)), draw.randint(1, len(tests))))
    results = tuple(
        _test(name, points, state if place in lost else "passed")
        for place, (name, points) in enumerate(tests)
    )
    diagnosis = None
    if known and state == "failed" and draw.random() < 0.7:
        weights = [1 / place for place in range(1, len(known) + 1)]
        mistake = draw.choices(known, weights)[0]
        diagnosis = Diagnosis(mistake.name, mistake.hint)
    return QuestionResult(question, results, diagnosis)


def _test(name: str, points: float, state: State) -> TestResult:
    sentence = name.removeprefix("test_").replace("_", " ").capitalize()
    earned = points if state == "passed" else 0.0
    return TestResult(name, sentence, points, earned, state, rejected=state == "failed")


def hidden_tests(suite: Path) -> dict[str, list[tuple[str, float]]]:
    """Question -> name and points of its hidden tests, read without running them."""
    found: dict[str, list[tuple[str, float]]] = {}
    for path in sorted(suite.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "question":
                    about = ast.literal_eval(call.args[0])
                    points = {word.arg: word.value for word in call.keywords}["points"]
                    found.setdefault(about, []).append((node.name, ast.literal_eval(points)))
    return found
