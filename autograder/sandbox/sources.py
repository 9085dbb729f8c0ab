"""Modules that a worker imports from text, because their files must not be visible to it."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import linecache
import sys
import types
from collections.abc import Mapping


class SourceFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from sources that came over the channel.

    Args:
        sources: dotted module name -> source. The packages above them are made as empty ones.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = dict(sources)

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Finds the given modules and the packages above them."""
        above = any(name.startswith(f"{fullname}.") for name in self.sources)
        if fullname in self.sources or above:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=above)
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        """Runs the module's source; a package has none."""
        source = self.sources.get(module.__name__, "")
        file = f"<{module.__name__}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), module.__dict__)  # noqa: S102  # staff's own text


def import_sources(sources: Mapping[str, str]) -> list[types.ModuleType]:
    """Imports modules from text; they may import each other.

    Args:
        sources: dotted module name -> source.

    Returns:
        The modules, in the order given.
    """
    sys.meta_path.insert(0, SourceFinder(sources))
    return [importlib.import_module(name) for name in sources]
