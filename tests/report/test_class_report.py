import json
import re

import msgspec
import pytest

from autograder.report.class_report import class_report
from autograder.report.figures import class_figures
from autograder.verdict import Diagnosis, QuestionResult, TestResult, Verdict
from tests.report.pages import contrast, outline


@pytest.fixture
def rows(make_verdict):
    return [
        ("ada", make_verdict(), ""),
        ("bob", make_verdict(0, hint="Turn it round."), ""),
        ("eve", make_verdict(1, 0, hint="Turn it round."), ""),
        ("ida", None, "The file is empty."),
        ("joe", make_verdict(needs_review="A worker died."), ""),
    ]


def data_of(page):
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(block[1])


def without_scripts(page):
    """What a page says, less plotly and the data: an oracle for what reads as text."""
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_means_shares_and_median_are_over_graded_hand_ins(assignment, rows):
    figures = class_figures(assignment, rows)
    assert (figures.students, figures.graded) == (5, 3)
    assert figures.mean == pytest.approx(17 / 3)
    assert figures.median == 6
    step, fold = figures.questions
    assert (step.mean, step.passed) == (pytest.approx(5 / 3), pytest.approx(1 / 3))
    assert (fold.mean, fold.passed) == (4, pytest.approx(2 / 3))
    assert (step.difficulty, fold.difficulty) == (pytest.approx(7 / 12), pytest.approx(1 / 3))


def test_full_points_fall_into_the_last_tenth_and_edges_into_the_upper(assignment, rows):
    assert class_figures(assignment, rows).histogram == (0, 1, 0, 0, 0, 0, 1, 0, 0, 1)


def test_misconceptions_are_ranked_by_how_often_they_were_seen(assignment, rows):
    seen = class_figures(assignment, rows).misconceptions
    assert [(m.misconception, m.count, round(m.share, 2)) for m in seen] == [
        ("wrong_step", 2, 0.67),
        ("wrong_fold", 1, 0.33),
    ]


def test_a_question_that_the_strong_get_right_discriminates(assignment, make_verdict):
    rows = [(f"s{n}", make_verdict(4 if n < 6 else 0, 6 if n < 6 else 2), "") for n in range(12)]
    assert [q.discrimination for q in class_figures(assignment, rows).questions] == [
        pytest.approx(1),
        pytest.approx(1),
    ]


def test_a_question_that_the_weak_get_right_discriminates_the_wrong_way(assignment, make_verdict):
    rows = [(f"s{n}", make_verdict(4 if n < 6 else 0, 0 if n < 6 else 6), "") for n in range(12)]
    assert class_figures(assignment, rows).questions[0].discrimination == pytest.approx(-1)


def test_nothing_discriminates_where_all_have_the_same_or_few_are_there(assignment, make_verdict):
    alike = [(f"s{n}", make_verdict(), "") for n in range(12)]
    few = [("a", make_verdict(), ""), ("b", make_verdict(0, 0), "")]
    for rows in (alike, few):
        assert class_figures(assignment, rows).questions[0].discrimination is None
    assert "–" in class_report(assignment, few)


def test_a_wrong_answer_that_fits_no_mistake_is_unexplained(assignment, make_verdict):
    rows = [
        ("a", make_verdict(0, rejected=True), ""),
        ("b", make_verdict(0, rejected=True, hint="Known."), ""),
    ]
    step, _ = class_figures(assignment, rows).questions
    assert step.unexplained == 1


def test_every_hidden_test_counts_how_it_ended(assignment, rows):
    step, fold = class_figures(assignment, rows).tests
    assert (step.question, dict(step.states)) == ("step", {"passed": 1, "failed": 2})
    assert (fold.question, fold.passed) == ("fold", pytest.approx(2 / 3))


def test_a_class_without_hand_ins_has_a_report(assignment):
    figures = class_figures(assignment, [])
    assert (figures.mean, figures.median, figures.graded) == (0, 0, 0)
    assert "Nothing has been graded yet." in class_report(assignment, [])


def test_the_report_names_who_needs_review_and_why_and_leads_to_their_pages(assignment, rows):
    page = class_report(assignment, rows, {"ida": "../feedback/ida/toy/toy.html"})
    assert '<strong><a href="../feedback/ida/toy/toy.html">ida</a></strong>: The file is' in page
    assert "<strong>joe</strong>: A worker died." in page


