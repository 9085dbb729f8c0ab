"""Writes the students' repository, after looking for leaks in it and in all that was ever in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder.atomic import write_whole
from autograder.build import check as stale_files
from autograder.build.leaks import check_release
from autograder.build.pipeline import secrets
from autograder.build.secret import Secret, Text, as_text
from autograder.course import Course
from autograder.errors import CourseError, LeakFound, StaleBuild
from autograder.publishing.git import Repository
from autograder.publishing.tree import Tree, student_tree

NEVER_OUT = ("the hidden test ", "the probe ", "the misconception ", "the variant ")


@dataclass(frozen=True)
class Published:
    """What was written.

    Attributes:
        tree: all that the repository holds now.
        summary: git's summary of what changed; empty where nothing did.
    """

    tree: Tree
    summary: str


def publish(course: Course, folder: Path, now: datetime) -> Published:
    """Writes and commits the students' repository; pushing it is left to a person.

    Args:
        course: the course.
        folder: a git repository of such a release, or a place for a new one.
        now: assignments and solutions whose date comes later are left out.

    Raises:
        StaleBuild: the release does not match its sources.
        LeakFound: an answer or a hidden test is in it, or was ever in the repository.
        CourseError: the folder holds something else, or git refuses. Nothing was committed.
    """
    stale = stale_files(course)
    if stale:
        raise StaleBuild(f"{stale[0]}. Run `autograder build`, commit, and publish again")
    folder = folder.resolve()
    if folder == course.root or course.root in folder.parents or folder in course.root.parents:
        raise CourseError(
            f"{folder} is in this course's repository, which holds the answers, or around it. Take "
            "a folder beside it"
        )
    tree = student_tree(course, now)
    hidden = hidden_from(course, tree)
    check_release({folder / path: content for path, content in tree.files.items()}, hidden)
    repository = Repository.at(folder)
    repository.expect_ours(tree.files)
    looked_at = set(tree.files.values())
    for commit, path, content in repository.every_version():
        if content in looked_at:
            continue
        try:
            check_release({folder / path: content}, hidden)
        except LeakFound as leak:
            raise LeakFound(
                f"{leak}. It is in the history of {folder} (commit {commit[:10]}), where everybody "
                "finds it. Begin a new repository, and make the old one private"
            ) from leak
    for path in repository.files():
        if path not in tree.files:
            (folder / path).unlink()
    for path, content in tree.files.items():
        target = folder / path
        if not target.is_file() or target.read_bytes() != content:
            write_whole(target, content)
            target.chmod(0o644)
    message = f"Publish {', '.join(tree.stems) or 'nothing yet'}"
    return Published(tree, repository.commit(message, tree.files))


def hidden_from(course: Course, tree: Tree) -> list[Secret]:
    """What must not be in what is published, nor ever have been.

    Hidden tests, probes and misconceptions of all assignments, and the answers of those whose
    solutions are not out. A line that these share with a solution that is out is no secret more.
    """
    out = [
        as_text((course.solutions / f"{stem}.py").read_text(encoding="utf-8"))
        for stem in tree.solved
    ]
    unsolved = [stem for stem in course.stems if stem not in tree.solved]
    of_solved = secrets(course, tree.solved)
    never = [secret for secret in of_solved if secret.what.startswith(NEVER_OUT)]
    found = [*secrets(course, unsolved), *never]
    if not out:
        return found
    return [left for secret in found if (left := _less(secret, out)).lines or left.name]


def _less(secret: Secret, out: list[Text]) -> Secret:
    """A secret without the lines that are out already."""
    known = "".join(text for one in out for text in one.squeezed)
    lines = tuple(line for line in secret.lines if line not in known)
    if lines == secret.lines:
        return secret
    return replace(secret, lines=lines, trees=())
