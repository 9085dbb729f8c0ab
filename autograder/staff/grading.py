"""What the staff notebook calls: grades a folder of hand-ins, and keeps each verdict in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from autograder.acceptance import Acceptance
from autograder.atomic import write_whole
from autograder.batch import Batch, Outcome
from autograder.course import Course, find_course, load_assignment
from autograder.errors import CourseError, Interrupted
from autograder.ingredients import verdict_key
from autograder.journal import Journal, sealed
from autograder.report.cleaning import points_text, printable
from autograder.report.figures import Row, is_graded
from autograder.report.terminal import class_table
from autograder.staff.carried import PACKAGE, carried_course
from autograder.staff.machine import Device, StaffZygote, place, wants_gpu
from autograder.staff.verdict_files import read_verdicts
from autograder.verdict import Verdict, is_grader_fault

WIDTH = 100


@dataclass
class StaffBatch(Batch):
    """A class that is graded without a sandbox, on a machine of somebody else's.

    Attributes:
        gpu: whether on its GPU.
        place: where this is.
        private: what no hand-in should be able to read.
        must_have_gpu: whether to refuse where TensorFlow does not see the GPU.
        zygote: who forks the workers, once grading has begun.
    """

    gpu: bool = False
    place: str = field(default_factory=place)
    private: tuple[Path, ...] = ()
    must_have_gpu: bool = False
    zygote: StaffZygote | None = None

    def start_zygote(self) -> StaffZygote:
        """Starts who forks the workers."""
        self.zygote = StaffZygote(self.gpu, self.place, self.private)
        return self.zygote

    @property
    def acceptance(self) -> Acceptance:
        """Of the verdicts in the journal those count that were made in this place."""
        return Acceptance(protect=False, place=self.place)


def grade_folder(
    folder: str | Path, stem: str, device: Device = "auto", processes: int | None = None
) -> list[Row]:
    """Grades all hand-ins in a folder that are not graded yet, and shows a table of all.

    Args:
        folder: holds `submitted/NAME/STEM/`; `journal/STEM/` is written there.
        stem: the assignment.
        device: `gpu`, `cpu`, or `auto`: a GPU where there is one.
        processes: hand-ins at a time; default: one a core.

    Returns:
        Each student, their verdict, and why a person must look.

    Raises:
        Interrupted: it was interrupted; what is graded is kept.
        UnrolledError: nothing can be graded; the message says why.
    """
    console = Console(width=WIDTH, force_jupyter=False, highlight=False)
    folder = Path(folder)
    course = _unpacked(folder)
    try:
        return _grade(course, folder, stem, device, processes, console)
    finally:
        shutil.rmtree(course.root, ignore_errors=True)


def _unpacked(folder: Path) -> Course:
    """A course of this machine's, from the staff wheel, with the hand-ins of a folder."""
    submitted = folder / "submitted"
    if not submitted.is_dir():
        raise CourseError(
            f"{submitted} is not there; expected hand-ins in {submitted}/NAME/ASSIGNMENT/. Copy "
            "submitted/ of the course folder there"
        )
    root = Path(tempfile.mkdtemp(prefix="unrolled-staff-"))
    shutil.copytree(carried_course(), root, dirs_exist_ok=True)
    root.chmod(0o700)  # the copy has the permissions of the original
    (root / "submitted").symlink_to(submitted.resolve())
    return find_course(root)


def _grade(
    course: Course,
    folder: Path,
    stem: str,
    device: Device,
    processes: int | None,
    console: Console,
) -> list[Row]:
    assignment = load_assignment(course, stem)
    if os.geteuid() == 0:
        PACKAGE.chmod(0o700)  # it holds the suites, and hand-ins are other users
    private = (PACKAGE, course.root, folder)
    batch = StaffBatch(course, assignment, gpu=wants_gpu(device), private=private)
    batch.must_have_gpu = device == "gpu"
    batch.processes = processes or batch.processes
    kept = folder / "journal" / stem
    known = _restore(kept, Journal(course.journal / stem))
    total = len(batch.chosen(()))
    console.print(f"{stem}: {total} hand-ins; {known} verdicts are in {escape(str(kept))}.")
    rows: list[Row] = []
    with batch.interruptible(), batch.grading() as outcomes:
        if batch.zygote is not None:
            _tell_of_walls(batch.zygote.wait(), batch.place, console, batch.must_have_gpu)
        for outcome in outcomes:
            if outcome.fresh and outcome.verdict and not is_grader_fault(outcome.verdict):
                _keep(kept, outcome.verdict)
            rows.append((outcome.student, outcome.verdict, outcome.review))
            console.print(_line(len(rows), total, outcome))
    console.print(class_table(assignment, rows, WIDTH))
    waiting = sum(not is_graded(row) for row in rows)
    console.print(
        f"{len(rows) - waiting} graded, {waiting} for a person to look at; nothing of it in a "
        f"sandbox. The verdicts are in {escape(str(kept))}: download it, and in the course "
        f"folder type autograder grade {stem} --journal FILE."
    )
    if batch.stopped:
        raise Interrupted(
            f"Stopped: {len(rows)} of {total} are graded. Run the cell again to go on"
        )
    return rows


def _tell_of_walls(
    zygote: StaffZygote, where: str, console: Console, must_have_gpu: bool = False
) -> None:
    apart = "and a user of its own" if zygote.bare.apart else "run as you, with all that you may do"
    console.print(
        f"NO SANDBOX: this machine ({where}) is the only wall. Each hand-in is a process of its "
        f"own, {apart}. Device: {zygote.facts['device']}."
    )
    if zygote.bare.gpu and zygote.facts["device"] == "cpu":
        if must_have_gpu:
            raise CourseError(
                "DEVICE is gpu, and this machine's TensorFlow does not see its GPU. Restart the "
                "runtime and try again, or set DEVICE to auto or cpu"
            )
        console.print(
            "This machine has a GPU that its TensorFlow does not see; grading on the CPU."
        )
    for path in zygote.exposed:
        console.print(f"Hand-ins can read {escape(path)}.")
    if zygote.networked:
        console.print("Hand-ins can use the network, and reach the servers of this machine.")


def _restore(kept: Path, journal: Journal) -> int:
    """Puts the verdicts of an earlier run into this machine's journal; how many there are."""
    found = 0
    if kept.is_dir():
        for key, verdict in read_verdicts(kept).verdicts.items():
            journal.put(key, verdict)
            found += 1
    return found


def _keep(kept: Path, verdict: Verdict) -> None:
    key = verdict_key(verdict.hashes, verdict.seed)
    try:
        write_whole(kept / "verdicts" / f"{key}.json", sealed(key, verdict))
    except OSError as error:
        raise CourseError(
            f"The verdict could not be written to {kept}: {error.strerror}. Run the cell "
            "that opens your Drive again, then this one: it goes on"
        ) from error


def _line(number: int, total: int, outcome: Outcome) -> str:
    student = escape(printable(outcome.student))
    verdict = outcome.verdict
    if verdict is None or outcome.review:
        return f"{number:>5}/{total}  {student}  needs review"
    states = Counter(question.state for question in verdict.questions)
    told = ", ".join(f"{count} {state}" for state, count in states.items())
    before = "" if outcome.fresh else "  (known)"
    points = f"{points_text(verdict.earned)} of {points_text(verdict.points)}"
    return f"{number:>5}/{total}  {student}  {points}: {told}{before}"
