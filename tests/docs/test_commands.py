"""Every command, option and link in the README and the docs is one that exists."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from autograder.cli.app import app
from autograder.course import find_course, load_assignment

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
# In a line of a fenced block, after the prompt; or between backticks.
COMMAND = re.compile(r"(?:^\$ |`)((?:autograder|make|nbgrader|jupyter) [^`\n]+)", re.MULTILINE)
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
# Each is run by tests/end_to_end: test_demo_class.py and test_exchange.py.
NBGRADER = {
    "autograde", "collect", "export", "fetch_assignment", "fetch_feedback", "generate_feedback",
    "release_assignment", "release_feedback", "submit",
}  # fmt: skip

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def commands(page, program):
    found = COMMAND.findall(page.read_text(encoding="utf-8"))
    split = (shlex.split(text, comments=True) for text in found)
    return [words[1:] for words in split if words[0] == program]


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


MADE = "a8_attention"  # what `autograder new` makes where the pages speak of it


@pages
def test_autograder_commands_parse(page):
    known = get_command(app).commands
    for name, *arguments in commands(page, "autograder"):
        assert name in known, f"there is no `autograder {name}`"
        if not arguments:
            continue  # speaks of a command, and leaves out what it takes
        with known[name].make_context(name, list(arguments)) as context:
            stem = context.params.get("stem")
        if stem and stem != MADE:
            load_assignment(find_course(ROOT), stem)


@pages
def test_make_targets_exist(page):
    known = TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    for name, *_ in commands(page, "make"):
        assert name in known, f"there is no `make {name}`"


@pages
def test_nbgrader_commands_are_ones_that_were_tried(page):
    for name, *_ in commands(page, "nbgrader"):
        assert name in NBGRADER, f"`nbgrader {name}`: try it, and add it to this test"


@pages
def test_relative_links_lead_somewhere(page):
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, fragment = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link} leads nowhere"
        if fragment:
            headings = HEADING.findall(target.read_text(encoding="utf-8"))
            assert fragment in map(anchor, headings), f"{target.name} has no heading {fragment}"


def test_the_commands_were_found_at_all():
    assert len([words for page in PAGES for words in commands(page, "autograder")]) > 20


def test_every_command_of_the_autograder_is_in_the_readme():
    told = {name for name, *_ in commands(ROOT / "README.md", "autograder")}
    told |= {"demo"}  # told as `make demo`
    assert told == get_command(app).commands.keys()


def test_every_top_level_folder_is_in_the_readme():
    command = ["git", "ls-files"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a clone, so there is no telling which folders belong to it")
    folders = {line.split("/")[0] for line in listed.stdout.splitlines() if "/" in line}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name in folders if name[0] != "." and f"`{name}/`" not in text]
    assert not missing
