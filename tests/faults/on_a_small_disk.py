"""Runs a Python file on a disk of its own: `on_a_small_disk.py BYTES FOLDER SCRIPT ARGUMENTS`.

The disk is a file system in memory that only this process and its children see, mounted over the
folder. Needs no rights but those that the sandbox needs too.
"""

import os
import runpy
import sys
from pathlib import Path

from autograder.sandbox import namespaces


def main():
    size, folder, script, *arguments = sys.argv[1:]
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        namespaces.unshare(namespaces.CLONE_NEWNS)
    else:
        namespaces.unshare(namespaces.CLONE_NEWNS | namespaces.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    namespaces.mount("none", "/", flags=namespaces.MS_REC | namespaces.MS_PRIVATE)
    namespaces.mount("tmpfs", folder, "tmpfs", options=f"size={size}")
    sys.argv = [script, *arguments]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
