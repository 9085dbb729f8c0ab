"""Every exception that the autograder raises on purpose.

UnrolledError
├── BuildError               a handout, solution or points table is wrong (file and line named)
│   └── LeakFound            an answer or a hidden test stands in what students would get
├── StaleBuild               source/ or release/ do not match what they are made from
├── CourseError              the course folder, an assignment or a setting is missing or wrong
│   ├── Locked               somebody else grades this assignment now
│   ├── RosterError          a roster, or a table of a learning platform, cannot be read or filled
│   └── SourceError          what hand-ins were to be collected from cannot be opened
├── NotebookError            a hand-in cannot be read as a notebook
├── Interrupted              Ctrl-C; what was done is kept, and the same command goes on
├── SandboxError             the sandbox cannot do its job: the grader's fault, never a student's
│   ├── SandboxUnavailable   this machine lacks what the sandbox needs
│   ├── WorkerKilled         a worker was killed from outside
│   └── ProtocolError        a peer sent bytes that are not a message
└── Unanswered               an implementation gave no answer to a probe: the student's fault
    ├── Missing              the object is not defined, or its body is still the empty one
    ├── StudentError         the student's code raised
    ├── ForbiddenCall        the student's code called what the question forbids
    ├── NotPlainData         the answer is not made of arrays, numbers, strings, lists and dicts
    ├── TimedOut             no answer within the limit
    ├── OutOfMemory          the memory limit was hit
    └── Crashed              the worker died
"""

from __future__ import annotations


class UnrolledError(Exception):
    """Root of the tree; its text is written for the person at the terminal."""


class BuildError(UnrolledError):
    """A handout, solution or points table is wrong. The message starts with `file:line:`."""


class LeakFound(BuildError):
    """An answer or a hidden test stands in what students would get."""


class StaleBuild(UnrolledError):
    """`source/` or `release/` do not match what they are made from."""


class CourseError(UnrolledError):
    """The course folder, an assignment or a setting is missing or wrong."""


class Locked(CourseError):
    """Somebody else grades this assignment now."""


class RosterError(CourseError):
    """A roster, or a table of a learning platform, cannot be read or filled."""


class SourceError(CourseError):
    """What hand-ins were to be collected from is missing, damaged, or no archive."""


class NotebookError(UnrolledError):
    """A hand-in cannot be read as a notebook."""


class Interrupted(UnrolledError):
    """Ctrl-C ended a command early. What was done is kept, and the same command goes on."""


class SandboxError(UnrolledError):
    """The sandbox cannot do its job: the grader's fault, never a student's."""


class SandboxUnavailable(SandboxError):
    """This machine lacks what the sandbox needs."""


class WorkerKilled(SandboxError):
    """A worker was killed from outside: by a person, or by the system for want of memory."""


class ProtocolError(SandboxError):
    """A peer sent bytes that are not a message of the protocol."""


class Unanswered(UnrolledError):
    """An implementation gave no answer to a probe.

    Args:
        message: what happened, for the student.
        traceback: the student's own traceback, cut to their cells; empty when there is none.
    """

    state = "failed"

    def __init__(self, message: str, traceback: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.traceback = traceback


class Missing(Unanswered):
    """The object is not defined, or its body is still the empty one of the handout.

    Args:
        message: what is missing.
        traceback: the frames in the student's cells.
        name: the object, where it is known.
    """

    state = "missing"

    def __init__(self, message: str, traceback: str = "", name: str = "") -> None:
        super().__init__(message, traceback)
        self.name = name


class StudentError(Unanswered):
    """The student's code raised an exception.

    Args:
        message: the exception's type and text.
        traceback: the frames in the student's cells.
        kind: the exception's type name, such as `TypeError`.
    """

    state = "crashed"

    def __init__(self, message: str, traceback: str = "", kind: str = "") -> None:
        super().__init__(message, traceback)
        self.kind = kind


class ForbiddenCall(Unanswered):
    """The student's code called what the question forbids."""


class NotPlainData(Unanswered):
    """The answer is not made of arrays, numbers, strings, lists and dicts, or is too large."""


class TimedOut(Unanswered):
    """No answer came within the limit."""

    state = "timed out"


class OutOfMemory(Unanswered):
    """The memory limit was hit."""

    state = "out of memory"


class Crashed(Unanswered):
    """The worker that held the implementation died."""

    state = "crashed"
