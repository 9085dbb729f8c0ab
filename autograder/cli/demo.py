"""Makes a class of hand-ins, good, wrong and hostile, and grades it in a course of its own."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from rich.console import Console

from autograder.catalogue import Catalogue, Entry, read_catalogue
from autograder.course import NBGRADER_CONFIG, Assignment, Course, find_course, load_assignment
from autograder.errors import CourseError
from autograder.report.figures import Row
from autograder.report.terminal import term_table

COURSE_FILES = (NBGRADER_CONFIG, "course.toml")
COURSE_FOLDERS = ("assignments", "solutions", "source", "release")
MARKER = ".made-by-autograder-demo"

ENDLESS = "while True:\n    pass\n"
MEMORY_BOMB = "hoard = []\nwhile True:\n    hoard.append(np.zeros((64, 1024, 1024)))\n"
ENDING = "import os\nos._exit(0)\n"
FORK_BOMB = "import os\nwhile True:\n    os.fork()\n"
SNOOP = """\
import os

found = [name for name in os.environ if "NBGRADER" in name.upper()]
for folder, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "usr", "site-packages")]
    wanted = ("points.toml", "gradebook.db", "solutions", "suites", "submitted")
    found += [os.path.join(folder, name) for name in [*folders, *files] if name in wanted]
print("found:", found)
import a_module_that_is_not_there
"""


def run_demo(
    course: Course, stems: Sequence[str], folder: Path, console: Console
) -> dict[str, list[Row]]:
    """Makes the class, grades it, writes feedback and reports, and says where they lie.

    Args:
        course: whose assignments are shown.
        stems: the assignments.
        folder: where the demo course is made; a former demo there is replaced.
        console: where the tables go.

    Returns:
        Assignment -> student, verdict, and why a person must look; for everyone in the class.

    Raises:
        CourseError: an assignment is not there, or the folder holds something that no demo made.
    """
    from autograder.build import build
    from autograder.cli.reporting import write_term_report

    for stem in stems:
        load_assignment(course, stem)  # before a former demo is replaced
    build(course, None)
    demo = find_course(_fresh_course(course, folder))
    graded = {stem: _run(demo, load_assignment(demo, stem), console) for stem in stems}
    if len(graded) > 1:
        console.print(term_table(graded))
        write_term_report(demo, console)
    console.print(
        f"The whole course lies in {demo.root}: there, `jupyter lab` (Nbgrader > Formgrader), "
        "`nbgrader export` and `nbgrader autograde` work as in yours.",
        highlight=False,
        soft_wrap=True,
    )
    return graded


def _run(demo: Course, assignment: Assignment, console: Console) -> list[Row]:
    """Has the class hand in one assignment, and grades it."""
    from autograder.cli.grading import grade_class
    from autograder.cli.reporting import write_report
    from autograder.nbgrader_plugin import write_feedback

    handed_in = make_class(demo, assignment)
    console.print(f"{len(handed_in)} students handed in {assignment.stem}:")
    for student, (what, data) in handed_in.items():
        console.print(f"  {student:9} {what}", highlight=False)
        place = demo.submitted / student / assignment.stem
        place.mkdir(parents=True)
        (place / f"{assignment.stem}.ipynb").write_bytes(data)
    rows = grade_class(demo, assignment, (), None, True, console)
    pages = write_feedback(demo, assignment)
    console.print(f"{len(pages)} feedback pages, such as")
    for page in pages[:3]:
        console.print(f"  {page}", highlight=False, soft_wrap=True)
    write_report(demo, assignment, console)
    return rows


def _fresh_course(course: Course, folder: Path) -> Path:
    root = folder.resolve()
    if root.exists():
        if not (root / MARKER).is_file():
            raise CourseError(f"{root} exists and no demo made it; name another --folder")
        shutil.rmtree(root)
    root.mkdir(parents=True)
    (root / MARKER).touch()
    for name in COURSE_FILES:
        shutil.copy(course.root / name, root / name)
    with (root / NBGRADER_CONFIG).open("a", encoding="utf-8") as settings:
        # The course's gradebook may be on a server, where this class is none of the course's.
        settings.write(
            '\nc.CourseDirectory.pop("db_url", None)  # the demo has a gradebook of its own\n'
        )
    for name in COURSE_FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(course.root / name, root / name, ignore=ignored)
    return root


def make_class(course: Course, assignment: Assignment) -> dict[str, tuple[str, bytes]]:
    """Makes 24 hand-ins.

    Args:
        course: holds the built notebooks.
        assignment: what they answer.

    Returns:
        Student -> what is special about the hand-in, and the file's bytes.
    """
    catalogue = read_catalogue(assignment.suite)
    names = list(assignment.questions)
    source = _as_a_student_writes(_read(course.source, assignment))
    release = _read(course.release, assignment)
    first, second = names[1], names[2]

    def answered(changes: Mapping[str, str]) -> NotebookNode:
        nb = copy.deepcopy(source)
        for question, text in changes.items():
            _answer_cell(nb, question).source = text
        return nb

    def with_entry(*entries: Entry) -> NotebookNode:
        nb = copy.deepcopy(source)
        for entry in entries:
            # After the solution, not instead of it: it may be written as a change to it.
            _answer_cell(nb, entry.question).source += f"\n\n{entry.program}"
        return nb

    half = answered({n: _answer_cell(release, n).source for n in names[len(names) // 2 :]})
    variant = catalogue.variants_of(first)[-1]
    broken = _answer_cell(source, second).source.replace("):", ")", 1)
    shortened, built_in = _shortcut(assignment)
    hand_ins: dict[str, tuple[str, NotebookNode | bytes]] = {
        "ada": ("everything right", source),
        "alan": ("the second half not answered", half),
        "barbara": (f"a variant: {variant.name}", with_entry(variant)),
        **_misconceived(catalogue, names, with_entry),
        "niklaus": ("two mistakes", with_entry(*_second_mistakes(catalogue, first, names[3]))),
        "ken": ("an endless loop in a cell", answered({first: ENDLESS})),
        "linus": ("a memory bomb in a cell", answered({second: MEMORY_BOMB})),
        "margaret": ("a fork bomb in a cell", answered({second: FORK_BOMB})),
        "mallory": ("reads for secrets", _with_cell(source, SNOOP)),
        "niels": ("ends Python in a cell", answered({names[3]: ENDING})),
        "peter": (f"lets the library do {shortened}", answered({shortened: built_in})),
        "radia": ("a syntax error", answered({second: broken})),
        "sophie": ("nothing answered", release),
        "tim": ("a graded cell twice", _with_duplicate(source, first)),
        "vint": ("saved by Colab", _as_colab_saves(source)),
        "whitfield": ("half a file", _bytes(source)[:20000]),
    }
    return {
        student: (what, nb if isinstance(nb, bytes) else _bytes(nb))
        for student, (what, nb) in hand_ins.items()
    }


def _misconceived(
    catalogue: Catalogue, names: list[str], with_entry: Callable[..., NotebookNode]
) -> dict[str, tuple[str, NotebookNode]]:
    students = ("cynthia", "donald", "edsger", "frances", "grace", "hedy", "ivan", "john", "karen")
    # The first of every question, then the last, then the second: no two students do the same.
    entries = [catalogue.misconceptions_of(question)[at] for at in (0, -1, 1) for question in names]
    return {
        student: (f"{entry.question}: {entry.name}", with_entry(entry))
        for student, entry in zip(students, entries, strict=False)
    }


def _second_mistakes(catalogue: Catalogue, *questions: str) -> list[Entry]:
    return [catalogue.misconceptions_of(question)[1] for question in questions]


def _shortcut(assignment: Assignment) -> tuple[str, str]:
    """A question, and an answer that is nothing but what the question forbids to call."""
    pairs = [(q, dotted) for q, refused in assignment.forbidden.items() for dotted in refused]
    if not pairs:
        raise CourseError(f"{assignment.points_table} forbids nothing, which the demo shows")

    def likeness(pair: tuple[str, str]) -> int:
        question, last = pair[0], pair[1].rpartition(".")[2]
        return 2 * (question == last) + (question.endswith("Cell") and last.endswith("Cell"))

    question, dotted = max(pairs, key=likeness)
    head = f"import {dotted.partition('.')[0]}\n\n\n"
    if question[0].isupper():
        return question, f"{head}class {question}({dotted}):\n    pass\n"
    body = f"def {question}(*arguments, **keywords):\n    return {dotted}(*arguments, **keywords)\n"
    return question, head + body


def _read(folder: Path, assignment: Assignment) -> NotebookNode:
    return nbformat.read(folder / assignment.stem / f"{assignment.stem}.ipynb", as_version=4)


def _as_a_student_writes(nb: NotebookNode) -> NotebookNode:
    """The solved notebook without our markers, and with a student's words where prose is due."""
    for cell in nb.cells:
        if cell.metadata.get("unrolled", {}).get("kind") == "written":
            cell.source = "Here stands what a student wrote; a person grades it in formgrader."
        else:
            lines = [line for line in cell.source.split("\n") if "### " not in line]
            cell.source = "\n".join(lines) if cell.cell_type == "code" else cell.source
    return nb


