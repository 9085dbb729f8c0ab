"""The toy course with its gradebook on a real PostgreSQL server."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from nbgrader.converters.base import NbGraderException
from sqlalchemy import make_url

from autograder.errors import CourseError, Locked
from autograder.nbgrader_plugin import (
    ensure_assignment,
    gradebook_found,
    write_feedback,
    write_to_gradebook,
)
from autograder.nbgrader_plugin.obstacles import as_obstacle
from autograder.nbgrader_plugin.server import book_lock
from tests.postgres import PASSWORD, USER, running_server

# nbgrader 0.9 under SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def use(toy, url):
    """Does what docs/ta.md says: one line in `nbgrader_config.py`."""
    path = toy.course.root / "nbgrader_config.py"
    path.write_text(f"{path.read_text()}\nc.CourseDirectory.db_url = {url!r}\n")
    return toy


@pytest.fixture
def kept(fresh, postgres, monkeypatch):
    """The toy course, a fresh clone, with its gradebook in an empty database."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    return use(fresh, postgres.database("toy"))


def write(toy, *students, **options):
    return list(write_to_gradebook(toy.course, toy.assignment, students, **options))


def points(toy, student="ada"):
    return {name: grade.score for name, grade in toy.grades(student).items()}


def exported(toy):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export"],
        cwd=toy.course.root, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in done.stderr
    return (toy.course.root / "grades.csv").read_text(encoding="utf-8")


def test_a_class_is_graded_into_an_empty_database_and_no_file_is_made(kept, postgres):
    kept.hand_in("ada")
    kept.hand_in("bob", b"")
    rows = write(kept, "ada", "bob")
    assert [(student, verdict is None) for student, verdict, _ in rows] == [
        ("ada", False), ("bob", True),
    ]  # fmt: skip
    assert points(kept) == {"step": 40, "fold": 55, "why": 0}
    assert kept.grades("bob")["step"].needs_manual_grade
    assert not list(kept.course.root.glob("*gradebook*"))
    ((students,),) = postgres.ask("toy", "SELECT count(*) FROM student")
    assert students == 2


def test_the_stock_command_grades_into_it_too(kept):
    kept.hand_in()
    kept.autograde()
    assert points(kept) == {"step": 40, "fold": 55, "why": 0}


def test_manual_points_survive_either_command_and_the_automatic_ones_are_new(kept, grader):
    kept.hand_in()
    write(kept, "ada")
    kept.score_by_hand("why", 4)
    grader.earned["step"] = 7
    write(kept, "ada")
    assert points(kept) == {"step": 7, "fold": 55, "why": 4}
    grader.earned["step"] = 8
    kept.autograde()
    assert points(kept) == {"step": 8, "fold": 55, "why": 4}


def test_scores_and_export_are_those_of_a_gradebook_in_a_file(toy, postgres, grader, monkeypatch):
    """Also the order of lines: databases sort who has no name, and umlauts, each in its own way."""
    grader.earned["fold"] = 0.1 + 0.2
    names = ("ada", "Zoe", "émile", "bob")
    for student in names:
        toy.hand_in(student, b"" if student == "bob" else None)

    def graded():
        write(toy, *names)
        toy.score_by_hand("why", 3, "Zoe")
        with toy.gradebook() as book:
            book.update_or_create_student("Zoe", last_name="Äpfel")
            book.update_or_create_student("ada", last_name="Zuse")
            book.update_or_create_student("nobody", first_name="N.")
        return exported(toy)

    of_a_file = graded()
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    use(toy, postgres.database("toy"))
    assert graded() == of_a_file
    assert of_a_file.count("\n") == 6


def test_feedback_is_written_from_it(kept):
    kept.hand_in()
    write(kept, "ada")
    kept.score_by_hand("why", 4)
    (page,) = write_feedback(kept.course, kept.assignment)
    assert "99 of 100" in page.read_text(encoding="utf-8")


def test_what_is_in_it_is_not_written_again(kept):
    kept.hand_in()
    write(kept, "ada")
    graded = kept.course.autograded / "ada" / "toy" / "toy.ipynb"
    before = graded.stat().st_mtime_ns
    write(kept, "ada")
    assert graded.stat().st_mtime_ns == before


