"""One worker: locks itself in, loads a notebook's cells, answers probes until its channel closes.

It meets student code, so it holds nothing worth taking: no expected value, no file of the course,
no name. What it sends is data that the trusted side checks.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import sys
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from autograder.errors import ForbiddenCall, Missing, NotPlainData, ProtocolError
from autograder.sandbox import forbidden, namespaces
from autograder.sandbox.limits import Limits, is_address_space_limited
from autograder.sandbox.probing import STANDARD_PROBES, Answer, plain
from autograder.sandbox.protocol import Channel
from autograder.sandbox.shell import GradingShell, KeptOutput
from autograder.sandbox.sources import import_sources

MAX_TEXT = 4000
RUN = ("source", "timeout_s", "patience_s")
ASKED = ("probe", "given", "planted", "timeout_s", "patience_s")
# What Keras and TensorFlow add to a message that helps nobody who reads feedback.
NOISE = re.compile(
    r"\{\{function_node [^}]*\}\} ?| ?\[Op:\w+\]( name: ?)?|\s*Arguments received by .*", re.DOTALL
)
ISOLATED = (
    namespaces.CLONE_NEWUSER
    | namespaces.CLONE_NEWNS
    | namespaces.CLONE_NEWPID
    | namespaces.CLONE_NEWIPC
    | namespaces.CLONE_NEWNET
    | namespaces.CLONE_NEWUTS
)


# What tells of the machine and is of no use to a notebook.
MASKED = tuple(
    f"/proc/{name}"
    for name in ("kallsyms", "keys", "key-users", "kcore", "timer_list", "config.gz", "modules")
)
_UNLIMITED = resource.RLIM_INFINITY


class TimeUp(BaseException):
    """The soft time limit. Not an `Exception`, so that `except Exception` in a loop lets it out."""


def isolate() -> None:
    """Enters namespaces of its own; the next fork of this process becomes their pid 1."""
    uid, gid = os.getuid(), os.getgid()
    namespaces.prctl(namespaces.PR_SET_DUMPABLE, 1)
    namespaces.unshare(ISOLATED)
    namespaces.map_user_and_group(uid, gid)


def lock_in(limits: Limits, covered: tuple[Path, ...]) -> None:
    """Makes the private file systems and gives up the right to make others. Runs as pid 1."""
    flags = namespaces.MS_NOSUID | namespaces.MS_NODEV
    namespaces.mount("none", "/", flags=namespaces.MS_REC | namespaces.MS_PRIVATE)
    forbidden.cover(covered)
    size = f"mode=0777,size={limits.tmp_bytes},nr_inodes={limits.tmp_files}"
    # Made by an ordinary user, the sandbox's /dev belongs to that user: workers could leave files
    # in it for the next one, and meet each other at its terminals.
    read_only = namespaces.MS_RDONLY | namespaces.MS_REMOUNT
    namespaces.mount("none", "/dev", None, flags | read_only | namespaces.MS_BIND)
    namespaces.mount("tmpfs", "/dev/pts", "tmpfs", flags | namespaces.MS_RDONLY, "size=4096")
    for folder in ("/tmp", "/dev/shm"):  # noqa: S108  # private, and made on the next line
        namespaces.mount("tmpfs", folder, "tmpfs", flags, size)
    namespaces.mount("proc", "/proc", "proc", namespaces.PROC_FLAGS)
    # New user namespaces would bring back the capabilities that are dropped below.
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    namespaces.mount("proc", "/proc", None, namespaces.PROC_FLAGS | read_only)
    for name in MASKED:
        if os.path.exists(name):
            namespaces.mount("/dev/null", name, flags=namespaces.MS_BIND)
    namespaces.drop_capabilities()
    namespaces.prctl(namespaces.PR_SET_PDEATHSIG, signal.SIGKILL)


def set_limits(limits: Limits) -> None:
    """Sets the resource limits of this process and all it starts."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    idle_bytes = pages * resource.getpagesize()
    cpu_s = int(limits.cpu_s)
    space = idle_bytes + limits.memory_bytes if is_address_space_limited() else _UNLIMITED
    for kind, value in (
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, limits.tmp_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, limits.timers),
        (resource.RLIMIT_NICE, 0),
        (resource.RLIMIT_RTPRIO, 0),
    ):
        resource.setrlimit(kind, (value, value))
    # A file over the limit then raises OSError instead of killing the worker.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def waited_s() -> float:
    """How long this process was ready to run while others ran, as far as Linux tells."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


@contextlib.contextmanager
def at_most(seconds: float, patience_s: float = 0.0) -> Iterator[None]:
    """Raises TimeUp in this thread after so many wall seconds.

    Args:
        seconds: those in which it waited for a busy processor are not counted,
        patience_s: up to this many.
    """
    start_s, waited_before_s = monotonic(), waited_s()

    def ring(*_: object) -> None:
        excused_s = min(patience_s, waited_s() - waited_before_s)
        left_s = seconds + excused_s - (monotonic() - start_s)
        if left_s <= 0:
            raise TimeUp
        signal.setitimer(signal.ITIMER_REAL, left_s, 0.5)

    signal.signal(signal.SIGALRM, ring)
    # Rings again every half second: a handler's exception can be lost inside a __del__ or callback.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: kind, type, message, the student's own frames."""
    kind = "raised"
    if isinstance(error, TimeUp):
        kind = "timeout"
    elif isinstance(error, Missing):
        kind = "missing"
    elif isinstance(error, ForbiddenCall):
        kind = "forbidden"
    elif isinstance(error, NotPlainData):
        kind = "plain"
    elif isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        kind = "memory"
    elif isinstance(error, NotImplementedError) and not str(error):
        kind = "missing"
    try:
        # A SyntaxError's own text names the shell's internal file; its line is told below.
        text = str(error.msg) if isinstance(error, SyntaxError) else str(error)
        message = NOISE.sub("", text[: 2 * MAX_TEXT])[:MAX_TEXT].strip()
    except Exception:
        message = "(its text cannot be shown: __str__ failed)"
    return {
        "kind": kind,
        "type": type(error).__name__[:200],
        "message": message,
        "traceback": own_frames(error),
        "name": error.name if isinstance(error, Missing) else "",
    }


