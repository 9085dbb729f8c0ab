"""Answers of staff's code, kept on disk by content: a class pays for the reference once.

Each file begins with a digest over its key and content. An answer that a disk or an editor has
changed would change grades; it is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder import errors
from autograder.atomic import write_whole
from autograder.sandbox.protocol import decode, encode

_KINDS: dict[str, type[errors.Unanswered]] = {
    kind.__name__: kind
    for kind in (
        *(errors.Missing, errors.StudentError, errors.ForbiddenCall, errors.NotPlainData),
        *(errors.TimedOut, errors.OutOfMemory, errors.Crashed),
    )
}


_TRANSIENT = frozenset({"TimedOut", "OutOfMemory", "Crashed"})
DIGEST_BYTES = hashlib.sha256().digest_size


class Memo:
    """Plain data by key, in files of a folder that several processes share.

    Args:
        folder: where the files lie; made when the first is written.
        writes: whether new answers are kept there.
    """

    def __init__(self, folder: Path, writes: bool = True) -> None:
        self.folder = folder
        self._writes = writes
        self._known: dict[str, dict[str, Any]] = {}

    def get_or_make(self, key: str, make: Callable[[], Any]) -> Any:
        """Returns what is kept under `key`, or makes and keeps it.

        Failures are kept too, but for those that a busy machine may be the cause of.

        Args:
            key: a hash of everything that the answer depends on.
            make: returns plain data or raises Unanswered.

        Raises:
            Unanswered: making it failed, now or before.
        """
        entry = self._known.get(key) or self._read(key)
        if entry is None:
            entry = _attempt(make)
            if entry.get("failed", [""])[0] not in _TRANSIENT:
                self._write(key, entry)
                self._known[key] = entry
        if "failed" in entry:
            kind, message, trace, name = entry["failed"]
            if kind == "StudentError":
                raise errors.StudentError(message, trace, name)
            raise _KINDS[kind](message, trace)
        return entry["answer"]

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _read(self, key: str) -> dict[str, Any] | None:
        try:
            data = self._path(key).read_bytes()
            digest, content = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
            entry = decode(content) if digest == _digest(key, content) else None
        except (OSError, errors.ProtocolError):
            return None  # absent, or from another version: made anew
        whole = isinstance(entry, dict) and not entry.keys().isdisjoint({"answer", "failed"})
        return entry if whole else None

    def _write(self, key: str, entry: dict[str, Any]) -> None:
        if not self._writes:
            return
        content = encode(entry)
        with contextlib.suppress(OSError):  # a full disk costs speed, not grades
            write_whole(self._path(key), _digest(key, content) + content, durable=False)


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()


def _attempt(make: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"answer": make()}
    except errors.Unanswered as error:
        name = error.kind if isinstance(error, errors.StudentError) else ""
        return {"failed": [type(error).__name__, error.message, error.traceback, name]}
