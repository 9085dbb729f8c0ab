"""Takes verdicts that were made elsewhere: only those that belong to what lies here.

Nothing here can vouch for such a verdict. It keeps the mark of where it was made, says that there
was no sandbox, and counts only in the run that was given it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.acceptance import Acceptance, misfits
from autograder.batch import Batch
from autograder.errors import CourseError, NotebookError
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal
from autograder.lock import grading_lock
from autograder.staff.verdict_files import read_verdicts
from autograder.verdict import Verdict, is_grader_fault

SOMEWHERE = "a place that it does not name"


@dataclass
class Taken:
    """What a journal from elsewhere has for the hand-ins here.

    Attributes:
        fitting: student -> the verdict that belongs to their hand-in.
        keys: hash of a notebook -> what the journal here files that verdict under.
        refused: student -> why none belongs to their hand-in.
        ours: students whom this machine graded in its sandbox; that counts.
        differ: those of them who have other points there.
        unreadable: students whose hand-in cannot be read, and needs review.
        damaged: names of files that are not as a grader wrote them.
        unclaimed: how many verdicts belong to no hand-in here.
    """

    fitting: dict[str, Verdict] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    ours: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    unclaimed: int = 0


class Taking:
    """Weighs a journal from elsewhere against a class.

    Args:
        batch: the class.
        path: the folder that a staff notebook wrote, or a zip of it.

    Raises:
        CourseError: it cannot be read.
    """

    def __init__(self, batch: Batch, path: Path) -> None:
        self._batch = batch
        self._assignment = batch.assignment
        self._files = read_verdicts(path)
        self._journal = Journal(batch.course.journal / batch.assignment.stem)
        self._of: dict[str, list[Verdict]] = {}
        for verdict in self._files.verdicts.values():
            self._of.setdefault(verdict.hashes.get("notebook", ""), []).append(verdict)

    def weigh(self, students: Sequence[str] = ()) -> Taken:
        """Says which verdicts belong to which hand-ins; changes nothing.

        Args:
            students: whose; all where empty.

        Raises:
            CourseError: someone named handed nothing in, or the journal here has lost its seed.
        """
        taken = Taken(damaged=self._files.damaged)
        seed = self._seed()
        claimed: set[str] = set(self._of) if students else set()  # of others, nothing is said
        for student in self._batch.chosen(students):
            try:
                hashes = ingredients(self._assignment, self._batch.read(student))
            except NotebookError:
                taken.unreadable.append(student)  # nobody can grade it; the table says why
                continue
            notebook = hashes["notebook"]
            claimed.add(notebook)
            found, why = self._fitting(hashes, seed)
            own = Acceptance().find(self._journal, hashes, seed)
            if own and not is_grader_fault(own):
                taken.ours.append(student)
                if found and found.earned != own.earned:
                    taken.differ.append(student)
            elif found:
                taken.fitting[student] = found
                taken.keys[notebook] = verdict_key(found.hashes, found.seed)
            else:
                taken.refused[student] = why
        taken.unclaimed = sum(len(v) for notebook, v in self._of.items() if notebook not in claimed)
        return taken

    def _seed(self) -> int:
        """The seed here, which must be theirs: with a new one none of their verdicts would fit."""
        if self._journal.is_begun:
            return self._journal.seed()
        if not self._files.verdicts:
            return 0  # for what no verdict is looked for
        theirs = sorted({verdict.seed for verdict in self._files.verdicts.values()})
        raise CourseError(
            f"{self._journal.folder} has lost its seed, which `autograder release --staff` drew; "
            f"expected it in the file `seed` there. The verdicts are of seed "
            f"{', '.join(map(str, theirs))}: write that number into the file, and run the same "
            "command again"
        )

    def keep(self, taken: Taken) -> None:
        """Puts the verdicts that fit into the journal here.

        Raises:
            Locked: a grader is at this assignment.
            CourseError: the journal cannot be written.
        """
        stem = self._assignment.stem
        with grading_lock(self._journal.folder, f"autograder grade {stem} --journal"):
            for verdict in taken.fitting.values():
                self._journal.put(verdict_key(verdict.hashes, verdict.seed), verdict)

    def _fitting(self, hashes: Mapping[str, str], seed: int) -> tuple[Verdict | None, str]:
        why = "it is not the notebook that was graded there: handed in again, or never there"
        for verdict in self._of.get(hashes["notebook"], ()):
            why = self._misfit(verdict, hashes, seed)
            if not why:
                return msgspec.structs.replace(verdict, place=verdict.place or SOMEWHERE), ""
        return None, why

    def _misfit(self, verdict: Verdict, hashes: Mapping[str, str], seed: int) -> str:
        """Why a verdict on this notebook does not count; empty where it does."""
        questions = self._assignment.questions
        if verdict.assignment != self._assignment.stem:
            return f"the verdict is on {verdict.assignment}"
        if verdict.sandbox != "none":
            return "the verdict says that it was made in a sandbox, which no staff notebook has"
        if is_grader_fault(verdict):
            return "the grader failed at it there"
        if verdict.seed != seed:
            return "it was graded on other inputs (another seed): write the staff folder anew"
        differ = misfits(verdict, hashes, questions)
        if differ:
            parts = sorted({part for parts in differ.values() for part in parts})
            return f"it was graded by other files: {', '.join(parts)}, for {', '.join(differ)}"
        worth = {one.question: one.points for one in verdict.questions}
        if worth.keys() != questions.keys() or not all(
            math.isclose(worth[name], points) for name, points in questions.items()
        ):
            return "its questions or their points are not those of points.toml"
        if not all(0 <= one.earned <= one.points for one in verdict.questions):
            return "it has more points than there are, or fewer than none"
        return ""
