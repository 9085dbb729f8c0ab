import math
import os
import subprocess
import sys
import time

import pytest

from autograder import errors
from autograder.sandbox import client
from autograder.sandbox.limits import MEBIBYTE, Limits


def test_an_override_changes_one_limit_and_keeps_its_type():
    limits = Limits().replaced({"probe_s": 3, "processes": 8.0})
    assert limits.probe_s == 3.0
    assert isinstance(limits.probe_s, float)
    assert limits.processes == 8
    assert isinstance(limits.processes, int)
    assert limits.cell_s == Limits().cell_s


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, True, "10", None])
def test_a_limit_must_be_a_positive_number(value):
    with pytest.raises(ValueError, match=r"limit probe_s is .*; expected a positive number"):
        Limits().replaced({"probe_s": value})


def test_a_limit_that_counts_things_must_be_whole():
    with pytest.raises(ValueError, match=r"limit processes is 0\.5; expected a whole number"):
        Limits().replaced({"processes": 0.5})


def test_an_unknown_limit_is_told_with_all_that_exist():
    with pytest.raises(ValueError, match=r"no limit is called 'memory'; there are memory_bytes, "):
        Limits().replaced({"memory": 1})


def test_memory_within_the_limit_is_given(result_of):
    body = "import numpy as np\nreturn int(np.ones(150 * 2**20, dtype='uint8').sum())"
    assert result_of(body, memory_bytes=200 * MEBIBYTE) == 150 * MEBIBYTE


def test_memory_over_the_limit_is_refused_and_the_worker_lives(spawn, call):
    worker = spawn(
        "import numpy as np\n"
        "def much():\n    return np.ones(250 * 2**20, dtype='uint8')\n"
        "def little():\n    return 1\n",
        memory_bytes=200 * MEBIBYTE,
    )
    with pytest.raises(errors.OutOfMemory, match=r"more memory than the 0\.195312 GiB allowed"):
        call(worker, "much")
    assert call(worker, "little") == 1


def test_a_tensor_over_the_memory_limit_counts_as_out_of_memory(spawn, call):
    cell = "import tensorflow as tf\ndef much():\n    return tf.ones([2**28, 4])\n"
    with pytest.raises(errors.OutOfMemory):
        call(spawn(cell, memory_bytes=2**30), "much")


HOLDERS = """
import os, time
import numpy as np
def hold(processes, each):
    # Touched, not only asked for; the parent waits until every child has it or is gone.
    read, write = os.pipe()
    for _ in range(processes):
        if os.fork() == 0:
            mine = np.ones(each * 2**20, dtype='uint8')
            os.write(write, b'x')
            time.sleep(100)
    got = b''
    while len(got) < processes:
        got += os.read(read, processes)
    time.sleep(0.5)
    return len(got)
def inherit(processes, together):
    hoard = np.ones(together * 2**20, dtype='uint8')
    for _ in range(processes):
        if os.fork() == 0:
            time.sleep(100)
    time.sleep(0.5)
    return int(hoard[-1])
def share(processes, together):
    import mmap
    common = mmap.mmap(-1, together * 2**20)
    common.write(bytes(together * 2**20))
    for _ in range(processes):
        if os.fork() == 0:
            common[::4096]
            time.sleep(100)
    time.sleep(0.5)
    return 1
"""


def test_memory_of_all_processes_together_is_held(spawn, call):
    limits = {"memory_bytes": 600 * MEBIBYTE, "probe_s": 20}
    assert call(spawn(HOLDERS, **limits), "hold", 4, 100) == 4
    with pytest.raises(errors.OutOfMemory, match=r"together needed more memory than the 0\.58"):
        call(spawn(HOLDERS, **limits), "hold", 8, 100)


@pytest.mark.parametrize("way", ["inherit", "share"])
def test_memory_that_processes_share_counts_once(spawn, call, way):
    worker = spawn(HOLDERS, memory_bytes=600 * MEBIBYTE, probe_s=20)
    assert call(worker, way, 6, 200) == 1
    assert call(worker, "inherit", 0, 1) == 1


