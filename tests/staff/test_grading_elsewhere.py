"""The staff notebook on a machine without nbgrader, and its verdicts in the gradebook here."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.cli.demo import make_class
from autograder.course import Course, load_assignment
from autograder.nbgrader_plugin import booked_points
from autograder.staff.folder import KEPT, NOTEBOOK, staff_notebook
from autograder.staff.verdict_files import read_verdicts
from autograder.staff.wheel import build_staff_wheel, staff_wheel_name
from tests.staff.conftest import copied_course, processes_of
from tests.staff.plain_machine import run_notebook, why_not_apart

STEM = "a1_rnn"
LIST = (
    "import importlib.metadata as m, json; found = m.distributions();"
    "print(json.dumps({d.name.lower().replace('_', '-'): d.version for d in found}))"
)
SNOOP = """
import glob, os, pathlib
seen = []
for place in {places} + glob.glob("/tmp/unrolled-staff-*"):
    for folder, _, files in os.walk(place):
        seen += [os.path.join(folder, name) for name in files]
    try:
        pathlib.Path(place, "verdict.json").write_text("mine")
        seen.append("wrote into " + place)
    except OSError:
        pass
print("seen:", seen[:9], "user:", os.getuid(), "home:", os.environ["HOME"])
if os.getuid() > 10**9 and os.fork() == 0:  # stays behind, in a session of its own
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "900"])
    os._exit(0)
