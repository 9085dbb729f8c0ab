"""The trusted side's handles: a zygote, and the workers that it forks."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, Self

from autograder import errors
from autograder.sandbox import launch
from autograder.sandbox.environment import BARE, Bare
from autograder.sandbox.failures import (
    KILLED,
    as_exception,
    cause_of_death,
    was_killed_from_outside,
)
from autograder.sandbox.limits import Limits, busyness
from autograder.sandbox.protocol import Channel, receive_packet, send_packet

# A probe's own alarm rings first; the trusted side waits this much longer before it kills.
GRACE_S = 2.0
# What a killed worker's processes hold is given back in no time, but for a machine that is busy.
EXIT_S = 30.0
ENDING_S = 2.0  # between a process' last sign of life and its end


class Forker:
    """A connection to a zygote: asks it for workers. Several may share one zygote.

    Args:
        control: the socket to the zygote; the forker owns it.
        facts: package versions, device, kind of sandbox, whether each worker is alone.

    Attributes:
        lost: why no worker can be made any more; empty as long as the zygote lives.
        killed: why what workers said does not count: one was killed from outside. Empty as long as
            none was; whoever goes on must empty it.
    """

    def __init__(self, control: socket.socket, facts: dict[str, Any]) -> None:
        self.facts = facts
        self.lost = ""
        self.killed = ""
        self._control = control
        self._spawned = 0
        self._exits: dict[int, dict[str, Any]] = {}

    def spawn(self, limits: Limits, forbidden: tuple[str, ...] = ()) -> Worker:
        """Forks a worker.

        Args:
            limits: what it may use.
            forbidden: dotted names that are taken from it.

        Raises:
            SandboxError: the zygote died.
        """
        self._spawned += 1
        ours, theirs = socket.socketpair()
        request = {"op": "spawn", "id": self._spawned, "limits": limits.as_dict()}
        try:
            send_packet(self._control, {**request, "forbidden": forbidden}, (theirs.fileno(),))
        except OSError as error:
            ours.close()
            self._lose(error)
        finally:
            theirs.close()
        channel = Channel(ours, limits.message_bytes, limits.answer_bytes)
        return Worker(self, self._spawned, channel, limits)

    def kill(self, number: int) -> None:
        """Kills the worker with this number, and all that it started."""
        with contextlib.suppress(OSError):  # a dead zygote took its workers along
            send_packet(self._control, {"op": "kill", "id": number})

    def exit_report(self, number: int) -> dict[str, Any]:
        """How a worker ended: status, cpu_s, peak_bytes, over.

        Raises:
            SandboxError: the zygote died, could not fork, or a killed worker did not end.
        """
        if not self.ends_within(number, EXIT_S):
            raise errors.SandboxError("a worker that was killed did not end")
        report = self._exits.pop(number)
        if "reason" in report:
            raise errors.SandboxError(f"no worker could be made: {report['reason']}")
        return report

    def ends_within(self, number: int, limit_s: float) -> bool:
        """Waits for a worker to end, and says whether it did; one never made has ended.

        Raises:
            SandboxError: the zygote died.
        """
        deadline = time.monotonic() + limit_s
        while number not in self._exits:
            left_s = max(0.0, deadline - time.monotonic())
            if not select.select([self._control], [], [], left_s)[0]:
                return False
            try:
                report, _ = receive_packet(self._control)
            except (EOFError, OSError) as error:
                self._lose(error)
            self._exits[report["number"]] = report
        return True

    def _lose(self, error: Exception) -> NoReturn:
        self.lost = f"the zygote died: {error}"
        raise errors.SandboxError(self.lost) from error

    def close(self) -> None:
        """Ends the workers that this forker asked for."""
        self._control.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Zygote(Forker):
    """A warm interpreter that forks workers; it begins to import when made. Use it in `with`.

    Args:
        protect: False grades without a sandbox.
        secret: folders that must not be visible inside.
        bare: how they run without one.

    Raises:
        SandboxUnavailable: this machine lacks what the sandbox needs.
    """

    def __init__(
        self, protect: bool = True, secret: tuple[Path, ...] = (), bare: Bare = BARE
    ) -> None:
        self._process, control = launch.start(protect, secret, bare)
        super().__init__(control, {})

    def wait(self) -> Self:
        """Waits for the imports.

        Raises:
            SandboxUnavailable: the sandbox could not start; the message says why.
        """
        if not self.facts:
            self.facts = launch.wait_until_ready(self._process, self._control)
        return self

    @property
    def pid(self) -> int:
        """Process id of bubblewrap, or of the bare zygote."""
        return self._process.pid

    def spawn(self, limits: Limits, forbidden: tuple[str, ...] = ()) -> Worker:
        """Forks a worker; see `Forker.spawn`."""
        self.wait()
        return super().spawn(limits, forbidden)

    def connect(self) -> socket.socket:
        """Opens one more control socket, for a `Forker` in another process.

        Raises:
            SandboxError: the zygote died; the message says why.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            send_packet(self._control, {"op": "control"}, (theirs.fileno(),))
        except OSError as error:
            ours.close()
            self.wait()  # knows better what went wrong where it never became ready
            self._lose(error)
        finally:
            theirs.close()
        return ours

    def close(self) -> None:
        """Ends the zygote and every worker."""
        super().close()
        launch.end(self._process)