def test_shared_memory_of_many_processes_is_held_too(spawn, call):
    cell = HOLDERS + (
        "def apart(processes, each):\n"
        "    for _ in range(processes):\n"
        "        if os.fork() == 0:\n            share(0, each)\n            time.sleep(100)\n"
        "    time.sleep(15)\n"
    )
    with pytest.raises(errors.OutOfMemory, match="together"):
        call(spawn(cell, memory_bytes=600 * MEBIBYTE, probe_s=20), "apart", 8, 100)


def test_a_process_that_hides_what_it_uses_counts_with_all_it_could_use(spawn, call):
    cell = HOLDERS + (
        "import ctypes\n"
        "def hidden(*a):\n"
        "    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE\n"
        "    return hold(*a)\n"
    )
    with pytest.raises(errors.OutOfMemory, match="together"):
        call(spawn(cell, memory_bytes=600 * MEBIBYTE, probe_s=20), "hidden", 8, 100)


FORKS = """
import os, signal, time
def forks(wanted):
    children = []
    try:
        while len(children) < wanted:
            pid = os.fork()
            if pid == 0:
                time.sleep(100)
                os._exit(0)
            children.append(pid)
    except BlockingIOError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len(children)
"""


def test_processes_stop_at_the_limit(spawn, call):
    # The worker itself and the parent that waits for it are two of them.
    assert call(spawn(FORKS, processes=12), "forks", 50) == 10
    assert call(spawn(FORKS, processes=12), "forks", 5) == 5


def test_threads_count_as_processes(result_of):
    body = (
        "import threading\n"
        "stop = threading.Event()\n"
        "count = 0\n"
        "try:\n"
        "    while count < 50:\n"
        "        threading.Thread(target=stop.wait, daemon=True).start()\n"
        "        count += 1\n"
        "except RuntimeError:\n"
        "    pass\n"
        "stop.set()\n"
        "return count"
    )
    assert result_of(body, processes=10) == 8


def test_a_fork_bomb_costs_only_its_own_probe(spawn, call):
    bomb = (
        "import os\n"
        "def bomb():\n"
        "    while True:\n"
        "        try:\n            os.fork()\n"
        "        except OSError:\n            pass\n"
        "def honest():\n    return 7\n"
    )
    bombed, neighbour = (spawn(bomb, processes=16, probe_s=1.0) for _ in range(2))
    with pytest.raises((errors.TimedOut, errors.Crashed)):
        call(bombed, "bomb")
    bombed.close()
    assert call(neighbour, "honest") == 7
    assert call(spawn(bomb), "honest") == 7


SPIN = """
import signal
def spin():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while True:
        pass
"""


def test_cpu_time_used_up_is_a_timeout_of_its_own(spawn, call):
    start = time.monotonic()
    with pytest.raises(errors.TimedOut, match="used up its 2 s of CPU time"):
        call(spawn(SPIN, cpu_s=2, probe_s=20), "spin")
    assert time.monotonic() - start < 10


def test_cpu_time_of_all_processes_together_is_held(spawn, call):
    cell = (
        "import os, time\n"
        "def spin(processes, seconds):\n"
        "    for _ in range(processes):\n"
        "        if os.fork() == 0:\n            while True: pass\n"
        "    time.sleep(seconds)\n    return 1\n"
    )
    assert call(spawn(cell, cpu_s=20, probe_s=25), "spin", 4, 1) == 1
    start = time.monotonic()
    with pytest.raises(errors.TimedOut, match="used up its 2 s of CPU time"):
        call(spawn(cell, cpu_s=2, probe_s=25), "spin", 4, 20)
    assert time.monotonic() - start < 15


def test_what_a_worker_starts_runs_on_one_core_and_cannot_leave_it(spawn, call):
    cell = (
        "import os\n"
        "def cores():\n    return sorted(os.sched_getaffinity(0))\n"
        "def leave():\n"
        "    refused = 0\n"
        "    for leaving in (lambda: os.sched_setaffinity(0, range(os.cpu_count() or 1)),\n"
        "                    lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),\n"
        "                    lambda: os.nice(-1)):\n"
        "        try:\n            leaving()\n"
        "        except PermissionError:\n            refused += 1\n"
        "    return refused\n"
    )
    worker = spawn(cell)
    before = call(worker, "cores")
    assert len(before) == 1
    assert call(worker, "leave") == 3
    assert call(worker, "cores") == before


