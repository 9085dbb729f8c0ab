"""TOML files whose mistakes are told by file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import UnrolledError

HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
KEY = re.compile(r"""\s*["']?([^"'=\s]+)["']?\s*=""")


@dataclass(frozen=True)
class Settings:
    """A parsed TOML file that still knows where its keys stand.

    Attributes:
        path: the file.
        text: its text.
        values: what `tomllib` made of it.
        error: the exception type for mistakes in this file.
    """

    path: Path
    text: str
    values: dict[str, Any]
    error: type[UnrolledError]

    def line(self, *keys: str) -> int:
        """The line of a table (one name) or of a key (the names of its tables, then its own).

        Returns:
            The line, counted from 1; where the key isn't found, its table's; where that isn't
            found either, 1.
        """
        table: str = ""
        table_line = 1
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := HEADER.match(line):
                table = header[1]
                if table == ".".join(keys):
                    return number
                if table == ".".join(keys[:-1]):
                    table_line = number
            elif (key := KEY.match(line)) and table == ".".join(keys[:-1]) and key[1] == keys[-1]:
                return number
        return table_line

    def wrong(self, message: str, *keys: str) -> UnrolledError:
        """An exception whose message starts with the file and the line of `keys`."""
        return self.error(f"{self.path}:{self.line(*keys)}: {message}")

    def refuse_unknown(self, allowed: Collection[str], *table: str) -> None:
        """Complains about the first key of the table (or of the file) that isn't allowed."""
        values = self.table(*table) if table else self.values
        for name in values:
            if name not in allowed:
                known = ", ".join(sorted(allowed))
                raise self.wrong(f"unknown key `{name}`; known ones are: {known}", *table, name)

    def table(self, name: str) -> dict[str, Any]:
        """The table `name`, empty where the file has none."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self.wrong(f"`{name}` is {value!r}; expected a table: [{name}]", name)
        return value

    def text_of(
        self, key: str, pattern: re.Pattern[str] | None = None, expected: str = "a text"
    ) -> str:
        """The text under a key that must be there, not empty, and of the pattern."""
        value = self.values.get(key)
        if value is None:
            raise self.wrong(f"`{key}` is missing; expected {expected}", key)
        fits = isinstance(value, str) and value.strip()
        if not fits or (pattern and not pattern.fullmatch(value)):
            raise self.wrong(f"`{key}` is {value!r}; expected {expected}", key)
        return str(value)


def read_settings(path: Path, error: type[UnrolledError]) -> Settings:
    """Parses a TOML file.

    Args:
        path: the file, which must exist.
        error: the exception type for mistakes in it.

    Raises:
        UnrolledError: of the given type; the file isn't valid TOML.
    """
    text = path.read_text(encoding="utf-8")
    try:
        return Settings(path, text, tomllib.loads(text), error)
    except tomllib.TOMLDecodeError as problem:
        # Before Python 3.14 the line stands in the message only.
        found = re.search(r"at line (\d+)", str(problem))
        raise error(f"{path}:{found[1] if found else 1}: not valid TOML: {problem}") from problem
