"""What a run over a class has to grade, and why: new hand-ins whole, old ones as far as needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from autograder.acceptance import Acceptance
from autograder.course import Assignment
from autograder.errors import NotebookError
from autograder.ingredients import changes, ingredients, verdict_key
from autograder.journal import Journal
from autograder.notebook import Handin
from autograder.pool import Job
from autograder.verdict import Verdict, is_grader_fault


@dataclass
class Plan:
    """What is known of a class before anything is graded.

    Attributes:
        known: student -> the verdict that stands in the journal.
        unreadable: student -> why there can be no verdict.
        jobs: what must be graded, one job for all who handed in the same.
        keys: student -> what the journal files the verdict under.
        same: student of a job -> who handed in the same.
        before: student of a job that is graded in part -> the verdict that the rest is taken from.
        why: student -> question -> what has changed; empty for a hand-in that is new.
    """

    known: dict[str, Verdict] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    same: dict[str, list[str]] = field(default_factory=dict)
    before: dict[str, Verdict] = field(default_factory=dict)
    why: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def new(self) -> list[str]:
        """Who handed in what was never graded."""
        return [student for student, why in self.why.items() if not why]

    @property
    def again(self) -> Mapping[tuple[str, str], int]:
        """Question and what has changed -> how many hand-ins that concerns."""
        return Counter(
            (question, ", ".join(reasons))
            for why in self.why.values()
            for question, reasons in why.items()
        )


class Planner:
    """Makes plans for one assignment.

    Args:
        assignment: what is graded.
        journal: what was graded before.
        seed: the run's seed; None where none was drawn yet, so nothing was graded.
        acceptance: which of its verdicts will do.
    """

    def __init__(
        self, assignment: Assignment, journal: Journal, seed: int | None, acceptance: Acceptance
    ) -> None:
        self._assignment = assignment
        self._journal = journal
        self._seed = seed
        self._acceptance = acceptance

    def plan(self, handins: Iterable[tuple[str, Handin | NotebookError]]) -> Plan:
        """Says what is to do.

        Args:
            handins: each student and their hand-in, or why it cannot be read.
        """
        plan = Plan()
        first: dict[str, str] = {}  # key -> who handed that in first
        for student, handin in handins:
            if isinstance(handin, NotebookError):
                plan.unreadable[student] = str(handin)
                continue
            hashes = ingredients(self._assignment, handin)
            key = plan.keys[student] = verdict_key(hashes, self._seed or 0)
            found = self._known(hashes)
            if found is not None and not is_grader_fault(found):
                plan.known[student] = found
                continue
            before = self._before(hashes["notebook"])
            why = self._changes(before, hashes) if before else {}
            plan.why[student] = why
            if key in first:
                plan.same[first[key]].append(student)
                continue
            first[key] = student
            plan.same[student] = []
            if before and 0 < len(why) < len(self._assignment.questions):
                plan.before[student] = before
                plan.jobs.append(Job.of(student, handin, tuple(why)))
            else:
                plan.jobs.append(Job.of(student, handin))
        return plan

    def _before(self, notebook: str) -> Verdict | None:
        """An earlier verdict on the same notebook of which parts may still hold."""
        found = self._journal.latest(notebook)
        if found is None or found.needs_review or found.seed != self._seed:
            return None
        return found if self._acceptance.allows(found) else None

    def _changes(self, before: Verdict, hashes: Mapping[str, str]) -> dict[str, list[str]]:
        found = changes(before.hashes, hashes, self._assignment.questions)
        for question in self._assignment.questions:
            result = before.question(question)
            if result is None or result.state == "grader error":
                found.setdefault(question, []).append("the grader failed at it")
        return {name: found[name] for name in self._assignment.questions if name in found}

    def _known(self, hashes: Mapping[str, str]) -> Verdict | None:
        if self._seed is None:
            return None
        return self._acceptance.find(self._journal, hashes, self._seed)


def joined(assignment: Assignment, before: Verdict, now: Verdict) -> Verdict:
    """A verdict of which some questions were graded again, and the others are as before.

    Args:
        assignment: gives the order of the questions.
        before: the earlier verdict, on all questions.
        now: the new one, on some.
    """
    questions = (now.question(name) or before.question(name) for name in assignment.questions)
    return msgspec.structs.replace(now, questions=tuple(filter(None, questions)))
