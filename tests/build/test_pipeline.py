import pytest

from autograder.build import build, check
from autograder.errors import BuildError, CourseError, LeakFound

BUILT = [
    "release/a1_toy/a1_toy.ipynb",
    "release/unrolled-0.3.0-py3-none-any.whl",
    "source/a1_toy/a1_toy.ipynb",
    "student/unrolled/outlines/a1_toy.json",
]


def names(toy, paths):
    return [path.relative_to(toy.root).as_posix() for path in paths]


def snapshot(toy):
    return {path: path.read_bytes() for path in toy.root.rglob("*") if path.is_file()}


def test_a_build_writes_source_release_and_wheel(toy):
    assert names(toy, build(toy.course)) == BUILT
    assert check(toy.course) == []


def test_a_second_build_writes_nothing(toy):
    build(toy.course)
    before = snapshot(toy)
    assert build(toy.course) == []
    assert snapshot(toy) == before


def test_two_courses_of_the_same_parts_build_the_same_bytes(toy, tmp_path):
    build(toy.course)
    first = snapshot(toy)
    for name in BUILT:
        (toy.root / name).unlink()
    build(toy.course)
    assert snapshot(toy) == first


def test_check_writes_nothing_and_names_what_is_missing(toy):
    before = snapshot(toy)
    assert check(toy.course) == [
        "release/a1_toy/a1_toy.ipynb is missing",
        "source/a1_toy/a1_toy.ipynb is missing",
        "student/unrolled/outlines/a1_toy.json is missing",
        "release/unrolled-0.3.0-py3-none-any.whl is missing",
    ]
    assert snapshot(toy) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("assignments/a1_toy.md", "It need not be.", "Is it?", ["release/a1", "source/a1"]),
        ("solutions/a1_toy.py", "# elementwise", "# by entry", ["source/a1"]),
        ("course.toml", "someone/toys", "other/toys", ["release/a1", "source/a1"]),
        ("student/unrolled/__init__.py", "checked", "seen", ["release/unrolled"]),
        ("release/a1_toy/a1_toy.ipynb", "It need not be.", "By hand", ["release/a1"]),
        ("student/unrolled/outlines/a1_toy.json", "Toys", "Tots", ["student/unrolled/outlines"]),
    ],
)
def test_a_change_is_stale_until_it_is_built(toy, file, old, new, stale):
    build(toy.course)
    toy.replace(file, old, new)
    found = check(toy.course)
    assert [sentence[: len(start)] for sentence, start in zip(found, stale, strict=True)] == stale
    build(toy.course)
    assert check(toy.course) == []


def test_a_new_version_takes_the_old_wheel_away(toy):
    build(toy.course)
    toy.replace("student/pyproject.toml", "0.3.0", "0.4.0")
    assert "release/unrolled-0.3.0-py3-none-any.whl is made by nothing" in check(toy.course)
    build(toy.course)
    wheels = (toy.root / "release").glob("*.whl")
    assert names(toy, wheels) == ["release/unrolled-0.4.0-py3-none-any.whl"]
    assert "unrolled-0.4.0" in toy.read("release/a1_toy/a1_toy.ipynb")


def test_what_nothing_makes_leaves_the_release(toy):
    build(toy.course)
    toy.write("release/a1_toy/notes.txt", "")
    assert check(toy.course) == ["release/a1_toy/notes.txt is made by nothing"]
    assert names(toy, build(toy.course)) == ["release/a1_toy/notes.txt"]


def test_a_file_put_beside_the_source_is_refused_since_nbgrader_would_hand_it_out(toy):
    build(toy.course)
    toy.write("source/a1_toy/answers.txt", "")
    with pytest.raises(BuildError, match=r"answers\.txt:1: nothing makes this file"):
        build(toy.course)


def test_an_assignment_of_which_only_nbgrader_knows_is_left_alone(toy):
    build(toy.course)
    toy.write("source/ps9/ps9.ipynb", "{}")
    toy.write("release/ps9/ps9.ipynb", "{}")
    assert check(toy.course) == []
    assert build(toy.course) == []


def test_one_assignment_can_be_built_alone(toy):
    toy.write("assignments/a2_half_done.md", "no header yet")
    assert names(toy, build(toy.course, ["a1_toy"])) == BUILT
    with pytest.raises(CourseError, match="`a2_half_done` has no solution"):
        build(toy.course)


def test_a_leak_stops_the_build_before_anything_is_written(toy):
    answer = "    # scale(x, self.factor, offset=0.0)\n"
    toy.write("student/unrolled/data.py", f"def f():\n{answer}")
    before = snapshot(toy)
    with pytest.raises(LeakFound, match=r"unrolled/data\.py holds the solution of `Scaler`"):
        build(toy.course)
    assert snapshot(toy) == before


def test_a_leak_beside_the_notebooks_is_found_by_check_too(toy):
    build(toy.course)
    toy.write("release/old/old.txt", "scale(x, self.factor, offset=0.0)")
    with pytest.raises(LeakFound, match=r"old\.txt:1: this holds the solution of `Scaler`"):
        check(toy.course)


def test_a_course_without_handouts_says_where_they_go(toy):
    (toy.root / "assignments/a1_toy.md").unlink()
    with pytest.raises(CourseError, match=r"there is no handout in .*assignments; write STEM\.md"):
        build(toy.course)
