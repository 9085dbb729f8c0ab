"""What makes a site of pages that are also read in the repository: mkdocs calls these functions.

The README becomes the first page. A link out of docs/ leads into the repository, which its readers
have and the site has not: its text stays.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
# Of Markdown, and of pictures in HTML, which mkdocs leaves as they are.
LINK = re.compile(
    r'(?<=\]\()(?!https?:|#|mailto:)[^)\s]+(?=\))|(?:(?<=src=")|(?<=srcset="))[^"]+(?=")'
)
OUTSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\(\.\./([^)\s]+)\)")


def on_files(files: Files, config: Any) -> Files:
    """Adds the README, with its links as they are seen from docs/."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    def from_docs(link: re.Match[str]) -> str:
        target = link[0]
        return target.removeprefix("docs/") if target.startswith("docs/") else f"../{target}"

    files.append(File.generated(config, "index.md", content=LINK.sub(from_docs, readme)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Takes links to files outside docs/ away.

    Raises:
        FileNotFoundError: there is no such file.
    """

    def text(link: re.Match[str]) -> str:
        inside = link[2].partition("#")[0]
        if not (ROOT / inside).exists():
            raise FileNotFoundError(f"a link leads to {inside}, which does not exist")
        return link[1]

    return OUTSIDE.sub(text, markdown)
