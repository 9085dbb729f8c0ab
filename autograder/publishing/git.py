"""The git repository that students read from."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from autograder.errors import CourseError


class Repository:
    """A git repository in a folder.

    Args:
        folder: its root.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def at(cls, folder: Path) -> Repository:
        """The repository in a folder; a new one where the folder is empty or missing.

        Raises:
            CourseError: the folder holds files and no repository, or there is no git.
        """
        repository = cls(folder)
        if not (folder / ".git").exists():
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise CourseError(
                    f"{folder} is no git repository and not empty; expected one that was published "
                    "before, or an empty folder"
                )
            folder.mkdir(parents=True, exist_ok=True)
            repository.run("init", "--quiet", "--initial-branch=main")
        return repository

    def run(self, *arguments: str) -> str:
        """What a git command prints.

        Raises:
            CourseError: it failed, or there is no git.
        """
        return self._run(*arguments).decode(errors="replace")

    def _run(self, *arguments: str) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - git, with arguments of ours
                ["git", "-C", str(self.folder), *arguments],  # noqa: S607 - the user's own git
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise CourseError("There is no git here; install it, and run this again") from error
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise CourseError(f"git {arguments[0]} failed in {self.folder}: {said}")
        return done.stdout

    def expect_clean(self) -> None:
        """Nothing where all is committed.

        Raises:
            CourseError: somebody changed or added files, which publishing would lose or take along.
        """
        status = self.run("status", "--porcelain").splitlines()
        if status:
            shown = ", ".join(line[3:] for line in status[:5])
            raise CourseError(
                f"{self.folder} holds what was not published: {shown}. Commit it, move it away or "
                "delete it; what is published again takes the place of all files"
            )

    def files(self) -> list[PurePosixPath]:
        """The files that git knows."""
        names = self.run("ls-files", "-z").split("\0")
        return [PurePosixPath(name) for name in names if name]

    def every_version(self) -> Iterator[tuple[str, PurePosixPath, bytes]]:
        """Every version of every file on any branch or tag: commit, path, content."""
        seen: set[str] = set()
        for commit in self.run("rev-list", "--all").split():
            for line in self.run("ls-tree", "-r", "-z", commit).split("\0"):
                if not line:
                    continue
                facts, _, name = line.partition("\t")
                blob = facts.split()[2]
                if blob not in seen:
                    seen.add(blob)
                    yield commit, PurePosixPath(name), self._run("cat-file", "blob", blob)

    def commit(self, message: str) -> str:
        """Commits all that changed.

        Returns:
            A summary; empty where nothing changed.

        Raises:
            CourseError: git does not know who commits, or refuses.
        """
        self.run("add", "--all")
        if not self.run("status", "--porcelain"):
            return ""
        self.run("commit", "--quiet", "--message", message)
        return self.run("show", "--stat", "--format=", "HEAD").strip()
