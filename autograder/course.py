"""A course on disk: where its parts stand, and what `course.toml` and `points.toml` say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from autograder import policy
from autograder.errors import CourseError
from autograder.lecture import Lecture, read_lecture
from autograder.points import read_points
from autograder.policy import LatePolicy
from autograder.settings import Settings, read_settings

NBGRADER_CONFIG = "nbgrader_config.py"
SETTINGS = "course.toml"
SUITES = Path(__file__).parent / "suites"

REPOSITORY = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
REF = re.compile(r"[A-Za-z0-9._/-]+")
COURSE_ID = re.compile(r"[A-Za-z0-9_-]+")
OF_COURSE = ("id", "title", "term", "timezone", "repository", "ref")
OF_ASSIGNMENTS = (
    *("due", "release", "solutions", "extensions", "late", "points", "limits", "lecture"),
)


@dataclass(frozen=True)
class Course:
    """A course folder and its settings.

    Attributes:
        root: the folder that holds `nbgrader_config.py`.
        course_id: what nbgrader calls the course.
        title: the course's name, for people.
        repository: GitHub repository that students open the notebooks from, `OWNER/NAME`.
        ref: branch or tag of that repository.
        term: when the course is held, for people; empty where the settings do not say.
        timezone: the clock of the learning platform, for times that come without an offset.
        due: assignment -> when it is due.
        extensions: assignment -> student -> when it is due for them.
        published: assignment -> from when on students have it; at once where it is not there.
        solved: assignment -> from when on they have its solution; never where it is not there.
        late: what lateness costs; None where the settings leave that to nbgrader's own plugin.
        points: assignment -> what it counts in the term, in any unit.
        limits: limit name -> value, for all assignments that do not say otherwise.
        lecture: what the assignments follow; None where the settings do not say.
        suites: folder of the hidden suites, one package per assignment.
    """

    root: Path
    course_id: str
    title: str
    repository: str
    ref: str = "main"
    term: str = ""
    timezone: tzinfo = UTC
    due: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    published: Mapping[str, datetime] = field(default_factory=dict)
    solved: Mapping[str, datetime] = field(default_factory=dict)
    late: LatePolicy | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    lecture: Lecture | None = None
    suites: Path = SUITES

    @property
    def settings(self) -> Path:
        """The course's own settings."""
        return self.root / SETTINGS

    @property
    def readme(self) -> Path:
        """What the course's repository shows first."""
        return self.root / "README.md"

    @property
    def map(self) -> Path:
        """The course map, built from the handouts."""
        return self.root / "docs" / "course_map.md"

    @property
    def assignments(self) -> Path:
        """Handouts: `assignments/STEM.md`."""
        return self.root / "assignments"

    @property
    def solutions(self) -> Path:
        """Reference solutions: `solutions/STEM.py`."""
        return self.root / "solutions"

    @property
    def student(self) -> Path:
        """The project of the student package `unrolled`."""
        return self.root / "student"

    @property
    def source(self) -> Path:
        """Built notebooks with answers, the input of nbgrader: `source/STEM/STEM.ipynb`."""
        return self.root / "source"

    @property
    def release(self) -> Path:
        """What students get: `release/STEM/STEM.ipynb` and the wheel of `unrolled`."""
        return self.root / "release"

    @property
    def submitted(self) -> Path:
        """Hand-ins: `submitted/STUDENT/STEM/STEM.ipynb`."""
        return self.root / "submitted"

    @property
    def collected(self) -> Path:
        """What `autograder collect` took of whom, and the hand-ins that newer ones replaced."""
        return self.root / "collected"

    @property
    def autograded(self) -> Path:
        """Graded hand-ins, written by nbgrader."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """What goes back to students."""
        return self.root / "feedback"

    @property
    def journal(self) -> Path:
        """Verdicts, stored under the hash of what they were made from."""
        return self.root / "journal"

    @property
    def stems(self) -> tuple[str, ...]:
        """Every assignment that has a handout, sorted."""
        return tuple(sorted(path.stem for path in self.assignments.glob("*.md") if _is_stem(path)))


@dataclass(frozen=True)
class Assignment:
    """The parts of one assignment, and its table of points.

    Attributes:
        stem: the name that all its parts share, such as `a1_rnn`.
        handout: jupytext Markdown.
        solution: module with the reference answers.
        suite: folder of the hidden suite.
        questions: coded question -> points, in the notebook's order.
        written: question graded by hand -> points.
        forbidden: coded question -> dotted names that its answer may not call.
        limits: limit name -> value, where this assignment needs another than the default.
    """

    stem: str
    handout: Path
    solution: Path
    suite: Path
    questions: Mapping[str, float]
    written: Mapping[str, float]
    forbidden: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, float]

    @property
    def points_table(self) -> Path:
        """The file that gives points, forbidden calls and limits."""
        return self.suite / "points.toml"

    def expect_coded(self, question: str) -> None:
        """Nothing where hidden tests grade the question.

        Raises:
            CourseError: they don't, or there is no such question.
        """
        if question in self.written:
            raise CourseError(f"{question} is a written answer, and has no hidden tests")
        if question not in self.questions:
            known = ", ".join(self.questions)
            raise CourseError(f"{self.stem} has no question {question!r}; it has {known}")


def find_course(start: Path) -> Course:
    """Finds the course that a folder belongs to, and reads its settings.

    Args:
        start: a folder in the course, or a file in it.

    Raises:
        CourseError: no folder from `start` upwards holds `nbgrader_config.py`, or `course.toml`
            is missing or wrong.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / NBGRADER_CONFIG).is_file():
            return _read_course(folder)
    raise CourseError(
        f"{start} is not in a course: neither it nor a folder above it holds {NBGRADER_CONFIG}. "
        "Run this in the course folder, or name that folder"
    )


