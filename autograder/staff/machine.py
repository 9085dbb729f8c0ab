"""A machine without a sandbox on which staff grades: what it has, and what hand-ins see of it."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Self, cast

from autograder.errors import CourseError
from autograder.sandbox.client import Zygote
from autograder.sandbox.environment import Bare
from autograder.sandbox.launch import student_package
from autograder.sandbox.limits import GIBIBYTE, Limits
from autograder.sandbox.strangers import users_exist

Device = Literal["auto", "gpu", "cpu"]
COLAB = "Google Colab"
RUNNING = ("tensorflow", "keras", "numpy", "IPython", "matplotlib")
# Loading CUDA takes seconds in each worker, threads, and memory of the host.
GPU_LIMITS = {
    "memory_bytes": 8 * GIBIBYTE,
    "processes": 512,
    "cpu_s": 600.0,
    "load_s": 300.0,
    "cell_s": 60.0,
    "probe_s": 60.0,
    "asked_s": 900.0,
    "open_files": 4096,
}
LOOK = {
    "autograder.suites.looking": """\
import os
import socket

import tensorflow as tf


def gpus(answer):
    details = tf.config.experimental.get_device_details
    found = tf.config.list_physical_devices("GPU")
    return [str(details(one).get("device_name", one.name)) for one in found]


def readable(answer, paths):
    return [path for path in paths if os.access(path, os.R_OK)]


def networked(answer):
    try:
        socket.socket(socket.AF_INET).close()
    except OSError:
        return False
    return True
"""
}


def place() -> str:
    """Where this is, for people."""
    return COLAB if "google.colab" in sys.modules else f"a staff notebook on {socket.gethostname()}"


def sees_gpu() -> bool:
    """Whether this machine has a GPU of NVIDIA's with its driver."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return False
    done = subprocess.run([program, "-L"], capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0 and b"GPU" in done.stdout


def wants_gpu(device: Device) -> bool:
    """Whether to grade on a GPU.

    Raises:
        CourseError: one is asked for and there is none, or the device is unknown.
    """
    if device not in ("auto", "gpu", "cpu"):
        raise CourseError(f"DEVICE is {device!r}; expected auto, gpu or cpu")
    found = device != "cpu" and sees_gpu()
    if device == "gpu" and not found:
        raise CourseError(
            "There is no GPU here. In Colab: Runtime > Change runtime type > T4 GPU. Or set DEVICE "
            "to auto or cpu"
        )
    return found


def can_set_apart() -> bool:
    """Whether each hand-in can be a user of its own.

    Root can, where such users exist (in a container there may be few) and may read Python.
    """
    id_maps = (Path(f"/proc/self/{name}_map").read_text() for name in ("uid", "gid"))
    if os.geteuid() != 0 or not all(map(users_exist, id_maps)):
        return False
    needed = [Path(sys.prefix), Path(sys.base_prefix), student_package()]
    # They may be links to where others may not look; much of them is imported by hand-ins alone.
    specs = filter(None, map(find_spec, RUNNING))
    needed += [Path(spec.origin).parent for spec in specs if spec.origin]
    folders = {folder for path in needed for folder in (path.resolve(), *path.resolve().parents)}
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


class StaffZygote(Zygote):
    """A zygote without a sandbox, whose facts say what its workers have.

    Args:
        gpu: whether they see the GPU.
        place: where this is, for the verdicts.
        private: what no hand-in should be able to read.

    Attributes:
        exposed: what of that it can read all the same.
        networked: whether it can use the network.
    """

    def __init__(self, gpu: bool, place: str, private: Iterable[Path] = ()) -> None:
        self.bare = Bare(gpu, can_set_apart())
        self._place = place
        self._private = [str(path) for path in private]
        self.exposed: list[str] = []
        self.networked = True
        super().__init__(protect=False, bare=self.bare)

    def wait(self) -> Self:
        """Waits for the imports, and asks a worker for what it sees."""
        if not self.facts:
            super().wait()
            limits = Limits().at_least(GPU_LIMITS) if self.bare.gpu else Limits()
            worker = self.spawn(limits)
            worker.define_probes(LOOK)
            gpus = cast("list[str]", worker.ask("gpus", {}))
            self.exposed = worker.ask("readable", {"paths": self._private})
            self.networked = worker.ask("networked", {})
            worker.close()
            self.facts["place"] = self._place
            self.facts["device"] = f"gpu: {gpus[0]}" if gpus else "cpu"
            self.facts["limits"] = GPU_LIMITS if gpus else {}
        return self
