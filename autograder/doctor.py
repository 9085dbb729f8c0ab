"""Finds out whether this machine can grade, and says what to do where it cannot."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.markup import escape

from autograder.errors import UnrolledError
from autograder.sandbox.client import Zygote
from autograder.sandbox.launch import find_bubblewrap, student_package
from autograder.sandbox.limits import Limits

USER_NAMESPACES = Path("/proc/sys/user/max_user_namespaces")
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")


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
        ("nbgrader", _nbgrader),
    )
    well = True
    for name, check in checks:
        try:
            console.print(f"[green]✓[/] {name}: {escape(check())}", highlight=False)
        except (_Trouble, UnrolledError, OSError) as error:
            well = False
            console.print(f"[red]✗[/] {name}: {escape(str(error))}", highlight=False)
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
    return platform.release()


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
    with Zygote() as zygote:
        facts = zygote.wait().facts
        worker = zygote.spawn(Limits())
        try:
            worker.run_cell("import numpy as np\ndef double(x):\n    return 2 * x", 10)
            given = {"name": "double", "arguments": [np.arange(3)], "keywords": {}}
            answer = worker.ask("call", {**given, "as_tensors": False})
        finally:
            worker.close()
    if not np.array_equal(answer, [0, 2, 4]):
        raise _Trouble(f"it answered {answer!r} to 2 * [0, 1, 2]; expected [0, 2, 4]")
    versions = facts["versions"]
    return f"TensorFlow {versions['tensorflow']}, Keras {versions['keras']}, {facts['device']}"


def _nbgrader() -> str:
    from importlib.metadata import version

    return version("nbgrader")
