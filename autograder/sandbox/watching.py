"""What a worker's processes use together, which no limit of a single process holds.

Runs in the zygote, which sees all of them in /proc. Only numbers are read there: names of processes,
which a notebook chooses, are skipped by their closing bracket, the last one of the line.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

PAGE_BYTES = os.sysconf("SC_PAGESIZE")
TICKS = os.sysconf("SC_CLK_TCK")
LOOK_S = 0.1
# An exact look walks through page tables: it gets at most a fifth of the time.
EXACT_SHARE = 5


class Process(NamedTuple):
    """One line of /proc/PID/stat, and of /proc/PID/statm.

    Attributes:
        parent: its parent's id.
        faults: how often the kernel had to give it a page, at least one a page.
        cpu_s: CPU seconds of itself and of the children that it waited for.
        own_bytes: anonymous memory, also what it shares with its parent since the fork.
        shared_bytes: mapped files and shared memory.
    """

    parent: int
    faults: int
    cpu_s: float
    own_bytes: int
    shared_bytes: int


class Use(NamedTuple):
    """What a worker and all that it started use together."""

    processes: int
    cpu_s: float
    memory_bytes: int


def read_process(pid: int) -> Process | None:
    """What /proc tells of a process; None where it has ended."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        with open(f"/proc/{pid}/statm", "rb") as file:
            _, resident, shared, *_ = file.read().split()
    except (OSError, ValueError):
        return None
    cpu = sum(int(ticks) for ticks in fields[11:15]) / TICKS
    own = (int(resident) - int(shared)) * PAGE_BYTES
    return Process(int(fields[1]), int(fields[7]), cpu, own, int(shared) * PAGE_BYTES)


def read_all() -> dict[int, Process]:
    """All processes of this pid namespace and of those inside it."""
    found = ((int(name), read_process(int(name))) for name in os.listdir("/proc") if name.isdigit())
    return {pid: process for pid, process in found if process is not None}


def family(root: int, processes: Mapping[int, Process]) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for pid, process in processes.items():
        below.setdefault(process.parent, []).append(pid)
    found = [root] if root in processes else []
    for pid in found:  # grows while it is walked through
        found += below.get(pid, [])
    return found


def at_most(process: Process, idle: Process) -> int:
    """Bytes that this process can be alone in using, by numbers that cost nothing to read.

    What came with the fork stays shared until it is written to, and each page that is written to
    costs a fault. A page of shared memory costs one too.

    Args:
        process: one of a worker.
        idle: the zygote, from which all were forked.
    """
    inherited = idle.own_bytes + idle.shared_bytes
    grown = max(0, process.own_bytes - idle.own_bytes)
    mapped = max(0, process.shared_bytes - idle.shared_bytes)
    return grown + mapped + min(inherited, process.faults * PAGE_BYTES)


def exactly(pid: int, process: Process) -> int:
    """Bytes that this process uses: what it shares with n others counts as a nth.

    A process can forbid to be looked at; then all that it could use counts.
    """
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            lines = [line.split() for line in file]
    except OSError:
        return process.own_bytes + process.shared_bytes
    return sum(int(line[1]) for line in lines if line[0] in (b"Pss_Anon:", b"Pss_Shmem:")) * 1024


class Watch:
    """Adds up what the processes of each worker use.

    Several processes may share memory, which takes long to tell: so it is told only where by cheap
    numbers they may be over their limit, and not too often.
    """

    def __init__(self) -> None:
        self._next_exact_s: dict[int, float] = {}

    def look(self, roots: Iterable[tuple[int, int]]) -> dict[int, Use]:
        """What each worker uses now.

        Args:
            roots: of each worker the id of its first process, and its limit of memory in bytes.

        Returns:
            First process -> what it and all below it use.
        """
        processes = read_all()
        idle = processes.get(os.getpid())
        known = dict(roots)
        self._next_exact_s = {r: s for r, s in self._next_exact_s.items() if r in known}
        found = {}
        for root, limit_bytes in known.items():
            pids = family(root, processes)
            memory = 0
            # Of a single process RLIMIT_AS holds the memory.
            if idle is not None and len(pids) > 1:
                memory = self._memory(
                    root, {pid: processes[pid] for pid in pids}, idle, limit_bytes
                )
            found[root] = Use(len(pids), sum(processes[pid].cpu_s for pid in pids), memory)
        return found

    def _memory(
        self, root: int, processes: Mapping[int, Process], idle: Process, limit_bytes: int
    ) -> int:
        cheap = sum(at_most(process, idle) for process in processes.values())
        start = time.monotonic()
        if cheap <= limit_bytes or start < self._next_exact_s.get(root, 0.0):
            return min(cheap, limit_bytes)
        exact = 0
        for pid, process in sorted(processes.items(), key=lambda one: -one[1].own_bytes):
            exact += exactly(pid, process)
            if exact > limit_bytes:
                break
        took_s = time.monotonic() - start
        self._next_exact_s[root] = start + EXACT_SHARE * took_s
        return exact
