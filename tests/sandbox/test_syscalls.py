"""System calls that a notebook never needs are refused; all others work."""

import errno
import platform

import pytest

from autograder.sandbox import syscalls

COLUMN = {"x86_64": 0, "aarch64": 1}[platform.machine()]
CALL = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def called(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(number, *arguments)
    return [result, ctypes.get_errno()]
"""


@pytest.fixture
def called(spawn, call):
    worker = spawn(CALL)
    return lambda number, *arguments: call(worker, "called", number, *arguments)


def test_every_needless_call_is_refused(called):
    numbers = {name: both[COLUMN] for name, both in syscalls.REFUSED.items()}
    # Zeros as arguments: without the filter most of these would fail with another error.
    got = {name: called(n, 0, 0, 0, 0, 0, 0) for name, n in numbers.items() if n is not None}
    assert len(got) > 50
    assert {name: answer for name, answer in got.items() if answer != [-1, errno.EPERM]} == {}


def test_memory_that_no_limit_counts_cannot_be_had(result_of):
    body = (
        "import os\n"
        "try:\n    os.memfd_create('hoard')\n"
        "except PermissionError as error:\n    return str(error)\n"
    )
    assert "Operation not permitted" in result_of(body)


def test_no_new_namespace_by_clone_and_clone3_sends_back_to_clone(called):
    assert called(syscalls.CLONE[COLUMN], 0x10000000, 0, 0, 0, 0) == [-1, errno.EPERM]
    assert called(syscalls.CLONE3[COLUMN], 0, 0) == [-1, errno.ENOSYS]


def test_sockets_that_know_no_namespaces_cannot_be_made(result_of):
    body = (
        "import socket\n"
        "told = {}\n"
        "for family in (40, 17, 38, 31):  # AF_VSOCK, AF_PACKET, AF_ALG, AF_BLUETOOTH\n"
        "    try:\n        socket.socket(family, socket.SOCK_STREAM).close()\n"
        "    except OSError as error:\n        told[family] = error.errno\n"
        "return sorted(set(told.values())), len(told)"
    )
    assert result_of(body) == [[errno.EAFNOSUPPORT], 4]


def test_calls_of_the_other_interfaces_of_this_processor_are_refused(called):
    if platform.machine() != "x86_64":
        pytest.skip("only x86_64 has a third interface")
    getpid = 39
    assert called(syscalls.X32 | getpid) == [-1, errno.EPERM]
    assert called(getpid)[0] > 0


def test_calls_newer_than_the_table_do_not_exist(called):
    assert called(syscalls.NEWEST + 1, 0) == [-1, errno.ENOSYS]
    assert called(1000, 0) == [-1, errno.ENOSYS]


def test_nothing_can_be_typed_into_a_terminal(called):
    for request in (syscalls.TYPE_INTO_TERMINAL, syscalls.LINUX_CONSOLE):
        assert called(syscalls.IOCTL[COLUMN], 0, request, 0) == [-1, errno.EPERM]
    window_size = 0x5413
    assert called(syscalls.IOCTL[COLUMN], 0, window_size, 0) == [-1, errno.ENOTTY]


@pytest.mark.parametrize("column", [0, 1])
def test_no_number_stands_for_two_calls(column):
    numbers = [both[column] for both in syscalls.REFUSED.values() if both[column] is not None]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) <= syscalls.NEWEST


def test_the_filter_cannot_be_taken_off_by_what_the_notebook_starts(result_of):
    body = (
        "import subprocess, sys\n"
        "code = 'import os\\nos.memfd_create(\"x\")'\n"
        "run = subprocess.run([sys.executable, '-S', '-c', code], capture_output=True, text=True)\n"
        "return run.stderr.strip().splitlines()[-1]"
    )
    assert result_of(body).startswith("PermissionError")


def test_what_notebooks_do_works_behind_the_filter(result_of):
    body = (
        "import os, socket, subprocess, sys, threading, tempfile, concurrent.futures\n"
        "import numpy as np, tensorflow as tf\n"
        "with concurrent.futures.ThreadPoolExecutor(3) as pool:\n"
        "    squares = list(pool.map(lambda x: x * x, range(4)))\n"
        "pid = os.fork()\n"
        "if not pid:\n    os._exit(7)\n"
        "status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\n"
        "printed = subprocess.run([sys.executable, '-S', '-c', 'print(3)'],\n"
        "                         capture_output=True, text=True).stdout.strip()\n"
        "one, other = socket.socketpair()\n"
        "one.send(b'x')\n"
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()\n"
        "with tempfile.TemporaryFile() as file:\n    file.write(b'text')\n"
        "@tf.function(jit_compile=True)\n"
        "def compiled(x):\n    return tf.tanh(x) + 1\n"
        "return squares, status, printed, other.recv(1).decode(), float(compiled(tf.zeros(())))"
    )
    assert result_of(body) == [[0, 1, 4, 9], 7, "3", "x", 1.0]


def test_a_machine_without_a_table_is_named_with_those_that_have_one():
    with pytest.raises(OSError, match="no system-call filter for riscv64; there is one for x86_64"):
        syscalls.filter_program("riscv64")


@pytest.mark.parametrize("families", [syscalls.SOCKET_FAMILIES, syscalls.LOCAL_FAMILIES])
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_jump_of_the_program_lands_inside_it(machine, families):
    program = syscalls.filter_program(machine, families)
    instructions = [program[i : i + 8] for i in range(0, len(program), 8)]
    for place, one in enumerate(instructions):
        if one[0] in (0x15, 0x35, 0x45):
            assert place + 1 + max(one[2], one[3]) < len(instructions)
    assert instructions[-1][0] == 0x06
