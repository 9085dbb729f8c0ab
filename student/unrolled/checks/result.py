"""What `check` returns: one result with a face for terminals and one for notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from unrolled.checks.outcome import Frame
from unrolled.faces import BOX, CELL, LIST, TABLE, marked_up, wrapped

State = Literal["passed", "failed", "not done", "no check"]

SYMBOLS: dict[State, str] = {"passed": "✓", "failed": "✗", "not done": "○", "no check": "?"}
# Blue and vermilion of Okabe and Ito's palette stay apart for colour-blind readers; both read on
# light and on dark paper, and each comes with a symbol and a word.
COLOURS: dict[State, str] = {
    "passed": "#1f8fd6",
    "failed": "#e0662b",
    "not done": "#8a8a8a",
    "no check": "#8a8a8a",
}
OVER_TIME = "Over time"
TERMS = "Term alone"
GATES = "Gate alone"
HIDDEN_TESTS = "The hidden tests draw other sizes and numbers."


@dataclass(frozen=True)
class Checked:
    """One public case in the list of what was looked at."""

    says: str
    passed: bool


@dataclass(frozen=True)
class Result:
    """What a check found; notebooks show it, `print` writes it.

    Attributes:
        question: the object that was checked.
        state: passed, failed, not done, or no check where none could be run.
        sentence: what is wrong, or that nothing is.
        case: the case that shows it.
        causes: hints of the known mistakes that answer alike.
        certain: whether the numbers themselves agree with those mistakes.
        together: whether the answer has all of these mistakes at once, rather than one of them.
        unlike: how many known mistakes it was compared with in vain.
        misconceptions: the names of these mistakes.
        frames: the student's own lines that an exception came through.
        where: which entries are wrong, one sentence an axis.
        timesteps: per timestep whether it is right.
        off_by: the largest error, to one digit.
        terms: the terms of the question's sum, and whether each alone comes out right.
        gates: its gates, and whether each comes out right with all others open or shut.
        advice: what to try.
        checked: all cases.
    """

    question: str
    state: State
    sentence: str
    case: str = ""
    causes: tuple[str, ...] = ()
    certain: bool = False
    together: bool = False
    unlike: int = 0
    misconceptions: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    where: tuple[str, ...] = ()
    timesteps: tuple[bool, ...] = ()
    off_by: str = ""
    terms: tuple[Checked, ...] = ()
    gates: tuple[Checked, ...] = ()
    advice: str = ""
    checked: tuple[Checked, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all public cases are right."""
        return self.state == "passed"

    def __str__(self) -> str:
        head = f"{SYMBOLS[self.state]} {self.question}: {self.sentence}"
        lines = [head.replace("\n", "\n    ")]
        for label, text in self._rows():
            lines += wrapped(f"    {label:<10} ", text)
        if self.passed:
            lines += [f"    {_mark(item.passed)} {item.says}" for item in self.checked]
            lines.append(f"    {HIDDEN_TESTS}")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        colour = COLOURS[self.state]
        rows = "".join(
            f'<tr style="background:none"><th scope="row" style="{CELL};font-weight:600;'
            f'white-space:nowrap;opacity:.75">{escape(label)}</th>'
            f'<td style="{CELL};white-space:pre-wrap">{_cell(label, text)}</td></tr>'
            for label, text in self._rows()
        )
        table = f'<table style="{TABLE}">{rows}</table>' if rows else ""
        listed = note = ""
        if self.passed:
            items = (f"<li>{_mark(True)} {marked_up(item.says)}</li>" for item in self.checked)
            listed = f'<ul style="{LIST}">{"".join(items)}</ul>'
            note = f'<div style="opacity:.75">{HIDDEN_TESTS}</div>'
        return (
            f'<div role="status" style="border-left:.35em solid {colour};{BOX}">'
            f'<div><span style="color:{colour};font-weight:700">{SYMBOLS[self.state]} '
            f"{self.state}</span> <code>{escape(self.question)}</code></div>"
            f'<div style="white-space:pre-wrap;font-weight:600">{marked_up(self.sentence)}</div>'
            f"{table}{listed}{note}</div>"
        )

    def _rows(self) -> Iterator[tuple[str, str]]:
        """Yields label and text of what stands under the sentence, in reading order."""
        yield from self._diagnosis()
        if self.frames:
            yield "Your line", "\n".join(_line(frame) for frame in self.frames)
        if self.case:
            yield "When", self.case
        if self.where:
            yield "Where", "; ".join(self.where)
        if len(self.timesteps) > 1 and not all(self.timesteps):
            marks = [f"{t}{_mark(right)}" for t, right in enumerate(self.timesteps)]
            yield OVER_TIME, " ".join(marks)
        if self.off_by:
            yield "Off by", self.off_by
        if self.terms:
            yield TERMS, "\n".join(f"{_mark(term.passed)} `{term.says}`" for term in self.terms)
        if self.gates:
            yield GATES, "\n".join(f"{_mark(gate.passed)} {gate.says}" for gate in self.gates)
        if self.advice:
            yield "Try", self.advice
        right = [item.says for item in self.checked if item.passed]
        if right and not self.passed:
            yield "Right", "\n".join(right)

    def _diagnosis(self) -> Iterator[tuple[str, str]]:
        label = "Diagnosis" if self.certain else "Likely"
        if self.together:
            lead = "Two known mistakes at once:"
            if len(self.misconceptions) == 1:
                lead = "A known mistake, and another one with it:"
            yield label, "\n".join([lead, *(f"- {cause}" for cause in self.causes)])
        else:
            yield from ((label, cause) for cause in self.causes)
        if self.unlike:
            count = f"the {self.unlike} known mistakes" if self.unlike > 1 else "the known mistake"
            yield "Diagnosis", f"None: your numbers are not those of {count}, nor of two at once."


STEP = "display:inline-block;border:2px solid;padding:0 .35em;margin:0 .2em .1em 0"


def _line(frame: Frame) -> str:
    place = f"line {frame.line} of `{frame.function}`"
    # A backtick of the student's would end the code too early.
    return f"{place}: `{frame.source.replace('`', chr(39))}`" if frame.source else place


def _mark(passed: bool) -> str:
    return "✓" if passed else "✗"


def _cell(label: str, text: str) -> str:
    """The HTML of a row's text; timesteps become a strip of boxes."""
    if label != OVER_TIME:
        return marked_up(text)
    return "".join(
        f'<span style="{STEP};border-color:{COLOURS["passed" if "✓" in step else "failed"]}">'
        f"{escape(step)}</span>"
        for step in text.split()
    )
