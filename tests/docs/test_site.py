"""The site of the docs: whatever a page shows or leads to is there, also when opened from disk."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parents[2]
WHERE = ("href", "src", "srcset")


class Leading(HTMLParser):
    """Collects where a page leads, and the anchors that it has."""

    def __init__(self, page):
        super().__init__()
        self.targets, self.anchors = [], set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.targets += [value for name, value in attributes if name in WHERE and value]
        self.anchors |= {value for name, value in attributes if name == "id"}


def test_every_link_and_picture_of_the_site_is_there(tmp_path):
    site = tmp_path / "site"
    program = Path(sys.executable).with_name("mkdocs")
    command = [program, "build", "--strict", "--quiet", "--site-dir", site]
    subprocess.run(command, cwd=ROOT, env={"NO_MKDOCS_2_WARNING": "1"}, check=True)
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]
    assert len(pages) >= 9
    lost = []
    for page in pages:
        for target in Leading(page).targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = page.parent / unquote(parts.path) if parts.path else page
            if not file.is_file():
                lost.append(f"{page.relative_to(site)} -> {target}")
            elif parts.fragment and parts.fragment not in Leading(file).anchors:
                lost.append(f"{page.relative_to(site)} -> {target}: no such place")
    assert lost == []
    assert any("pictures/" in target for target in Leading(site / "index.html").targets)
