"""`autograder new`: an assignment with one question that builds and holds, to be written over."""

from __future__ import annotations

import json
import keyword
import re
from importlib import resources
from pathlib import Path

from autograder.atomic import write_whole
from autograder.course import Course
from autograder.errors import CourseError

STEM = re.compile(r"a(\d+)_([a-z][a-z0-9_]*)")
# Where each file of the skeleton goes; STEM and QUESTION stand for names.
PLACES = {
    "handout.md": "assignments/STEM.md",
    "solution.py": "solutions/STEM.py",
    "suite.py": "SUITES/STEM/__init__.py",
    "points.toml": "SUITES/STEM/points.toml",
    "draw.py": "SUITES/STEM/draw.py",
    "probes.py": "SUITES/STEM/probes.py",
    "test_question.py": "SUITES/STEM/test_QUESTION.py",
    "misconceptions.py": "SUITES/STEM/misconceptions.py",
    "variants.py": "SUITES/STEM/variants.py",
    "public.py": "student/unrolled/checks/public/STEM/__init__.py",
    "cases.py": "student/unrolled/checks/public/STEM/cases.py",
}


def new_assignment(course: Course, stem: str, title: str = "") -> list[Path]:
    """Writes the skeleton of an assignment: one question, its tests, two misconceptions, a variant.

    Args:
        course: where.
        stem: the assignment's name, such as `a8_attention`; its question is `attention`.
        title: the notebook's title; by default the question's name in words.

    Returns:
        The files that were written, in the order in which one would read them.

    Raises:
        CourseError: the name does not fit, or is taken; nothing was written.
    """
    match = STEM.fullmatch(stem)
    if not match or keyword.iskeyword(match[2]):
        raise CourseError(
            f"`{stem}` is no name of an assignment; expected a number and a word that is none of "
            "Python's, such as a8_attention: small letters, digits and _"
        )
    number, question = match.groups()
    words = title or question.replace("_", " ").capitalize()
    suites = course.suites
    _refuse_taken(course, stem, question)
    topic = course.lecture.topics[0] if course.lecture else ""
    topics = f"    topics:\n      {topic}: [{question}]\n" if topic else ""
    filled = {
        "STEM": stem,
        "NUMBER": number,
        "QUESTION": question,
        '"TITLE"': json.dumps(words),  # YAML takes it for a text, whatever is in it
        "TITLE": words,
        "    TOPICS\n": topics,
    }
    written = []
    for name, place in PLACES.items():
        text = (resources.files(__package__) / "skeleton" / f"{name}.txt").read_text("utf-8")
        for old, new in filled.items():
            text = text.replace(old, new)
        relative = place.replace("STEM", stem).replace("QUESTION", question)
        path = (
            suites / relative.removeprefix("SUITES/")
            if relative.startswith("SUITES/")
            else course.root / relative
        )
        write_whole(path, text.encode())
        path.chmod(0o644)
        written.append(path)
    return written


def _refuse_taken(course: Course, stem: str, question: str) -> None:
    for place in (
        course.assignments / f"{stem}.md",
        course.solutions / f"{stem}.py",
        course.suites / stem,
        course.student / "unrolled" / "checks" / "public" / stem,
    ):
        if place.exists():
            raise CourseError(
                f"There is a {stem} already: {place}. Take another name, or remove all of its parts"
            )
    # Names of questions are unique in a course, so that `check` needs no more than the name.
    for table in sorted(course.suites.glob("*/points.toml")):
        if re.search(rf"^{question}\s*=", table.read_text(encoding="utf-8"), re.MULTILINE):
            raise CourseError(
                f"{table.parent.name} has a question `{question}` already, and names are unique in "
                f"a course. Take another name than {stem}"
            )
