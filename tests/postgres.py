"""A PostgreSQL server of the tests' own, made in a temporary folder and ended by its process id."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

FOLDERS = "/usr/lib/postgresql"
START_S = 60
USER, PASSWORD = "grader", "tulip-0-quartz"


def programs() -> Path:
    """Where the newest server's programs lie; a test that asks for them skips without any."""
    found = sorted(Path(FOLDERS).glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.skip(
            "NO POSTGRESQL: its gradebook is not tested. On Debian: apt-get install postgresql"
        )
    return (found[-1] if found else Path(str(on_path))).parent


class Server:
    """Listens on a socket in its folder, and wants a password.

    Args:
        folder: an empty one that belongs to `owner`.
        owner: whose processes these are; a server refuses to be root's.
    """

    def __init__(self, folder: Path, owner: dict[str, object]) -> None:
        self.folder, self.owner = folder, owner
        self.programs = programs()
        self.process: subprocess.Popen[bytes] | None = None
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run(
            "initdb", "--no-sync", f"--username={USER}", f"--pwfile={secret}",
            "--auth=scram-sha-256", "--locale=C.UTF-8", "--encoding=UTF8", str(folder / "data"),
        )  # fmt: skip
        secret.unlink()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        with (self.folder / "log").open("ab") as log:
            command = [
                self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder,
                "-c", "listen_addresses=", "-c", "fsync=off",
            ]  # fmt: skip
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, **self.owner
            )
        ends = time.monotonic() + START_S
        while self.process.poll() is None and time.monotonic() < ends:
            with contextlib.suppress(psycopg2.OperationalError), self.connection("postgres"):
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text()[-3000:])

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it: SIGINT sends connections away, SIGQUIT is a crash."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)

    @contextlib.contextmanager
    def connection(self, database: str) -> Iterator[psycopg2.extensions.connection]:
        connection = psycopg2.connect(
            host=str(self.folder), user=USER, password=PASSWORD, dbname=database
        )
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def ask(self, database: str, query: str, *values: object) -> list[tuple[object, ...]]:
        with self.connection(database) as connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def database(self, name: str) -> str:
        """Makes an empty database; returns its address without a password."""
        self.ask("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.ask("postgres", f'CREATE DATABASE "{name}"')
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder, capture_output=True, text=True, check=False, timeout=120, **self.owner,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """A server for as long as the block lasts, with nothing of it left afterwards."""
    programs()
    # Not in pytest's folders: those are their owner's alone, and a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    owner: dict[str, object] = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam("nobody")
        owner = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    try:
        server = Server(folder, owner)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
