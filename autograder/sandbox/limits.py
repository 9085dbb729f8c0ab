"""What one worker may use. The whole sandbox policy on quantities stands in this file."""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Mapping

MEBIBYTE = 2**20
GIBIBYTE = 2**30
MOST_PATIENT = 4.0
HIDDEN_GPU = "CUDA_VISIBLE_DEVICES"  # the variable that hides it from a zygote and its workers


def is_address_space_limited() -> bool:
    """Whether a worker's memory is limited by its address space.

    With a GPU it is not: CUDA reserves far more of it than there is memory. What its processes use
    is then looked at from outside.
    """
    return os.environ.get(HIDDEN_GPU) == "-1"


@dataclasses.dataclass(frozen=True)
class Limits:
    """Limits of one worker; every one can be set per assignment in `points.toml`, `[limits]`.

    Attributes:
        memory_bytes: address space over that of the idle worker, per process (RLIMIT_AS); and
            memory of all its processes together, looked at ten times a second.
        processes: processes and threads of the worker's user namespace (RLIMIT_NPROC); the worker
            and the parent that waits for it are two of them.
        cpu_s: CPU seconds of one worker and all that it starts, loading included; a fresh worker
            starts afresh.
        load_s: wall seconds for running all cells of a notebook.
        cell_s: wall seconds for one cell.
        probe_s: wall seconds for one probe.
        asked_s: wall seconds for all probes of one hand-in together, and for loading it anew where
            its worker died. Without this, a notebook that sleeps a little in every probe holds up
            a class.
        message_bytes: size of one message to the worker: a cell, the probes, a question.
        answer_bytes: size of one answer. The grader keeps all answers to a question until it is
            diagnosed, so this bounds its memory; the largest in the four assignments has 9,545.
        tmp_bytes: size of the private /tmp, and of any one file (RLIMIT_FSIZE).
        tmp_files: files and folders in the private /tmp.
        output_bytes: how much of what the notebook prints is kept.
        open_files: open descriptors of one process (RLIMIT_NOFILE).
        timers: timers and queued signals of the worker's user namespace (RLIMIT_SIGPENDING).
    """

    memory_bytes: int = 3 * GIBIBYTE
    processes: int = 64
    cpu_s: float = 60.0
    load_s: float = 60.0
    cell_s: float = 10.0
    probe_s: float = 10.0
    asked_s: float = 180.0
    message_bytes: int = 64 * MEBIBYTE
    answer_bytes: int = 2 * MEBIBYTE
    tmp_bytes: int = 256 * MEBIBYTE
    tmp_files: int = 16384
    output_bytes: int = MEBIBYTE
    open_files: int = 256
    timers: int = 256

    def replaced(self, overrides: Mapping[str, float]) -> Limits:
        """Returns these limits with some set anew.

        Args:
            overrides: limit name -> positive number.

        Raises:
            ValueError: a name is not a limit, or a value is not a positive number.
        """
        known = {field.name: field.type for field in dataclasses.fields(self)}
        for name, value in overrides.items():
            if name not in known:
                raise ValueError(f"no limit is called {name!r}; there are {', '.join(known)}")
            if (
                isinstance(value, bool)
                or not isinstance(value, (int, float))
                or not 0 < value < math.inf
            ):
                raise ValueError(f"limit {name} is {value!r}; expected a positive number")
            if known[name] == "int" and value != int(value):
                raise ValueError(f"limit {name} is {value!r}; expected a whole number")
        as_typed = {n: int(v) if known[n] == "int" else float(v) for n, v in overrides.items()}
        return dataclasses.replace(self, **as_typed)  # type: ignore[arg-type]  # typed just above

    def at_least(self, wanted: Mapping[str, float]) -> Limits:
        """Returns these limits, raised where `wanted` has more."""
        own = self.as_dict()
        return self.replaced({name: max(value, own[name]) for name, value in wanted.items()})

    def as_dict(self) -> dict[str, float]:
        """The limits by name, as the protocol and the verdict carry them."""
        return dataclasses.asdict(self)


def busyness() -> float:
    """How many processes compete for a processor core here, from 1 to `MOST_PATIENT`.

    Where more compete than there are cores, a right answer takes longer through no fault of its
    own. A worker may then take as much longer, and excuses only what it spent waiting.
    """
    return min(MOST_PATIENT, max(1.0, os.getloadavg()[0] / len(os.sched_getaffinity(0))))
