"""The reports in a real browser: clicks, keys, dark, print, and no word to the network."""

import re

import pytest
from playwright.sync_api import expect
from synthetic_class import synthetic_rows

from autograder.course import find_course, load_assignment
from autograder.report.class_report import class_report
from autograder.report.interactive import write_page
from autograder.report.term_figures import Term
from autograder.report.term_report import term_report

CLASS = 300
SOON_S = 10  # two seconds on an idle machine; tests may share theirs


@pytest.fixture(scope="module")
def folder(tmp_path_factory, root):
    """A class of 300 on disk: the report, the anonymous one, the term, one feedback page."""
    folder = tmp_path_factory.mktemp("course")
    course = find_course(root)
    assignment = load_assignment(course, "a3_gated")
    rows = synthetic_rows(assignment, CLASS)
    links = {"student0000": "../feedback/student0000/a3_gated/a3_gated.html"}
    write_page(folder / links["student0000"][3:], "<h1>Feedback of student0000</h1>")
    write_page(folder / "reports/a3_gated.html", class_report(assignment, rows, links))
    write_page(folder / "reports/anonymous.html", class_report(assignment, rows, anonymous=True))
    term = Term({s: synthetic_rows(assignment, 30, seed=s) for s in (1, 2, 3)}, {1: 1, 2: 1, 3: 1})
    term = Term({f"a{s}": rows for s, rows in term.rows.items()}, {"a1": 1, "a2": 1, "a3": 1})
    write_page(folder / "reports/term.html", term_report("Toys", term))
    return folder


@pytest.fixture
def visit(browser, folder):
    """Opens a report of the folder; fails if the page complains, or asks the network."""
    complaints, opened = [], []

    def visit(name="a3_gated", **options):
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = browser.new_context(**options)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith(("file:", "data:", "blob:"))
                else complaints.append(asked.url)
            ),
        )
        page.goto((folder / "reports" / f"{name}.html").as_uri())
        page.wait_for_selector("html[data-plots=ready]", timeout=SOON_S * 1000)
        return page

    yield visit
    for context in opened:
        context.close()
    assert complaints == []


def names(page):
    return page.locator("#students-table tbody tr:visible th").all_inner_texts()


def totals(page):
    cells = page.locator("#students-table tbody tr:visible td:nth-child(2)").all_inner_texts()
    return [float(cell) for cell in cells if cell != "review"]


def drawn(page, plot):
    place = page.locator(f"#{plot}")
    place.scroll_into_view_if_needed()
    page.wait_for_selector(f"#{plot}[data-drawn] .main-svg", timeout=SOON_S * 1000)
    return place


def test_a_class_of_300_can_be_read_within_seconds(visit):
    page = visit()
    took_ms = page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    assert took_ms < SOON_S * 1000
    assert len(names(page)) == CLASS


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(visit):
    page = visit()
    total = page.get_by_role("columnheader", name="Total")
    total.get_by_role("button").click()
    assert total.get_attribute("aria-sort") == "descending"
    assert totals(page) == sorted(totals(page), reverse=True)
    total.get_by_role("button").click()
    assert total.get_attribute("aria-sort") == "ascending"
    assert totals(page) == sorted(totals(page))


def test_a_question_is_sorted_by_its_points_and_what_waits_comes_last(visit):
    page = visit()
    page.get_by_role("columnheader", name="gru_step").get_by_role("button").click()
    cells = page.locator("#students-table tbody td:nth-child(8)").all_inner_texts()
    points = [float(cell.split()[0]) if cell[0].isdigit() else -1 for cell in cells]
    assert points == sorted(points, reverse=True)
    assert points[-1] == -1


def test_typing_a_name_filters_and_the_count_is_told(visit):
    page = visit()
    page.get_by_label("Name").fill("0012")
    assert names(page) == ["student0012"]
    assert page.locator("output").inner_text() == "1 of 300 shown"
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("output")).to_have_text("300 of 300 shown")


