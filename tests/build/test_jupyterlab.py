"""A handout in JupyterLab, as a notebook, in a real browser."""

import jupytext
import pytest
from playwright.sync_api import expect

from autograder.build import build, check
from tests.lab import START_S, jupyter_lab

HANDOUT = "assignments/a1_toy.md"
SAVES = 20


def saved(path):
    """Saves a file as JupyterLab does: read by jupytext, and written by it."""
    path.write_text(jupytext.writes(jupytext.read(path), fmt="md"), encoding="utf-8")


def test_a_handout_that_jupytext_wrote_makes_the_same_notebooks(toy):
    build(toy.course)
    before = toy.read(HANDOUT)
    saved(toy.root / HANDOUT)
    assert toy.read(HANDOUT) != before
    assert check(toy.course) == []


@pytest.fixture
def page(toy, browser, tmp_path_factory):
    """The handout, opened by a right click and Open With > Notebook, as the docs say."""
    kernel = "jupyter:\n  kernelspec:\n    name: python3\n    display_name: Python 3\n"
    toy.replace(HANDOUT, "---\nunrolled:", f"---\n{kernel}unrolled:")
    with jupyter_lab(toy.root, tmp_path_factory.mktemp("home")) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(START_S * 500)
        page.goto(address.format("assignments"))
        page.locator(".jp-DirListing-item", has_text="a1_toy.md").click(button="right")
        page.get_by_text("Open With").hover()
        page.locator(".lm-Menu-itemLabel").get_by_text("Notebook", exact=True).click()
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        yield page
        page.close()


def test_what_is_written_in_jupyterlab_is_saved_into_the_handout_and_built(toy, page):
    build(toy.course)
    text = page.locator(".jp-MarkdownCell").filter(has_text="Why is this linear?").first
    text.dblclick()
    editor = text.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("\n\nWritten in JupyterLab.")
    expect(editor).to_contain_text("Written in JupyterLab.")
    page.keyboard.press("Shift+Enter")
    for _ in range(SAVES):  # the first one can come before the page is ready for it
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1000)
        if "Written in JupyterLab." in toy.read(HANDOUT):
            break

    assert "\nWritten in JupyterLab.\n" in toy.read(HANDOUT)
    build(toy.course)
    assert "Written in JupyterLab." in toy.read("release/a1_toy/a1_toy.ipynb")
