"""How a worker failed: from its own words, or from how its process ended, to an exception.

Runs on the trusted side. The words may be forged, so nothing is taken for granted about them.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

from autograder import errors
from autograder.sandbox.limits import Limits

KILLED = "a worker was killed from outside: by a person, or by the system for want of memory"
# How abort() ends the first process of a pid namespace, where SIGABRT is ignored.
ABORTED = 127
SIGNAL_TEXT = {
    4: "an illegal instruction",
    6: "an abort inside a native library",
    7: "a bus error",
    8: "a division fault in a native library",
    9: "a kill",
    11: "a segmentation fault",
}


def was_killed_from_outside(report: Mapping[str, Any], limits: Limits) -> bool:
    """Whether neither a limit nor another hand-in ended a worker that no other can reach.

    In namespaces of its own it was not the notebook itself either. Where it is only a user of its
    own, the notebook can do that, and gains a person's look.

    Args:
        report: the zygote's: status, cpu_s, over.
        limits: what it was allowed.
    """
    by_us = report.get("over") or report.get("cpu_s", 0.0) >= limits.cpu_s - 1.0
    return report.get("status") == -signal.SIGKILL and not by_us


def cause_of_death(report: Mapping[str, Any], limits: Limits) -> errors.Unanswered:
    """Why a worker's process ended by itself.

    Args:
        report: the zygote's: status, cpu_s, peak_bytes, over.
        limits: what it was allowed.
    """
    if report.get("over") == "memory_bytes":
        allowed = limits.memory_bytes / 2**30
        return errors.OutOfMemory(
            f"All its processes together needed more memory than the {allowed:g} GiB allowed."
        )
    if report.get("over") == "cpu_s" or report.get("cpu_s", 0.0) >= limits.cpu_s - 1.0:
        return errors.TimedOut(f"The code used up its {limits.cpu_s:g} s of CPU time.")
    status = int(report.get("status", 0))
    if status < 0:  # without a sandbox nobody stands between it and the zygote
        status = 128 - status
    if status == ABORTED:
        return errors.Crashed(
            "Python was aborted inside a native library while running the notebook's code, as "
            "happens when memory runs out or a tensor operation meets impossible sizes."
        )
    if status > 128:
        what = SIGNAL_TEXT.get(status - 128, f"signal {status - 128}")
        return errors.Crashed(f"Python was ended by {what} while running the notebook's code.")
    return errors.Crashed(
        f"Python was ended with exit status {status} while running the notebook's code. "
        "Does it call os._exit?"
    )


def as_exception(error: Any, limits: Limits, limit_s: float) -> errors.Unanswered:
    """What a worker tells of a failure, as the exception that it stands for.

    Args:
        error: what came in the reply's place for errors.
        limits: what the worker was allowed.
        limit_s: how long it had for this.
    """
    fields = dict.fromkeys(("kind", "type", "message", "traceback", "name"), "")
    if isinstance(error, dict):
        fields |= {k: error[k][:8000] for k in fields if isinstance(error.get(k), str)}
    message, trace = fields["message"], fields["traceback"]
    if fields["kind"] == "missing":
        unwritten = "Not answered yet: its body still raises NotImplementedError."
        return errors.Missing(message or unwritten, trace, fields["name"])
    if fields["kind"] == "timeout":
        return errors.TimedOut(f"It ran longer than {limit_s:g} s.", trace)
    if fields["kind"] == "memory":
        allowed = limits.memory_bytes / 2**30
        return errors.OutOfMemory(f"It needed more memory than the {allowed:g} GiB allowed.", trace)
    if fields["kind"] == "forbidden":
        return errors.ForbiddenCall(message, trace)
    if fields["kind"] == "plain":
        return errors.NotPlainData(message[:1].upper() + message[1:] + ".", trace)
    text = f"{fields['type']}: {message}" if message else fields["type"]
    return errors.StudentError(text, trace, fields["type"])