"""


@dataclasses.dataclass
class Away:
    """A staff notebook that ran.

    Attributes:
        course: whose.
        folder: the staff folder, with hand-ins and journal.
        notebook: with its outputs.
        before: package -> version on that machine, before it ran.
        after: and afterwards.
        not_apart: why its hand-ins were no users of their own; empty where they were.
        again: runs the last step once more and gives what it printed.
    """

    course: Course
    folder: Path
    notebook: nbformat.NotebookNode
    before: dict[str, str]
    after: dict[str, str]
    not_apart: str
    again: Callable[[], str]

    @property
    def printed(self):
        outputs = (out for cell in self.notebook.cells for out in cell.get("outputs", []))
        return "".join(out.get("text", "") for out in outputs)


def typed(course, *arguments):
    """What a command of `autograder` prints."""
    code = "from autograder.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=os.environ | {"COLUMNS": "200"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def hand_in(course, student, data):
    folder = course.submitted / student / STEM
    folder.mkdir(parents=True)
    (folder / f"{STEM}.ipynb").write_bytes(data)


@pytest.fixture(scope="module")
def away(tmp_path_factory, plain_python):
    course = copied_course(tmp_path_factory.mktemp("away") / "course")
    made = make_class(course, load_assignment(course, STEM))
    for name, student in (("right", "ada"), ("wrong", "donald"), ("crashes", "niels")):
        hand_in(course, name, made[student][1])
    folder = tmp_path_factory.mktemp("drive") / "for staff"
    folder.mkdir()
    notebook = json.loads(made["ada"][1])
    package = next(plain_python.parents[1].glob("lib/python*/site-packages")) / "autograder"
    places = [str(folder), str(course.root), str(package)]
    snoop = nbformat.v4.new_code_cell(SNOOP.format(places=places))
    notebook["cells"].append({**snoop, "source": [snoop.source]})
    hand_in(course, "snoops", json.dumps(notebook).encode())
    shutil.copytree(course.submitted, folder / "submitted")
    (folder / NOTEBOOK).write_text(staff_notebook(course, "for staff"))
    (folder / staff_wheel_name()).write_bytes(build_staff_wheel(course))

    def listed():
        done = subprocess.run([plain_python, "-c", LIST], capture_output=True, check=True)
        return json.loads(done.stdout)

    before = listed()
    notebook = nbformat.read(folder / NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("FOLDER = "):
            cell.source = f"FOLDER = {str(folder)!r}\nASSIGNMENT = {STEM!r}\nDEVICE = 'auto'"
    nbformat.write(notebook, folder / NOTEBOOK)
    run_notebook(plain_python, folder / NOTEBOOK)
    notebook = nbformat.read(folder / NOTEBOOK, as_version=4)

    def again():
        code = (
            "from autograder.staff.grading import grade_folder;"
            f"grade_folder({str(folder)!r}, {STEM!r}, 'cpu', 1)"
        )
        command = [plain_python, "-c", code]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    not_apart = why_not_apart(plain_python)
    return Away(course, folder, notebook, before, listed(), not_apart, again)


@pytest.fixture(scope="module")
def taken(away):
    """What `autograder grade --journal` says of it, and the points that it writes."""
    printed = typed(away.course, "grade", STEM, "--journal", str(away.folder / "journal" / STEM))
    return printed, points_of(away.course)


def points_of(course):
    return booked_points(course, load_assignment(course, STEM))


def test_the_machine_lacks_nbgrader_and_keeps_what_runs_notebooks(away):
    assert "nbgrader" not in away.before
    assert {"unrolled-staff", "unrolled"} <= away.after.keys()
    assert {name: away.after[name] for name in away.before} == away.before
    assert {"tensorflow-cpu", "keras", "numpy", "ipython", "ipykernel"} <= {*KEPT} & {*away.before}


def test_the_notebook_says_that_there_is_no_sandbox_and_shows_a_table(away):
    assert "NO SANDBOX" in away.printed
    assert "Device: cpu" in away.printed
    assert "4 graded, 0 for a person to look at" in away.printed
    assert "recurrent kernel transposed" in away.printed


def test_each_verdict_says_where_and_how_it_was_made(away):
    found = read_verdicts(away.folder / "journal" / STEM)
    assert len(found.verdicts) == 4
    assert found.damaged == []
    for verdict in found.verdicts.values():
        assert verdict.sandbox == "none"
        assert verdict.device == "cpu"
        assert verdict.place.startswith("a staff notebook on ")


def test_where_staff_is_root_a_hand_in_reads_and_writes_nothing_of_theirs(away):
    if away.not_apart:
        pytest.skip(away.not_apart)
    outputs = [v.output for v in read_verdicts(away.folder / "journal").verdicts.values()]
    (told,) = [line for text in outputs for line in text.splitlines() if line.startswith("seen:")]
    assert told.startswith("seen: [] user: ")
    user, home = told.rpartition("user: ")[2].split(" home: ")
    assert int(user) > 1_000_000_000
    assert "Hand-ins can read" not in away.printed
    assert "Hand-ins can use the network" not in away.printed
    # Of this run alone: another may be going on beside it.
    assert not Path(home).parent.exists()
    assert processes_of(int(user)) == []


def test_a_run_that_was_cut_off_goes_on_where_it_was(away):
    kept = away.folder / "journal" / STEM / "verdicts"
    lost = next(iter(sorted(kept.iterdir())))
    content = json.loads(lost.read_bytes())
    lost.unlink()
    printed = away.again()
    assert printed.count("(known)") == 3
    assert "4 graded" in printed
    made = json.loads(lost.read_bytes())
    assert [q["tests"][0]["earned"] for q in made["questions"]] == [
        q["tests"][0]["earned"] for q in content["questions"]
    ]


def test_the_gradebook_gets_the_points_of_grading_here(away, taken, tmp_path):
    local = copied_course(tmp_path / "course")
    shutil.copytree(away.course.submitted, local.submitted)
    (local.journal / STEM).mkdir(parents=True)
    seed = Path("journal") / STEM / "seed"
    shutil.copy(away.course.root / seed, local.root / seed)
    typed(local, "grade", STEM)
    _, points = taken
    assert points == points_of(local)
    assert sum(points["right"].values()) == 88
    assert points["wrong"]["rnn_step"] == 0
    assert sum(points["crashes"].values()) < 88


def test_taking_says_that_there_was_no_sandbox(away, taken):
    printed, _ = taken
    assert "on hand-ins here: 4" in printed
    assert "NO SANDBOX" in printed
    assert "0 graded now, 4 known from the journal" in printed
    history = typed(away.course, "history", STEM)
    assert history.count("made without a sandbox, a staff notebook on") == 4


def test_the_report_shows_verdicts_that_were_taken(away, taken):
    typed(away.course, "report", STEM)
    page = (away.course.root / "reports" / f"{STEM}.html").read_text()
    assert "not graded yet" not in page


def test_the_next_run_without_the_journal_grades_in_the_sandbox(away, taken):
    """Last of its file: it changes the course."""
    plan = typed(away.course, "grade", STEM, "--dry-run")
    assert "4 were graded without a sandbox, and are graded whole in it" in plan
    printed = typed(away.course, "grade", STEM, "--student", "wrong", "--yes")
    assert "1 graded now" in printed
    history = typed(away.course, "history", STEM, "wrong")
    assert history.count("made without a sandbox") == 1
    printed = typed(away.course, "grade", STEM, "--journal", str(away.folder / "journal"))
    assert "on hand-ins here: 3" in printed
    assert "Graded in the sandbox here before, which counts: 1" in printed