def _answer_cell(nb: NotebookNode, question: str) -> NotebookNode:
    for cell in nb.cells:
        marks = cell.metadata.get("unrolled", {})
        if marks.get("kind") == "answer" and marks.get("question") == question:
            return cell
    raise CourseError(f"the built notebook has no answer cell for {question}")


def _with_cell(nb: NotebookNode, text: str) -> NotebookNode:
    changed = copy.deepcopy(nb)
    changed.cells.append(nbformat.v4.new_code_cell(text))
    return changed


def _with_duplicate(nb: NotebookNode, question: str) -> NotebookNode:
    changed = copy.deepcopy(nb)
    for index, cell in enumerate(changed.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == question:
            changed.cells.insert(index + 1, copy.deepcopy(cell))
            break
    return changed


def _as_colab_saves(nb: NotebookNode) -> NotebookNode:
    """Colab drops the cells' ids and adds its own metadata, with the person's name in it."""
    changed = copy.deepcopy(nb)
    changed.nbformat_minor = 0
    changed.metadata["colab"] = {"provenance": [], "name": "Copy of the assignment"}
    for number, cell in enumerate(changed.cells):
        cell.pop("id", None)
        cell.metadata["id"] = f"Xy{number:010d}"
        if cell.cell_type == "code":
            cell.metadata["executionInfo"] = {"user": {"displayName": "Vint"}, "status": "ok"}
            cell.metadata["outputId"] = f"out{number}"
    return changed


def _bytes(nb: NotebookNode) -> bytes:
    return (json.dumps(nb, indent=1, ensure_ascii=False) + "\n").encode()