def test_a_hand_in_with_a_grader_error_waits_and_counts_for_nothing(assignment, make_verdict):
    rows = [("ada", make_verdict(), ""), ("bob", make_verdict(0, state="grader error"), "")]
    figures = class_figures(assignment, rows)
    assert (figures.graded, figures.mean) == (1, 10)
    page = class_report(assignment, rows)
    assert "<strong>bob</strong>: Hidden tests of <code>step</code>" in page
    assert '<td class="warn" data-value="-1.0">review</td>' in page


def test_verdicts_made_without_a_sandbox_are_counted_on_top(assignment, make_verdict):
    rows = [
        ("ada", make_verdict(), ""),
        ("bob", msgspec.structs.replace(make_verdict(), sandbox="none"), ""),
    ]
    shown = '<div class="warn"><dt>Graded without a sandbox</dt><dd>1</dd></div>'
    assert shown in class_report(assignment, rows)
    assert "without a sandbox" not in class_report(assignment, rows[:1])


def test_the_report_is_one_file_that_asks_no_network_for_anything(assignment, rows):
    page = class_report(assignment, rows)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    said = without_scripts(page)
    assert not any(part in said for part in ("http:", "https:", "src=", "@import", "url("))


def test_the_marks_can_be_heard_and_every_table_has_headings(assignment, rows):
    page = class_report(assignment, rows)
    found = outline(page)
    assert '<span role="img" aria-label="failed">' in page
    assert [level for level, _ in found.headings][:2] == [1, 2]
    for table in found.tables:
        assert all(tag == "th" and scope == "col" for tag, scope, _ in table[0])
        assert all(any(scope == "row" for _, scope, _ in row) for row in table[1:])
    plots = [one for one in found.attributes if one.get("class", "").startswith("plot")]
    assert plots
    assert all(one["role"] == "img" and one["aria-label"] for one in plots)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_read_and_states_told_apart_without_them(assignment, theme):
    style = class_report(assignment, []).split("<style>")[1].split("@media (max-width")[0]
    roots = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(roots) == 2
    chosen = "".join(roots if theme == "dark" else roots[:1])
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", chosen))
    for text in ("ink", "quiet", "good", "bad", "warn", "link"):
        assert contrast(colours[text], colours["paper"]) >= 4.5, text
        assert contrast(colours[text], colours["panel"]) >= 4.5, text
    states = ("failed", "crashed", "timed-out", "out-of-memory", "missing", "grader-error")
    for state in states:
        assert contrast(colours[state], colours["passed"]) >= 1.5, state


HOSTILE = '</script><img src=x onerror="alert(1)">\u2028<b>\x1b[2J'


@pytest.fixture
def hostile_rows(make_verdict):
    test = TestResult("t", HOSTILE, 4.0, 0.0, "failed", message=HOSTILE)
    results = (QuestionResult("step", (test,), Diagnosis("wrong", HOSTILE)),)
    return [
        (HOSTILE, make_verdict(0), ""),
        ("bob", None, HOSTILE),
        ("eve", Verdict("toy", results, seed=1), ""),
    ]


def test_what_students_wrote_stays_text_in_the_page_and_in_its_data(assignment, hostile_rows):
    page = class_report(assignment, hostile_rows)
    assert "<img" not in page
    assert "<b>" not in without_scripts(page)
    assert "\x1b" not in page
    assert "\u2028" not in re.search(r'id="data">(.*)', page)[1]
    assert page.count("</script>") == page.count("<script")
    assert any("</script>" in name for name in data_of(page)["students"])


def test_an_anonymous_report_holds_no_name_no_reason_and_no_link(assignment, rows):
    links = {name: f"../feedback/{name}/toy/toy.html" for name, *_ in rows}
    page = class_report(assignment, rows, links, anonymous=True)
    said = without_scripts(page) + json.dumps(data_of(page))
    for secret in ("ada", "bob", "eve", "ida", "joe", "feedback/", "is empty", "worker died"):
        assert not re.search(rf"\b{secret}\b", said), secret
    assert "wrong step" in said


def test_anonymous_hand_ins_come_in_another_order_each_time(assignment, make_verdict):
    # All have the same total, so that the best-first order says nothing.
    verdict = make_verdict()
    rows = [
        (f"s{n:02}", msgspec.structs.replace(verdict, duration_s=float(n)), "") for n in range(40)
    ]
    orders = {
        tuple(data_of(class_report(assignment, rows, anonymous=True))["seconds"]) for _ in range(3)
    }
    assert tuple(range(40)) not in orders
    assert len(orders) == 3
