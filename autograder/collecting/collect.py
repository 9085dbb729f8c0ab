"""From archives to `submitted/`: what `autograder collect` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.atomic import sweep
from autograder.batch import released
from autograder.collecting.choosing import NEVER, Chosen, choose
from autograder.collecting.folders import DRIVE_LAYOUT, FOLDER_LAYOUT, INBOUND_LAYOUT
from autograder.collecting.gradescope import LAYOUT as GRADESCOPE_LAYOUT
from autograder.collecting.layouts import Asked, Layout, Piece, Reading
from autograder.collecting.placing import Outcome, Place
from autograder.collecting.platforms import BLACKBOARD_LAYOUT, CANVAS_LAYOUT, MOODLE_LAYOUT
from autograder.collecting.sources import Source, opened
from autograder.collecting.worksheet import Line, is_worksheet, read_worksheet
from autograder.course import Assignment, Course
from autograder.errors import CourseError, SourceError
from autograder.lock import grading_lock
from autograder.roster import ROSTER, Roster, Who, read_roster, wrong_id

LAYOUTS = {
    layout.name: layout
    for layout in (
        CANVAS_LAYOUT, MOODLE_LAYOUT, GRADESCOPE_LAYOUT, BLACKBOARD_LAYOUT, DRIVE_LAYOUT,
        INBOUND_LAYOUT, FOLDER_LAYOUT,
    )
}  # fmt: skip
SURE = 0.5


@dataclass
class Collection:
    """What came of a run.

    Attributes:
        layouts: source -> the platform that it was read as.
        outcomes: what was chosen of each student, and what became of it.
        unmatched: (file, why) of what belongs to nobody in the class, or could not be read.
        missing: students of the roster without any hand-in, now or before.
        remarks: what a person should know.
        passed: how many files are a platform's or an operating system's own.
    """

    layouts: dict[str, str] = field(default_factory=dict)
    outcomes: list[tuple[Chosen, Outcome]] = field(default_factory=list)
    unmatched: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    passed: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether everything has found its place, and nobody needs to look."""
        open_ends = {"differs", "unreadable"}
        return not self.unmatched and not any(what in open_ends for _, what in self.outcomes)


@dataclass(frozen=True)
class Wishes:
    """What the person at the terminal asked for.

    Attributes:
        layout: a platform's name; None tells it from the files.
        roster: a CSV; None takes the course's own, if there is one.
        force: take what differs and cannot be told to be newer.
        dry: write nothing.
    """

    layout: str | None = None
    roster: Path | None = None
    force: bool = False
    dry: bool = False


def course_roster(course: Course, path: Path | None = None) -> Roster:
    """The class: of the file that is named, or of the course's `roster.csv`; else empty.

    Raises:
        RosterError: it cannot be read.
    """
    own = course.root / ROSTER
    if path is not None or own.exists():
        return read_roster(path or own)
    return Roster()


def collect(
    course: Course, assignment: Assignment, sources: Sequence[Path], wishes: Wishes
) -> Collection:
    """Collects hand-ins into `submitted/STUDENT/STEM/`.

    All sources are opened and read before anything is written.

    Raises:
        SourceError: a source is missing or damaged, or of no known kind.
        RosterError: the roster cannot be read.
        Locked: somebody grades or collects this assignment now.
    """
    stem = assignment.stem
    if wishes.layout is not None and wishes.layout not in LAYOUTS:
        raise CourseError(f"--from {wishes.layout} is not known; take one of {', '.join(LAYOUTS)}")
    roster = course_roster(course, wishes.roster)
    questions = frozenset(
        cell.metadata["nbgrader"]["grade_id"]
        for cell in released(course, stem).cells
        if "nbgrader" in cell.metadata
    )
    place = Place(course.submitted, course.collected, stem, wishes.force, wishes.dry)
    found = Collection()
    with ExitStack() as stack:
        worksheets: dict[str, Line] = {}
        open_sources = []
        for path in sources:
            if is_worksheet(path):
                worksheets |= read_worksheet(path, course.timezone)
            else:
                open_sources.append(stack.enter_context(opened(path, course.timezone)))
        if not open_sources:
            raise SourceError("Only tables were named; expected an archive or a folder, too")
        pieces = _match(course, stem, open_sources, roster, wishes.layout, worksheets, found)
        chosen = [
            choose(student, layout, of_student, stem, questions)
            for (student, layout), of_student in sorted(pieces.items())
        ]
        _settle_rivals(chosen)
        if not wishes.dry:
            lock = grading_lock(course.journal / stem, f"autograder collect {stem}")
            stack.enter_context(lock)
        _write(place, chosen, found)
    if roster:
        at_hand = {folder.parent.name for folder in course.submitted.glob(f"*/{stem}")}
        at_hand |= {one.student for one in chosen}
        found.missing = sorted({student.id for student in roster.students} - at_hand)
    return found


