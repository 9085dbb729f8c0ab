"""What makes a page of ours interactive: its scripts, plotly, and data that no script can end.

A page holds all of it and asks no network for anything. Its policy lets run these scripts alone, by
their hashes, so that markup which came from a hand-in could not run even if it were not escaped.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup
from plotly.offline import get_plotlyjs

# Ends a script element, begins a comment, or ends a line of JavaScript.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Scripts:
    """The scripts of a page, as HTML, and the policy that lets them run alone.

    Attributes:
        policy: the content of a Content-Security-Policy.
        code: the page's own scripts, in order.
        plotly: plotly.js, compressed, in base64; empty where the page has no plots.
    """

    policy: str
    code: tuple[Markup, ...]
    plotly: str = ""


@cache
def scripts(*names: str, plots: bool = False) -> Scripts:
    """Puts a page's scripts together.

    Args:
        names: files in `autograder/report/templates`, in the order in which they run.
        plots: whether plotly is needed.
    """
    folder = files("autograder.report") / "templates"
    texts = [(folder / name).read_text(encoding="utf-8") for name in names]
    plotly = get_plotlyjs() if plots else ""
    allowed = " ".join(_hashed(text) for text in [*texts, plotly] if text)
    policy = (
        f"default-src 'none'; script-src {allowed or repr('none')}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return Scripts(policy, tuple(Markup(text) for text in texts), _compressed(plotly))  # noqa: S704 - ours


def _hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _compressed(text: str) -> str:
    """Plotly is 4.8 MB, and a third of it so; mtime=0 makes equal pages of equal reports."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode() if text else ""


def data_block(data: Mapping[str, Any]) -> Markup:
    """Data as JSON, to stand in a script element of type application/json.

    Whatever is in it stays data: nothing ends the element, and all but ASCII is written as escapes.
    """
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_UNSAFE))  # noqa: S704 - made safe in this very line


def write_page(path: Path, page: str) -> None:
    """Writes a page; one that is there is replaced in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(page, encoding="utf-8")
    beside.replace(path)
