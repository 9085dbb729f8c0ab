"""How large the class report is, and how fast it is made and opened, by the size of the class.

    .venv/bin/python benchmarks/reports.py --students 24,300,2000

Opened is when a browser has laid out the page and its tables can be sorted; the plots follow.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table
from synthetic_class import synthetic_rows

from autograder.course import find_course, load_assignment
from autograder.report.class_report import class_report

TIMES = 3


def opened(browser: Browser, path: Path) -> tuple[float, float, float]:
    """Seconds until a report can be used, until plots can be drawn, and to sort all students."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    start = time.perf_counter()
    page.goto(path.as_uri())
    usable = time.perf_counter() - start
    page.wait_for_selector("html[data-plots=ready]")
    plots = time.perf_counter() - start
    start = time.perf_counter()
    page.locator("#students-table th button").nth(1).click()
    page.evaluate("document.body.offsetHeight")
    sorting = time.perf_counter() - start
    page.close()
    return usable, plots, sorting


def main() -> None:
    """Measures and prints the best of three."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assignment", default="a3_gated")
    parser.add_argument("--students", default="24,300,2000")
    given = parser.parse_args()
    assignment = load_assignment(find_course(Path(__file__).parent), given.assignment)
    table = Table("students", "MB", "made, s", "opened, s", "plots, s", "sorted, s")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for students in map(int, given.students.split(",")):
            rows = synthetic_rows(assignment, students)
            path = Path(folder) / f"{students}.html"
            start = time.perf_counter()
            path.write_text(class_report(assignment, rows), encoding="utf-8")
            made = time.perf_counter() - start
            best = [
                min(one) for one in zip(*(opened(browser, path) for _ in range(TIMES)), strict=True)
            ]
            size = path.stat().st_size / 1e6
            table.add_row(str(students), f"{size:.1f}", f"{made:.1f}", *(f"{s:.2f}" for s in best))
        browser.close()
    Console().print(table)


if __name__ == "__main__":
    main()
