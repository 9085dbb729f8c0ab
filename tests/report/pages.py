"""A page as a screen reader and a browser meet it: its outline, its tables, its colours."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from autograder.report.feedback_page import Part

VOID = frozenset({"meta", "br", "rect", "line", "input"})


@dataclass
class Outline:
    """What a page is made of.

    Attributes:
        tags: every element's name, in order.
        attributes: every element's attributes, in the same order.
        headings: levels and texts.
        tables: for each table, its cells by row: (tag, scope, text).
        links: where its links lead.
        ids: every id.
    """

    tags: list = field(default_factory=list)
    attributes: list = field(default_factory=list)
    headings: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    links: list = field(default_factory=list)
    ids: list = field(default_factory=list)


def outline(page):
    """The outline of a page; fails where elements are not nested as they were opened."""
    reader = _Reader()
    reader.feed(page)
    assert not reader.open
    return reader.outline


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.outline = [], Outline()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.outline.tags.append(tag)
        self.outline.attributes.append(attributes)
        if "id" in attributes:
            self.outline.ids.append(attributes["id"])
        if tag == "a":
            self.outline.links.append(attributes["href"])
        if tag == "table":
            self.outline.tables.append([])
        if tag == "tr":
            self.outline.tables[-1].append([])
        if tag in {"th", "td"}:
            self.outline.tables[-1][-1].append([tag, attributes.get("scope"), ""])
        if re.fullmatch("h[1-6]", tag):
            self.outline.headings.append([int(tag[1]), ""])
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tags = {tag for tag, _ in self.open}
        spoken = not any(a.get("aria-hidden") == "true" for _, a in self.open)
        if spoken and tags & {"th", "td"}:
            self.outline.tables[-1][-1][-1][2] += data
        if any(re.fullmatch("h[1-6]", tag) for tag in tags):
            self.outline.headings[-1][1] += data


def contrast(one, other):
    """The contrast of two colours as WCAG 2 measures it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def parts_of(verdict):
    """The coded questions of a verdict as a page shows them, with the points of their tests."""
    waits = bool(verdict.needs_review)
    return [Part(q.question, q.points, None if waits else q.earned) for q in verdict.questions]
