"""Finds the student's object, asks it the public cases, says what came of them."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from unrolled.checks.advising import on_exception, on_parts
from unrolled.checks.answers import Answers, load
from unrolled.checks.compare import Finding, first_difference
from unrolled.checks.diagnose import diagnose, matching_pairs
from unrolled.checks.fingerprint import fingerprint
from unrolled.checks.outcome import Array, Outcome, Raised, run_cases
from unrolled.checks.probing import Case
from unrolled.checks.registry import Question, questions_of
from unrolled.checks.result import Checked, Result


def judge(question: Question, answers: Mapping[str, Answers], namespace: dict[str, Any]) -> Result:
    """Runs all cases of a question, and those of earlier ones where it may be their fault.

    Args:
        question: what to check.
        answers: the baked answers of its assignment.
        namespace: the student's objects.
    """
    with on_cpu():
        result = _judge_alone(question, answers[question.name], namespace)
        if result.state != "failed":
            return result
        siblings = questions_of(question.assignment) if question.about.builds_on else {}
        for name in question.about.builds_on:
            if not _judge_alone(siblings[name], answers[name], namespace).passed:
                first = f'`{name}` is not right yet, and this may build on it: `check("{name}")`'
                return replace(result, advice=f"{first} first.")
    return result


def pairs_alike(assignment: str, question: str, namespace: dict[str, Any]) -> list[tuple[str, str]]:
    """Names the pairs of known mistakes that an answer equals on the public inputs.

    For graders, who go on from there with inputs of their own.

    Args:
        assignment: its name.
        question: the name of the object.
        namespace: the student's objects.
    """
    with on_cpu():
        outcomes = run_cases(questions_of(assignment)[question].cases, namespace)
    return matching_pairs(fingerprint(outcomes), load(assignment)[question])


def _judge_alone(question: Question, answers: Answers, namespace: dict[str, Any]) -> Result:
    outcomes = run_cases(question.cases, namespace)
    missing = next((o.missing for o in outcomes.values() if o.missing), "")
    if missing:
        return _not_done(question.name, missing)
    findings = {
        case.name: _finding(question, outcomes[case.name], answers.solution[case.name], case.axes)
        for case in question.cases
    }
    checked = tuple(Checked(case.says, findings[case.name] is None) for case in question.cases)
    wrong = next((case for case in question.cases if findings[case.name]), None)
    if wrong is None:
        count = f"{len(checked)} checks pass" if len(checked) > 1 else "the check passes"
        return Result(question.name, "passed", f"{count}.", checked=checked)
    finding = findings[wrong.name]
    raised = outcomes[wrong.name].raised
    diagnosis = diagnose(outcomes, answers)
    terms: tuple[Checked, ...] = ()
    gates: tuple[Checked, ...] = ()
    unlike = 0
    if finding and finding.numbers and not diagnosis.names:
        terms = _one_by_one(question, question.terms, answers, namespace)
        gates = _one_by_one(question, question.gates, answers, namespace)
        one_off = len({term.passed for term in terms}) == 2
        if one_off and not any(gate.passed for gate in gates):
            gates = ()  # a term that is off spoils every gate, so they tell nothing
        unlike = len(answers.mistakes)
    advice = "" if diagnosis.names or not finding else finding.advice or question.about.advice
    return Result(
        question.name,
        "failed",
        finding.sentence if finding else "",
        case=wrong.says,
        causes=diagnosis.hints,
        certain=diagnosis.certain,
        together=diagnosis.together,
        unlike=unlike,
        misconceptions=diagnosis.names,
        frames=raised.frames if raised else (),
        where=finding.where if finding else (),
        timesteps=finding.timesteps if finding else (),
        off_by=finding.off_by if finding else "",
        terms=terms,
        gates=gates,
        advice=on_parts(terms, gates) or advice,
        checked=checked,
    )


def _one_by_one(
    question: Question, cases: Iterable[Case], answers: Answers, namespace: dict[str, Any]
) -> tuple[Checked, ...]:
    """Looks at each term with all others zero, or at each gate with all others open or shut."""
    outcomes = run_cases(cases, namespace)
    return tuple(
        Checked(
            case.term or case.gate,
            not _finding(question, outcomes[case.name], answers.solution[case.name], case.axes),
        )
        for case in cases
    )


def _finding(
    question: Question,
    outcome: Outcome,
    solution: Mapping[str, Array],
    axes: Mapping[str, tuple[str, ...]],
) -> Finding | None:
    if outcome.raised:
        return _exception(question, outcome.raised)
    return first_difference(outcome, solution, axes)


def _exception(question: Question, raised: Raised) -> Finding:
    if raised.kind == "Unmet":
        return Finding(raised.message, advice=raised.advice)
    sentence = f"Your code raised {raised.kind}: {raised.message}".rstrip(": ")
    return Finding(sentence, advice=on_exception(raised, question.about.calls))


def _not_done(question: str, missing: str) -> Result:
    if missing == question:
        sentence = f"`{question}` is not done yet."
        advice = "Write its cell above and run it, then run this cell again."
    else:
        sentence = f"`{missing}`, which this uses, is not done yet."
        advice = f"Write and run the cell of `{missing}` first."
    return Result(question, "not done", sentence, advice=advice)


def notebook() -> dict[str, Any] | None:
    """The namespace of the notebook, where there is one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else None


def environment_problem() -> str:
    """What keeps TensorFlow answers from being checked here; empty when nothing does."""
    for package in ("tensorflow", "keras"):
        if importlib.util.find_spec(package) is None:
            return (
                f"`{package}` is not installed here, and the checks need it: "
                "`pip install tensorflow`, or open the notebook in Colab."
            )
    backend = importlib.import_module("keras").backend.backend()
    if backend != "tensorflow":
        return (
            f"Keras runs on `{backend}` here; this course uses TensorFlow. Restart, and before "
            'Keras is imported run `import os; os.environ["KERAS_BACKEND"] = "tensorflow"`.'
        )
    return ""


def on_cpu() -> contextlib.AbstractContextManager[Any]:
    """Runs everything on the CPU: a GPU rounds otherwise, and reads past an end without a word."""
    if "tensorflow" not in sys.modules:
        return contextlib.nullcontext()
    device: contextlib.AbstractContextManager[Any] = sys.modules["tensorflow"].device("/CPU:0")
    return device
