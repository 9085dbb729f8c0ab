"""Memory of a running command and all that it started, sampled from /proc (Linux).

Three sizes of a process: resident (RSS) counts every page that it can touch; proportional (PSS)
divides pages by the number of processes that share them, so a sum over processes counts each page
once; own (USS) counts pages that nobody shares: what one process more costs.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")


@dataclass
class Sizes:
    """Peaks in bytes."""

    rss: int = 0
    pss: int = 0
    uss: int = 0

    def raise_to(self, other: Sizes) -> None:
        """Takes the larger of each."""
        self.rss = max(self.rss, other.rss)
        self.pss = max(self.pss, other.pss)
        self.uss = max(self.uss, other.uss)


@dataclass
class Memory:
    """What was seen.

    Attributes:
        roles: role -> peaks of any one process in it.
        total_pss: peak of the sum over all processes.
        most: the largest number of processes at one time.
        sandbox_cpu_s: CPU seconds of the zygote and of the workers that ended. bubblewrap does not
            wait for its child, so the operating system adds these to nobody's account.
    """

    roles: defaultdict[str, Sizes] = field(default_factory=lambda: defaultdict(Sizes))
    total_pss: int = 0
    most: int = 0
    sandbox_cpu_s: float = 0.0


class Sampler:
    """Samples a process and its descendants until the block ends.

    Args:
        pid: the command.
        interval_s: how long to wait between two looks. A look costs some milliseconds a process.
    """

    def __init__(self, pid: int, interval_s: float) -> None:
        self.memory = Memory()
        self._pid = pid
        self._interval_s = interval_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self.memory

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._interval_s):
            self._look()

    def _look(self) -> None:
        total = count = 0
        for pid, role in _roles(self._pid).items():
            sizes = _sizes(pid)
            if sizes is not None:
                self.memory.roles[role].raise_to(sizes)
                total += sizes.pss
                count += 1
            if role == "zygote":
                self.memory.sandbox_cpu_s = max(self.memory.sandbox_cpu_s, _cpu_s(pid))
        self.memory.total_pss = max(self.memory.total_pss, total)
        self.memory.most = max(self.memory.most, count)


def _roles(root: int) -> dict[int, str]:
    """The role of each process in the tree below `root`, by its command line and its parent."""
    children = defaultdict(list)
    for path in PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            children[parent].append(int(path.parent.name))
    roles = {root: "command"}
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for pid in children[parent]:
            roles[pid] = _role(pid, roles[parent])
            waiting.append(pid)
    return roles


def _role(pid: int, parent: str) -> str:
    if parent == "zygote":
        return "guard of a worker"
    if parent == "guard of a worker":
        return "worker"
    try:
        command = (PROC / str(pid) / "cmdline").read_text().split("\0")
    except OSError:
        return "other"
    if command[0].endswith("bwrap"):
        return "bubblewrap"
    for sign, role in {
        "autograder.sandbox.zygote": "zygote",
        "ipykernel_launcher": "kernel",
        "spawn_main": "grader process",
    }.items():
        if any(sign in word for word in command):
            return role
    return "other"


def _cpu_s(pid: int) -> float:
    """CPU seconds of a process and of its children that it has waited for."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _sizes(pid: int) -> Sizes | None:
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:  # it ended, or is not ours to look at
        return None
    found: dict[str, int] = {}
    for line in text.splitlines()[1:]:
        name, _, value = line.partition(":")
        found[name] = int(value.split()[0]) * 1024
    own = found.get("Private_Clean", 0) + found.get("Private_Dirty", 0)
    return Sizes(found.get("Rss", 0), found.get("Pss", 0), own)
