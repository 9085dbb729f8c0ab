"""Shows that a hidden suite tells right from wrong: every misconception and variant is graded.

Each goes the way of a hand-in: its source replaces the answer in the solved notebook, and the
sandbox runs the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.batch import released
from autograder.catalogue import Catalogue, Entry, Misconception, Variant, read_catalogue
from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.notebook import Cell, Handin, extract, heal, read_notebook
from autograder.pool import Job
from autograder.testing.running import SuiteRun
from autograder.verdict import QuestionResult, TestResult, Verdict

SOLUTION = "the solution"
RELEASE = "the untouched release notebook"
# How a hidden test may end on a wrong answer. An error in the test itself is no rejection.
REJECTIONS = frozenset({"failed", "crashed", "missing"})


@dataclass
class Proof:
    """What was found.

    Attributes:
        assignment: what was proved.
        catalogue: its misconceptions and variants, or those of one question.
        verdicts: name -> verdict, for every misconception, variant, the solution, the release.
        replayed: how recordings of right answers to other inputs ended, one by one.
        problems: what is wrong, one sentence each; empty when the suite holds.
        question: the only one whose tests are judged; all are where empty.
    """

    assignment: Assignment
    catalogue: Catalogue
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    replayed: list[SuiteRun] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    question: str = ""

    def rejected_by(self, entry: Misconception) -> list[str]:
        """The tests of the misconception's question that did not pass."""
        result = self._result(entry.name, entry.question)
        return [test.name for test in _rejecting(result)] if result else []

    def _result(self, name: str, question: str) -> QuestionResult | None:
        verdict = self.verdicts.get(name)
        return verdict.question(question) if verdict else None

    def judge(self) -> None:
        """Fills `problems` from the verdicts."""
        self.problems = [
            *self._judge_whole(SOLUTION, full=True),
            *self._judge_whole(RELEASE, full=False),
            *(p for entry in self.catalogue.variants for p in self._judge_variant(entry)),
            *(p for entry in self.catalogue.misconceptions for p in self._judge_wrong(entry)),
            *self._judge_tests(),
            *self._judge_replays(),
        ]

    def _judge_whole(self, name: str, full: bool) -> Iterator[str]:
        for result in self.verdicts[name].questions:
            if full and result.earned < result.points:
                yield f"{name} loses points at {result.question}: {_why(result)}"
            if not full and result.earned > 0:
                yield f"{name} earns {result.earned:g} points at {result.question}"

    def _judge_variant(self, entry: Variant) -> Iterator[str]:
        for result in self.verdicts[entry.name].questions:
            if result.earned < result.points:
                yield (
                    f"the variant {entry.name} of {entry.question} loses points at "
                    f"{result.question}: {_why(result)}"
                )

    def _judge_wrong(self, entry: Misconception) -> Iterator[str]:
        what = f"the misconception {entry.name} of {entry.question}"
        for result in self.verdicts[entry.name].questions:
            if result.question != entry.question:
                if result.earned < result.points:
                    yield f"{what} also loses points at {result.question}: {_why(result)}"
                continue
            if result.earned == result.points:
                yield f"{what} survives"
                continue
            failures = _rejecting(result)
            for test in failures:
                if test.state not in REJECTIONS:
                    yield f"{what} ended {test.name} with {test.state}: {test.message}"
            if entry.raises:
                as_declared = [t for t in failures if entry.raises in t.message]
            else:
                as_declared = [t for t in failures if t.state == "failed"]
            if not as_declared:
                expected = f"{entry.raises} raised" if entry.raises else "a wrong answer"
                yield f"{what} failed for another reason than {expected}: {_why(result)}"
            if result.diagnosis is not None and result.diagnosis.names != (entry.name,):
                yield (
                    f"{what} is diagnosed as {' and '.join(result.diagnosis.names)}: on all that "
                    "is asked they answer alike. If they are one mistake, drop one of them; if "
                    "not, ask something on which they differ"
                )

    def _judge_tests(self) -> Iterator[str]:
        rejecting = {name for e in self.catalogue.misconceptions for name in self.rejected_by(e)}
        for result in self.verdicts[SOLUTION].questions:
            if self.question not in ("", result.question):
                continue
            for test in result.tests:
                if test.name not in rejecting:
                    yield f"the test {test.name} of {result.question} rejects no misconception"

    def _judge_replays(self) -> Iterator[str]:
        need_numbers = {name for run in self.replayed for name in run.need_numbers}
        results: dict[tuple[str, str], list[TestResult]] = {}
        for run in self.replayed:
            for question, tests in run.results.items():
                if self.question not in ("", question):
                    continue
                for test in tests:
                    results.setdefault((question, test.name), []).append(test)
        for (question, name), ends in results.items():
            what, marked = f"{name} of {question}", name in need_numbers
            if not marked and all(test.state == "passed" for test in ends):
                yield (
                    f"a recording of right answers to other inputs passes {what}: compare what "
                    "must be computed from drawn inputs, or mark it needs_numbers=True"
                )
            if marked:
                failed = next((t for t in ends if t.state != "passed" and not t.withheld), None)
                if failed:
                    yield f"{what} is marked needs_numbers, but a recording fails: {failed.message}"


def _rejecting(result: QuestionResult) -> list[TestResult]:
    return [test for test in result.tests if test.state != "passed" and not test.withheld]


def _why(result: QuestionResult) -> str:
    failed = next(test for test in result.tests if test.state != "passed")
    return f"{failed.name} ({failed.state}) {failed.message}"


def proof_jobs(
    course: Course, assignment: Assignment, question: str = ""
) -> tuple[Catalogue, list[Job]]:
    """Everything that has to be graded for a proof.

    Args:
        course: the course.
        assignment: what is proved.
        question: only its misconceptions and variants. Each is graded whole all the same: that it
            costs nothing elsewhere is a part of the proof.

    Raises:
        CourseError: the assignment was never built, or there is no such question.
        BuildError: the misconceptions or variants cannot be read.
    """
    catalogue = read_catalogue(assignment.suite)
    if question:
        assignment.expect_coded(question)
        catalogue = Catalogue(
            catalogue.misconceptions_of(question), catalogue.variants_of(question)
        )
    path = course.source / assignment.stem / f"{assignment.stem}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path} is missing. Run `autograder build` first")
    release = released(course, assignment.stem)
    solved = _handin(read_notebook(path), release, assignment)
    jobs = [Job.of(SOLUTION, solved), Job.of(RELEASE, _handin(release, release, assignment))]
    for entry in (*catalogue.misconceptions, *catalogue.variants):
        jobs.append(Job.of(entry.name, _with(solved, entry)))
    return catalogue, jobs


def _handin(nb: NotebookNode, release: NotebookNode, assignment: Assignment) -> Handin:
    return extract(heal(nb, release)[0], assignment)


def _with(solved: Handin, entry: Entry) -> Handin:
    cells = tuple(
        # After the solution, not instead of it: a wrong class may be written as a change to it.
        Cell(cell.id, f"{cell.source}\n\n{entry.program}", cell.kind, cell.question)
        if cell.question == entry.question
        else cell
        for cell in solved.cells
    )
    return Handin(solved.assignment, cells)