def test_timers_stop_at_the_limit(result_of):
    body = (
        "import ctypes\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "timer, count = ctypes.c_void_p(), 0\n"
        "while count < 100 and libc.timer_create(1, None, ctypes.byref(timer)) == 0:\n"
        "    count += 1\n"
        "return count, ctypes.get_errno()"
    )
    count, number = result_of(body, timers=20)
    assert 10 <= count <= 20
    assert number == 11


def test_the_stack_of_a_recursion_ends_the_worker_and_no_more(spawn, call):
    cell = (
        "import sys\nsys.setrecursionlimit(10**8)\n"
        "def deep():\n    return eval('deep() + 1')\n"
        "def shallow():\n    return 1\n"
    )
    with pytest.raises((errors.Crashed, errors.OutOfMemory, errors.TimedOut)):
        call(spawn(cell, probe_s=10, memory_bytes=200 * MEBIBYTE), "deep")
    assert call(spawn(cell), "shallow") == 1


def test_a_probe_ends_at_its_time_limit_and_the_worker_lives(spawn, call):
    cell = "import time\ndef nap(s):\n    time.sleep(s)\n    return s\n"
    worker = spawn(cell, probe_s=0.5)
    assert call(worker, "nap", 0.2) == 0.2
    with pytest.raises(errors.TimedOut, match=r"longer than 0\.5 s"):
        call(worker, "nap", 5)
    assert call(worker, "nap", 0.1) == 0.1


def test_a_cell_ends_at_its_own_time_limit(spawn):
    worker = spawn(probe_s=9)
    with pytest.raises(errors.TimedOut, match=r"longer than 0\.3 s"):
        worker.run_cell("while True: pass", 0.3)
    worker.run_cell("x = 1", 0.3)


BUSY = "import time\nend = time.monotonic() + 30\nwhile time.monotonic() < end: pass\n"


@pytest.fixture
def crowded(monkeypatch):
    """A machine on which four others want each core, and a trusted side that knows."""
    monkeypatch.setattr(client, "busyness", lambda: 8.0)
    count = 4 * len(os.sched_getaffinity(0))
    others = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(count)]
    yield
    for other in others:
        other.kill()
        other.wait()


WORKS = """
import time
def works(cpu_s):
    end = time.thread_time() + cpu_s
    while time.thread_time() < end:
        pass
    return True
"""


def test_time_spent_waiting_for_a_busy_processor_is_not_counted(spawn, call, crowded):
    assert call(spawn(WORKS, probe_s=0.6), "works", 0.4) is True


def test_on_a_busy_machine_too_an_endless_loop_ends_at_its_limit(spawn, call, crowded):
    with pytest.raises(errors.TimedOut, match=r"longer than 0\.6 s"):
        call(spawn(WORKS, probe_s=0.6), "works", 100)


def test_sleep_is_no_waiting(spawn, call, monkeypatch):
    monkeypatch.setattr(client, "busyness", lambda: 8.0)
    cell = "import time\ndef nap(s):\n    time.sleep(s)\n"
    start = time.monotonic()
    with pytest.raises(errors.TimedOut, match=r"longer than 0\.3 s"):
        call(spawn(cell, probe_s=0.3), "nap", 60)
    assert time.monotonic() - start < 2.4


@pytest.mark.parametrize(("load", "told"), [(0.0, 1.0), (4.0, 1.0), (10.0, 2.5), (99.0, 4.0)])
def test_busyness_is_how_many_want_a_core(monkeypatch, load, told):
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0, 0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    assert client.busyness() == told


def test_a_loop_that_ignores_every_signal_is_killed(spawn, call):
    worker = spawn(SPIN, probe_s=0.3)
    with pytest.raises(errors.TimedOut, match=r"No answer came within 0\.3 s"):
        call(worker, "spin")
    assert not worker.alive


