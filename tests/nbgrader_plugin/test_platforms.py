"""From a platform's archive to submitted/, through nbgrader's gradebook, back into its table."""

import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import nbformat
import pytest

from autograder.collecting.collect import Wishes, collect
from autograder.course import find_course
from autograder.errors import CourseError
from autograder.exporting.scores import Exported
from autograder.nbgrader_plugin import export_scores, write_to_gradebook

# nbgrader 0.9 under SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

ROSTER = "id,name,email,canvas\nada,Ada Lovelace,ada@x.edu,1\nbob,Bob O'Brien,bob@x.edu,2\n"
ROSTER += "zoe,Zoë Z,zoe@x.edu,3\n"
CANVAS = """\
Student,ID,SIS Login ID,Section,toy (77),Final Score
    Points Possible,,,,100.0,(read only)
"Lovelace, Ada",1,alo,S,,0.0
"O'Brien, Bob",2,bob,S,,0.0
"Z, Zoë",3,zz,S,,0.0
"Student, Test",9,t,S,,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade)
Participant 11,Ada Lovelace,ada@x.edu,Submitted,,100.00,Yes,"Wednesday, 3 February 2027, 12:59 AM",-
Participant 12,Bob O'Brien,bob@x.edu,Submitted,,100.00,Yes,"Monday, 1 February 2027, 10:00 PM",-
"""  # noqa: E501
SETTINGS = """
timezone = "America/New_York"
[due]
toy = 2027-02-01T23:59:00-05:00
[late]
percent_per_day = 10
"""


@pytest.fixture
def term(toy, monkeypatch):
    """The toy course with a class list, due date and late policy."""
    root = toy.course.root
    (root / "roster.csv").write_text(ROSTER, encoding="utf-8")
    settings = root / "course.toml"
    settings.write_text(settings.read_text() + SETTINGS)
    toy.course = replace(find_course(root), suites=toy.course.suites)
    toy.whole = nbformat.writes(toy.answered()).encode()
    monkeypatch.chdir(root)
    return toy


def archive(toy, files):
    path = toy.course.root / "downloaded.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def graded(toy, files, *tables):
    found = collect(toy.course, toy.assignment, [archive(toy, files), *tables], Wishes())
    assert found.is_clean
    students = [chosen.student for chosen, _ in found.outcomes]
    list(write_to_gradebook(toy.course, toy.assignment, students))


def written(toy, name, text):
    path = toy.course.root / name
    path.write_text(text, encoding="utf-8")
    return path


def test_canvas_from_its_archive_to_its_gradebook(term):
    graded(
        term,
        {"lovelaceada_1_50_toy-1.ipynb": term.whole, "obrienbob_LATE_2_51_toy.ipynb": b"half a"},
    )
    table = written(term, "gradebook.csv", CANVAS)
    path, done = export_scores(term.course, "toy", "canvas", table=str(table), to="filled.csv")
    assert path.read_text(encoding="utf-8") == CANVAS.replace("alo,S,,0.0", "alo,S,95,0.0")
    assert (done.written, done.emptied, done.waiting) == (["ada"], ["bob"], ["ada"])
    assert table.read_text(encoding="utf-8") == CANVAS


def test_moodle_from_its_archive_and_worksheet_to_its_worksheet_with_the_late_penalty(term):
    sheet = written(term, "Grades.csv", MOODLE)
    files = {
        "Ada Lovelace_11_assignsubmission_file/toy.ipynb": term.whole,
        "Bob O'Brien_12_assignsubmission_file/toy (1).ipynb": term.whole,
    }
    graded(term, files, sheet)
    path, done = export_scores(term.course, "toy", "moodle", table=str(sheet), to="filled.csv")
    # Ada is 25 hours late: two days begun, a fifth of her 95 points.
    expected = MOODLE.replace("ada@x.edu,Submitted,,", "ada@x.edu,Submitted,76,")
    assert path.read_text(encoding="utf-8") == expected.replace(
        "bob@x.edu,Submitted,,", "bob@x.edu,Submitted,95,"
    )
    assert done.strangers == []


def test_gradescope_from_its_archive_to_results_json(term, grader):
    grader.earned["fold"] = 5.0
    table = """\
submission_5:
  :submitters:
  - {':name': Ada Lovelace, ':sid': '1', ':email': ada@x.edu}
  :created_at: 2027-02-01 10:00:00.000000000 Z
submission_6:
  :submitters:
  - {':name': Bob, ':sid': '', ':email': bob@x.edu}
  :created_at: 2027-02-01 10:00:00.000000000 Z
"""
    files = {
        "export/submission_metadata.yml": table,
        "export/submission_5/toy.ipynb": term.whole,
        "export/submission_6/toy.ipynb": b"half a",
    }
    graded(term, files)
    term.score_by_hand("why", 4)
    path, _ = export_scores(term.course, "toy", "gradescope", to="results")
    ada = json.loads((path / "ada" / "results.json").read_bytes())
    assert ada["score"] == 40 + 5 + 4
    assert [test["score"] for test in ada["tests"]] == [40, 5, 4]
    bob = json.loads((path / "bob" / "results.json").read_bytes())
    assert "score" not in bob
    assert not any("score" in test for test in bob["tests"])
    assert not (path / "zoe").exists()


