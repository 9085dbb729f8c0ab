"""The warm interpreter: imports TensorFlow, Keras and IPython once, then forks a worker on request.

Runs inside bubblewrap. It never runs a TensorFlow op (a fork after one hangs) and never reads a
byte that a student wrote: cells and probes reach the worker after the fork, on its own channel.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import secrets
import select
import signal
import socket
import sys
from typing import Any

from autograder.errors import SandboxError
from autograder.sandbox import namespaces, strangers
from autograder.sandbox.facts import facts_here
from autograder.sandbox.limits import Limits
from autograder.sandbox.protocol import Channel, receive_packet, send_packet
from autograder.sandbox.watching import LOOK_S, Running, Watch

READY = "ready"


class Zygote:
    """Forks workers and reports how they ended.

    Args:
        control: the socket to the trusted side.
        protected: whether workers isolate themselves; False only for `--no-sandbox`.
        apart: whether each worker is a user of its own.
    """

    def __init__(self, control: socket.socket, protected: bool, apart: bool = False) -> None:
        # control -> the core that its workers run on
        self.controls: dict[socket.socket, int] = {}
        self.cores = sorted(os.sched_getaffinity(0), key=lambda _: secrets.randbits(32))
        self._accept(control)
        self.protected = protected
        self.running: dict[int, Running] = {}  # by the pid of the intermediate, our child
        self.watch = Watch()
        self.wakeup, wakeup_end = socket.socketpair()
        self.wakeup.setblocking(False)
        wakeup_end.setblocking(False)
        self.wakeup_end = wakeup_end
        self.shell = _import_everything()
        self.strangers = strangers.Strangers() if apart else None

    def serve(self) -> None:
        """Obeys until every control socket is closed."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wakeup_end.fileno(), warn_on_full_buffer=False)
        facts = facts_here(self.protected, self.strangers is not None)
        send_packet(next(iter(self.controls)), {"ready": facts})
        while self.controls:
            limit_s = LOOK_S if self.running else None
            ready, _, _ = select.select([self.wakeup, *self.controls], [], [], limit_s)
            for source in ready:
                if source is self.wakeup:
                    self.wakeup.recv(4096)
                else:
                    self._obey(source)
            self._reap()
            self._look()

    def close(self) -> None:
        """Ends all workers."""
        for one in self.running.values():
            _kill(one.pid)
            self._end_stranger(one.pid)
        if self.strangers is not None:
            self.strangers.close()

    def _end_stranger(self, pid: int) -> None:
        if self.strangers is not None:
            self.strangers.end(pid)

    def _accept(self, control: socket.socket) -> None:
        # All workers of one grader on one core, each grader on another as far as there are any:
        # whatever a hand-in starts, it takes time from itself and not from the one beside it. The
        # cores come in any order, so that two zygotes on a large machine do not take the same.
        taken = list(self.controls.values())
        self.controls[control] = min(self.cores, key=taken.count)

    def _obey(self, control: socket.socket) -> None:
        try:
            request, descriptors = receive_packet(control)
        except (
            EOFError,
            OSError,
        ):  # OSError: that grader was killed before it read our last packet
            self._forget(control)
            return
        if request["op"] == "control":
            self._accept(socket.socket(fileno=descriptors[0]))
        elif request["op"] == "kill":
            for one in self.running.values():
                if one.control is control and one.number == request["id"]:
                    _kill(one.pid)
        else:
            self._spawn(control, request, descriptors[0])

    def _forget(self, control: socket.socket) -> None:
        del self.controls[control]
        control.close()
        for one in self.running.values():
            if one.control is control:
                _kill(one.pid)

    def _spawn(self, control: socket.socket, request: dict[str, Any], descriptor: int) -> None:
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read_end)
            _become_worker(self, request, descriptor, write_end, self.controls[control])
        os.close(descriptor)
        os.close(write_end)
        with os.fdopen(read_end, "rb") as told:
            lines = told.read().decode(errors="replace").splitlines()
        numbers = [int(line) for line in lines if line.isdigit()]
        if numbers and READY in lines:
            limits = Limits(**request["limits"])
            self.running[pid] = Running(control, request["id"], numbers[0], limits)
            return
        for number in numbers:
            _kill(number)
        os.waitpid(pid, 0)
        self._end_stranger(pid)
        trouble = "\n".join(line for line in lines if not line.isdigit()) or "the fork died"
        send_packet(control, {"number": request["id"], "reason": trouble[:4000]})

    def _reap(self) -> None:
        while self.running:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            one = self.running.pop(pid, None)
            if one is not None:
                self._end_stranger(pid)
            if one is None or one.control not in self.controls:
                continue
            report = {
                "number": one.number,
                "status": os.waitstatus_to_exitcode(status),
                "cpu_s": usage.ru_utime + usage.ru_stime,
                "peak_bytes": usage.ru_maxrss * 1024,
                "over": one.over,
            }
            try:
                send_packet(one.control, report)
            except OSError:
                self._forget(one.control)

    def _look(self) -> None:
        """Kills workers whose processes together are over a limit."""
        for one in self.watch.over_limit(self.running.values()):
            _kill(one.pid)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _become_worker(
    zygote: Zygote, request: dict[str, Any], descriptor: int, write_end: int, core: int
) -> None:
    """Turns this fork into a worker; never returns."""
    status = 70
    try:
        os.sched_setaffinity(0, {core})
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Left open or merely closed, these objects could later close a descriptor of the worker's.
        for other in (*zygote.controls, zygote.wakeup, zygote.wakeup_end):
            os.close(other.detach())
        status = _worker_main(zygote, request, descriptor, write_end)
    except BaseException as error:
        try:
            os.write(write_end, f"{type(error).__name__}: {error}"[:4000].encode())
        except OSError:
            status = 71  # already told; the trusted side sees the closed channel
    finally:
        os._exit(status)


