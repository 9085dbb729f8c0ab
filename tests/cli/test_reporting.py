"""`autograder report`: which files it writes, what it links, what an assignment counts."""

import dataclasses
import io

import pytest
from rich.console import Console

from autograder.cli.reporting import class_rows, write_report, write_term_report
from autograder.errors import CourseError


@pytest.fixture
def console():
    return Console(file=io.StringIO(), width=200)


@pytest.fixture
def handed_in(toy):
    """The toy course, with two hand-ins that cannot be read, one of which has a feedback page."""
    course, assignment = toy
    for student in ("ada", "b&b #1"):
        folder = course.submitted / student / "toy"
        folder.mkdir(parents=True)
        (folder / "toy.ipynb").write_text("{")
    page = course.feedback / "b&b #1" / "toy" / "toy.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>feedback")
    release = course.release / "toy" / "toy.ipynb"
    release.parent.mkdir(parents=True)
    release.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    return course, assignment


def test_a_class_without_hand_ins_is_told_where_they_belong(toy, console):
    with pytest.raises(CourseError, match="no hand-in of anyone; expected notebooks in"):
        write_report(*toy, console)
    with pytest.raises(CourseError, match=r"There is no hand-in in .*submitted"):
        write_term_report(toy[0], console)


def test_who_cannot_be_read_is_in_the_report_with_the_reason(handed_in):
    rows = class_rows(*handed_in)
    assert [(student, verdict) for student, verdict, _ in rows] == [("ada", None), ("b&b #1", None)]
    assert all("breaks off" in why for *_, why in rows)


def test_a_link_leads_from_the_report_to_a_page_that_is_there(handed_in, console):
    course, assignment = handed_in
    path = write_report(course, assignment, console)
    assert path == course.root / "reports" / "toy.html"
    text = path.read_text(encoding="utf-8")
    assert '<a href="../feedback/b%26b%20%231/toy/toy.html">b&amp;b #1</a>' in text
    assert "feedback/ada" not in text


def test_the_anonymous_report_is_another_file(handed_in, console):
    path = write_report(*handed_in, console, anonymous=True)
    assert path.name == "toy_anonymous.html"
    assert "b&amp;b" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("points", "counts"), [({}, 100), ({"toy": 7}, 7), ({"other": 7}, 0)])
def test_an_assignment_counts_what_the_course_says_or_its_points(
    handed_in, console, points, counts
):
    course = dataclasses.replace(handed_in[0], points=points)
    text = write_term_report(course, console).read_text(encoding="utf-8")
    assert f'<code>toy</code></th><td class="number">{counts}</td>' in text
