"""What a worker's processes use together, which no limit of a single process holds.

Runs in the zygote, which sees all of them in /proc. Only numbers are read there: the name of a
process, which a notebook chooses, is skipped by its closing bracket, the last one of the line.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from autograder.sandbox.limits import Limits, is_address_space_limited

PAGE_BYTES = os.sysconf("SC_PAGESIZE")
TICKS = os.sysconf("SC_CLK_TCK")
LOOK_S = 0.1
# An exact look walks through page tables: it gets at most a fifth of the time.
EXACT_SHARE = 5


@dataclass
class Running:
    """A worker that has not ended yet.

    Attributes:
        control: who asked for it.
        number: its name there.
        pid: of its first process.
        limits: what it may use.
        over: the limit that it was killed for, by name.
    """

    control: socket.socket
    number: int
    pid: int
    limits: Limits
    over: str = ""


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
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended meanwhile
    except OSError:
        return process.own_bytes + process.shared_bytes
    return sum(int(line[1]) for line in lines if line[0] in (b"Pss_Anon:", b"Pss_Shmem:")) * 1024


class Watch:
    """Adds up what the processes of each worker use.

    Several processes may share memory, which takes long to tell: so it is told only where by cheap
    numbers they may be over their limit, and not too often.
    """

    def __init__(self) -> None:
        self._next_look_s = 0.0
        self._next_exact_s: dict[int, float] = {}
        self._address_space = is_address_space_limited()

    def over_limit(self, workers: Collection[Running]) -> list[Running]:
        """The workers that must be killed now, with the limit noted for which.

        Args:
            workers: all that run.
        """
        now_s = time.monotonic()
        if not workers or now_s < self._next_look_s:
            return []
        self._next_look_s = now_s + LOOK_S
        processes = read_all()
        idle = processes[os.getpid()]
        alive = {one.pid for one in workers}
        self._next_exact_s = {p: s for p, s in self._next_exact_s.items() if p in alive}
        found = []
        for one in workers:
            own = {pid: processes[pid] for pid in family(one.pid, processes)}
            # Of a single process RLIMIT_AS holds the memory, where it is set.
            watched = len(own) > 1 or not self._address_space
            if watched and self._memory(one, own, idle) > one.limits.memory_bytes:
                one.over = "memory_bytes"
            elif sum(process.cpu_s for process in own.values()) > one.limits.cpu_s:
                one.over = "cpu_s"
            if one.over:
                found.append(one)
        return found

    def _memory(self, worker: Running, processes: Mapping[int, Process], idle: Process) -> int:
        root, limit_bytes = worker.pid, worker.limits.memory_bytes
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
