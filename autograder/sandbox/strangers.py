"""Without a sandbox root can still make each worker a user of its own, who has nothing of root's.

For virtual machines that are the only wall there is, such as Colab's: a hand-in then can neither
read what only root may read, nor change a verdict, nor end another's worker, nor (without a GPU)
reach a server of root's. It is no sandbox.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import tempfile
from pathlib import Path

from autograder.errors import SandboxError
from autograder.sandbox import namespaces, syscalls
from autograder.sandbox.limits import is_address_space_limited

# Above all users that a system has; a worker's process id is added, so that no two share one.
FIRST_USER = 1_000_000_000
MOST_PROCESSES = 2**22  # Linux' highest process id


def users_exist(id_map: str) -> bool:
    """Whether all these users exist; in a container root may have some ten thousand alone.

    Args:
        id_map: what /proc/self/uid_map or gid_map says.
    """
    needed = FIRST_USER
    for first, _, count in sorted(tuple(map(int, line.split())) for line in id_map.splitlines()):
        if first <= needed:
            needed = max(needed, first + count)
    return needed > FIRST_USER + MOST_PROCESSES


def _user(pid: int) -> int:
    return FIRST_USER + pid


class Strangers:
    """The users that a zygote's workers become, and the folder of their homes.

    Attributes:
        homes: root's own, with a name that nobody can foresee: in /tmp itself a hand-in could make
            the folders of those that come after it.
    """

    def __init__(self) -> None:
        self.homes = Path(tempfile.mkdtemp(prefix="unrolled-homes-"))
        self.homes.chmod(0o711)
        self._zygote = os.getpid()

    def _home(self, pid: int) -> Path:
        return self.homes / str(_user(pid))

    def become(self) -> None:
        """Turns this process, which is root's, into that of a user that nobody else is.

        Raises:
            OSError: the system refuses it.
            SandboxError: the zygote is gone.
        """
        user, home = _user(os.getpid()), self._home(os.getpid())
        home.mkdir(mode=0o700)
        os.chown(home, user, user)
        os.environ.update(HOME=str(home), MPLCONFIGDIR=str(home), IPYTHONDIR=str(home))
        os.environ["TMPDIR"] = str(home)
        os.chdir(home)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        # Only now: a change of user takes it back.
        namespaces.prctl(namespaces.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._zygote:
            raise SandboxError("the zygote ended before its worker began")
        namespaces.prctl(namespaces.PR_SET_NO_NEW_PRIVS, 1)  # no way back through sudo
        if is_address_space_limited():  # there is no GPU; CUDA was never tried behind the filter
            syscalls.refuse_needless_calls(syscalls.LOCAL_FAMILIES)

    def end(self, pid: int) -> None:
        """Ends all processes of a worker's user, and begins to remove their home.

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
        with contextlib.suppress(OSError):  # it may have ended before it had one
            gone = self._home(pid).rename(self.homes / f"gone-{secrets.token_hex(8)}")
            _remove(gone)

    def close(self) -> None:
        """Removes what is left of all homes."""
        with contextlib.suppress(OSError):
            os.waitpid(_remove(self.homes), 0)


def _remove(folder: Path) -> int:
    """Starts to remove a folder; the process that does it.

    A hand-in chooses what lies in it: folders too deep for shutil.rmtree, which would end the
    zygote by its RecursionError, or so many files that all graders would have to wait.
    """
    return os.posix_spawnp("rm", ["rm", "-rf", "--", str(folder)], os.environ)