class Worker:
    """One isolated process that holds an implementation.

    After any failure that kills it, every method raises the same failure again.
    """

    def __init__(self, zygote: Forker, number: int, channel: Channel, limits: Limits) -> None:
        self._zygote = zygote
        self._number = number
        self._channel = channel
        self._limits = limits
        self._seq = 0
        self._death: errors.Unanswered | None = None
        self._closed = False
        self.report: dict[str, Any] = {}

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._death is None and not self._closed

    def run_cell(self, source: str, timeout_s: float) -> None:
        """Runs a notebook cell.

        Raises:
            Unanswered: it failed; the subclass says how.
        """
        self._ask({"op": "cell", "source": source, "timeout_s": timeout_s}, timeout_s)

    def define_probes(self, sources: Mapping[str, str]) -> None:
        """Gives the worker a suite's probes: dotted module name -> source."""
        self._ask({"op": "probes", "sources": dict(sources)}, self._limits.load_s)

    def ask(self, probe: str, given: dict[str, Any], planted: tuple[str, ...] = ()) -> Any:
        """Runs a probe on the implementation, and returns plain data.

        Args:
            probe: its name.
            given: its arguments.
            planted: objects in whose place the probes' stand-ins stand meanwhile, that of `f` being
                `stand_in_f`.

        Raises:
            Unanswered: there is no answer; the subclass says why.
        """
        limit_s = self._limits.probe_s
        request = {"op": "ask", "probe": probe, "given": given, "planted": planted}
        return self._ask({**request, "timeout_s": limit_s}, limit_s)

    def output(self) -> str:
        """What the implementation printed, as far as it was kept."""
        told = self._ask({"op": "output"}, self._limits.probe_s)
        return str(told.get("output", "")) if isinstance(told, dict) else ""

    def _ask(self, request: dict[str, Any], limit_s: float) -> Any:
        if self._death is not None:
            raise self._death
        self._seq += 1
        patience_s = limit_s * (busyness() - 1)
        wait_s = limit_s + patience_s + GRACE_S
        try:
            # A request that is too large is our own fault, so its ProtocolError goes to the caller.
            self._channel.send({"seq": self._seq, **request, "patience_s": patience_s}, wait_s)
            reply = self._receive(wait_s)
        except TimeoutError:
            self._die(errors.TimedOut(f"No answer came within {limit_s:g} s."))
        except (EOFError, OSError):
            self._die(None)
        return self._open(reply, limit_s)

    def _receive(self, timeout_s: float) -> Any:
        try:
            return self._channel.receive(timeout_s)
        except errors.ProtocolError as error:
            self._die(errors.Crashed(f"The notebook sent what is no answer: {error}."))

    def _open(self, reply: Any, limit_s: float) -> Any:
        # Whatever stands in a reply may be forged: an array, say, has no truth value.
        seq = reply.get("seq") if isinstance(reply, dict) else None
        if not isinstance(seq, int) or seq != self._seq:
            self._die(errors.Crashed("The notebook sent an answer that nobody had asked for."))
        called = reply.get("forbidden")
        if isinstance(called, list) and called:
            raise errors.ForbiddenCall(
                f"`{str(called[0])[:200]}` was called. This question asks you to write it yourself."
            )
        if "error" not in reply:
            if "ok" not in reply:
                self._die(errors.Crashed("The notebook sent an answer without content."))
            return reply["ok"]
        raise as_exception(reply["error"], self._limits, limit_s)

    def _die(self, reason: errors.Unanswered | None) -> NoReturn:
        with contextlib.suppress(errors.SandboxError):  # told by close()
            if reason is None and not self._zygote.ends_within(self._number, ENDING_S):
                # It lives, so it was no kill that closed the channel.
                reason = errors.Crashed("The notebook closed the channel on which it is asked.")
        self.close()
        alone = bool(self._zygote.facts.get("alone"))
        if reason is None and alone and was_killed_from_outside(self.report, self._limits):
            self._zygote.killed = KILLED
            raise errors.WorkerKilled(KILLED)
        self._death = reason or cause_of_death(self.report, self._limits)
        raise self._death

    def close(self) -> None:
        """Kills the process and all it started, and waits until they are gone."""
        if self._closed:
            return
        self._closed = True
        self._channel.close()
        self._zygote.kill(self._number)
        self.report = self._zygote.exit_report(self._number)
