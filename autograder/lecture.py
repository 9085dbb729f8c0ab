"""The lecture that a course follows: `[lecture]` in `course.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.settings import Settings


@dataclass(frozen=True)
class Lecture:
    """What the assignments follow.

    Attributes:
        title: how to name it in a sentence.
        topics: its topics, in its order.
    """

    title: str
    topics: tuple[str, ...]


def read_lecture(settings: Settings) -> Lecture | None:
    """`[lecture]` of `course.toml`; None where it is not there."""
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
