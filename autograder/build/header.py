"""Reads a handout's header: YAML between two lines of `---`.

unrolled:
  title: Sequences and the vanilla RNN
  files: [figure.png]              data files that go with the notebook
  topics:                          what the questions exercise, for the course map
    unrolling: [rnn_forward]
  shown:                           what text, drawings and demos show of a topic
    unrolling: the loop and its unrolled form, drawn side by side
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml  # type: ignore[import-untyped]

from autograder.errors import BuildError

KEYS = ("title", "files", "topics", "shown")


@dataclass(frozen=True)
class Header:
    """What a handout says of itself.

    Attributes:
        title: the notebook's title.
        files: data files that go with the notebook, relative to the handout's folder.
        topics: topic of the lecture -> questions that exercise it.
        shown: topic of the lecture -> what the notebook shows of it.
        lines: how many lines of the file the header takes.
    """

    title: str
    files: tuple[str, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    lines: int = 0


def read_header(path: Path, lines: list[str]) -> Header:
    """Reads the header off a handout's lines.

    Raises:
        BuildError: it is missing or not valid, or a value is of the wrong kind.
    """
    header, length = _mapping(path, lines)
    # jupytext keeps `unrolled:` below `jupyter:` or beside it.
    jupyter = header.get("jupyter")
    nested = jupyter.get("unrolled") if isinstance(jupyter, dict) else None
    given = header.get("unrolled", nested)
    if not isinstance(given, dict) or not isinstance(given.get("title"), str):
        raise wrong(
            path, 1, "the header gives no title; expected `unrolled:` and below it `title: ...`"
        )
    for key in given:
        if key not in KEYS:
            known = ", ".join(sorted(KEYS))
            raise wrong(path, 1, f"unknown key `{key}` below `unrolled:`; known ones are: {known}")
    return Header(
        title=given["title"],
        files=_files(path, given.get("files") or []),
        topics=_topics(path, given.get("topics") or {}),
        shown=_shown(path, given.get("shown") or {}),
        lines=length,
    )


def wrong(path: Path, line: int, message: str) -> BuildError:
    """An error about one line of a handout."""
    return BuildError(f"{path}:{line}: {message}")


def _mapping(path: Path, lines: list[str]) -> tuple[dict[str, Any], int]:
    """Returns the header's mapping, and how many lines it takes."""
    if not lines or lines[0].strip() != "---":
        raise wrong(
            path, 1, "the handout starts without a YAML header; expected a first line of `---`"
        )
    try:
        end = next(i for i, line in enumerate(lines) if i and line.strip() == "---")
    except StopIteration:
        raise wrong(path, 1, "the YAML header is not closed by a line of `---`") from None
    try:
        header = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 2 if mark else 1
        raise wrong(path, line, f"the header is not valid YAML: {problem}") from error
    if not isinstance(header, dict):
        raise wrong(path, 1, "the YAML header is not a mapping; expected at least `unrolled:`")
    return header, end + 1


def _files(path: Path, files: Any) -> tuple[str, ...]:
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise wrong(path, 1, f"`files` is {files!r}; expected a list of paths")
    for name in files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise wrong(path, 1, f"`files` names `{name}`; expected a path within {path.parent}")
        if not (path.parent / name).is_file():
            raise wrong(path, 1, f"`files` names `{name}`, but {path.parent / name} is no file")
    return tuple(files)


def _topics(path: Path, topics: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(topics, dict):
        raise wrong(path, 1, f"`topics` is {topics!r}; expected lines of `TOPIC: [QUESTION, ...]`")
    for topic, questions in topics.items():
        if not isinstance(questions, list) or not all(isinstance(q, str) for q in questions):
            raise wrong(
                path, 1, f"`{topic}` below `topics` is {questions!r}; expected a list of questions"
            )
    return {str(topic): tuple(questions) for topic, questions in topics.items()}


def _shown(path: Path, shown: Any) -> dict[str, str]:
    if not isinstance(shown, dict):
        raise wrong(path, 1, f"`shown` is {shown!r}; expected lines of `TOPIC: WHAT IS SHOWN`")
    for topic, what in shown.items():
        if not isinstance(what, str):
            raise wrong(path, 1, f"`{topic}` below `shown` is {what!r}; expected a text")
    return {str(topic): what for topic, what in shown.items()}
