"""Which verdicts of the journal count: those from the sandbox, and others only where asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.history import history_of
from autograder.ingredients import changes, verdict_key
from autograder.journal import Journal
from autograder.verdict import Verdict, is_grader_fault


@dataclass(frozen=True)
class Acceptance:
    """What a run takes from the journal in place of grading anew.

    Attributes:
        protect: whether a verdict that was made without a sandbox will not do.
        place: where this run grades; a verdict that was made without a sandbox elsewhere will not
            do either.
        taken: hash of a notebook -> what the journal files a verdict under that was brought from
            elsewhere, and that a person asked to use.
    """

    protect: bool = True
    place: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)

    def allows(self, verdict: Verdict) -> bool:
        """Whether a verdict is as safe as this run wants it, whatever it was made from."""
        if verdict.place != self.place:
            return False
        return not self.protect or verdict.sandbox == "bubblewrap"

    def find(self, journal: Journal, hashes: Mapping[str, str], seed: int) -> Verdict | None:
        """The verdict that counts for a hand-in; None where it must be graded.

        One from the sandbox here goes before one that was brought from elsewhere, unless the grader
        itself failed at it here.

        Args:
            journal: of the assignment.
            hashes: what a verdict would be made from now.
            seed: the run's seed.
        """
        found = journal.get(verdict_key(hashes, seed))
        found = found if found is not None and self.allows(found) else None
        key = self.taken.get(hashes["notebook"])
        brought = journal.get(key) if key else None
        if found is None or (brought is not None and is_grader_fault(found)):
            return brought
        return found


def misfits(
    verdict: Verdict, hashes: Mapping[str, str], questions: Iterable[str]
) -> dict[str, list[str]]:
    """Question -> what a verdict was made from that is another here, in words.

    Python and packages may differ: another machine has others, and grades by the same files.
    """
    environment = {"environment": verdict.hashes.get("environment", "")}
    return changes(verdict.hashes, {**hashes, **environment}, questions)


def booked_verdict(
    journal: Journal, student: str, hashes: Mapping[str, str], questions: Iterable[str]
) -> Verdict | None:
    """The verdict from elsewhere that a student's points in the gradebook are from.

    Returns:
        None where there is none, or it belongs to another hand-in, suite or solution.
    """
    last = history_of(journal.folder).last(student)
    found = journal.get(last.key) if last and last.key else None
    if found is None or not found.place or misfits(found, hashes, questions):
        return None
    return found