@pytest.mark.parametrize(
    "name",
    [
        "toy_{0}_attempt_2027-02-01-10-00-00_toy.ipynb",
        "class/{1} - toy.ipynb",
        "{0}/toy.ipynb",
        "inbound/{0}+toy+2027-02-01 10:00:00 UTC/toy.ipynb",
    ],
    ids=["blackboard", "google", "folder", "exchange"],
)
def test_the_other_platforms_end_in_the_same_csv_and_json(term, name):
    people = (("ada", "Ada Lovelace", term.whole), ("bob", "Bob O'Brien", b"half a"))
    graded(term, {name.format(*who): data for *who, data in people})
    path, done = export_scores(term.course, "toy", "json", to="scores.json")
    told = json.loads(path.read_bytes())
    scores = {score["student"]: score for score in told["scores"]}
    assert (scores["ada"]["state"], scores["ada"]["questions"]["step"]) == ("graded", 40)
    assert (scores["bob"]["state"], scores["bob"]["score"]) == ("needs review", None)
    assert done.emptied == ["bob"]
    path, _ = export_scores(term.course, "toy", "csv")
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    assert header.endswith("score,max_score,needs_review")
    assert lines[0].split(",")[3:7] == ["ada", "Lovelace", "Ada", "ada@x.edu"]
    assert lines[1].endswith(",,100.0,true")
    assert lines[2].endswith("zoe,Z,Zoë,zoe@x.edu,0.0,0.0,0.0,100.0,false")


def test_a_score_that_a_person_settled_is_exported(term):
    graded(term, {"obrienbob_2_51_toy.ipynb": b"half a"})
    for question in ("step", "fold"):
        term.score_by_hand(question, 20, "bob")
    table = written(term, "gradebook.csv", CANVAS)
    path, _ = export_scores(term.course, "toy", "canvas", table=str(table))
    assert "bob,S,40,0.0" in path.read_text(encoding="utf-8")


def test_who_is_only_in_the_gradebook_is_found_by_id_or_address(term):
    (term.course.root / "roster.csv").unlink()
    term.hand_in("bob")
    list(write_to_gradebook(term.course, term.assignment, ["bob"]))
    table = written(term, "gradebook.csv", CANVAS)
    path, done = export_scores(term.course, "toy", "canvas", table=str(table))
    assert "bob,S,95,0.0" in path.read_text(encoding="utf-8")
    assert len(done.strangers) == 2


def test_nbgraders_own_command_takes_the_exporter(term):
    graded(term, {"lovelaceada_1_50_toy.ipynb": term.whole})
    written(term, "gradebook.csv", CANVAS)
    command = [
        sys.executable, "-m", "nbgrader", "export", "--to", "filled.csv",
        "--exporter", "autograder.nbgrader_plugin.CanvasExport",
        "--CanvasExport.table=gradebook.csv",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=term.course.root, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    filled = (term.course.root / "filled.csv").read_text(encoding="utf-8")
    assert filled == CANVAS.replace("alo,S,,0.0", "alo,S,95,0.0")


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("sakai", {}, "the format `sakai` is not known; take one of canvas, moodle"),
        ("canvas", {}, "There is no table to fill in; name the CSV"),
        ("moodle", {"table": "none.csv"}, "none.csv cannot be read"),
    ],
)
def test_what_cannot_be_exported_is_told(term, kind, settings, words):
    graded(term, {"lovelaceada_1_50_toy.ipynb": term.whole})
    with pytest.raises(CourseError, match=words):
        export_scores(term.course, "toy", kind, **settings)


def test_before_anything_is_graded_it_says_to_grade(fresh):
    with pytest.raises(CourseError, match="grade first: `autograder grade toy`"):
        export_scores(fresh.course, "toy", "json")


def test_an_assignment_that_was_never_graded_is_told(term):
    with pytest.raises(CourseError, match="`other` is not in the gradebook, which has: toy"):
        export_scores(term.course, "other", "json")


def test_the_terminal_says_who_is_left_out_and_why():
    import io

    from rich.console import Console

    from autograder.exporting.command import tell

    console = Console(file=io.StringIO(), width=100)
    done = Exported(["ada"], ["bob"], ["zoe"], [("li", "the cell says EX")], ["Who [b]"], ["x"])
    tell(done, console, table=True)
    shown = console.file.getvalue()
    for words in (
        "1 scores.", "need review: their score is empty, never 0: bob", "left as it was: zoe",
        "li was left as it was: the cell says EX", "Who [b]", "no line in the table: x",
    ):  # fmt: skip
        assert words in shown
