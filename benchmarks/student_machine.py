"""A student's machine: an environment with Colab's versions, or the newest, and nothing of staff's.

Its packages are those of `requirements/notebook-NAME.txt`; it lies in `.venv-notebook-NAME` beside
`.venv`, and is made again when they change. Notebooks are sent to its kernel from here, so not even
what runs them is installed there.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.course import Course

ROOT = Path(__file__).parents[1]
NAMES = ("colab", "latest")
PYTHON = "python3.13"  # Colab's
PACKAGE = "unrolled"
KERNEL = "python3"  # what released notebooks ask for
INSTALL_S = 900
CELL_S = 240
# How this machine reaches a registry: all of the surroundings that pip needs.
KEPT = ("PIP_", "SSL_", "HTTP_", "HTTPS_", "NO_PROXY", "http_", "https_", "no_proxy", "LANG", "LC_")


class NoMachine(Exception):
    """The environment could not be made; the text says why."""


@dataclass(frozen=True)
class StudentMachine:
    """An environment that notebooks run in.

    Attributes:
        name: `colab` or `latest`.
        folder: of the environment.
    """

    name: str
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def _record(self) -> Path:
        return self.folder / "made-from.json"

    def packages(self) -> dict[str, str]:
        """What is installed: name -> version."""
        listed = self._pip("list", "--format=json")
        return {one["name"]: one["version"] for one in json.loads(listed)}

    def forget(self) -> None:
        """Takes the course's package away, as on a machine that never had it."""
        if PACKAGE in self.packages():
            self._pip("uninstall", "--yes", PACKAGE)

    def run(self, nb: NotebookNode, path: Path) -> None:
        """Runs all cells in a fresh kernel, those below one that fails too; outputs are put in.

        Args:
            nb: the notebook.
            path: where it is saved before it runs, and not after.
        """
        nbformat.write(nb, path)
        with tempfile.TemporaryDirectory() as home, self._surroundings(Path(home)):
            NotebookClient(
                nb,
                timeout=CELL_S,
                kernel_name=KERNEL,
                allow_errors=True,
                resources={"metadata": {"path": str(path.parent)}},
            ).execute(stderr=subprocess.DEVNULL)  # what it holds is in the outputs too

    @contextlib.contextmanager
    def _surroundings(self, home: Path) -> Iterator[None]:
        """Nothing that was set for staff: no settings of theirs, no path of theirs."""
        spec = home / "kernels" / KERNEL / "kernel.json"
        spec.parent.mkdir(parents=True)
        arguments = [str(self.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec.write_text(
            json.dumps({"argv": arguments, "display_name": self.name, "language": "python"})
        )
        given = {name: text for name, text in os.environ.items() if name.startswith(KEPT)}
        own = {"HOME": str(home), "JUPYTER_PATH": str(home), "PATH": os.defpath}
        own["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a warning of the debugger's less
        with mock.patch.dict(os.environ, given | own, clear=True):
            yield

    def _is_as_made(self, made_from: str) -> bool:
        """Whether it can be used again: a set-up cell that went wrong may have changed packages."""
        try:
            record = json.loads(self._record.read_text())
            self.forget()
            return record == {"made_from": made_from, "packages": self.packages()}
        except (OSError, ValueError, NoMachine):
            return False

    def _make(self, interpreter: str, requirements: Path, made_from: str) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        _output(interpreter, "-m", "venv", self.folder)
        self._pip("install", "--quiet", "--requirement", str(requirements))
        record = {"made_from": made_from, "packages": self.packages()}
        self._record.write_text(json.dumps(record))  # last: what was cut short is made again

    def _pip(self, *arguments: str) -> str:
        return _output(self.python, "-m", "pip", "--disable-pip-version-check", *arguments)


@contextlib.contextmanager
def student_machine(name: str) -> Iterator[StudentMachine]:
    """An environment without the course's package, for one user at a time: others wait.

    Making it takes a minute the first time.

    Args:
        name: `colab` or `latest`.

    Raises:
        NoMachine: it could not be installed, for want of a network as a rule.
    """
    machine = StudentMachine(name, ROOT / f".venv-notebook-{name}")
    requirements = ROOT / "requirements" / f"notebook-{name}.txt"
    with requirements.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        interpreter = _interpreter()
        made_from = hashlib.sha256(requirements.read_bytes() + interpreter.encode()).hexdigest()
        if not machine._is_as_made(made_from):
            machine._make(interpreter, requirements, made_from)
        yield machine


@contextlib.contextmanager
def release_served(course: Course) -> Iterator[str]:
    """Serves `release/` on loopback, in the place of the address that the course is published at.

    Yields:
        The address of the folder.
    """
    handler = partial(_Quiet, directory=str(course.release))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def installing_from(nb: NotebookNode, course: Course, address: str) -> NotebookNode:
    """Lets the set-up cell of a notebook install from another address; changes nothing else."""
    published = f"https://github.com/{course.repository}/raw/{course.ref}/release"
    cell = next(one for one in nb.cells if f"%pip install -q {published}/" in one.source)
    cell.source = cell.source.replace(published, address)
    return nb


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Says nothing of what was asked for."""


def _interpreter() -> str:
    """Colab's Python where one is found, on the path or among pyenv's; else this one."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [shutil.which(PYTHON), *sorted(pyenv.glob(f"versions/*/bin/{PYTHON}"))]
    for one in filter(None, found):
        with contextlib.suppress(NoMachine):  # pyenv's stand-ins are on the path and need not work
            _output(one, "-c", "import ensurepip, ssl, venv")
            return str(one)
    return sys.executable


def _output(program: str | Path, *arguments: str | Path) -> str:
    try:
        return subprocess.run(
            [program, *arguments], capture_output=True, text=True, check=True, timeout=INSTALL_S
        ).stdout
    except subprocess.CalledProcessError as error:
        typed = " ".join(map(str, error.cmd))
        raise NoMachine(f"`{typed}` failed: {error.stderr.strip()[-2000:]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoMachine(str(error)) from error