def _write(place: Place, chosen: Sequence[Chosen], found: Collection) -> None:
    record = place.known()
    if not place.dry:
        for one in chosen:
            sweep(place.submitted / one.student / place.stem)
    try:
        for one in chosen:
            found.outcomes.append((one, place.put(one, record)))
    finally:
        place.keep(record)


def _match(
    course: Course,
    stem: str,
    sources: Sequence[Source],
    roster: Roster,
    layout_name: str | None,
    worksheets: Mapping[str, Line],
    found: Collection,
) -> dict[tuple[str, str], list[Piece]]:
    """The files of each student, by platform; what belongs to nobody goes into `found`."""
    asked = Asked(
        stem,
        course.timezone,
        tuple(other for other in course.stems if other != stem),
        bool(roster),
        lambda name: bool(roster.find(Who(name, (("", name),), name, name))),
    )
    pieces: dict[tuple[str, str], list[Piece]] = {}
    for source in sources:
        layout = LAYOUTS[layout_name] if layout_name else _told_by(source, stem)
        reading = layout.read(source.entries, asked)
        found.layouts[str(source.path)] = layout.title
        found.passed += reading.passed + source.noise
        found.unmatched += [(f"{source.path.name}: {name}", why) for name, why in source.refused]
        found.unmatched += [(entry.label, why) for entry, why in reading.unread]
        _remark(reading, worksheets, found)
        for piece in reading.pieces:
            line = worksheets.get(piece.who.ids[0][1]) if layout is MOODLE_LAYOUT else None
            one = _informed(piece, line)
            student = roster.find(one.who)
            why = "" if student or roster else _without_roster(layout, one.who)
            if not student and not roster and not why:
                student = one.who.ids[0][1] if layout.tells_ids else ""
            if student:
                pieces.setdefault((student, layout.name), []).append(one)
            else:
                found.unmatched.append((one.entry.label, why or roster.why_not(one.who)))
    return pieces


def _told_by(source: Source, stem: str) -> Layout:
    fits = {name: layout.fits(source.entries, stem) for name, layout in LAYOUTS.items()}
    best = max(fits, key=lambda name: fits[name])
    if not source.entries:
        raise SourceError(f"{source.path} holds no files; expected hand-ins")
    return LAYOUTS[best] if fits[best] >= SURE else FOLDER_LAYOUT


def _without_roster(layout: Layout, who: Who) -> str:
    """Why a student's id cannot be told without a roster; empty where it can."""
    if not layout.tells_ids:
        return f"{layout.title} does not tell nbgrader's ids; write a {ROSTER}"
    identity = who.ids[0][1]
    problem = wrong_id(identity)
    return f"the id {identity!r} {problem}" if problem else ""


def _informed(piece: Piece, line: Line | None) -> Piece:
    """A piece of Moodle's with what the worksheet adds."""
    if line is None:
        return piece
    who = replace(line.who, label=piece.who.label, name=line.who.name or piece.who.name)
    return replace(piece, who=who, time=line.time, late=line.late)


def _remark(reading: Reading, worksheets: Mapping[str, Line], found: Collection) -> None:
    if reading.layout == MOODLE_LAYOUT.name and worksheets:
        untold = sum(
            1 for line in worksheets.values() if line.time is None and line.late
        )  # late, and the time is not in English
        if untold:
            found.remarks.append(
                f"The worksheet gives {untold} times of late hand-ins in a form that is not read; "
                "expected English ones. Set Moodle to English and download it again."
            )
        return
    found.remarks += [remark for remark in reading.remarks if remark not in found.remarks]


def _settle_rivals(chosen: list[Chosen]) -> None:
    """Puts the later of one student's hand-ins on two platforms last: so it stays."""
    chosen.sort(key=lambda one: (one.student, one.time or NEVER, one.layout))
