import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder import errors
from autograder.sandbox.client import Forker, Zygote
from autograder.sandbox.limits import Limits

LOOK_AROUND = """
import os, socket
FOLDERS = ('/tmp', '/dev/shm', '/dev', '/var/tmp', '/', os.environ['HOME'], '/grader',
           '/dev/mqueue', '/dev/pts', '/proc', '/usr/lib')
def processes():
    return sorted(int(name) for name in os.listdir('/proc') if name.isdigit())
def leave():
    left = []
    for folder in FOLDERS:
        try:
            open(f'{folder}/left_by_a_student', 'w').write('x')
            left.append(folder)
        except OSError:
            pass
    return left
def find():
    return [folder for folder in FOLDERS if os.path.exists(f'{folder}/left_by_a_student')]
def listen():
    global listening
    listening = socket.socket(socket.AF_UNIX)
    listening.bind('\\0left_by_a_student')
    listening.listen()
    return True
def connect():
    with socket.socket(socket.AF_UNIX) as s:
        s.connect('\\0left_by_a_student')
def interfaces():
    return sorted(name for _, name in socket.if_nameindex())
def reach(family, address):
    with socket.socket(family) as s:
        s.settimeout(1)
        s.connect(tuple(address))
"""


def children(pid):
    """All processes below this one, as `/proc` shows them."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children(int(child))]
    return found


def wait_until(condition, limit_s=5.0):
    end = time.monotonic() + limit_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


@pytest.fixture
def inside(zygote):
    """The zygote's own process, the one that imported TensorFlow: bubblewrap's grandchild."""
    (pid,) = (p for p in children(zygote.pid) if descriptors(p) > 3 and len(children(p)) == 0)
    return pid


def test_no_tensorflow_op_has_run_in_the_zygote_nor_a_thread_started(result_of, inside):
    body = (
        "from tensorflow.python.eager import context\n"
        "return context.context()._context_handle is None"
    )
    assert result_of(body) is True
    assert len(os.listdir(f"/proc/{inside}/task")) == 1


def test_facts_tell_versions_device_and_sandbox(zygote):
    assert zygote.facts["sandbox"] == "bubblewrap"
    assert zygote.facts["device"] == "cpu"
    versions = zygote.facts["versions"]
    assert set(versions) == {"python", "tensorflow", "keras", "numpy", "ipython", "matplotlib"}
    assert "unknown" not in versions.values()


def test_a_worker_sees_no_process_but_its_own(spawn, call):
    first, second = spawn(LOOK_AROUND), spawn(LOOK_AROUND)
    assert call(first, "processes") == [1]
    assert call(second, "processes") == [1]


def test_files_left_by_one_worker_are_not_there_for_another(spawn, call):
    first, beside = spawn(LOOK_AROUND), spawn(LOOK_AROUND)
    left = call(first, "leave")
    assert left == ["/tmp", "/dev/shm", "/tmp/home"]
    assert call(first, "find") == left
    assert call(beside, "find") == []
    first.close()
    assert call(spawn(LOOK_AROUND), "find") == []


def test_an_abstract_socket_is_not_reached_from_another_worker(spawn, call):
    first, second = spawn(LOOK_AROUND), spawn(LOOK_AROUND)
    assert call(first, "listen")
    with pytest.raises(errors.StudentError, match="ConnectionRefusedError"):
        call(second, "connect")


def test_there_is_no_network_not_even_to_this_machine(spawn, call):
    worker = spawn(LOOK_AROUND)
    assert call(worker, "interfaces") == ["lo"]
    here = socket.create_server(("127.0.0.1", 0))
    with here, pytest.raises(errors.StudentError, match="OSError"):
        call(worker, "reach", int(socket.AF_INET), list(here.getsockname()))
    with pytest.raises(errors.StudentError, match="OSError"):
        call(worker, "reach", int(socket.AF_INET), ["192.0.2.1", 80])


def test_signals_to_everything_in_sight_reach_nobody_else(spawn, call):
    cell = "import os, signal\ndef f():\n    os.kill(-1, signal.SIGKILL)\n    return 1\n"
    beside = spawn(LOOK_AROUND)
    with pytest.raises(errors.StudentError, match="ProcessLookupError"):
        call(spawn(cell), "f")
    assert call(beside, "processes") == [1]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_signal_to_its_process_group_does_not_reach_the_zygote(zygote, spawn, call, number):
    cell = "import os\ndef f(number):\n    os.kill(0, number)\n    return 1\n"
    assert call(spawn(cell), "f", int(number)) == 1
    assert call(spawn("def f():\n    return 2\n"), "f") == 2


def test_parts_of_proc_that_tell_of_the_machine_are_empty(result_of):
    body = (
        "import os\n"
        "names = [n for n in ('kallsyms', 'keys', 'key-users', 'timer_list') "
        "if os.path.exists(f'/proc/{n}')]\n"
        "return [open(f'/proc/{n}').read() for n in names]"
    )
    told = result_of(body)
    assert told
    assert set(told) == {""}


def test_no_privilege_is_left_and_none_can_be_had(result_of):
    body = (
        "import ctypes, os\n"
        "status = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "refused = [libc.unshare(flag) for flag in (0x10000000, 0x00020000, 0x40000000)]\n"
        "refused += [libc.mount(b'tmpfs', b'/tmp', b'tmpfs', 0, None)]\n"
        "sets = {int(v, 16) for k, v in status.items() if k.startswith('Cap')}\n"
        "return [sorted(sets), int(status['NoNewPrivs']), sorted(set(refused)), os.getuid()]"
    )
    assert result_of(body) == [[0], 1, [-1], 1000]


def test_a_worker_inherits_no_descriptor_but_its_channel(result_of):
    body = (
        "import os\n"
        "found = {}\n"
        "for name in os.listdir('/proc/self/fd'):\n"
        "    try:\n        found[name] = os.readlink(f'/proc/self/fd/{name}')\n"
        "    except FileNotFoundError:\n        pass\n"
        "return found"
    )
    found = result_of(body)
    assert [found.pop(name) for name in "012"] == ["/dev/null"] * 3
    (channel,) = found.values()
    assert channel.startswith("socket:")


def test_after_close_no_process_of_a_worker_is_left(zygote, spawn, call, inside):
    daemons = (
        "import os, time\n"
        "def f():\n"
        "    for _ in range(5):\n"
        "        if os.fork() == 0:\n"
        "            os.setsid()\n"
        "            if os.fork() == 0:\n"
        "                time.sleep(100)\n"
        "            os._exit(0)\n"
        "    while True: pass\n"
    )
    before = set(children(zygote.pid))
    worker = spawn(daemons, probe_s=0.5)
    assert len(children(zygote.pid)) == len(before) + 2
    with pytest.raises(errors.TimedOut):
        call(worker, "f")
    worker.close()
    assert wait_until(lambda: set(children(zygote.pid)) == before)


def test_fifty_workers_leave_descriptors_mounts_and_folders_as_they_were(zygote, inside):
    def state():
        mounts = Path(f"/proc/{inside}/mountinfo").read_text().count("\n")
        here = Path("/proc/self/mountinfo").read_text().count("\n")
        return descriptors("self"), descriptors(inside), mounts, here, len(children(zygote.pid))

    zygote.spawn(Limits()).close()
    before = state()
    for _ in range(50):
        worker = zygote.spawn(Limits())
        worker.run_cell("open('/tmp/x', 'w').write('x')", 5)
        worker.close()
    assert wait_until(lambda: state() == before), (state(), before)


def test_a_forker_that_goes_takes_its_workers_along(zygote):
    before = len(children(zygote.pid))
    with Forker(zygote.connect(), zygote.facts) as forker:
        worker = forker.spawn(Limits())
        worker.run_cell("x = 1", 5)
        assert len(children(zygote.pid)) == before + 2
    assert wait_until(lambda: len(children(zygote.pid)) == before)
    worker._channel.close()


def test_a_forker_that_dies_with_unread_reports_does_not_hurt_the_zygote(zygote, spawn, call):
    control = zygote.connect()
    forker = Forker(control, zygote.facts)
    worker = forker.spawn(Limits())
    worker.run_cell("x = 1", 5)
    forker.kill(worker._number)
    wait_until(lambda: control.recv(1, socket.MSG_PEEK) != b"")
    forker.close()  # the kernel now tells the zygote of a reset, not of an end of file
    worker._channel.close()
    assert call(spawn("def f():\n    return 1"), "f") == 1


def test_the_zygote_dies_with_the_process_that_started_it():
    script = (
        "import sys, time\n"
        "from autograder.sandbox import launch\n"
        "process, control = launch.start()\n"
        "print(process.pid, flush=True)\n"
        "time.sleep(100)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    assert wait_until(lambda: len(children(pid)) >= 2)
    family = [pid, *children(pid)]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert wait_until(lambda: not any(runs(p) for p in family), 10)


def test_a_zygote_that_was_killed_is_the_graders_error():
    with Zygote() as short_lived:
        worker = short_lived.spawn(Limits())
        os.kill(short_lived.pid, signal.SIGKILL)
        with pytest.raises(errors.SandboxError, match="zygote"):
            worker.run_cell("while True: pass", 2)
        with pytest.raises(errors.SandboxError, match="the zygote died"):
            short_lived.spawn(Limits())
        assert short_lived.lost
