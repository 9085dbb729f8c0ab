"""The environment of a zygote and its workers, with a sandbox and without one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.limits import HIDDEN_GPU

PRIVATE = "/tmp"  # noqa: S108  # inside the sandbox, where every worker has its own
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": f"{PRIVATE}/home",
    "MPLCONFIGDIR": f"{PRIVATE}/matplotlib",
    "IPYTHONDIR": f"{PRIVATE}/ipython",
    "MPLBACKEND": "agg",
    # One thread each: more submissions at a time, and the same bits every time.
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    HIDDEN_GPU: "-1",
    "KERAS_BACKEND": "tensorflow",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}
# In place of hiding the GPU: several workers share its memory, and no product is rounded to TF32,
# so that it agrees with the CPU.
LIBRARIES = "LD_LIBRARY_PATH"
WITH_GPU = {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "NVIDIA_TF32_OVERRIDE": "0"}


@dataclass(frozen=True)
class Bare:
    """How hand-ins run where there is no sandbox.

    Attributes:
        gpu: whether they see the GPU.
        apart: whether each is a user of its own; only root can do that.
    """

    gpu: bool = False
    apart: bool = False

    @property
    def mode(self) -> str:
        """What the zygote is told."""
        return "apart" if self.apart else "none"


BARE = Bare()


def bare_environment(bare: Bare) -> dict[str, str]:
    """The environment of a zygote without a sandbox."""
    cache = Path.home() / ".cache" / "unrolled"
    homes = {name: str(cache / name.lower()) for name in ("HOME", "MPLCONFIGDIR", "IPYTHONDIR")}
    environment = {**ENVIRONMENT, **homes}
    if bare.gpu:
        del environment[HIDDEN_GPU]
        environment |= WITH_GPU
        # Colab finds the driver's libraries through it alone.
        environment |= {name: os.environ[name] for name in (LIBRARIES,) if name in os.environ}
    return environment
