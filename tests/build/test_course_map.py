"""The course map of the small course, and that of this course."""

import re
import tomllib
from pathlib import Path

import pytest

from autograder.build import build, check
from autograder.course import find_course
from autograder.errors import BuildError, CourseError

ROOT = Path(__file__).parents[2]
HANDOUT = "assignments/a1_toy.md"
LECTURE = '[lecture]\ntitle = "a talk on sums"\ntopics = ["why add", "products", "sums"]\n'
TOPICS = """\
  topics:
    products: [scale, Scaler]
    sums: [scale, why_linear]
  shown:
    why add: a picture of a sum
"""
BEGIN = "<!-- The course map, made by `autograder build`. -->"
END = "<!-- End of the course map. -->"


@pytest.fixture
def mapped(toy):
    """The small course with a lecture and a README."""
    toy.write("course.toml", toy.read("course.toml") + LECTURE)
    toy.replace(HANDOUT, "  title: Toys\n", f"  title: Toys\n{TOPICS}")
    toy.write("README.md", f"# Toys\n\n{BEGIN}\nold\n{END}\n\nMore.\n")
    return toy


def test_the_map_has_every_topic_in_the_lectures_order_with_its_questions_and_points(mapped):
    build(mapped.course)
    rows = [line for line in mapped.read("docs/course_map.md").splitlines() if "a1_toy.md" in line]
    link = "[a1_toy](../assignments/a1_toy.md)"
    assert rows == [
        f"| why add | {link} |  | a picture of a sum |",
        f"| products | {link} | `scale` 50, `Scaler` 40 |  |",
        f"| sums | {link} | `scale` 50, `why_linear` 10 by hand |  |",
    ]


def test_the_map_lists_every_question_of_an_assignment_with_its_topics(mapped):
    build(mapped.course)
    page = mapped.read("docs/course_map.md")
    assert "### `a1_toy`: Toys" in page
    assert "| `scale` | 50 | products, sums |" in page
    assert "| `why_linear` by hand | 10 | sums |" in page
    assert page.index("| `scale` |") < page.index("| `why_linear` by") < page.index("| `Scaler` |")


def test_the_readme_shows_the_map_between_its_marks_and_keeps_the_rest(mapped):
    build(mapped.course)
    before, table, after = re.split(f"{BEGIN}|{END}", mapped.read("README.md"))
    assert (before, after) == ("# Toys\n\n", "\n\nMore.\n")
    assert "| why add | [a1_toy](assignments/a1_toy.md) |" in table
    assert "old" not in table


def test_a_readme_without_marks_is_left_alone(mapped):
    mapped.write("README.md", "# Toys\n")
    build(mapped.course)
    assert mapped.read("README.md") == "# Toys\n"


def test_a_stale_map_is_named(mapped):
    build(mapped.course)
    assert check(mapped.course) == []
    mapped.replace("suites/a1_toy/points.toml", "scale = 50", "scale = 55")
    mapped.replace("suites/a1_toy/points.toml", "Scaler = 40", "Scaler = 35")
    mapped.replace("suites/a1_toy/test_toy.py", "points=30", "points=35")
    mapped.replace("suites/a1_toy/test_toy.py", "points=40", "points=35")
    stale = check(mapped.course)
    for name in ("README.md", "docs/course_map.md"):
        assert f"{name} differs from what its parts make" in stale


def test_a_course_that_names_no_lecture_has_no_map(toy):
    build(toy.course)
    assert not toy.course.map.exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "message"),
    [
        (HANDOUT, "products: [", "quotients: [", "quotients", "is no topic of the lecture"),
        (HANDOUT, "why add: a", "why not: a", "why not", "is no topic of the lecture"),
        (HANDOUT, "[scale, why_linear]", "[scael]", "sums", "`scael`, which is not asked here"),
        (HANDOUT, "[scale, why_linear]", "[scale]", "topics", "`why_linear` belongs to no topic"),
    ],
)
@pytest.mark.parametrize("stems", [None, ["a1_toy"]], ids=["all", "one assignment"])
def test_what_does_not_fit_is_told_by_file_and_line(mapped, stems, name, old, new, place, message):
    mapped.replace(name, old, new)
    with pytest.raises(BuildError, match=message) as refused:
        build(mapped.course, stems)
    assert str(refused.value).startswith(mapped.line(name, f"{place}:"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    why add: a picture of a sum\n", "", "no handout has the topic `why add`"),
        ("[scale, Scaler]", "scale", "`products` below `topics` is 'scale'; expected a list"),
        ("why add: a picture of a sum", "why add: [1]", "`why add` below `shown` is .1.; expected"),
        ("shown:\n    why add: a picture of a sum\n", "shown: why\n", "`shown` is 'why'; expected"),
    ],
)
def test_a_header_that_says_too_little_or_the_wrong_kind_is_refused(mapped, old, new, message):
    mapped.replace(HANDOUT, old, new)
    with pytest.raises(BuildError, match=message):
        build(mapped.course)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "a talk on sums"\n', "", "`title` is None; expected a text"),
        ('["why add", "products", "sums"]', '"sums"', "`topics` is 'sums'; expected a list"),
        ('"why add"', '"sums"', "`sums` stands twice among the topics"),
        ("topics =", "topic =", "unknown key `topic`"),
    ],
)
def test_mistakes_in_the_lecture_are_told_by_file_and_line(mapped, old, new, message):
    mapped.replace("course.toml", old, new)
    with pytest.raises(CourseError, match=message) as refused:
        find_course(mapped.root)
    assert re.match(rf"{mapped.root}/course.toml:[4-7]: ", str(refused.value))


def test_a_readme_whose_second_mark_is_gone_is_not_cut_off(mapped):
    mapped.replace("README.md", END, "")
    before = mapped.read("README.md")
    with pytest.raises(BuildError, match="is not followed by"):
        build(mapped.course)
    assert mapped.read("README.md") == before


def test_this_courses_map_has_a_row_for_every_topic_of_the_lecture():
    page = (ROOT / "docs" / "course_map.md").read_text(encoding="utf-8")
    topics = tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))["lecture"]["topics"]
    assert len(topics) == 28
    for topic in topics:
        assert f"| {topic} | [a" in page
