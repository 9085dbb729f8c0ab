"""A course on disk: where its parts stand, and what `course.toml` and `points.toml` say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.points import read_points
from autograder.settings import Settings, read_settings

NBGRADER_CONFIG = "nbgrader_config.py"
SETTINGS = "course.toml"
SUITES = Path(__file__).parent / "suites"

REPOSITORY = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
REF = re.compile(r"[A-Za-z0-9._/-]+")
COURSE_ID = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Lecture:
    """What the assignments follow.

    Attributes:
        title: how to name it in a sentence.
        topics: its topics, in its order.
    """

    title: str
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """A course folder and its settings.

    Attributes:
        root: the folder that holds `nbgrader_config.py`.
        course_id: what nbgrader calls the course.
        title: the course's name, for people.
        repository: GitHub repository that students open the notebooks from, `OWNER/NAME`.
        ref: branch or tag of that repository.
        due: assignment -> when it is due.
        lecture: what the assignments follow; None where the settings do not say.
        suites: folder of the hidden suites, one package per assignment.
    """

    root: Path
    course_id: str
    title: str
    repository: str
    ref: str = "main"
    due: Mapping[str, datetime] = field(default_factory=dict)
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


def _read_course(root: Path) -> Course:
    path = root / SETTINGS
    if not path.is_file():
        raise CourseError(
            f"{path} is missing. Write one with id, title and repository, as in the repository "
            "of Unrolled"
        )
    settings = read_settings(path, CourseError)
    settings.refuse_unknown({"id", "title", "repository", "ref", "due", "lecture"})
    return Course(
        root=root,
        course_id=_text(settings, "id", COURSE_ID, "letters, digits, - and _"),
        title=_text(settings, "title"),
        repository=_text(settings, "repository", REPOSITORY, "OWNER/NAME of a GitHub repository"),
        ref=_text(settings, "ref", REF, "a branch or tag") if "ref" in settings.values else "main",
        due=_due(settings),
        lecture=_lecture(settings),
    )


def _text(
    settings: Settings, key: str, pattern: re.Pattern[str] | None = None, expected: str = "a text"
) -> str:
    value = settings.values.get(key)
    if value is None:
        raise settings.wrong(f"`{key}` is missing; expected {expected}", key)
    if (
        not isinstance(value, str)
        or not value.strip()
        or (pattern and not pattern.fullmatch(value))
    ):
        raise settings.wrong(f"`{key}` is {value!r}; expected {expected}", key)
    return value


def _due(settings: Settings) -> dict[str, datetime]:
    due = settings.table("due")
    for stem, moment in due.items():
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise settings.wrong(
                f"`{stem}` is {moment}; expected a date-time with its offset from UTC, such as "
                "2027-02-01T23:59:00-05:00",
                "due",
                stem,
            )
    return due


def _lecture(settings: Settings) -> Lecture | None:
    lecture = settings.table("lecture")
    if not lecture:
        return None
    settings.refuse_unknown({"title", "topics"}, "lecture")
    title, topics = lecture.get("title"), lecture.get("topics")
    if not isinstance(title, str) or not title.strip():
        raise settings.wrong(f"`title` is {title!r}; expected a text", "lecture", "title")
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise settings.wrong(
            f"`topics` is {topics!r}; expected a list of texts", "lecture", "topics"
        )
    for topic in topics:
        if topics.count(topic) > 1:
            raise settings.wrong(f"`{topic}` stands twice among the topics", "lecture", "topics")
    return Lecture(title, tuple(topics))


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
        limits=points.limits,
    )


def _is_stem(path: Path) -> bool:
    # Beside the handouts stand ordinary texts, such as LICENSE.md.
    return path.stem.isidentifier() and path.stem.islower()
