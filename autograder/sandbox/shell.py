"""The IPython shell in which a notebook's cells run, without a person or a network beside it.

Magics that need either do nothing and say so: a cell must not fail while grading because it
installs a package or mounts a drive.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib.abc
import importlib.machinery
import io
import sys
import types
from collections.abc import MutableSequence
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

INERT_LINE_MAGICS = (
    *("pip", "conda", "mamba", "uv", "matplotlib", "load_ext", "autoreload", "cd", "run"),
    *("system", "sx", "tensorflow_version", "tensorboard"),
)
INERT_CELL_MAGICS = (
    *("bash", "sh", "script", "system", "sx", "html", "javascript", "js", "writefile"),
)


class KeptOutput(io.TextIOBase):
    """A text stream that keeps the first `limit_bytes` and forgets the rest.

    Args:
        limit_bytes: how much to keep.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.kept: list[str] = []
        self.size = 0

    def writable(self) -> bool:
        """True, as print() asks."""
        return True

    def write(self, text: str) -> int:
        """Keeps the text as far as there is room."""
        text = str(text)
        room = self.limit_bytes - self.size
        if room > 0:
            piece = text[:room]
            self.kept.append(piece)
            self.size += len(piece)
        return len(text)

    def text(self) -> str:
        """What was kept."""
        return "".join(self.kept)


class _Inert:
    """Answers every attribute and every call with itself, and does nothing."""

    def __getattr__(self, name: str) -> _Inert:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> _Inert:
        return self


class _ColabModule(types.ModuleType):
    __path__: MutableSequence[str] = []  # noqa: RUF012  # the name is Python's

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        print(f"{self.__name__}.{name} does nothing while grading.")
        return _Inert()


class _ColabFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes `google.colab` importable, without anything behind it."""

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname == "google.colab" or fullname.startswith("google.colab."):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _ColabModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return None


class GradingShell(InteractiveShell):  # type: ignore[misc]  # IPython has no types
    """A shell that shows nothing by itself: the worker reads errors from the cell's result."""

    def showtraceback(self, *_: Any, **__: Any) -> None:
        """Nothing: formatting IPython's coloured traceback would cost more than the cell."""

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """Nothing; see `showtraceback`."""

    def _tee(self, channel: str) -> contextlib.AbstractContextManager[None]:
        """Nothing: newer IPythons keep here, for their history, all that is ever printed."""
        return contextlib.nullcontext()

    def system(self, cmd: str) -> None:
        """Does not run `!cmd`, and says so."""
        print(f"!{cmd} does nothing while grading.")

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Does not run `x = !cmd`, and says so."""
        self.system(cmd)
        return [] if split else ""


def make_shell() -> GradingShell:
    """Makes the one shell of this process. Runs in the zygote: it starts no thread, no op."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.ast_node_interactivity = "last_expr"
    shell: GradingShell = GradingShell.instance(config=config)

    def inert(name: str) -> Any:
        def magic(line: str = "", cell: str | None = None) -> None:
            print(f"%{name} does nothing while grading.")

        return magic

    for name in INERT_LINE_MAGICS:
        shell.register_magic_function(inert(name), "line", name)
    for name in INERT_CELL_MAGICS:
        shell.register_magic_function(inert("%" + name), "cell", name)
    sys.meta_path.insert(0, _ColabFinder())

    def no_input(prompt: object = "") -> str:
        raise EOFError(f"input({prompt!r}) was called; nobody is there to answer while grading")

    builtins.input = no_input
    return shell