def test_its_making_is_whole_after_a_kill(kept, postgres):
    ensure_assignment(kept.course, kept.assignment)
    ((version,),) = postgres.ask("toy", "SELECT version_num FROM alembic_version")
    postgres.ask("toy", "DROP TABLE alembic_version")
    ensure_assignment(kept.course, kept.assignment)
    assert postgres.ask("toy", "SELECT version_num FROM alembic_version") == [(version,)]


MAKE = """
import sys
from pathlib import Path
from autograder.course import find_course, load_assignment
from autograder.nbgrader_plugin.setup import course_directory, nbgrader_config, _make_gradebook
course = find_course(Path.cwd())
_make_gradebook(course, "toy", course_directory(course, nbgrader_config(course)).db_url)
"""


def test_many_who_make_it_at_once_make_one(kept, postgres):
    command = [sys.executable, "-c", MAKE]
    makers = [
        subprocess.Popen(command, cwd=kept.course.root, stderr=subprocess.PIPE) for _ in range(4)
    ]
    said = [maker.communicate(timeout=120)[1] for maker in makers]
    assert [maker.returncode for maker in makers] == [0] * 4, said
    assert len(postgres.ask("toy", "SELECT * FROM alembic_version")) == 1


HOLD = """
import sys
from autograder.nbgrader_plugin.server import book_lock
with book_lock(sys.argv[1], "toy", "autograder grade toy"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(kept):
    """A grader of the same assignment on another machine: it shares the server, and no folder."""
    command = [sys.executable, "-c", HOLD, kept.db_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as holder:
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()


def test_two_graders_that_share_no_folder_keep_off_each_other(kept, other, postgres):
    kept.hand_in()
    with pytest.raises(Locked, match=r"on .*: autograder grade toy is grading `toy` into this"):
        write(kept, "ada")
    with pytest.raises(NbGraderException, match="Nothing was changed"):
        kept.autograde()
    assert not kept.course.autograded.exists()
    assert postgres.ask("toy", "SELECT * FROM pg_tables WHERE tablename = 'student'") == []
    with book_lock(kept.db_url, "another", "autograder grade another"):
        pass
    other.kill()
    other.wait()
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            write(kept, "ada")
            break
        except Locked:  # the server notices in a moment that its client is gone
            time.sleep(0.1)
    assert points(kept)["step"] == 40


@pytest.fixture
def mortal(fresh, monkeypatch):
    """A server of a test's own, that may be stopped."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with running_server() as server:
        yield use(fresh, server.database("toy")), server


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_goes_away_ends_the_command_and_a_rerun_completes(how, mortal, grader):
    toy, server = mortal
    names = ("ada", "bob", "eve")
    for student in names:
        toy.hand_in(student)
    rows = write_to_gradebook(toy.course, toy.assignment, names)
    assert next(rows)[0] == "ada"
    server.stop(how)
    with pytest.raises(CourseError, match=r"gradebook postgresql://grader.*Is the server running"):
        list(rows)
    with pytest.raises(CourseError, match="run the same command again, and it goes on"):
        write(toy, *names)
    with pytest.raises(NbGraderException, match="Is the server running"):
        toy.autograde()
    assert (toy.course.autograded / "ada" / "toy" / "toy.ipynb").is_file()
    server.start()
    write(toy, *names)
    for student in names:
        assert points(toy, student) == {"step": 40, "fold": 55, "why": 0}


def test_a_server_that_goes_away_within_one_hand_in_is_not_the_hand_ins_fault(
    mortal, grader, monkeypatch
):
    toy, server = mortal
    toy.hand_in("ada")
    toy.hand_in("bob")
    write(toy, "ada")

    def graded_meanwhile(*arguments):
        verdict = type(grader).__call__(grader, *arguments)
        if len(grader.asked) == 3:  # once by us, once by nbgrader in its second pass
            server.stop()
        return verdict

    monkeypatch.setattr("autograder.grade.grade_handin", graded_meanwhile)
    grader.asked.clear()
    with pytest.raises(CourseError, match="could not be written"):
        write(toy, "ada", "bob")
    server.start()
    write(toy, "ada", "bob")
    assert points(toy, "bob") == {"step": 40, "fold": 55, "why": 0}


