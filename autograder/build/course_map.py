"""Makes the course map: every topic of the lecture, where it is exercised, and for how many points.

The lecture and its topics stand in `course.toml`; which questions exercise a topic, and what else
shows it, in the handouts' headers. The map goes into `docs/course_map.md`, and its first table also
into a README that has the two marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.build.handout import Handout
from autograder.build.header import wrong
from autograder.course import Assignment, Course
from autograder.errors import BuildError
from autograder.lecture import Lecture

BEGIN = "<!-- The course map, made by `autograder build`. -->"
END = "<!-- End of the course map. -->"


@dataclass(frozen=True)
class Part:
    """An assignment and its handout."""

    assignment: Assignment
    handout: Handout

    @property
    def points(self) -> Mapping[str, float]:
        """Question, coded or written -> points, in the notebook's order."""
        both = {**self.assignment.questions, **self.assignment.written}
        return {cell.question: both[cell.question] for cell in self.handout.cells if cell.question}


def course_map(course: Course, parts: Sequence[Part]) -> dict[Path, bytes]:
    """Makes the map's files.

    Args:
        course: the course.
        parts: all of its assignments, each checked by `check_topics`.

    Returns:
        Path -> content. Nothing where `course.toml` names no lecture.

    Raises:
        BuildError: nothing stands for a topic of the lecture.
    """
    lecture = course.lecture
    if lecture is None:
        return {}
    missing = [topic for topic in lecture.topics if not any(_stands(topic, p) for p in parts)]
    if missing:
        raise BuildError(
            f"{course.settings}: no handout has the topic `{missing[0]}`; name it below `topics:` "
            "or `shown:` in the header of one"
        )
    made = {course.map: _page(lecture, parts).encode()}
    if course.readme.is_file():
        text = course.readme.read_text(encoding="utf-8")
        if BEGIN in text:
            table = _by_topic(lecture, parts, f"{course.assignments.name}/")
            made[course.readme] = _between_marks(course.readme, text, table).encode()
    return made


def _stands(topic: str, part: Part) -> bool:
    header = part.handout.header
    return bool(header.topics.get(topic)) or topic in header.shown


def check_topics(course: Course, part: Part) -> None:
    """Checks that topics and questions of one handout fit together.

    Raises:
        BuildError: it names a topic or a question that there isn't, or a question has no topic.
    """
    lecture = course.lecture
    if lecture is None:
        return
    header, path = part.handout.header, part.handout.path
    for topic in (*header.topics, *header.shown):
        if topic not in lecture.topics:
            raise wrong(
                path,
                part.handout.line_of(topic),
                f"`{topic}` is no topic of the lecture; they stand in {course.settings}",
            )
    for topic, questions in header.topics.items():
        for question in questions:
            if question not in part.points:
                known = ", ".join(part.points)
                raise wrong(
                    path,
                    part.handout.line_of(topic),
                    f"`{topic}` names `{question}`, which is not asked here; asked are: {known}",
                )
    named = {question for questions in header.topics.values() for question in questions}
    for question in part.points:
        if question not in named:
            raise wrong(
                path,
                part.handout.line_of("topics"),
                f"`{question}` belongs to no topic; name it below `topics:` in the header, as in "
                f"`{next(iter(header.topics), lecture.topics[0])}: [{question}]`",
            )


def _page(lecture: Lecture, parts: Sequence[Part]) -> str:
    return f"""\
# Course map

<!-- Made by `autograder build` from the headers of the handouts. -->

The course follows {lecture.title}.
Its topics, in its order; the numbers are points, of 100 in every assignment. What a person grades
is marked *by hand*.

{_by_topic(lecture, parts, "../assignments/")}

## By assignment

{_by_assignment(lecture, parts)}
"""


def _by_topic(lecture: Lecture, parts: Sequence[Part], folder: str) -> str:
    rows = ["| topic | assignment | questions | shown |", "|---|---|---|---|"]
    for topic in lecture.topics:
        for number, part in enumerate(p for p in parts if _stands(topic, p)):
            stem, header = part.assignment.stem, part.handout.header
            questions = ", ".join(_with_points(part, q) for q in header.topics.get(topic, ()))
            link = f"[{stem}]({folder}{part.handout.path.name})"
            shown = header.shown.get(topic, "")
            rows.append(f"| {'' if number else topic} | {link} | {questions} | {shown} |")
    return "\n".join(rows)


def _by_assignment(lecture: Lecture, parts: Sequence[Part]) -> str:
    return "\n\n".join("\n".join(_assignment(lecture, part)) for part in parts)


def _assignment(lecture: Lecture, part: Part) -> Iterator[str]:
    yield f"### `{part.assignment.stem}`: {part.handout.header.title}"
    yield ""
    yield "| question | points | topics |"
    yield "|---|--:|---|"
    for question, points in part.points.items():
        topics = [t for t in lecture.topics if question in part.handout.header.topics.get(t, ())]
        kind = " by hand" if question in part.assignment.written else ""
        yield f"| `{question}`{kind} | {points:g} | {', '.join(topics)} |"


def _with_points(part: Part, question: str) -> str:
    kind = " by hand" if question in part.assignment.written else ""
    return f"`{question}` {part.points[question]:g}{kind}"


def _between_marks(path: Path, text: str, table: str) -> str:
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise BuildError(f"{path}: `{BEGIN}` is not followed by `{END}`; write that line again")
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
