"""Without a sandbox, where staff is root: each worker is a user of its own."""

import contextlib
import dataclasses
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import pytest
from rich.console import Console

from autograder import errors
from autograder.sandbox.client import Zygote
from autograder.sandbox.environment import Bare
from autograder.sandbox.limits import Limits
from autograder.sandbox.strangers import FIRST_USER, users_exist
from autograder.staff import machine
from autograder.staff.grading import _tell_of_walls
from tests.staff.conftest import ROOT, processes_of
from tests.staff.plain_machine import make_plain_machine, why_not_apart

SNOOP = """
import os, pathlib, signal, socket
def me():
    return [os.getpid(), os.getuid(), os.environ["HOME"]]
def reach(family, address):
    try:
        with socket.socket(family) as s:
            s.settimeout(5)
            s.connect(tuple(address))
        return ""
    except OSError as error:
        return str(error)
def here():
    one, other = socket.socketpair()
    one.send(b"x")
    socket.socket(socket.AF_UNIX).close()
    return other.recv(1).decode()
def squat(names):
    made = []
    for name in names:
        try:
            os.mkdir(name)
            made.append(name)
        except OSError:
            pass
    return made
def dig(levels):
    for _ in range(levels):
        os.mkdir("deeper")
        os.chdir("deeper")
def end(number):
    os.kill(os.getpid(), number)
"""


@pytest.fixture(scope="module")
def python_apart():
    """A plain machine's Python that has the staff package."""
    folder = Path(tempfile.mkdtemp(prefix="plain-machine-"))
    folder.chmod(0o755)
    try:
        python = make_plain_machine(folder)
        for package in (ROOT / "autograder", ROOT / "student" / "unrolled"):
            shutil.copytree(package, folder / "shown" / package.name)
        not_apart = why_not_apart(python)
        if not_apart:
            pytest.skip(not_apart)
        yield python
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def zygote_of(python):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(python))
        zygote = Zygote(protect=False, bare=Bare(apart=True))
    with zygote:
        yield zygote.wait()


@pytest.fixture(scope="module")
def zygote(python_apart):
    with zygote_of(python_apart) as zygote:
        yield zygote


@pytest.fixture
def ask(zygote):
    """Asks a fresh worker, or one that is given, for what a function of the snoop returns."""
    made = []

    def ask(name, *arguments, worker=None):
        if worker is None:
            made.append(worker := snoop(zygote))
        return asked(worker, name, *arguments)

    yield ask
    for worker in made:
        worker.close()


def snoop(zygote):
    worker = zygote.spawn(Limits())
    worker.run_cell(SNOOP, 10)
    return worker


def asked(worker, name, *arguments):
    given = {"name": name, "arguments": list(arguments), "keywords": {}, "as_tensors": False}
    return worker.ask("call", given)


def wait_until(condition, limit_s=10.0):
    end = time.monotonic() + limit_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_a_hand_in_reaches_no_server_of_this_machine(ask):
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = ask("reach", int(socket.AF_INET), list(server.getsockname()))
        server.settimeout(0.5)
        with pytest.raises(TimeoutError):
            server.accept()
    assert "Address family not supported" in told


@pytest.mark.parametrize("family", ["AF_INET6", "AF_NETLINK", "AF_PACKET"])
def test_a_hand_in_makes_no_socket_that_leads_out_of_its_process(ask, family):
    assert "Address family not supported" in ask("reach", int(getattr(socket, family)), ["::1", 9])


def test_sockets_between_its_own_processes_are_left_to_it(ask):
    assert ask("here") == "x"


def test_folders_that_a_hand_in_makes_harm_no_later_one(ask):
    pid, user, home = ask("me")
    assert user == FIRST_USER + pid
    homes = Path(home).parent
    assert (homes.stat().st_uid, homes.stat().st_mode & 0o777) == (0, 0o711)
    users = range(user + 1, user + 500)
    assert ask("squat", [str(homes / str(other)) for other in users]) == []
    made = ask("squat", [f"/tmp/unrolled-{other}" for other in users])
    try:
        assert ask("me")[2].startswith(f"{homes}/")
    finally:
        for folder in made:
            os.rmdir(folder)


def test_a_home_goes_with_its_worker_however_deep_it_is(zygote, ask):
    worker = snoop(zygote)
    _, user, home = ask("me", worker=worker)
    ask("dig", 1500, worker=worker)
    worker.close()
    assert not Path(home).exists()
    assert processes_of(user) == []
    _, _, beside = ask("me")
    assert wait_until(lambda: os.listdir(Path(home).parent) == [Path(beside).name])


