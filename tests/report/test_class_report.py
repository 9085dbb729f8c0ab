import pytest

from autograder.report.class_report import class_report, write_class_report
from autograder.report.figures import class_figures


@pytest.fixture
def rows(make_verdict):
    return [
        ("ada", make_verdict(), ""),
        ("bob", make_verdict(0, hint="Turn it round."), ""),
        ("eve", make_verdict(1, 0, hint="Turn it round."), ""),
        ("ida", None, "The file is empty."),
        ("joe", make_verdict(needs_review="A worker died."), ""),
    ]


def test_means_shares_and_median_are_over_graded_hand_ins(assignment, rows):
    figures = class_figures(assignment, rows)
    assert (figures.students, figures.graded) == (5, 3)
    assert figures.mean == pytest.approx(17 / 3)
    assert figures.median == 6
    step, fold = figures.questions
    assert (step.mean, step.passed) == (pytest.approx(5 / 3), pytest.approx(1 / 3))
    assert (fold.mean, fold.passed) == (4, pytest.approx(2 / 3))


def test_full_points_fall_into_the_last_tenth_and_edges_into_the_upper(assignment, rows):
    assert class_figures(assignment, rows).histogram == (0, 1, 0, 0, 0, 0, 1, 0, 0, 1)


def test_misconceptions_are_ranked_by_how_often_they_were_seen(assignment, rows):
    seen = class_figures(assignment, rows).misconceptions
    assert [(m.misconception, m.count) for m in seen] == [("wrong_step", 2), ("wrong_fold", 1)]


def test_a_class_without_hand_ins_has_a_report(assignment):
    figures = class_figures(assignment, [])
    assert (figures.mean, figures.median, figures.graded) == (0, 0, 0)
    assert "Nothing has been graded yet." in class_report(assignment, [])


def test_the_report_names_who_needs_review_and_why(assignment, rows):
    page = class_report(assignment, rows)
    assert "<strong>ida</strong>: The file is empty." in page
    assert "<strong>joe</strong>: A worker died." in page


def test_a_hand_in_with_a_grader_error_waits_and_counts_for_nothing(assignment, make_verdict):
    rows = [("ada", make_verdict(), ""), ("bob", make_verdict(0, state="grader error"), "")]
    figures = class_figures(assignment, rows)
    assert (figures.graded, figures.mean) == (1, 10)
    page = class_report(assignment, rows)
    assert "<strong>bob</strong>: Hidden tests of <code>step</code>" in page
    assert '<td class="number warn">review</td>' in page


def test_the_report_is_one_file_without_scripts(assignment, rows):
    page = class_report(assignment, rows)
    assert not any(part in page for part in ("<script", "http:", "https:", "src=", "@import"))


def test_the_chart_and_the_marks_can_be_heard(assignment, rows):
    page = class_report(assignment, rows)
    assert "9 to 10 points: 1." in page
    assert '<span class="reader-only"> failed</span>' in page
    assert page.count('scope="row"') == 2 + 2 + 5
    assert '<html lang="en">' in page


def test_names_and_reasons_are_escaped(assignment):
    page = class_report(assignment, [("<i>ada</i>", None, "<b>\x1b[2Jx")])
    assert "&lt;i&gt;ada&lt;/i&gt;" in page
    assert "&lt;b&gt;x" in page
    assert "\x1b" not in page


def test_the_file_is_replaced_in_one_step_and_leaves_nothing_beside_it(tmp_path, assignment, rows):
    path = tmp_path / "reports" / "toy.html"
    write_class_report(path, assignment, rows)
    write_class_report(path, assignment, rows[:1])
    assert list(path.parent.iterdir()) == [path]
    assert "bob" not in path.read_text(encoding="utf-8")
