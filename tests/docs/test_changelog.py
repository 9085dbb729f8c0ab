"""The changelog knows the version that both packages have."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_newest_version_in_the_changelog_is_that_of_both_packages():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$", text, re.MULTILINE)[1]
    for project in (ROOT / "pyproject.toml", ROOT / "student" / "pyproject.toml"):
        assert tomllib.loads(project.read_text())["project"]["version"] == newest, project
