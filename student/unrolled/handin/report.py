"""What `hand_in` returns: which file to upload, and what to do before."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from unrolled.faces import BOX, CELL, LIST, TABLE, marked_up, wrapped
from unrolled.handin.finding import Found
from unrolled.handin.items import Item, Level

HEADINGS: dict[Level, str] = {"mend": "To mend", "look": "To look at", "fine": "Fine"}
MARKS: dict[Level, str] = {"mend": "✗", "look": "!", "fine": "✓"}
# As in `check`: colours that stay apart for colour-blind readers, each with a mark and a word.
INKS: dict[Level, str] = {"mend": "#e0662b", "look": "#8a8a8a", "fine": "#1f8fd6"}
OLD_S = 60  # text written since the last save is in no kernel


@dataclass(frozen=True)
class HandIn:
    """What was found in a notebook that is about to be handed in.

    Attributes:
        assignment: its name.
        items: what was looked at.
        found: the file; None where there is none.
        now_s: when it was looked at, in seconds since 1970.
    """

    assignment: str
    items: Sequence[Item]
    found: Found | None = None
    now_s: float = 0.0

    @property
    def ready(self) -> bool:
        """Whether nothing has to be mended."""
        return self._worst != "mend"

    @property
    def headline(self) -> str:
        """Whether it can be handed in."""
        count = sum(item.level == self._worst for item in self.items)
        things = "1 thing" if count == 1 else f"{count} things"
        if self._worst == "mend":
            return f"not ready: {things} to mend"
        return "ready to hand in" + (f", with {things} to look at" if self._worst == "look" else "")

    def of(self, level: Level) -> list[str]:
        """The sentences of one level."""
        return [item.sentence for item in self.items if item.level == level]

    def __str__(self) -> str:
        lines = [f"{self._mark} {self.assignment}: {self.headline}"]
        for label, text in self._facts():
            lines += wrapped(f"    {label:<8} ", text)
        for level in HEADINGS:
            for sentence in self.of(level):
                lines += wrapped(f"    {MARKS[level]} ", sentence)
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        ink = INKS["mend" if self._worst == "mend" else "fine"]
        facts = "".join(
            f'<tr style="background:none"><th scope="row" style="{CELL};font-weight:600;'
            f'opacity:.75">{label}</th><td style="{CELL};overflow-wrap:anywhere">'
            f"{marked_up(text)}</td></tr>"
            for label, text in self._facts()
        )
        table = f'<table style="{TABLE}">{facts}</table>' if facts else ""
        lists = "".join(_list(level, self.of(level)) for level in HEADINGS)
        return (
            f'<div role="status" style="border-left:.35em solid {ink};{BOX}">'
            f'<div><span style="color:{ink};font-weight:700">{self._mark}</span> '
            f"<code>{escape(self.assignment)}</code> <strong>{self.headline}</strong></div>"
            f"{table}{lists}</div>"
        )

    @property
    def _worst(self) -> Level:
        levels = {item.level for item in self.items}
        return next((level for level in HEADINGS if level in levels), "mend")

    @property
    def _mark(self) -> str:
        return MARKS["mend" if self._worst == "mend" else "fine"]

    def _facts(self) -> Iterator[tuple[str, str]]:
        """Yields label and text of what there is to know about the file."""
        if self.found is None:
            return
        yield "File", f"`{self.found.name}`"
        if self.found.folder is None:
            yield "Get it", "File > Download > Download .ipynb; it comes into your downloads."
        else:
            yield "Folder", f"`{self.found.folder}`"
        yield "Size", f"{len(self.found.data) / 1e6:.2f} MB"
        if self.found.saved_s is not None:
            ago_s = max(0.0, self.now_s - self.found.saved_s)
            at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.found.saved_s))
            later = " Text that you wrote since is not in it: save first." if ago_s > OLD_S else ""
            yield "Saved", f"{at}, {_ago(ago_s)}.{later}"


def _ago(seconds: float) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def _list(level: Level, sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    mark = f'<span style="color:{INKS[level]};font-weight:700">{MARKS[level]}</span>'
    items = "".join(f"<li>{mark} {marked_up(sentence)}</li>" for sentence in sentences)
    return (
        f'<div style="font-weight:600;margin-top:.3em">{HEADINGS[level]}</div>'
        f'<ul style="{LIST};margin-top:0">{items}</ul>'
    )