def _worker_main(zygote: Zygote, request: dict[str, Any], descriptor: int, write_end: int) -> int:
    from autograder.sandbox import forbidden, syscalls, worker

    limits = Limits(**request["limits"])
    if zygote.protected:
        worker.isolate()
        pid = os.fork()
        if pid:
            os.write(write_end, f"{pid}\n".encode())
            os.close(write_end)
            os.close(descriptor)
            _, status = os.waitpid(pid, 0)
            code = os.waitstatus_to_exitcode(status)
            if code == -signal.SIGKILL:
                # Nothing inside can send this to the first process of its namespace. So it tells of
                # a kill from outside, and must differ from os._exit(137).
                os.kill(os.getpid(), signal.SIGKILL)
            return 128 - code if code < 0 else code
    else:
        os.write(write_end, f"{os.getpid()}\n".encode())
    # A signal to the process group reaches all of it, in whatever namespace: without a group of its
    # own, a notebook could stop or kill the zygote.
    os.setsid()
    covered = tuple(file for name in request["forbidden"] for file in forbidden.remove(name))
    if zygote.protected:
        worker.lock_in(limits, tuple(dict.fromkeys(covered)))
        _make_home()
    elif zygote.strangers is not None:
        zygote.strangers.become()
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    worker.set_limits(limits)
    if zygote.protected:
        syscalls.refuse_needless_calls()
    os.write(write_end, f"{READY}\n".encode())
    os.close(write_end)
    connection = socket.socket(fileno=descriptor)
    channel = Channel(connection, limits.answer_bytes, limits.message_bytes)
    worker.Worker(channel, zygote.shell, limits).serve()
    return 0


def _make_home() -> None:
    for folder in ("HOME", "MPLCONFIGDIR", "IPYTHONDIR"):
        os.makedirs(os.environ[folder], exist_ok=True)
    os.chdir(os.environ["HOME"])


def _import_everything() -> Any:
    _make_home()
    import keras  # noqa: F401
    import matplotlib.pyplot as plt
    import tensorflow  # noqa: F401
    import unrolled  # noqa: F401
    from tensorflow.python.eager import context

    from autograder.sandbox import forbidden, syscalls, worker  # noqa: F401
    from autograder.sandbox.shell import make_shell

    plt.show = lambda *_, **__: None
    shell = make_shell()
    for name in WARM_MODULES:
        __import__(name)
    if context.context()._context_handle is not None:
        raise SandboxError("a TensorFlow op ran while importing; forks of this process would hang")
    gc.collect()
    gc.freeze()  # so that a worker's first collection does not copy the zygote's memory
    return shell


# What typical answers import lazily. In the zygote it is paid for once, not by every worker.
WARM_MODULES: tuple[str, ...] = ("encodings.cp437",)  # zipfile, when Keras loads a model


def main() -> None:
    """Starts the zygote: `zygote.py CONTROL_FD {bubblewrap|none|apart} [UID]`."""
    descriptor, mode = int(sys.argv[1]), sys.argv[2]
    if len(sys.argv) > 3:
        # Started by root: process limits do not hold for root, so become nobody before all else.
        # For root, bubblewrap covers parts of /proc, and the kernel lets no worker mount a /proc of
        # its own unless it sees a whole one.
        namespaces.mount("proc", "/proc", "proc", namespaces.PROC_FLAGS)
        uid = int(sys.argv[3])
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)  # what removes a home must not keep it open
    with contextlib.closing(Zygote(control, mode == "bubblewrap", mode == "apart")) as zygote:
        zygote.serve()


if __name__ == "__main__":
    main()
