"""A machine as Colab's in what matters: no nbgrader, nothing of the course, its own TensorFlow."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ABSENT = ("nbgrader", "autograder", "unrolled", "__editable__", "solutions", "_unrolled")


def make_plain_machine(folder: Path) -> Path:
    """An environment of its own, which sees this one's packages but for those that are absent.

    Only links are made, so it takes no time; pip counts what they lead to as somebody else's and
    removes nothing there.
    """
    shown = folder / "shown"
    shown.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(ABSENT) and entry.suffix != ".pth":
            (shown / entry.name).symlink_to(entry)
    venv = folder / "venv"
    subprocess.run([_python_for_all(), "-m", "venv", "--without-pip", venv], check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "shown.pth").write_text(f"{shown}\n")
    return venv / "bin" / "python"


def _python_for_all() -> str:
    """A Python of this version that every user can run: this one, or the system's."""
    path = Path(sys.base_prefix).resolve()
    if all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents)):
        return sys.executable
    return shutil.which(f"python3.{sys.version_info.minor}", path=os.defpath) or sys.executable


def why_not_apart(python: Path) -> str:
    """Why hand-ins are no users of their own on that machine; empty where they are.

    The staff package must be installed there.
    """
    code = "from autograder.staff.machine import can_set_apart; print(can_set_apart())"
    done = subprocess.run([python, "-P", "-c", code], capture_output=True, text=True, check=True)
    if done.stdout.strip() == "True":
        return ""
    if os.geteuid() != 0:
        return "NOT SET APART: only root can; hand-ins run as you, and read your files"
    return (
        f"NOT SET APART: no Python 3.{sys.version_info.minor} that every user can run (on Debian "
        "and Ubuntu: apt-get install python3), a folder above .venv that is closed to other users, "
        "or too few user ids in this container"
    )


def run_notebook(python: Path, path: Path) -> None:
    """Runs a notebook from top to bottom in a kernel of that machine, and writes its outputs."""
    share = python.parents[2] / "share"
    kernel = share / "kernels" / "plain"
    kernel.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "plain", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    command = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--log-level=ERROR"]
    done = subprocess.run(
        [sys.executable, *command, "--ExecutePreprocessor.kernel_name=plain", path],
        env=os.environ | {"JUPYTER_PATH": str(share)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