def closed_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def with_password(url, password):
    return make_url(url).set(password=password).render_as_string(hide_password=False)


REFUSED = {
    "a wrong password": (lambda url: with_password(url, "wrong-secret"), "~/.pgpass or PGPASSWORD"),
    "no password": (lambda url: url, "~/.pgpass, or into the variable PGPASSWORD"),
    "no such database": (
        lambda url: with_password(url, PASSWORD).replace("/toy?", "/typo?"),
        "createdb --owner=USER NAME",
    ),
    "no such user": (
        lambda url: with_password(url, PASSWORD).replace(USER, "stranger"),
        "typing error in the user's name",
    ),
    "no server": (
        lambda url: f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{closed_port()}/toy",
        "Is the server running, and are host and port right?",
    ),
    "no such host": (
        lambda url: f"postgresql://{USER}:{PASSWORD}@no-such-host.invalid/toy",
        "typing error in the host's name",
    ),
    "an address that is none": (lambda url: f"postgres//{PASSWORD}", "cannot be understood"),
    "another name of it": (
        lambda url: url.replace("postgresql", "postgres").replace("@", f":{PASSWORD}@"),
        "expected postgresql://USER@HOST/NAME",
    ),
    "a password with @": (lambda url: f"postgresql://{USER}:a@{PASSWORD}:x@h/toy", "%40"),
    "a password as an option": (lambda url: f"{url}&password=wrong-secret", "PGPASSWORD"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_who_cannot_connect_is_told_what_to_do_and_never_shown_the_password(
    case, fresh, postgres, caplog
):
    made, advice = REFUSED[case]
    use(fresh, made(postgres.database("toy")))
    fresh.hand_in()
    with pytest.raises(CourseError) as told:
        write(fresh, "ada")
    with pytest.raises(NbGraderException) as stock:
        fresh.autograde()
    assert advice in str(told.value)
    assert advice in str(stock.value)
    everything = f"{told.value}{stock.value}{caplog.text}"
    assert PASSWORD not in everything
    assert "wrong-secret" not in everything
    assert not fresh.course.autograded.exists()


def test_a_database_that_only_others_may_write_says_who_can_change_that(kept, postgres):
    postgres.ask("postgres", "DROP ROLE IF EXISTS reader")
    postgres.ask("postgres", f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
    use(kept, kept.db_url.replace(USER, "reader"))
    kept.hand_in()
    with pytest.raises(CourseError, match=r"permission denied .*ALTER DATABASE NAME OWNER TO USER"):
        write(kept, "ada")


def test_a_password_file_is_enough(kept, postgres, tmp_path, monkeypatch):
    monkeypatch.delenv("PGPASSWORD")
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:toy:{USER}:{PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    kept.hand_in()
    write(kept, "ada")
    assert points(kept)["step"] == 40


def test_no_file_of_the_course_holds_the_password(kept, postgres):
    use(kept, with_password(kept.db_url, PASSWORD))
    os.environ.pop("PGPASSWORD")
    kept.hand_in()
    write(kept, "ada")
    write_feedback(kept.course, kept.assignment)
    holding = [
        path.name
        for path in kept.course.root.rglob("*")
        if path.is_file() and PASSWORD.encode() in path.read_bytes()
    ]
    assert holding == ["nbgrader_config.py"]
    assert quote(PASSWORD) == PASSWORD  # or the search above would have found nothing


def test_an_error_of_a_hand_in_is_none_of_the_servers(kept):
    assert as_obstacle(ValueError("an answer"), kept.db_url) is None


def test_the_doctor_names_the_server_or_the_file(kept, toy):
    assert gradebook_found(kept.course).startswith("PostgreSQL ")
    use(toy, f"sqlite:///{toy.course.root}/another.db")
    assert gradebook_found(toy.course).endswith("another.db; the first grading makes it")
