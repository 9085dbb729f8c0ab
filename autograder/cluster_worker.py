"""What runs on the workers of a Dask cluster: a grader in each, with a zygote of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from autograder import verdict as verdicts
from autograder.course import find_course, load_assignment
from autograder.errors import CourseError, UnrolledError, WorkerKilled
from autograder.grade import Grader
from autograder.ingredients import changes, staff_ingredients
from autograder.notebook import Handin
from autograder.sandbox.client import Zygote

Told = tuple[str, bytes]

_graders: dict[tuple[str, str, int, bool], Grader] = {}
_one_at_a_time = threading.Lock()  # pytest and a grader are for one thread


def grade_remotely(
    given: tuple[str, str, int, bool],
    expected: Mapping[str, str],
    handin: bytes,
    only: tuple[str, ...],
) -> Told:
    """Grades a hand-in on a worker.

    Args:
        given: the course's folder, the assignment, the seed, and whether there is a sandbox.
        expected: what verdicts are made from where they are asked for.
        handin: JSON.
        only: grade these questions alone; all where empty.

    Returns:
        `verdict` with its JSON; `again` with why it can be tried again; `error` with why this
        worker cannot grade.
    """
    from distributed import get_worker

    where = get_worker().address
    with _one_at_a_time:
        try:
            grader = _grader(given, expected)
            verdict = grader.grade(msgspec.json.decode(handin, type=Handin), only)
        except WorkerKilled as error:
            return "again", str(error).encode()
        except UnrolledError as error:
            return "error", f"The worker {where} cannot grade: {error}".encode()
    return "verdict", verdicts.encode(verdict)


def _grader(given: tuple[str, str, int, bool], expected: Mapping[str, str]) -> Grader:
    root, stem, seed, protect = given
    course = find_course(Path(root))
    assignment = load_assignment(course, stem)
    here = staff_ingredients(assignment)
    differ = changes(expected, here, assignment.questions)
    if differ:
        what = sorted({part for parts in differ.values() for part in parts})
        raise CourseError(
            f"it grades {', '.join(differ)} by other files than those that the verdicts are asked "
            f"for with: {', '.join(what)}. Give it the same course and the same packages, and "
            "start it again"
        )
    if given not in _graders or _graders[given].made_from != here:
        for earlier in _graders.values():  # another one's, which holds half a gigabyte
            earlier.zygote.close()
        _graders.clear()
        zygote = _kept(lambda: Zygote(protect, secret=(course.root,)).wait())
        _graders[given] = Grader(course, assignment, zygote, seed)
    return _graders[given]


def _kept(make: Callable[[], Zygote]) -> Zygote:
    """Makes a zygote in a thread that lasts: the kernel ends it with the thread that made it."""
    made: list[Zygote | Exception] = []
    ready = threading.Event()

    def run() -> None:
        try:
            made.append(make())
        except UnrolledError as error:
            made.append(error)
        ready.set()
        threading.Event().wait()

    threading.Thread(target=run, daemon=True, name="zygote").start()
    ready.wait()
    (zygote,) = made
    if isinstance(zygote, Exception):
        raise zygote
    return zygote
