"""The git repository that students read from."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from autograder.errors import CourseError
from autograder.publishing.tree import MARK, is_published


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

    def expect_ours(self, planned: Mapping[PurePosixPath, bytes]) -> None:
        """Nothing where this is a repository for students, with nothing in it of another's.

        What an earlier try wrote and could not commit does not count.

        Raises:
            CourseError: it is another repository, or holds files that publishing would lose; or
                git does not know who would commit.
        """
        self.run("var", "GIT_COMMITTER_IDENT")
        if self.run("rev-parse", "--is-shallow-repository").strip() == "true":
            raise CourseError(
                f"{self.folder} is a shallow clone, whose history cannot be searched for answers. "
                "Run git fetch --unshallow in it"
            )
        page = self.folder / "README.md"
        begun = bool(self.run("rev-list", "--all", "--max-count=1"))
        if begun and not (page.is_file() and page.read_text("utf-8", "replace").startswith(MARK)):
            raise CourseError(
                f"{self.folder} is a repository that `autograder release` has not written; it "
                "would lose its files. Expected an empty one, or one that was published before"
            )
        strange = [path for path in self.files() if not is_published(path)]
        for line in self.run("status", "--porcelain", "-z", "--untracked-files=all").split("\0"):
            path = PurePosixPath(line[3:])
            target = self.folder / path
            content = target.read_bytes() if target.is_file() else None
            if line and content not in (None, planned.get(path)):
                strange.append(path)
        if strange:
            shown = ", ".join(map(str, strange[:5]))
            raise CourseError(
                f"{self.folder} holds what was not published: {shown}. Move it away; what is "
                "published again takes the place of all files"
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
                _, kind, blob = facts.split()
                if kind == "blob" and blob not in seen:
                    seen.add(blob)
                    yield commit, PurePosixPath(name), self._run("cat-file", "blob", blob)

    def commit(self, message: str, planned: Mapping[PurePosixPath, bytes]) -> str:
        """Commits what was planned, also what git is told to ignore, and what is gone.

        Returns:
            A summary; empty where nothing changed.

        Raises:
            CourseError: git does not know who commits, or refuses.
        """
        self.run("add", "--update")
        self.run("add", "--force", "--", *map(str, planned))
        if not self.run("status", "--porcelain"):
            return ""
        self.run("commit", "--quiet", "--message", message)
        return self.run("show", "--stat", "--format=", "HEAD").strip()
