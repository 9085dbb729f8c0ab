"""The templates' environment: everything put into a page is escaped unless marked as HTML."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.report.cleaning import (
    points_text,
    printable,
    seconds_text,
    ticked,
    traceback_text,
)
from autograder.verdict import State

# A symbol and a word for each state, so that nobody needs to see colours. All are one column wide
# in terminals and in the fonts of any system.
SYMBOLS: dict[State, str] = {
    "passed": "\N{CHECK MARK}",
    "failed": "\N{MULTIPLICATION X}",
    "timed out": "\N{CIRCLE WITH RIGHT HALF BLACK}",
    "out of memory": "\N{BLACK SQUARE}",
    "crashed": "!",
    "missing": "\N{WHITE CIRCLE}",
    "grader error": "?",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": points_text,
        "printable": printable,
        "seconds": seconds_text,
        "ticked": ticked,
        "traceback": traceback_text,
    }
    environment.globals["symbols"] = SYMBOLS
    return environment


def render(template: str, **values: Any) -> str:
    """Fills a template of `autograder/report/templates`."""
    return _environment().get_template(template).render(**values)
