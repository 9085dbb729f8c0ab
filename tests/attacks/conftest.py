"""A class of hostile hand-ins, each graded beside an innocent one, on the whole real path.

`attack.py` says how the files in `notebooks` are written. The class lies in a course of its own, in
the most exposed place there is: a folder that the sandbox shows. Secrets are planted all over it.
"""

import io
import os
import secrets
import shutil
import statistics
import sys
import warnings
from dataclasses import dataclass, field, replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from autograder import batch
from autograder import course as course_module
from autograder.batch import Job, released
from autograder.cli import grading
from autograder.course import Course, load_assignment
from autograder.nbgrader_plugin import write_feedback
from autograder.pool import Pool
from autograder.report.feedback_page import feedback_page
from autograder.verdict import Verdict
from tests.report.pages import parts_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STEM = "a1_rnn"
SEED = 20270201
WARM_UPS, HONEST_PAIRS = 1, 4
TIMES_HONEST = 2.0
REPEATS = 3
# Hostile notebooks mark whatever they leave with this name, or with this key.
MARK, IPC_KEY = "left-by-an-attack", 0x1EAF
LIMITS = """
[limits]
cell_s = 2
probe_s = 1.5
load_s = 12
cpu_s = 15
memory_bytes = 1073741824
tmp_bytes = 67108864
"""


