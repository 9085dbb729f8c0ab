"""Public cases of the three signals. Integers, truth values and floats all count as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Unmet, public

POSITIONS = "positions"


def numbers(value: Any, text: str) -> Any:
    """The signal as float64, one number a character."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise Unmet(
            f"The signal is of type `{type(value).__name__}`, without numbers; expected a NumPy "
            f"array of {len(text)}, one for each character of {text!r}."
        )
    return array.astype(np.float64)


def _of(answer: Answer, name: str, texts: Mapping[str, str], **more: str) -> dict[str, Any]:
    function = getattr(answer, name)
    return {shown: numbers(function(text, **more), text) for shown, text in texts.items()}


QUOTED = 'a "b c", d"e"f'
UNCLOSED = 'a"b"c"d\ne'
EDGES = '""a""'
OTHERS = "it's \"a\\\" 'b'"


@public("quote_mask", says=repr(QUOTED), mask=POSITIONS)
def quotes(answer: Answer) -> Mapping[str, Any]:
    """Two quotations."""
    return _of(answer, "quote_mask", {"mask": QUOTED})


@public("quote_mask", says=f"{UNCLOSED!r}, whose last quote is not closed", mask=POSITIONS)
def unclosed(answer: Answer) -> Mapping[str, Any]:
    """It runs to the end, over the line end."""
    return _of(answer, "quote_mask", {"mask": UNCLOSED})


@public("quote_mask", says=f"{EDGES!r}, {OTHERS!r} and 'ab'", mask=POSITIONS, others=POSITIONS)
def odd_quotes(answer: Answer) -> Mapping[str, Any]:
    """Nothing inside, other marks, no quotes."""
    return _of(answer, "quote_mask", {"mask": EDGES, "others": OTHERS, "without": "ab"})


LINES = "abc\nde\n\nf"


@public("line_position", says=repr(LINES), position=POSITIONS)
def lines(answer: Answer) -> Mapping[str, Any]:
    """One of them empty."""
    return _of(answer, "line_position", {"position": LINES})


@public("line_position", says="newlines at both ends; a single line", ends=POSITIONS)
def line_ends(answer: Answer) -> Mapping[str, Any]:
    """Nothing before the first, nothing after the last."""
    return _of(answer, "line_position", {"ends": "\nab c\n", "single": "a b\tc"})


NESTED = "a{b{c}{{d}}e}f{g"
LOOSE = "a}}b{c}}d{{e"


@public("nesting_depth", says=repr(NESTED), depth=POSITIONS)
def nested(answer: Answer) -> Mapping[str, Any]:
    """The last one stays open."""
    return _of(answer, "nesting_depth", {"depth": NESTED})


@public("nesting_depth", says=f"{LOOSE!r}, with brackets that nobody opened", depth=POSITIONS)
def loose(answer: Answer) -> Mapping[str, Any]:
    """They leave no debt."""
    return _of(answer, "nesting_depth", {"depth": LOOSE})


@public("nesting_depth", says="'f(a{b)c[d](\"(\"' with round brackets", depth=POSITIONS)
def round_brackets(answer: Answer) -> Mapping[str, Any]:
    """Those of other kinds do not count."""
    given = {"depth": 'f(a{b)c[d]("("'}
    return _of(answer, "nesting_depth", given, opening="(", closing=")")
