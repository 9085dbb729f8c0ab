"""nbgrader's formgrader as a TA meets it: a Jupyter server in the course folder, and its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.lab import jupyter_lab

PAGE_MS = 60_000
GRADED_MS = 240_000  # a new answer is graded meanwhile, and the sandbox starts first


class Formgrader:
    """Formgrader's pages in a browser.

    Args:
        browser: where.
        address: of a server, to be filled in with a file's name.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.root, token = address.split("/lab/tree/{}")
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 1000})
        self.page.set_default_timeout(PAGE_MS)
        self.page.goto(f"{self.root}/formgrader/manage_assignments{token}")
        self.page.wait_for_selector("#main-table tr td.name")

    def submissions(self, stem: str) -> None:
        """Opens Manage Submissions."""
        self.page.goto(f"{self.root}/formgrader/manage_submissions/{stem}")
        self.page.wait_for_selector("#main-table td.status .label")

    def row(self, student: str) -> Locator:
        """A student's line there."""
        return self.page.locator("#main-table tr", has=self.page.get_by_text(student, exact=True))

    def press(self, student: str, button: str) -> str:
        """Presses `autograde`, `generate-feedback` or `release-feedback`; returns what is told."""
        self.row(student).locator(f".{button} a").click()
        box = self.page.locator(".modal.in")
        box.wait_for(timeout=GRADED_MS)
        self.page.wait_for_timeout(400)  # it fades in
        told = box.inner_text()
        box.locator(".modal-footer button").last.click()
        self.page.wait_for_selector(".modal-backdrop", state="detached")
        self.row(student).locator(".status .label").wait_for()
        return told

    def open(self, submission: str) -> None:
        """Opens a hand-in by its id in the gradebook, as the list of Manual Grading does."""
        self.page.goto(f"{self.root}/formgrader/submissions/{submission}/?index=0")
        self.page.wait_for_function("typeof formgrade !== 'undefined' || !!$('.score').length")
        self.page.wait_for_load_state("networkidle")

    def score(self, question: str) -> Locator:
        return self.page.locator(f"input.score[id='{question}']")

    def extra(self, question: str) -> Locator:
        return self.page.locator(f"input[id='{question}_extra_credit']")

    def comment(self, cell: str) -> Locator:
        return self.page.locator(f"textarea[id='{cell}-comment']")

    def fill(self, field: Locator, text: str) -> None:
        """Types into a field and leaves it, which saves it."""
        field.fill(text)
        with self.page.expect_response(lambda answer: answer.request.method in ("PUT", "POST")):
            field.press("Tab")


@contextmanager
def formgrader(browser: Browser, course: Path, home: Path) -> Iterator[Formgrader]:
    """Formgrader of a course, started in its folder as docs/ta.md says."""
    with jupyter_lab(course, home) as address:
        opened = Formgrader(browser, address)
        yield opened
        opened.page.close()
