"""Takes the pictures of the class report: `python docs/pictures/class_report.py`.

The class is made up (benchmarks/synthetic_class.py), of 300; the questions, hidden tests and
misconceptions are those of a3_gated.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from synthetic_class import synthetic_rows  # noqa: E402 - the folder is no package

from autograder.course import find_course, load_assignment  # noqa: E402
from autograder.report.class_report import class_report  # noqa: E402

STUDENTS = 300
WIDTH, HEIGHT = 1100, 680
# From the top of which heading the picture starts.
PICTURES = {"class_report_misconceptions": "#misconceptions", "class_report_tests": "#tests"}


def take(page: Page, address: str, theme: str) -> None:
    """Takes the pictures of a report in one theme."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_selector("html[data-plots=ready]")
    for plot in page.locator(".plot").all():
        plot.scroll_into_view_if_needed()
        page.wait_for_selector(f"#{plot.get_attribute('id')}[data-drawn] .main-svg")
    for name, heading in PICTURES.items():
        page.locator(heading).evaluate("one => scrollTo(0, one.offsetTop - 16)")
        page.wait_for_timeout(500)
        page.screenshot(path=HERE / f"{name}_{theme}.png")


if __name__ == "__main__":
    assignment = load_assignment(find_course(ROOT), "a3_gated")
    report = Path(tempfile.mkdtemp()) / "a3_gated.html"
    report.write_text(class_report(assignment, synthetic_rows(assignment, STUDENTS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for theme in ("light", "dark"):
            take(
                browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}),
                report.as_uri(),
                theme,
            )
        browser.close()
