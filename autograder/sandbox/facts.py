"""What a zygote tells of itself: the versions that verdicts name, and the walls around workers."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any

PACKAGES = ("tensorflow", "keras", "numpy", "ipython", "matplotlib")


def facts_here(protected: bool, apart: bool) -> dict[str, Any]:
    """The facts of this process.

    Args:
        protected: whether it is in a sandbox.
        apart: whether each worker is a user of its own.

    Returns:
        Package versions, device, kind of sandbox; and whether each worker is `alone`, so that no
        hand-in can end another's.
    """
    return {
        "versions": {"python": sys.version.split()[0]}
        | {name: version_of(name) for name in PACKAGES},
        "device": "cpu",
        "sandbox": "bubblewrap" if protected else "none",
        "alone": protected or apart,
    }


def version_of(package: str) -> str:
    """The installed version; TensorFlow's CPU wheel counts as TensorFlow."""
    for name in (package, f"{package}-cpu"):
        try:
            return version(name)
        except ImportError:
            continue
    return "unknown"
