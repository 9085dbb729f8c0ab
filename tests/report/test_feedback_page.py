import html
import itertools
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from markupsafe import Markup

from autograder.report import feedback_page as module
from autograder.report.feedback_page import Part, feedback_page
from autograder.verdict import WORST_FIRST, Diagnosis, QuestionResult, TestResult, Verdict
from tests.report.pages import contrast, outline, parts_of

TEMPLATES = Path(module.__file__).parent / "templates"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE_PX = 360
LONG = "x" * 400
TEXTS, SURFACES = ("ink", "quiet", "good", "bad", "warn", "link"), ("paper", "panel", "hint")


def full_page(text="Look `here`."):
    """A page with everything that can stand on one; `text` is put wherever a student's text is."""
    questions = []
    for number, state in enumerate(WORST_FIRST):
        earned = 4.0 if state == "passed" else 0.0
        tests = (
            TestResult("t", "it works", 4, earned, state, text, text, text),
            TestResult("u", "it works again", 0, 0, state),
        )
        found = Diagnosis("no_tanh", text, Diagnosis("no_bias", text)) if number % 2 else None
        questions.append(QuestionResult(f"a_question_of_a_long_name_{number}", tests, found))
    verdict = Verdict(
        "toy", tuple(questions), 7, (text,), (text,), versions={"keras": "3.13"}, duration_s=2.5
    )
    parts = [Part(p.question, p.points, p.earned, answer=text) for p in parts_of(verdict)]
    parts += [
        Part("why", 5, None, coded=False, answer=text),
        Part("how", 5, 3, by_hand=True, coded=False, answer=text, comment=Markup("<p>Nice.</p>")),
    ]
    return feedback_page(verdict, "A toy", parts, {"Student": text}, review=text)


def test_the_summary_is_a_table_that_can_be_read_row_by_row_and_leads_to_each_question(
    make_verdict,
):
    verdict = make_verdict(1)
    parts = [
        *parts_of(verdict),
        Part("why", 5, None, coded=False),
        Part("how", 5, 3, by_hand=True, coded=False),
    ]
    page = outline(feedback_page(verdict, "A toy", parts))
    ((head, *rows),) = page.tables
    assert head == [["th", "col", "Question"], ["th", "col", "Points"], ["th", "col", "State"]]
    assert [[text for _, _, text in row] for row in rows] == [
        ["step", "1 of 4", "failed"],
        ["fold", "6 of 6", "passed"],
        ["why", "worth 5", "not graded yet"],
        ["how", "3 of 5", "graded by a person"],
    ]
    assert {(row[0][0], row[0][1]) for row in rows} == {("th", "row")}
    assert page.links == [f"#question-{name}" for name in ("step", "fold", "why", "how")]
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_points_that_a_person_gave_to_a_coded_question_are_said_to_be_theirs(make_verdict):
    page = feedback_page(make_verdict(1), "A toy", [Part("step", 4, 3, by_hand=True)])
    assert "failed; graded by a person" in page
    assert "3 of 4 points" in page


def test_headings_come_in_order_without_a_jump_whatever_stands_on_the_page():
    page = outline(full_page("# no heading of ours\n<h5>nor this</h5>"))
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(text.strip() for _, text in page.headings)


def test_the_page_has_a_language_a_title_landmarks_and_no_id_twice():
    page = full_page()
    found = outline(page)
    assert found.attributes[found.tags.index("html")] == {"lang": "en"}
    assert "<title>Feedback: A toy</title>" in page
    assert [found.tags.count(tag) for tag in ("header", "main", "h1")] == [1, 1, 1]
    assert len(found.ids) == len(set(found.ids))
    for tag, attributes in zip(found.tags, found.attributes, strict=True):
        if tag == "section":
            named = attributes.get("aria-labelledby")
            assert attributes.get("aria-label") or named in found.ids


def test_every_state_is_a_word_and_its_symbol_is_not_read_aloud():
    ((_, *rows),) = outline(full_page()).tables
    assert [row[2][2] for row in rows][: len(WORST_FIRST)] == list(WORST_FIRST)


def test_the_page_needs_nothing_from_elsewhere_and_lets_no_script_run():
    page = full_page()
    assert not any(part in page for part in ("http:", "https:", "<script", "src=", "@import"))
    assert "default-src 'none'" in page


def test_whatever_a_student_wrote_is_escaped_and_has_no_control_characters():
    attack = "</pre></style></title><script>alert(1)</script><img onerror=x>\x1b[2J\x00"
    page = full_page(attack)
    assert not {"script", "img"} & set(outline(page).tags)
    assert "\x1b" not in page
    assert "\x00" not in page


def test_time_seed_and_versions_are_told():
    page = full_page()
    assert "in 2.5 s, with seed 7, keras 3.13" in page


def test_a_hand_in_without_a_verdict_has_a_page_that_says_why():
    page = feedback_page(None, "A toy", [Part("step", 4, None)], review="The file is empty.")
    assert "The file is empty." in page
    assert "No test was run" not in page
    assert "worth 4" in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_can_be_read_on_every_background(scheme):
    text = (TEMPLATES / f"{scheme}.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))
    for name in TEXTS:
        for surface in SURFACES:
            assert contrast(colours[name], colours[surface]) >= 4.5, (name, surface)


def test_the_measure_of_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_the_style_takes_its_colours_from_those_that_were_measured():
    for name in ("page.css", "feedback.css"):
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        used = set(re.findall(r"(?<![-\w])(?:color|background): ([^;]+);", text))
        allowed = {f"var(--{one})" for one in (*TEXTS, *SURFACES)} | {"inherit", "none"}
        assert used <= allowed, name
        assert not re.search(r"#[0-9a-f]{3}", text)


@pytest.mark.parametrize("text", ["Look `here`.", LONG, f"`{LONG}`", "word " * 300])
def test_a_phone_shows_the_page_without_scrolling_sideways(text, tmp_path):
    if CHROMIUM is None:
        pytest.skip("there is no chromium here, so nobody measured the page's width")
    assert measured_width(full_page(text), tmp_path) == PHONE_PX


def test_the_measure_of_width_notices_a_page_that_is_too_wide(tmp_path):
    if CHROMIUM is None:
        pytest.skip("there is no chromium here, so nobody measured the page's width")
    assert measured_width('<p style="width: 500px">wide', tmp_path) >= 500


def measured_width(page, folder):
    """How wide a phone of 360 pixels finds a page: more than 360 makes it scroll."""
    outer = folder / "outer.html"
    outer.write_text(
        f"""<!DOCTYPE html><iframe width="{PHONE_PX}" height="800" style="border: 0"
        onload="document.title = this.contentDocument.documentElement.scrollWidth"
        srcdoc="{html.escape(page)}"></iframe>""",
        encoding="utf-8",
    )
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000", "--dump-dom"]
    shown = subprocess.run(
        [*command, outer.as_uri()], capture_output=True, text=True, check=True, timeout=120
    ).stdout
    return int(re.search(r"<title>(\d+)</title>", shown)[1])
