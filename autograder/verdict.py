"""What grading a submission yields, and how it is stored: the types of the journal.

A verdict is a pure function of the healed notebook, the suite, the solution, the environment and
the seed, so it names none of the students who handed that notebook in.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

State = Literal[
    "passed", "failed", "timed out", "out of memory", "crashed", "missing", "grader error"
]

# Which state a question shows when its tests ended differently: the first that occurs.
WORST_FIRST: tuple[State, ...] = (
    "grader error",
    "out of memory",
    "timed out",
    "crashed",
    "failed",
    "missing",
    "passed",
)


class TestResult(msgspec.Struct, frozen=True):
    """One hidden test.

    Attributes:
        name: the test function's name.
        sentence: the name as a sentence, for people.
        points: what the test is worth.
        earned: points earned, from 0 to `points`.
        state: how it ended.
        message: what to tell the student; plain text, not yet escaped.
        traceback: the student's own frames, when their code raised.
        note: a remark on a pass, such as "right, given your `rnn_step`".
        rejected: whether there was an answer, and the test found it wrong.
        withheld: whether it would have passed, but counts only beside right numbers.
        duration_s: wall time.
    """

    __test__ = False  # not a test class, whatever pytest thinks of its name

    name: str
    sentence: str
    points: float
    earned: float
    state: State
    message: str = ""
    traceback: str = ""
    note: str = ""
    rejected: bool = False
    withheld: bool = False
    duration_s: float = 0.0


class Diagnosis(msgspec.Struct, frozen=True):
    """The known misconception that gives the same answers as this submission.

    Attributes:
        misconception: its name.
        hint: what to tell the student.
        second: a second one, where the answers are those of both at once.
    """

    misconception: str
    hint: str
    second: Diagnosis | None = None

    @property
    def parts(self) -> tuple[Diagnosis, ...]:
        """Each misconception by itself."""
        alone = msgspec.structs.replace(self, second=None)
        return (alone, *self.second.parts) if self.second else (alone,)

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each misconception."""
        return tuple(part.misconception for part in self.parts)

    @property
    def words(self) -> str:
        """The name of this misconception alone, as words."""
        return self.misconception.replace("_", " ")

    @property
    def advice(self) -> str:
        """What to tell the student about all of it."""
        if self.second is None:
            return self.hint
        return f"Two known mistakes at once. {self.hint} And: {self.second.hint}"


class QuestionResult(msgspec.Struct, frozen=True):
    """One graded object and its hidden tests."""

    question: str
    tests: tuple[TestResult, ...]
    diagnosis: Diagnosis | None = None

    @property
    def fits_nothing(self) -> bool:
        """Whether a test compared an answer and rejected it, and no known mistake explains it."""
        return self.diagnosis is None and any(test.rejected for test in self.tests)

    @property
    def points(self) -> float:
        """What the question is worth."""
        return sum(test.points for test in self.tests)

    @property
    def earned(self) -> float:
        """Points earned by the tests that passed."""
        return sum(test.earned for test in self.tests)

    @property
    def state(self) -> State:
        """The worst state of its tests, in the order of `WORST_FIRST`."""
        states = {test.state for test in self.tests}
        return next((state for state in WORST_FIRST if state in states), "grader error")


class Verdict(msgspec.Struct, frozen=True):
    """All that is known about one graded notebook.

    Attributes:
        assignment: the stem, such as `a1_rnn`.
        questions: one result a coded question, in the notebook's order.
        healing: what was mended in the notebook before grading, one sentence each.
        cell_errors: failures of cells that answer no question (imports, the student's own cells).
        needs_review: why a person must look before points are written; empty when none must.
        seed: the run's seed, from which all inputs were drawn.
        limits: the limits in force, by name.
        device: `cpu`, or `gpu: ` and its name.
        sandbox: `bubblewrap` or `none`.
        place: where it was made, such as `Google Colab`; empty on a machine of this course.
        versions: package name -> version in the worker.
        hashes: what the verdict was made from: notebook, suite, solution, environment.
        duration_s: wall time of the grading.
        peak_bytes: memory of the largest process of a worker, TensorFlow's own share included; 0
            where it is not known.
        output: the end of what the notebook printed.
    """

    assignment: str
    questions: tuple[QuestionResult, ...]
    seed: int
    healing: tuple[str, ...] = ()
    cell_errors: tuple[str, ...] = ()
    needs_review: str = ""
    limits: dict[str, float] = {}
    device: str = "cpu"
    sandbox: Literal["bubblewrap", "none"] = "bubblewrap"
    place: str = ""
    versions: dict[str, str] = {}
    hashes: dict[str, str] = {}
    duration_s: float = 0.0
    peak_bytes: int = 0
    output: str = ""
    schema: int = 1

    @property
    def points(self) -> float:
        """What the coded questions are worth together."""
        return sum(question.points for question in self.questions)

    @property
    def earned(self) -> float:
        """Points earned over all coded questions."""
        return sum(question.earned for question in self.questions)

    @property
    def origin(self) -> str:
        """What a person must know of where it comes from; empty where nothing is unusual."""
        if self.sandbox == "bubblewrap" and not self.place:
            return ""
        wall = "in a sandbox" if self.sandbox == "bubblewrap" else "without a sandbox"
        return ", ".join([f"made {wall}", *filter(None, [self.place]), self.device])

    def question(self, name: str) -> QuestionResult | None:
        """The result of the question `name`, or None where the verdict has none."""
        return next((q for q in self.questions if q.question == name), None)


def is_grader_fault(verdict: Verdict) -> bool:
    """Whether a verdict tells more of the grader than of the hand-in, so should be made anew."""
    states = (question.state for question in verdict.questions)
    return bool(verdict.needs_review) or "grader error" in states


def encode(verdict: Verdict) -> bytes:
    """Writes a verdict as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(verdict), indent=1)


def decode(text: bytes) -> Verdict:
    """Reads a verdict back.

    Raises:
        msgspec.DecodeError: the text is not the JSON of a verdict.
    """
    return msgspec.json.decode(text, type=Verdict)


def json_schema() -> dict[str, Any]:
    """The JSON schema of a verdict, for whoever reads the journal with other tools.

    The journal adds one field to each verdict, `digest`: a SHA-256 by which it knows its own.
    """
    return msgspec.json.schema(Verdict)
