"""Which lines run inside the sandbox, where coverage.py cannot save any: `make coverage`.

A worker cannot write a file, and ends by SIGKILL. So the zygote maps a file into memory before its
walls stand; every fork of it marks lines there, and what is marked stays. Only sandboxes that the
tests start in their own process are measured.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from coverage import CoverageData

from autograder.sandbox import launch

STAFF = Path(launch.__file__).parents[1]
LINES = 1024  # of a module, at most
OFFSETS = {name: number * LINES for number, name in enumerate(launch.INSIDE_MODULES)}
ZYGOTE = ["-m", "autograder.sandbox.zygote"]
TRACER = """
import json, mmap, os, runpy, sys

descriptor, offsets, *arguments = sys.argv[1:]
offsets = json.loads(offsets)
marks = mmap.mmap(int(descriptor), 0)
os.close(int(descriptor))

def offset_of(path):
    name = path.rpartition("/autograder/")[2].removesuffix(".py")
    return offsets.get(name) if "/autograder/" in path else None

def enter(frame, event, argument):
    offset = offset_of(frame.f_code.co_filename)
    if offset is None:
        return None
    def mark(frame, event, argument):
        marks[offset + frame.f_lineno] = 1
        return mark
    return mark(frame, event, argument)

sys.settrace(enter)
sys.argv = ["zygote", *arguments]
runpy.run_module("autograder.sandbox.zygote", run_name="__main__", alter_sys=True)
"""

_marks = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the tests run


def _popen(command, pass_fds=(), **options):
    at = command.index(ZYGOTE[0])
    assert command[at : at + 2] == ZYGOTE
    marks = _marks.fileno()
    traced = ["-c", TRACER, str(marks), json.dumps(OFFSETS)]
    command = [*command[:at], *traced, *command[at + 2 :]]
    return subprocess.Popen(command, pass_fds=(*pass_fds, marks), **options)


def pytest_configure():
    """Lets every zygote of this process mark its lines."""
    _marks.truncate(LINES * len(OFFSETS))
    known = {name: getattr(subprocess, name) for name in ("DEVNULL", "PIPE", "TimeoutExpired")}
    launch.subprocess = SimpleNamespace(Popen=_popen, **known)


def pytest_collection_modifyitems(items):
    """Leaves out the one test that looks at the command line which is changed here."""
    for item in items:
        if item.name == "test_the_command_line_inside_names_neither_course_nor_student":
            item.add_marker(pytest.mark.skip(reason="the zygote is started to be measured"))


def pytest_unconfigure():
    """Writes what was marked where `coverage combine` finds it."""
    _marks.seek(0)
    marks = _marks.read()
    lines = {
        str(STAFF / f"{name}.py"): [n for n in range(LINES) if marks[offset + n]]
        for name, offset in OFFSETS.items()
    }
    data = CoverageData(suffix="inside")
    data.add_lines(lines)
    data.write()
    print(f"{sum(map(len, lines.values()))} lines ran inside the sandbox", file=sys.stderr)
