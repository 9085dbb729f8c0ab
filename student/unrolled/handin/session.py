"""What the running kernel knows: which cells ran, and since when."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from unrolled.outline import plain

# The package is imported by the first cells of a notebook.
STARTED_S = time.time()


@dataclass(frozen=True)
class Session:
    """One run of a kernel.

    Attributes:
        inputs: the source of each execution by its number, without spare spaces; the first number
            is 1, the last entry is the cell that runs now.
        started_s: when it began, in seconds since 1970.
        names: the notebook's variables.
    """

    inputs: Sequence[str] = ()
    started_s: float = STARTED_S
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def latest(self) -> int:
        """The number of the last execution, repeats of the present cell aside; 0 without one."""
        here = self.inputs[-1] if self.inputs else ""
        others = (n for n, ran in enumerate(self.inputs) if ran and ran != here)
        return max(others, default=0)

    def defining(self, name: str) -> str:
        """The source that defined a name last; empty where none did."""
        return next((ran for ran in reversed(self.inputs) if defines(ran, name)), "")


def current() -> Session:
    """The session that calls; one that has run nothing where there is no IPython."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    manager = getattr(shell, "history_manager", None)
    if manager is None:
        return Session()
    return Session([plain(ran) for ran in manager.input_hist_raw], names=shell.user_ns)


def defines(source: str, name: str) -> bool:
    """Whether a source binds a name at top level by `def`, `class` or `=`."""
    pattern = rf"^(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+){name}\b|^{name}[ \t]*=(?!=)"
    return re.search(pattern, source, re.MULTILINE) is not None