def test_a_file_of_the_limit_can_be_written_and_one_byte_more_cannot(result_of):
    body = (
        "with open('/tmp/f', 'wb') as f:\n"
        "    f.write(bytes({size}))\n"
        "import os\n"
        "return os.path.getsize('/tmp/f')"
    )
    size = 8 * MEBIBYTE
    assert result_of(body.format(size=size), tmp_bytes=size) == size
    with pytest.raises(errors.StudentError, match=r"OSError: \[Errno (27|28)\]"):
        result_of(body.format(size=size + 1), tmp_bytes=size)


def test_a_full_private_tmp_is_an_error_of_the_notebook(result_of):
    body = (
        "for i in range(10):\n"
        "    with open(f'/tmp/{i}', 'wb') as f:\n"
        "        f.write(bytes(2**20))\n"
    )
    with pytest.raises(errors.StudentError, match="No space left on device"):
        result_of(body, tmp_bytes=4 * MEBIBYTE)


def test_shared_memory_files_have_the_limit_of_tmp(result_of):
    body = (
        "wrote = 0\n"
        "try:\n"
        "    for i in range(12):\n"
        "        with open(f'/dev/shm/{i}', 'wb') as f:\n"
        "            wrote += f.write(bytes(2**20))\n"
        "except OSError:\n    pass\n"
        "return wrote"
    )
    assert 7 * MEBIBYTE <= result_of(body, tmp_bytes=8 * MEBIBYTE) <= 8 * MEBIBYTE


def test_an_inode_flood_ends_at_the_limit(result_of):
    body = (
        "count = 0\n"
        "try:\n"
        "    while count < 1000:\n"
        "        open(f'/tmp/{count}', 'w').close()\n"
        "        count += 1\n"
        "except OSError:\n"
        "    pass\n"
        "return count"
    )
    assert 10 < result_of(body, tmp_files=50) < 50


def test_open_files_stop_at_the_limit(result_of):
    body = (
        "files = []\n"
        "try:\n"
        "    while len(files) < 200:\n"
        "        files.append(open('/dev/null'))\n"
        "except OSError as error:\n"
        "    return [len(files), error.errno]\n"
    )
    count, number = result_of(body, open_files=40)
    assert number == 24
    assert 25 <= count < 40


def test_an_answer_at_its_limit_is_taken_and_a_larger_one_told(spawn, call):
    cell = "import numpy as np\ndef zeros(n):\n    return np.zeros(n, dtype='uint8')\n"
    worker = spawn(cell, answer_bytes=MEBIBYTE)
    assert len(call(worker, "zeros", MEBIBYTE - 100)) == MEBIBYTE - 100
    with pytest.raises(errors.NotPlainData, match="at most 1048576 are allowed"):
        call(worker, "zeros", MEBIBYTE)
    assert len(call(worker, "zeros", 1)) == 1


def test_a_question_over_the_message_limit_is_no_fault_of_the_notebook(spawn, call):
    worker = spawn("def size(text):\n    return len(text)\n", message_bytes=MEBIBYTE)
    with pytest.raises(errors.ProtocolError, match="at most 1048576 are allowed"):
        call(worker, "size", "x" * MEBIBYTE)
    assert call(worker, "size", "x") == 1


def test_output_is_kept_up_to_its_limit(spawn):
    worker = spawn("print('a' * 99)", output_bytes=150)
    worker.run_cell("print('b' * 99)", 5)
    assert worker.output() == "a" * 99 + "\n" + "b" * 50


def test_output_in_many_small_pieces_has_the_same_limit(spawn):
    worker = spawn("for i in range(3000):\n    print('a', end='')", output_bytes=2000)
    assert worker.output() == "a" * 2000


def test_endless_printing_costs_no_memory(spawn):
    worker = spawn(output_bytes=1000, memory_bytes=100 * MEBIBYTE)
    with pytest.raises(errors.TimedOut):
        worker.run_cell("while True: print('x' * 10000)", 1)
    assert worker.output() == "x" * 1000
