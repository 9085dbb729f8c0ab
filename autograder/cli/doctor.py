"""Finds out whether this machine can grade, and says what to do where it cannot."""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape

from autograder.course import find_course
from autograder.errors import CourseError, SandboxUnavailable, UnrolledError
from autograder.sandbox.client import Worker, Zygote
from autograder.sandbox.launch import find_bubblewrap, student_package
from autograder.sandbox.limits import Limits

USER_NAMESPACES = Path("/proc/sys/user/max_user_namespaces")
CONTAINER = Path("/.dockerenv")
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")


# What a worker finds when it tries its walls: wall -> an expression that is true where it holds.
WALLS = {
    "no capability is left": "not int(status['CapEff'], 16) and not int(status['CapBnd'], 16)",
    "none can be regained": "status['NoNewPrivs'] == '1'",
    "system calls are filtered": "status['Seccomp'] == '2' and refused(os.memfd_create, 'x')",
    "it sees no process but its own": "[n for n in os.listdir('/proc') if n.isdigit()] == ['1']",
    "it has no network": "[name for _, name in socket.if_nameindex()] == ['lo']",
    "no file of yours can be seen": (
        "set(os.listdir({home!r}) if os.path.isdir({home!r}) else ()) <= {shown!r}"
    ),
    "what it sees is read-only": "refused(open, os.__file__, 'a') and refused(open, '/x', 'w')",
    "processes are limited": "resource.getrlimit(resource.RLIMIT_NPROC)[0] == {processes}",
    "memory is limited": "resource.getrlimit(resource.RLIMIT_AS)[0] < {memory_bytes}",
}
TRY_WALLS = """
import os, resource, socket
def refused(function, *arguments):
    try:
        function(*arguments)
    except OSError:
        return True
def holding(walls):
    lines = open('/proc/self/status').read().splitlines()
    status = {key: value.strip() for key, _, value in (line.partition(':') for line in lines)}
    return [bool(eval(wall, globals(), {'status': status})) for wall in walls]
"""


class _Trouble(Exception):
    """A check failed; the text says what to do."""


def examine(console: Console) -> bool:
    """Checks everything that grading needs, and prints a line for each.

    Returns:
        Whether this machine can grade.
    """
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Linux", _linux),
        ("Python", _python),
        ("bubblewrap", _bubblewrap),
        ("user namespaces", _user_namespaces),
        ("the student package", lambda: str(student_package())),
        ("a sandboxed worker", _worker),
        ("its walls", _walls),
        ("nbgrader", _nbgrader),
        ("the gradebook", _gradebook),
    )
    well = True
    for name, check in checks:
        try:
            told, mark = check(), "[green]✓[/]"
        except (_Trouble, UnrolledError, OSError) as error:
            well, told, mark = False, str(error), "[red]✗[/]"
        console.print(f"{mark} {name}: {escape(told)}", highlight=False, soft_wrap=True)
    console.print(
        "This machine can grade." if well else "This machine cannot grade yet.", highlight=False
    )
    return well


def _linux() -> str:
    if platform.system() != "Linux":
        raise _Trouble(
            f"this is {platform.system()}; the sandbox needs Linux namespaces. Grade in WSL2, in a "
            "virtual machine, or on a Linux server"
        )
    release = platform.release()
    return f"{release}, in WSL2" if "microsoft" in release.lower() else release


def _python() -> str:
    return platform.python_version()


def _bubblewrap() -> str:
    program = find_bubblewrap()
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return f"{asked.stdout.strip()} ({program})"


def _user_namespaces() -> str:
    if os.geteuid() == 0:
        return "not needed for the outer wall: you are root; workers make their own"
    if not USER_NAMESPACES.exists() or int(USER_NAMESPACES.read_text()) == 0:
        raise _Trouble(
            f"switched off ({USER_NAMESPACES} is 0 or absent). As root: "
            "`sysctl user.max_user_namespaces=10000`; in a container, start it with them allowed"
        )
    if APPARMOR.exists() and APPARMOR.read_text().strip() == "1":
        return "allowed, but AppArmor restricts them; the next lines tell whether that hurts"
    return "allowed"


def _worker() -> str:
    try:
        with _one_worker() as (worker, facts):
            worker.run_cell("import numpy as np\ndef double(x):\n    return 2 * x", 10)
            answer = worker.ask("call", _called("double", np.arange(3)))
    except SandboxUnavailable as error:
        raise _Trouble(f"{error}{_blame()}") from error
    if not np.array_equal(answer, [0, 2, 4]):
        raise _Trouble(f"it answered {answer!r} to 2 * [0, 1, 2]; expected [0, 2, 4]")
    versions = facts["versions"]
    return f"TensorFlow {versions['tensorflow']}, Keras {versions['keras']}, {facts['device']}"


def _walls() -> str:
    limits = Limits()
    home, python = Path.home(), Path(sys.base_prefix)
    told = {
        "home": str(home),
        # A Python that is installed there must be seen, and its folder with it.
        "shown": {python.relative_to(home).parts[0]} if python.is_relative_to(home) else set(),
        "processes": limits.processes,
        "memory_bytes": limits.memory_bytes + 2**40,  # above an idle worker, whatever that maps
    }
    with _one_worker() as (worker, _):
        worker.run_cell(TRY_WALLS, 10)
        walls = [wall.format(**told) for wall in WALLS.values()]
        found = worker.ask("call", _called("holding", walls))
    down = [name for name, holds in zip(WALLS, found, strict=True) if not holds]
    if down:
        raise _Trouble(
            f"of {len(WALLS)}, {len(down)} do not hold: {', '.join(down)}. Grade nobody's code "
            "here; docs/threat_model.md says what each is for"
        )
    return f"all {len(WALLS)} hold: {', '.join(WALLS)}"


@contextlib.contextmanager
def _one_worker() -> Iterator[tuple[Worker, dict[str, Any]]]:
    with Zygote() as zygote:
        facts = zygote.wait().facts
        worker = zygote.spawn(Limits())
        try:
            yield worker, facts
        finally:
            worker.close()


def _called(name: str, argument: object) -> dict[str, Any]:
    return {"name": name, "arguments": [argument], "keywords": {}, "as_tensors": False}


def _blame() -> str:
    """What forbids the sandbox, where that can be told from outside."""
    if APPARMOR.exists() and APPARMOR.read_text().strip() == "1":
        return (
            "\nAppArmor lets only programs with a profile make user namespaces (Ubuntu 24.04 and "
            "later do so). Give bwrap a profile as docs/threat_model.md shows, or as root: "
            "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`"
        )
    if CONTAINER.exists():
        return (
            "\nThis is a container, and its own filter may forbid namespaces. Start it with "
            "`--security-opt seccomp=unconfined --cap-add SYS_ADMIN`, or grade on its host"
        )
    return ""


def _nbgrader() -> str:
    from importlib.metadata import version

    return version("nbgrader")


def _gradebook() -> str:
    from autograder.nbgrader_plugin import gradebook_found

    try:
        course = find_course(Path.cwd())
    except CourseError:
        return "not looked at: this folder is not in a course"
    return gradebook_found(course)
