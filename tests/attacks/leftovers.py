"""What a hand-in could leave on the machine: processes, files, sockets, shared memory, mounts."""

import os
import time
from pathlib import Path

MARK, IPC_KEY = "left-by-an-attack", 0x1EAF
FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev", "/dev/mqueue", "/run")
PATIENCE_S = 5.0


def machine():
    """All on this machine that carries the attacks' mark; others use it at the same time."""
    found = {
        str(path)
        for folder in map(Path, FOLDERS)
        if folder.is_dir()
        for path in folder.iterdir()
        if MARK in path.name
    }
    sockets = Path("/proc/net/unix").read_text(errors="replace").splitlines()
    found |= {line.rpartition(" ")[2] for line in sockets if MARK in line}
    for kind in ("shm", "sem", "msg"):
        table = Path("/proc/sysvipc", kind)
        if table.exists():
            keys = {line.split()[0] for line in table.read_text().splitlines()[1:]}
            found |= {f"System V {kind}" for key in keys if int(key) == IPC_KEY}
    found |= {f"mount {line}" for line in Path("/proc/self/mountinfo").read_text().splitlines()}
    return found


def below(pid):
    """All processes below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += [int(child), *below(int(child))]
    return found


class Watch:
    """Watches the zygote and the processes of a pool.

    Args:
        zygote: process id of bubblewrap.
        graders: of the pool's processes.
    """

    def __init__(self, zygote, graders):
        self.zygote, self.graders = zygote, graders
        self.before = {}

    def start(self):
        """Takes what is there now for the rule."""
        self.before = self._state()

    def _state(self):
        family = sorted(below(self.zygote))
        told = {"processes below the zygote": family, "on the machine": machine()}
        for pid in (*family, *self.graders):
            try:
                told[f"descriptors of {pid}"] = len(os.listdir(f"/proc/{pid}/fd"))
                mounts = Path(f"/proc/{pid}/mountinfo").read_text()
                told[f"mounts of {pid}"] = mounts.count("\n")
            except OSError:
                told[f"descriptors of {pid}"] = "it ended"
        return told

    def left(self):
        """What is there now and was not; waits a little for processes to end."""
        end = time.monotonic() + PATIENCE_S
        while self.before and (state := self._state()) != self.before:
            if time.monotonic() > end:
                return [
                    f"{name}: {state.get(name)}; before: {self.before.get(name)}"
                    for name in {*state, *self.before}
                    if state.get(name) != self.before.get(name)
                ]
            time.sleep(0.02)
        return []
