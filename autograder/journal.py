"""The journal: every verdict, under the hash of all that it was made from.

A verdict is written with an atomic rename, so a grader that is killed leaves whole verdicts or
none, and the next run goes on from there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

import msgspec

from autograder import verdict as verdicts
from autograder.errors import CourseError
from autograder.verdict import Verdict


class Journal:
    """The verdicts of one assignment.

    Args:
        folder: where they lie, such as `journal/a1_rnn`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def memo_folder(self) -> Path:
        """Where the answers of staff's code are kept."""
        return self.folder / "memo"

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
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(str(secrets.randbits(32)))
            # A link is not made over a file: of two graders that start at once, both use one seed.
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)
        finally:
            os.unlink(temporary)

    def get(self, key: str) -> Verdict | None:
        """The verdict under `key`; None where there is none or it is damaged."""
        try:
            return verdicts.decode(self._path(key).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def put(self, key: str, verdict: Verdict) -> None:
        """Writes a verdict, whole or not at all.

        Raises:
            CourseError: it could not be written.
        """
        path = self._path(key)
        temporary = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(verdicts.encode(verdict))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise CourseError(
                f"The verdict could not be written to {path}: {error.strerror}. Nothing is lost: "
                "make room and run the same command again"
            ) from error

    def _path(self, key: str) -> Path:
        return self.folder / "verdicts" / f"{key}.json"
