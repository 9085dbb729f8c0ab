import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder.course import find_course, load_assignment
from autograder.errors import CourseError

SETTINGS = """\
id = "toys"
title = "Toys"
repository = "someone/toys"
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("")
    (tmp_path / "course.toml").write_text(SETTINGS)
    return tmp_path.resolve()


def rewrite(root, old, new):
    (root / "course.toml").write_text(SETTINGS.replace(old, new))


def test_a_course_is_found_from_any_folder_below_it(root):
    deep = root / "submitted" / "ada" / "a1"
    deep.mkdir(parents=True)
    assert find_course(deep).root == root


def test_the_settings_are_those_of_course_toml(root):
    course = find_course(root)
    settings = (course.course_id, course.title, course.repository, course.ref)
    assert settings == ("toys", "Toys", "someone/toys", "main")


def test_outside_a_course_the_message_says_what_makes_one(tmp_path):
    with pytest.raises(CourseError, match=r"holds nbgrader_config\.py\. Run this in the course"):
        find_course(tmp_path)


def test_a_course_without_settings_is_told_to_write_them(root):
    (root / "course.toml").unlink()
    with pytest.raises(CourseError, match=r"course\.toml is missing\. Write one with id"):
        find_course(root)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Toys"\n', "", r":1: `title` is missing"),
        ("someone/toys", "https://github.com/someone/toys", r":3: `repository` is 'https.*OWNER/"),
        ("title", "tilte", r":2: unknown key `tilte`; known ones are: due, extensions, id"),
        ('"Toys"', "Toys", r":2: not valid TOML"),
        ('"toys"\n', '"toys"\nref = ""\n', r":2: `ref` is ''; expected a branch"),
    ],
)
def test_a_wrong_setting_is_told_by_file_and_line(root, old, new, message):
    rewrite(root, old, new)
    with pytest.raises(CourseError, match=r"course\.toml" + message):
        find_course(root)


def test_a_due_date_is_a_moment(root):
    rewrite(root, "someone/toys", 'someone/toys"\n[due]\na1 = 2027-02-01T12:00:00Z\n#"')
    assert find_course(root).due == {"a1": datetime(2027, 2, 1, 12, tzinfo=UTC)}


def test_a_due_date_without_an_offset_is_refused(root):
    rewrite(root, "someone/toys", 'someone/toys"\n[due]\na1 = 2027-02-01T12:00:00\n#"')
    with pytest.raises(CourseError, match=r":5: `a1` is .*; expected a date-time with its offset"):
        find_course(root)


def test_stems_are_handouts_and_not_the_texts_beside_them(root):
    (root / "assignments").mkdir()
    for name in ("a2_b.md", "a1_a.md", "LICENSE.md", "read-me.md", "notes.txt"):
        (root / "assignments" / name).write_text("")
    assert find_course(root).stems == ("a1_a", "a2_b")


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("handout", "assignments/a1_rnn.md"),
        ("solution", "solutions/a1_rnn.py"),
        ("table of points", "suites/a1_rnn/points.toml"),
    ],
)
def test_an_assignment_without_a_part_says_which(root, part, path):
    for name in ("assignments/a1_rnn.md", "solutions/a1_rnn.py", "suites/a1_rnn/points.toml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    (root / path).unlink()
    course = replace(find_course(root), suites=root / "suites")
    with pytest.raises(CourseError, match=f"`a1_rnn` has no {part}: .*{path} is missing"):
        load_assignment(course, "a1_rnn")


def test_an_assignment_holds_the_paths_and_the_points(root):
    course = find_course(root)
    table = course.suites / "a1_rnn" / "points.toml"
    copy = root / "suites" / "a1_rnn"
    copy.mkdir(parents=True)
    shutil.copy(table, copy)
    for name in ("assignments/a1_rnn.md", "solutions/a1_rnn.py"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("")
    course = replace(course, suites=root / "suites")
    assignment = load_assignment(course, "a1_rnn")
    assert assignment.handout == root / "assignments" / "a1_rnn.md"
    assert assignment.points_table == copy / "points.toml"
    assert sum(assignment.questions.values()) + sum(assignment.written.values()) == 100