def course_or_exit(start: Path) -> Course:
    """Does what `find_course` does, for `nbgrader_config.py`.

    Where that file raises an exception, nbgrader says so and goes on with its own defaults, which
    run hand-ins without a sandbox. So a mistake in `course.toml` ends nbgrader.
    """
    try:
        return find_course(start)
    except CourseError as error:
        raise SystemExit(f"error: {error}") from error


def _read_course(root: Path) -> Course:
    path = root / SETTINGS
    if not path.is_file():
        raise CourseError(
            f"{path} is missing. Write one with id, title and repository, as in the repository "
            "of Unrolled"
        )
    settings = read_settings(path, CourseError)
    settings.refuse_unknown({*OF_COURSE, *OF_ASSIGNMENTS})
    due = policy.read_moments(settings, "due")
    course = Course(
        root=root,
        course_id=settings.text_of("id", COURSE_ID, "letters, digits, - and _"),
        title=settings.text_of("title"),
        repository=settings.text_of("repository", REPOSITORY, "OWNER/NAME of a GitHub repository"),
        ref=settings.text_of("ref", REF, "a branch or tag") if "ref" in settings.values else "main",
        term=settings.text_of("term") if "term" in settings.values else "",
        timezone=policy.read_timezone(settings),
        due=due,
        extensions=policy.read_extensions(settings, due),
        published=policy.read_moments(settings, "release"),
        solved=policy.read_moments(settings, "solutions"),
        late=policy.read_late(settings),
        points=policy.read_points(settings),
        limits=policy.read_limits(settings),
        lecture=read_lecture(settings),
    )
    _refuse_unknown_assignments(course, settings)
    return course


def _refuse_unknown_assignments(course: Course, settings: Settings) -> None:
    """Complains about a date or points for an assignment that has no handout."""
    for table in ("due", "release", "solutions", "points"):
        for stem in settings.table(table):
            if course.stems and stem not in course.stems:
                known = ", ".join(course.stems)
                raise settings.wrong(
                    f"there is no assignment `{stem}`; those with a handout are: {known}",
                    table,
                    stem,
                )


def load_assignment(course: Course, stem: str) -> Assignment:
    """Finds the parts of an assignment and reads its table of points.

    Raises:
        CourseError: a part is missing.
        BuildError: the table of points is wrong.
    """
    suite = course.suites / stem
    parts = {
        "handout": course.assignments / f"{stem}.md",
        "solution": course.solutions / f"{stem}.py",
        "table of points": suite / "points.toml",
    }
    for part, path in parts.items():
        if not path.is_file():
            known = ", ".join(course.stems) or "none"
            raise CourseError(
                f"`{stem}` has no {part}: {path} is missing. Assignments with a handout: {known}"
            )
    points = read_points(parts["table of points"])
    return Assignment(
        stem=stem,
        handout=parts["handout"],
        solution=parts["solution"],
        suite=suite,
        questions=points.questions,
        written=points.written,
        forbidden=points.forbidden,
        limits={**course.limits, **points.limits},
    )


def _is_stem(path: Path) -> bool:
    # Beside the handouts stand ordinary texts, such as LICENSE.md.
    return path.stem.isidentifier() and path.stem.islower()
