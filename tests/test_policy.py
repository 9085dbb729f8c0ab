"""Due dates, extensions, late penalties, points and limits: what course.toml says, by line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.course import find_course, load_assignment
from autograder.errors import CourseError
from autograder.policy import LatePolicy, as_timestamp

HEAD = 'id = "toys"\ntitle = "Toys"\nrepository = "someone/toys"\n'
HOUR_S, DAY_S = 3600, 86_400


@pytest.fixture
def course(tmp_path):
    """Reads a course whose settings go on, from line 4, with what a test gives."""
    (tmp_path / "nbgrader_config.py").write_text("")
    (tmp_path / "assignments").mkdir()
    for stem in ("a1", "a2"):
        (tmp_path / "assignments" / f"{stem}.md").write_text("")

    def read(text):
        (tmp_path / "course.toml").write_text(HEAD + text)
        return find_course(tmp_path)

    return read


DUE = "[due]\na1 = 2027-02-01T23:59:00-05:00\n"


def test_a_term_of_settings_is_read(course):
    found = course(
        'term = "Spring 2027"\ntimezone = "America/New_York"\n'
        + DUE
        + '[extensions.a1]\nada = 2027-02-08T23:59:00-05:00\n"b@x.edu" = 2027-02-02T05:00:00Z\n'
        "[late]\npercent_per_day = 10\ngrace_minutes = 15\nat_most_percent = 50\n"
        "[points]\na1 = 10\na2 = 12.5\n[limits]\nprobe_s = 20\n"
    )
    assert (found.term, found.timezone) == ("Spring 2027", ZoneInfo("America/New_York"))
    assert found.extensions["a1"]["ada"] == datetime(2027, 2, 9, 4, 59, tzinfo=UTC)
    assert set(found.extensions["a1"]) == {"ada", "b@x.edu"}
    assert found.late == LatePolicy(10, 900, 50)
    assert found.points == {"a1": 10, "a2": 12.5}
    assert found.limits == {"probe_s": 20}


def test_without_any_of_them_nothing_is_late_and_nothing_is_limited_anew(course):
    found = course("")
    assert (found.due, found.extensions, found.late, found.limits) == ({}, {}, None, {})
    assert found.timezone is UTC


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[due]\na3 = 2027-02-01T23:59:00Z\n", r":5: there is no assignment `a3`.*: a1, a2"),
        ("[due]\na1 = 2027-02-01\n", r":5: `a1` is 2027-02-01; expected a date-time with"),
        ("[due]\na1 = 2027-02-31T10:00:00Z\n", r":5: not valid TOML"),
        (DUE + "[extensions.a2]\nada = 2027-03-01T10:00:00Z\n", r":6: there is an exten.*`a2`"),
        (DUE + "[extensions.a1]\nada = 7\n", r":7: `ada` is 7; expected a date-time"),
        (DUE + "[extensions.a1]\nada = 2027-01-01T10:00:00Z\n", r":7: `ada` has until .* before"),
        (DUE + "[extensions]\na1 = 3\n", r":7: `a1` is 3; expected a table, \[extensions.a1\]"),
        ("[late]\npercent_per_day = 110\n", r":5: `percent_per_day` is 110; .* 0 to 100"),
        ("[late]\npercent_per_day = true\n", r":5: `percent_per_day` is True"),
        ("[late]\ngrace_minutes = 5\n", r":4: `percent_per_day` is missing"),
        ("[late]\npercent_per_day = 1\nper = 2\n", r":6: unknown key `per`; known ones are: at_m"),
        ("[late]\npercent_per_day = 1\ngrace_minutes = -1\n", r":6: `grace_minutes` is -1"),
        ("[points]\na1 = -1\n", r":5: `a1` is -1; expected a number of at least 0"),
        ("[points]\na9 = 1\n", r":5: there is no assignment `a9`"),
        ("[limits]\nprobes = 1\n", r":5: .*probes"),
        ('timezone = "Mars/Olympus"\n', r":4: `timezone` is 'Mars/Olympus'; expected a name"),
        ("timezone = 3\n", r":4: `timezone` is 3"),
        ('term = ""\n', r":4: `term` is ''"),
        ("[lates]\npercent_per_day = 1\n", r":4: unknown key `lates`"),
    ],
)
def test_what_is_wrong_is_refused_by_file_and_line(course, text, message):
    with pytest.raises(CourseError, match=r"course\.toml" + message):
        course(text)


@pytest.mark.parametrize(
    ("late_s", "lost"),
    [
        (0, 0),
        (15 * 60, 0),
        (15 * 60 + 1, 8),
        (DAY_S, 8),
        (DAY_S + 1, 16),
        (2 * DAY_S + HOUR_S, 24),
        (30 * DAY_S, 40),
    ],
)
def test_each_day_that_has_begun_costs_its_percent_up_to_the_most(late_s, lost):
    policy = LatePolicy(percent_per_day=10, grace_s=15 * 60, at_most_percent=50)
    assert policy.penalty(80, late_s) == pytest.approx(lost)


def test_nothing_is_taken_off_nothing():
    assert LatePolicy(10).penalty(0, DAY_S) == 0


def test_a_moment_is_written_as_nbgrader_reads_it():
    from nbgrader.utils import parse_utc

    moment = datetime(2027, 2, 1, 23, 59, tzinfo=ZoneInfo("America/New_York"))
    assert as_timestamp(moment) == "2027-02-02 04:59:00 UTC"
    assert parse_utc(as_timestamp(moment)).replace(tzinfo=UTC) == moment


def test_an_assignments_own_limit_goes_before_the_courses(course, tmp_path):
    found = course("[limits]\nprobe_s = 20\ncell_s = 30\n")
    for name, text in {
        "solutions/a1.py": "",
        "suites/a1/points.toml": "[questions]\nq = 100\n[limits]\nprobe_s = 3\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    import dataclasses

    found = dataclasses.replace(found, suites=tmp_path / "suites")
    assert load_assignment(found, "a1").limits == {"probe_s": 3, "cell_s": 30}
