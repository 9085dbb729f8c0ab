"""Without a sandbox root can still make each worker a user of its own, who has nothing of root's.

For virtual machines that are the only wall there is, such as Colab's: a hand-in then can neither
read what only root may read, nor change a verdict, nor end another's worker. It is no sandbox.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from pathlib import Path

from autograder.sandbox import namespaces

# Above all users that a system has; a worker's process id is added, so that no two share one.
FIRST_USER = 1_000_000_000


def _user(pid: int) -> int:
    return FIRST_USER + pid


def _home(pid: int) -> Path:
    return Path("/tmp") / f"unrolled-{_user(pid)}"  # noqa: S108  # made for one user alone


def become_stranger() -> None:
    """Turns this process, which is root's, into that of a user that nobody else is."""
    user, home = _user(os.getpid()), _home(os.getpid())
    home.mkdir(mode=0o700)
    os.chown(home, user, user)
    os.environ.update(HOME=str(home), MPLCONFIGDIR=str(home), IPYTHONDIR=str(home))
    os.environ["TMPDIR"] = str(home)
    os.chdir(home)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    namespaces.prctl(namespaces.PR_SET_NO_NEW_PRIVS, 1)  # no way back through sudo


def end_stranger(pid: int) -> None:
    """Ends all processes of a worker's user, and removes their home.

    Args:
        pid: of the worker, which has ended.
    """
    child = os.fork()
    if child == 0:
        try:
            os.setresuid(_user(pid), _user(pid), _user(pid))
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)
    shutil.rmtree(_home(pid), ignore_errors=True)
