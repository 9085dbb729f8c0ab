import json
import re

import pytest

from autograder.report.term_figures import Term, term_figures
from autograder.report.term_report import term_report


@pytest.fixture
def term(make_verdict):
    """Three assignments: ada gets better beside the class, bob worse; eve handed one in."""
    return Term(
        {
            "one": [
                ("ada", make_verdict(0, 0, hint="H"), ""),
                ("bob", make_verdict(), ""),
                ("eve", make_verdict(), ""),
            ],
            "two": [("ada", make_verdict(4, 0, hint="H"), ""), ("bob", make_verdict(0, 6), "")],
            "three": [
                ("ada", make_verdict(), ""),
                ("bob", make_verdict(0, 0), ""),
                ("ida", None, "empty"),
            ],
        },
        {"one": 10, "two": 10, "three": 30},
    )


def test_a_total_weighs_assignments_and_leaves_out_what_was_not_handed_in(term):
    totals = {one.student: one.total for one in term_figures(term).students}
    assert totals == pytest.approx({"ada": 0 + 4 + 30, "bob": 10 + 6 + 0, "eve": 10, "ida": 0})
    assert term_figures(term).full == 50


def test_who_waits_for_review_has_an_unfinished_total(term):
    waiting = {one.student for one in term_figures(term).students if one.waiting}
    assert waiting == {"ida"}
    assert "review" in term_report("Toys", term)


def test_a_trend_is_measured_beside_the_median_of_the_class(term):
    trends = {one.student: one.trend for one in term_figures(term).students}
    # The medians are 100, 50 and 50 %. Ada is -100, -10, +50 beside them, bob 0, +10, -50.
    assert trends["ada"] == pytest.approx(75)
    assert trends["bob"] == pytest.approx(-25)
    assert trends["eve"] is None


def test_a_misconception_comes_back_where_it_is_seen_in_more_than_one_question(term):
    (fold,) = term_figures(term).returning
    assert fold.misconception == "wrong_fold"
    assert fold.places == {("one", "fold"): 1, ("two", "fold"): 1}
    assert (fold.students, fold.again) == (1, 1)
    assert next(one.again for one in term_figures(term).students) == ("wrong_fold",)


def test_the_page_leads_from_every_assignment_of_a_student_to_its_feedback(term):
    page = term_report("Toys", term, {("ada", "two"): "../feedback/ada/two/two.html"})
    assert '<a href="../feedback/ada/two/two.html">40 %</a>' in page


def test_an_anonymous_term_has_the_shares_and_nobodys_name(term):
    page = term_report("Toys", term, {("ada", "two"): "../feedback/ada"}, anonymous=True)
    data = json.loads(re.search(r'id="data">(.*?)</script>', page)[1])
    said = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL) + json.dumps(data)
    assert not re.search(r"\b(ada|bob|eve|ida|feedback)\b", said)
    assert sorted(map(str, data["shares"])) == sorted(
        map(str, [[0.0, 0.4, 1.0], [1.0, 0.6, 0.0], [1.0, None, None], [None, None, None]])
    )


def test_names_are_escaped_in_the_page_and_in_its_data(make_verdict):
    term = Term({"one": [("</script><i>", make_verdict(), "")]}, {"one": 10})
    page = term_report("<u>Toys", term)
    assert "<i>" not in page
    assert "<u>" not in page
    assert page.count("</script>") == page.count("<script")
