"""`autograder similar` on a class of notebooks, one broken and one hostile, and its page."""

import io
import random

import nbformat
import pytest
from playwright.sync_api import expect
from rich.console import Console
from writings import disguised, independent, pool

from autograder.cli.similar import read_answers, similar_handins
from autograder.course import find_course, load_assignment
from tests.report.pages import outline

CLASS = 14
EVE = "<i>eve & co"
HOSTILE = """
text = '</span></pre></details><script>document.title = "owned"</script>\x1b[2J'
"""


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """A course folder with 14 hand-ins to a3_gated: bob copied from ada, and so did eve."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("assignments", "solutions", "source", "release", "student"):
        (folder / name).symlink_to(root / name)
    for name in ("course.toml", "nbgrader_config.py"):
        (folder / name).symlink_to(root / name)
    course = find_course(folder)
    assignment = load_assignment(course, "a3_gated")
    students = independent(pool(assignment), CLASS - 3, seed=3)
    draw = random.Random(4)
    students["ada"] = dict(students["s000"])
    students["s000"] = independent(pool(assignment), 1, seed=77)["s000"]
    for copier in ("bob", EVE):
        students[copier] = {q: disguised(code, draw) for q, code in students["ada"].items()}
    students[EVE]["lstm_step"] += HOSTILE
    for name, answers in students.items():
        hand_in(course, name, answers, turned=name == "bob")
    place = course.submitted / "zoe" / "a3_gated"
    place.mkdir(parents=True)
    (place / "a3_gated.ipynb").write_text('{"cells": [')
    return course


def hand_in(course, student, answers, turned):
    nb = nbformat.read(course.release / "a3_gated" / "a3_gated.ipynb", as_version=4)
    cells = [c for c in nb.cells if c.metadata.get("unrolled", {}).get("kind") == "answer"]
    for cell in cells:
        cell.source = answers[cell.metadata.unrolled.question]
    if turned:
        places = [nb.cells.index(cell) for cell in cells]
        for place, cell in zip(places, reversed(cells), strict=True):
            nb.cells[place] = cell
    path = course.submitted / student / "a3_gated" / "a3_gated.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nb, path)


@pytest.fixture(scope="module")
def told(course):
    """What was found, and what the terminal showed."""
    output = io.StringIO()
    console = Console(file=output, width=120, force_terminal=True, color_system=None)
    found = similar_handins(course, load_assignment(course, "a3_gated"), console)
    return found, output.getvalue()


@pytest.fixture
def page(course, told):
    return (course.root / "reports" / "a3_gated_similar.html").read_text(encoding="utf-8")


def test_those_who_copied_stand_out_and_nobody_else(told):
    found, _ = told
    copied = {"ada", "bob", EVE}
    assert {frozenset((pair.left, pair.right)) for pair in found.pairs} == {
        frozenset(copied - {one}) for one in copied
    }


def test_a_broken_notebook_is_told_and_stops_nothing(told, page):
    found, shown = told
    assert found.students == CLASS
    assert "not compared: zoe: `a3_gated.ipynb`" in shown
    assert "<strong>zoe</strong>: <code>a3_gated.ipynb</code>" in page


def test_the_terminal_says_what_is_normal_and_that_it_is_no_verdict(told):
    _, shown = told
    words = " ".join(shown.split())
    assert "This is evidence to read, not a verdict." in words
    assert f"{CLASS} hand-ins. Likeness goes from 0 to 1" in words
    assert "3 of 91 pairs stand out" in words
    assert "\x1b[2J" not in shown


def test_the_page_shows_hostile_code_as_text(page):
    assert "&lt;/span&gt;&lt;/pre&gt;" in page
    assert "<script>document" not in page
    assert EVE not in page
    assert "&lt;i&gt;eve &amp; co" in page
    assert "\x1b" not in page


def test_the_page_says_that_it_is_no_verdict_and_has_headings(page):
    found = outline(page)
    assert "not a verdict" in page
    assert [text for level, text in found.headings if level == 1] == ["a3_gated: similar hand-ins"]
    assert all(scope == "col" for _, scope, _ in found.tables[0][0])


def test_only_answers_are_read(course):
    answers, unreadable = read_answers(course, load_assignment(course, "a3_gated"))
    assert set(unreadable) == {"zoe"}
    assert set(answers["ada"]) == set(load_assignment(course, "a3_gated").questions)
    assert not any("%pip" in code for code in answers["ada"].values())


def test_in_a_browser_a_pair_is_opened_by_its_link_and_read_side_by_side(browser, course, told):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((course.root / "reports" / "a3_gated_similar.html").as_uri())
    page.get_by_role("link", name="ada").first.click()
    heading = page.get_by_role("heading", level=2, name="ada and").first
    expect(heading).to_be_in_viewport()
    left, right = page.locator("details[open] pre").first, page.locator("details[open] pre").nth(1)
    assert left.bounding_box()["y"] == right.bounding_box()["y"]
    assert left.locator(".same").count() > 3
    assert page.title() == "a3_gated: similar hand-ins"
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
