"""`hand_in("a1_rnn")`: looks at the saved notebook, and says which file to hand in."""

from __future__ import annotations

import os
import time

from unrolled.handin.comparing import compare
from unrolled.handin.finding import NotFound, find
from unrolled.handin.inspecting import inspect
from unrolled.handin.items import mend
from unrolled.handin.report import HandIn
from unrolled.handin.saved import Unreadable, read
from unrolled.handin.session import current
from unrolled.outline import UnknownAssignment, outline_of

__all__ = ["hand_in"]


def hand_in(assignment: str = "", path: str | os.PathLike[str] | None = None) -> HandIn:
    """Looks through your notebook before you hand it in; uploads nothing.

    What is looked at is the file, so save first. Whether answers are right, `check.all` says.

    Args:
        assignment: its name, such as "a1_rnn".
        path: where the notebook is saved; found out where it is left out.

    Returns:
        What to hand in and what to mend before; the notebook shows it, in a script print it.
    """
    try:
        outline = outline_of(assignment)
    except UnknownAssignment as unknown:
        return HandIn(assignment or "hand_in", [mend(str(unknown))])
    session = current()
    try:
        found = find(assignment, path, session)
    except NotFound as lost:
        return HandIn(assignment, [mend(str(lost))])
    now_s = time.time()
    try:
        saved = read(found.data, found.name)
    except Unreadable as damage:
        return HandIn(assignment, [mend(str(damage))], found, now_s)
    items = [*compare(saved, outline, session, found.saved_s), *inspect(saved, outline)]
    return HandIn(assignment, items, found, now_s)