def own_frames(error: BaseException) -> str:
    """The frames of a traceback that lie in notebook cells, with their source lines."""
    lines = []
    frames = traceback.extract_tb(error.__traceback__, limit=200) if error.__traceback__ else []
    for frame in frames:
        if _is_cell(frame.filename):
            where = "" if frame.name == "<module>" else f" in {frame.name}"
            lines.append(f"line {frame.lineno}{where}: {(frame.line or '').strip()[:300]}")
    if isinstance(error, SyntaxError) and error.text:
        lines.append(f"line {error.lineno}: {error.text.strip()[:300]}")
    return "\n".join(lines[-8:])[:MAX_TEXT]


def _is_cell(filename: str) -> bool:
    return "ipython-input" in filename or "ipykernel" in filename


def end_others(own_pid: int) -> None:
    """Ends what the last cell or probe left running, so that it cannot slow down the next."""
    if own_pid != 1:
        return  # without a pid namespace of our own, -1 below would mean everybody
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(-1, signal.SIGKILL)
        while True:
            os.waitpid(-1, 0)


class Worker:
    """Loads cells and answers probes, one message at a time.

    Args:
        channel: the trusted side.
        shell: the shell that runs cells.
        limits: what is allowed; only the soft time limits are held here.
    """

    def __init__(self, channel: Channel, shell: GradingShell, limits: Limits) -> None:
        self.channel = channel
        self.shell = shell
        self.limits = limits
        self.output = KeptOutput(limits.output_bytes)
        self.probes: dict[str, Callable[..., Any]] = dict(STANDARD_PROBES)

    def serve(self) -> None:
        """Answers until the trusted side closes the channel."""
        sys.stdout = sys.stderr = self.output
        own_pid = os.getpid()
        while True:
            try:
                request = self.channel.receive()
            except EOFError:
                return
            answer = self._answer(request)
            if os.getpid() != own_pid:
                # A process that the notebook forked came back out of its code; it has no say.
                os._exit(0)
            end_others(own_pid)
            self._reply(request["seq"], answer)

    def _reply(self, seq: int, body: dict[str, Any]) -> None:
        body = {"seq": seq, "forbidden": sorted(set(forbidden.calls))[:20], **body}
        forbidden.calls.clear()
        try:
            self.channel.send(body)
        except ProtocolError as error:
            refused = {"kind": "plain", "type": "", "message": str(error)[:MAX_TEXT]}
            refused |= {"traceback": "", "name": ""}
            self.channel.send({"seq": seq, "forbidden": [], "error": refused})

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        operation = request["op"]
        try:
            if operation == "cell":
                return self._run_cell(**{k: request[k] for k in RUN})
            if operation == "probes":
                return self._define_probes(request["sources"])
            if operation == "ask":
                return self._ask(**{k: request[k] for k in ASKED})
            return {"ok": {"output": self.output.text()}}
        except BaseException as error:  # whatever untrusted code throws, an answer is due
            return {"error": describe(error)}

    def _run_cell(self, source: str, timeout_s: float, patience_s: float) -> dict[str, Any]:
        with at_most(timeout_s, patience_s):
            result = self.shell.run_cell(source, store_history=False)
            error = result.error_before_exec or result.error_in_exec
            return {"error": describe(error)} if error is not None else {"ok": None}

    def _define_probes(self, sources: dict[str, str]) -> dict[str, Any]:
        found = [vars(module).items() for module in import_sources(sources)]
        own = {k: v for items in found for k, v in items if isinstance(v, types.FunctionType)}
        self.probes.update(own)
        return {"ok": sorted(self.probes)}

    def _ask(
        self,
        probe: str,
        given: dict[str, Any],
        planted: list[str],
        timeout_s: float,
        patience_s: float,
    ) -> dict[str, Any]:
        with at_most(timeout_s, patience_s), contextlib.ExitStack() as stand_ins:
            try:
                answer = Answer(self.shell.user_ns)
                for name in planted:
                    stand_in = self.probes[f"stand_in_{name}"]
                    stand_ins.enter_context(answer.replaced(name, stand_in))
                return {"ok": plain(self.probes[probe](answer, **given))}
            except BaseException as error:  # describing it may hang too, so under the same alarm
                return {"error": describe(error)}