def test_a_worker_that_could_not_begin_leaves_no_home(zygote, ask):
    _, _, home = ask("me")
    impossible = dataclasses.replace(Limits(), open_files="many")
    worker = zygote.spawn(impossible)
    with pytest.raises(errors.SandboxError, match="no worker could be made"):
        worker.run_cell("", 10)
    with pytest.raises(errors.SandboxError, match="no worker could be made"):
        zygote.spawn(impossible).close()
    assert wait_until(lambda: os.listdir(Path(home).parent) == [Path(home).name])


def test_a_death_by_a_signal_is_told_by_its_name(ask):
    with pytest.raises(errors.Crashed, match="ended by a segmentation fault"):
        ask("end", int(signal.SIGSEGV))
    with pytest.raises(errors.Crashed, match="an abort inside a native library"):
        ask("end", int(signal.SIGABRT))


def test_a_kill_that_nobody_here_sent_lets_the_hand_in_be_tried_again(zygote, ask):
    worker = snoop(zygote)
    pid, _, _ = ask("me", worker=worker)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(errors.WorkerKilled):
        ask("me", worker=worker)
    assert zygote.killed


def test_a_worker_that_used_up_its_time_was_not_killed_from_outside(zygote):
    worker = zygote.spawn(Limits().replaced({"cpu_s": 2}))
    with pytest.raises(errors.TimedOut, match="CPU time"):
        worker.run_cell("while True: pass", 10)
    worker.close()


def test_workers_do_not_outlive_a_zygote_that_was_killed(python_apart):
    with zygote_of(python_apart) as zygote:
        worker = snoop(zygote)
        _, user, home = asked(worker, "me")
        os.kill(zygote.pid, signal.SIGKILL)
        assert wait_until(lambda: processes_of(user) == [])
        worker._channel.close()
    shutil.rmtree(Path(home).parent)  # nobody was left to do it


def test_all_homes_go_with_the_zygote(python_apart):
    with zygote_of(python_apart) as zygote:
        worker = snoop(zygote)
        _, user, home = asked(worker, "me")
    worker._channel.close()
    assert not Path(home).parent.exists()
    assert processes_of(user) == []


def test_with_a_gpu_hand_ins_keep_the_network_and_staff_is_told(python_apart, monkeypatch):
    """CUDA was never tried behind the filter of system calls."""
    monkeypatch.setattr(sys, "executable", str(python_apart))
    monkeypatch.setattr(machine, "can_set_apart", lambda: True)
    with machine.StaffZygote(True, "here", ()) as zygote:
        assert zygote.wait().networked
        _tell_of_walls(zygote, "here", console := Console(width=100, record=True))
    assert "Hand-ins can use the network" in console.export_text()


@pytest.mark.parametrize(
    ("id_map", "enough"),
    [
        ("         0          0 4294967295\n", True),
        ("0 1000 1\n1 100000 65536\n", False),
        ("500000000 0 4000000000\n", True),
        ("0 0 1000000000\n1000000000 1000000000 4194305\n", True),
        ("0 0 1000000000\n1000000000 1000000000 4194304\n", False),
        ("0 0 1000000000\n1000000001 1000000001 9000000\n", False),
        ("", False),
    ],
)
def test_users_exist_where_the_map_of_ids_holds_all_of_them(id_map, enough):
    assert users_exist(id_map) is enough


@pytest.fixture
def as_root(monkeypatch):
    """Root, and a Python that everyone can read, which runs nothing."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "prefix", "/usr")
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr(machine, "student_package", lambda: Path("/usr"))
    monkeypatch.setattr(machine, "users_exist", lambda id_map: True)
    monkeypatch.setattr(machine, "RUNNING", ())


@pytest.mark.parametrize("exist", [True, False])
def test_hand_ins_are_set_apart_only_where_such_users_exist(exist, as_root, monkeypatch):
    monkeypatch.setattr(machine, "users_exist", lambda id_map: exist)
    assert machine.can_set_apart() is exist


def test_hand_ins_are_not_set_apart_from_what_they_import(as_root, tmp_path, monkeypatch):
    package = tmp_path / "closed" / "a_package"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    package.parent.chmod(0o700)
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr(machine, "RUNNING", ("a_package",))
    assert machine.can_set_apart() is False