def _load(name):
    # pytest imports test files one by one, so what they share is loaded by its path.
    spec = spec_from_file_location(f"attacks_{name}", HERE / f"{name}.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


attack = _load("attack")
leftovers = _load("leftovers")


@dataclass
class Pair:
    """One hostile hand-in and the innocent one that was graded at the same time."""

    attack: object
    hostile: Verdict
    innocent: Verdict
    left: list[str] = field(default_factory=list)
    # How long the innocent one took, against one beside an honest neighbour; at each try.
    slowdowns: list[float] = field(default_factory=list)


@dataclass
class Hostile:
    """What became of the whole class."""

    course: Course
    secret: str
    printed: str
    pairs: dict[str, Pair]
    left: list[str]
    pages: dict[str, str]

    @property
    def honest(self):
        return self.pairs["honest-0"].hostile


class PairingPool(Pool):
    """Grades hand-ins two at a time: a hostile one in one process, an innocent one in the other.

    An innocent hand-in that took too long is tried again, and beside an honest neighbour too:
    another program on this machine is to blame once, or slows down both; starvation comes back.
    """

    def grade(self, jobs, stop=lambda: False):
        """Yields names and verdicts as `Pool.grade` does."""
        by_name = {job.name: job for job in jobs}
        self._zygote.wait()
        watch = leftovers.Watch(self._zygote.pid, [m.process.pid for m in self._members])
        usual: list[float] = []
        for number, one in enumerate(self.attacks):
            pair = self._grade_pair(one, by_name)
            if number == WARM_UPS:
                watch.start()
            if WARM_UPS <= number < WARM_UPS + HONEST_PAIRS:
                usual.append(pair.innocent.duration_s)
            elif number >= WARM_UPS:
                pair.slowdowns.append(pair.innocent.duration_s / statistics.median(usual))
            while pair.slowdowns and pair.slowdowns[-1] > TIMES_HONEST:
                if len(pair.slowdowns) > REPEATS:
                    break
                honest_s = self._grade_pair(self.attacks[0], by_name).innocent.duration_s
                again_s = self._grade_pair(one, by_name).innocent.duration_s
                pair.slowdowns.append(again_s / honest_s)
            pair.left = watch.left()
            self.pairs[one.name] = pair
            # The innocent one stays out of the gradebook, only to save time.
            yield one.student, pair.hostile

    def _grade_pair(self, one, jobs: dict[str, Job]) -> Pair:
        verdicts = dict(super().grade([jobs[one.student], jobs[one.neighbour]]))
        return Pair(one, verdicts[one.student], verdicts[one.neighbour])


def _make_course(root: Path, secret: str) -> Course:
    for name in ("nbgrader_config.py", "course.toml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("assignments", "solutions", "source", "release"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    suite = root / "suites" / STEM
    own = course_module.SUITES / STEM
    shutil.copytree(own, suite, ignore=shutil.ignore_patterns("__pycache__"))
    (suite / "points.toml").write_text((own / "points.toml").read_text() + LIMITS)
    for path in [root / "solutions" / f"{STEM}.py", *suite.glob("test_*.py")]:
        path.write_text(f"{path.read_text()}\n# {secret}\n")
    (root / "journal" / STEM).mkdir(parents=True)
    (root / "journal" / STEM / "seed").write_text(str(SEED))
    return replace(course_module.find_course(root), suites=root / "suites")


def _hand_in(course: Course, student: str, cells, extra: str = "") -> None:
    nb = released(course, STEM)
    answers = {**attack.HONEST, **{name: text for name, text in cells if name}}
    for cell in nb.cells:
        marks = cell.metadata.get("unrolled", {})
        if marks.get("kind") == "answer" and marks["question"] in answers:
            cell.source = answers[marks["question"]]
    own = [text for name, text in cells if not name] + ([extra] if extra else [])
    place = next(
        i for i, c in enumerate(nb.cells) if c.metadata.get("unrolled", {}).get("kind") == "answer"
    )
    nb.cells[place:place] = [nbformat.v4.new_code_cell(text) for text in own]
    path = course.submitted / student / STEM / f"{STEM}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(nb))


def _attacks(items):
    """Those that the chosen tests ask for, behind some pairs without any attack."""
    quiet = [attack.honest(f"honest-{i}") for i in range(WARM_UPS + HONEST_PAIRS)]
    chosen = {item.callspec.params["pair"] for item in items if hasattr(item, "callspec")}
    found = attack.read_all(HERE / "notebooks")
    chosen |= {one.after for one in found if one.name in chosen}
    return [*quiet, *(one for one in found if one.name in chosen)]


@pytest.fixture(scope="module")
def hostile(request):
    """The whole class, graded once."""
    items = [item for item in request.session.items if item.path.parent == HERE]
    attacks = _attacks(items)
    secret = f"SECRET{secrets.token_hex(12)}TERCES"
    for left in Path(sys.prefix).glob("planted-course-*"):  # by a run that was killed
        if not Path("/proc", left.name.rpartition("-")[2]).exists():
            shutil.rmtree(left)
    root = Path(sys.prefix) / f"planted-course-{os.getpid()}"
    root.mkdir()
    try:
        with pytest.MonkeyPatch.context() as patch:
            yield _graded(_make_course(root, secret), attacks, secret, patch)
    finally:
        shutil.rmtree(root)


def _pages_of_nbgrader(course, assignment, students):
    """The whole pages of some students, which nbgrader takes its time for."""
    if all(student.startswith(".") for student in students):
        return {}  # nbgrader's own search for hand-ins passes over such names
    for folder in course.autograded.iterdir():
        if folder.name not in students:
            shutil.rmtree(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of nbconvert's templates, about notebooks of others
        paths = write_feedback(course, assignment)
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in paths}


def _graded(course: Course, attacks, secret: str, patch) -> Hostile:
    for number, one in enumerate(attacks):
        # Unlike all others, or what is the same would be graded once.
        _hand_in(course, one.student, one.cells, f"# Number {number}.")
        _hand_in(course, one.neighbour, (), f"# Innocent, and number {number}.")
    _hand_in(course, f"zoe-{secret}", (), f"# {secret}")
    find = course_module.find_course
    for module in ("sanitizing", "grading"):
        patch.setattr(
            f"autograder.nbgrader_plugin.{module}.find_course",
            lambda start: replace(find(start), suites=course.suites),
        )
    patch.setattr(PairingPool, "attacks", attacks, raising=False)
    patch.setattr(PairingPool, "pairs", {}, raising=False)
    patch.setattr(batch, "Pool", PairingPool)
    # Where a notebook could look for it: the environment, and the arguments and memory of graders.
    patch.setenv("COURSE_SECRET", secret)
    patch.setattr(sys, "argv", [*sys.argv, secret])
    students = [name for one in attacks for name in (one.student, one.neighbour)]
    console = Console(file=io.StringIO(), width=150)
    assignment = load_assignment(course, STEM)
    before = leftovers.machine()
    grading.grade_class(course, assignment, students, 2, True, console)
    left = sorted(leftovers.machine() - before)
    pages = {
        pair.attack.student: feedback_page(
            pair.hostile, pair.attack.student, parts_of(pair.hostile)
        )
        for pair in PairingPool.pairs.values()
    }
    pages |= _pages_of_nbgrader(
        course, assignment, [one.student for one in attacks if one.on_screen]
    )
    return Hostile(
        course,
        secret,
        console.file.getvalue(),
        PairingPool.pairs,
        left,
        pages,
    )
