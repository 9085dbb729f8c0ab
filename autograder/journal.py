"""The journal: every verdict, under the hash of all that it was made from.

A verdict is written with an atomic rename, so a grader that is killed leaves whole verdicts or
none, and the next run goes on from there. Each file also holds a digest over its key and all that
it says: what a disk, an editor or a copy to another name has changed is graded anew. The digest is
plain SHA-256 and no signature, since whoever can write here can write the gradebook as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Any

import msgspec

from autograder import verdict as verdicts
from autograder.atomic import sweep, unfinished, write_whole
from autograder.errors import CourseError
from autograder.verdict import Verdict

DRAWS = 3
KEY = re.compile(r"[0-9a-f]{64}")


class Journal:
    """The verdicts of one assignment.

    Args:
        folder: where they lie, such as `journal/a1_rnn`.

    Attributes:
        changed: keys of the verdicts met so far that are not as they were written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: set[str] = set()

    @property
    def memo_folder(self) -> Path:
        """Where the answers of staff's code are kept."""
        return self.folder / "memo"

    @property
    def is_begun(self) -> bool:
        """Whether the assignment was graded before, so that there is a seed."""
        return (self.folder / "seed").exists()

    def seed(self) -> int:
        """The run's seed: drawn when the assignment is graded first, the same ever after.

        Raises:
            CourseError: the file that holds it is damaged, or it could not be written.
        """
        path = self.folder / "seed"
        if not path.exists():
            try:
                self._draw_seed(path)
            except OSError as error:
                raise CourseError(
                    f"The seed could not be written to {path}: {error.strerror}. Make room there, "
                    "or make the folder writable, and run the same command again"
                ) from error
        text = path.read_text(encoding="ascii", errors="replace").strip()
        if not text.isdigit():
            raise CourseError(
                f"{path} holds {text[:40]!r}; expected the seed, a whole number. Restore it, or "
                "delete it to grade everyone anew on new inputs"
            )
        return int(text)

    def _draw_seed(self, path: Path) -> None:
        drawn = str(secrets.randbits(32)).encode()
        for attempt in range(1, DRAWS + 1):
            try:
                # A link is not made over a file: of two graders that start at once, both use one
                # seed.
                with unfinished(path, drawn) as temporary, contextlib.suppress(FileExistsError):
                    os.link(temporary, path)
                return
            except FileNotFoundError:  # another grader began, and swept it away
                if attempt == DRAWS:
                    raise

    def sweep(self) -> None:
        """Removes what killed graders left unfinished. Only for who holds the grading lock."""
        sweep(self.folder)

    def latest(self, notebook: str) -> Verdict | None:
        """The newest verdict on a notebook, whatever else it was made from; None without one.

        Args:
            notebook: the notebook's hash.
        """
        try:
            key = self._latest(notebook).read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return None
        return self.get(key) if KEY.fullmatch(key) else None

    def get(self, key: str) -> Verdict | None:
        """The verdict under `key`; None where there is none.

        One that is not as it was written counts as none, and its key is put into `changed`.
        """
        try:
            text = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            self.changed.add(key)
            return None
        try:
            return opened(key, text)
        except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError):
            self.changed.add(key)
            return None

    def put(self, key: str, verdict: Verdict) -> None:
        """Writes a verdict, whole or not at all.

        Raises:
            CourseError: it could not be written.
        """
        path = self._path(key)
        notebook = verdict.hashes.get("notebook", "")
        try:
            write_whole(path, sealed(key, verdict))
            if notebook:
                write_whole(self._latest(notebook), key.encode(), durable=False)
        except OSError as error:
            raise CourseError(
                f"The verdict could not be written to {path}: {error.strerror}. Nothing is lost: "
                "make room and run the same command again"
            ) from error

    def _latest(self, notebook: str) -> Path:
        return self.folder / "latest" / notebook

    def _path(self, key: str) -> Path:
        return self.folder / "verdicts" / f"{key}.json"


def sealed(key: str, verdict: Verdict) -> bytes:
    """A verdict's JSON with its digest, as a file of the journal holds it."""
    told = msgspec.json.decode(verdicts.encode(verdict))
    text = msgspec.json.encode({"digest": _digest(key, told), **told})
    return msgspec.json.format(text, indent=1)


def opened(key: str, text: bytes) -> Verdict:
    """The verdict in a file of the journal.

    Raises:
        msgspec.MsgspecError: it is not the JSON of a verdict, or its digest is another.
    """
    told = msgspec.json.decode(text, type=dict[str, Any])
    digest = told.pop("digest", "")
    if digest != _digest(key, told):
        raise msgspec.ValidationError("the digest is that of another verdict")
    return msgspec.convert(told, Verdict)


def _digest(key: str, told: dict[str, Any]) -> str:
    # Over the values, so that other indentation or another order of the fields changes nothing.
    return hashlib.sha256(msgspec.json.encode([key, told], order="deterministic")).hexdigest()
