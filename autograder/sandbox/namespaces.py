"""System calls that Python's standard library lacks, for a worker that locks itself in.

Linux only. Constants are those of <sched.h>, <sys/mount.h>, <sys/prctl.h>, <linux/capability.h>.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
PROC_FLAGS = MS_NOSUID | MS_NODEV | MS_NOEXEC

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> int:
    result: int = getattr(_libc, name)(*arguments)
    if result != 0:
        number = ctypes.get_errno()
        told = " ".join(str(a) for a in arguments)
        raise OSError(number, f"{name}({told}): {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leaves the named namespaces of the parent."""
    _call("unshare", ctypes.c_int(flags))


def mount(
    source: str, target: str, kind: str | None = None, flags: int = 0, options: str | None = None
) -> None:
    """Mounts a file system, or binds a file over another."""
    _call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )


def prctl(option: int, value: int, second: int = 0) -> None:
    """Sets one attribute of this process."""
    values = (ctypes.c_ulong(value) for value in (value, second, 0, 0))
    _call("prctl", ctypes.c_int(option), *values)


def map_user_and_group(outer_uid: int, outer_gid: int) -> None:
    """Maps this process' user and group to 1000 inside its new user namespace."""
    # An unprivileged process may write its group map only after giving up setgroups.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {outer_uid} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {outer_gid} 1")


def drop_capabilities() -> None:
    """Gives up every capability for good: bounding, effective, permitted, inheritable."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        prctl(PR_CAPBSET_DROP, capability)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _call("capset", header, none)