def test_a_question_and_a_state_filter_together(visit):
    page = visit()
    page.locator("[data-filter=question]").select_option("lstm_step")
    page.locator("[data-filter=state]").select_option("failed")
    found = page.locator("#students-table tbody tr:visible td:nth-child(3) span").all()
    assert 0 < len(found) < CLASS
    assert {one.get_attribute("aria-label") for one in found} == {"failed"}


def test_show_beside_a_misconception_lists_as_many_students_as_it_counts(visit):
    page = visit()
    row = page.locator("table", has_text="Hint that was given").locator("tbody tr").first
    count = int(re.match(r"\d+", row.locator("td").last.inner_text())[0])
    row.get_by_role("button", name="show").click()
    expect(page.locator("output")).to_have_text(f"{count} of {CLASS} shown")
    assert len(names(page)) == count


def test_with_keys_alone_one_sorts_filters_and_follows_a_link_to_the_feedback(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_label("Name").focus()
    page.keyboard.type("student0000")
    assert names(page) == ["student0000"]
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.startsWith('Total')"):
            page.keyboard.press("Enter")
            assert page.get_by_role("columnheader", name="Total").get_attribute("aria-sort")
        if page.evaluate("document.activeElement.matches('#students-table tbody a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback/student0000/a3_gated/a3_gated.html")
    assert page.inner_text("h1") == "Feedback of student0000"


def test_hovering_the_map_says_who_which_test_and_how_it_ended(visit):
    page = visit()
    place = drawn(page, "plot-tests")
    page.wait_for_timeout(200)
    box = place.locator(".nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 60)
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 66)
    told = page.wait_for_selector(".tooltip:visible").inner_text()
    assert re.fullmatch(r"student\d{4}, [\d.]+ points\. lstm_step, \w[\w ]+: .+", told)


def test_hovering_a_bar_says_how_many(visit):
    page = visit()
    bar = drawn(page, "plot-scores").locator(".bars .point").last
    bar.hover(force=True)
    page.wait_for_selector(".hoverlayer .hovertext")
    assert re.search(r"81–90 points: \d+ hand-ins", page.text_content(".hoverlayer"))


def test_dark_readers_get_a_dark_page_and_dark_plots(visit):
    page = visit(color_scheme="dark")
    drawn(page, "plot-scores")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 17, 23)"
    fill = page.locator("#plot-scores .main-svg").first.evaluate("one => one.style.background")
    assert fill == "rgb(13, 17, 23)"


def test_on_paper_everything_is_light_and_nothing_is_cut_off(visit):
    page = visit(color_scheme="dark")
    drawn(page, "plot-scores")
    page.emulate_media(media="print")
    paper = page.locator("#plot-scores .main-svg").first
    expect(paper).to_have_css("background-color", "rgb(255, 255, 255)")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("form.filters").is_visible()
    shown = "one => one.scrollHeight <= one.clientHeight + 1"
    assert all(one.evaluate(shown) for one in page.locator(".wide").all())
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("name", ["a3_gated", "term"])
def test_a_phone_scrolls_tables_and_not_the_page(visit, name):
    page = visit(name, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_the_page_has_all_figures(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "reports" / "a3_gated.html").as_uri())
    assert len(names(page)) == CLASS
    assert not page.locator("form.filters").is_visible()
    context.close()


def test_the_anonymous_page_shows_nobody_and_works_the_same(visit, folder):
    page = visit("anonymous")
    drawn(page, "plot-tests")
    assert "student0" not in (folder / "reports" / "anonymous.html").read_text(encoding="utf-8")
    page.get_by_role("columnheader", name="Difficulty").get_by_role("button").click()
    assert page.get_by_role("columnheader", name="Difficulty").get_attribute("aria-sort")


def test_the_term_draws_the_line_of_a_student_who_is_chosen(visit):
    page = visit("term")
    place = drawn(page, "plot-term")
    assert place.locator(".scatterlayer .js-line").count() == 0
    page.get_by_label("Draw the line of").select_option("student0003")
    page.wait_for_selector("#plot-term .scatterlayer .js-line", state="attached")
