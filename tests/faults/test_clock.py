"""Nothing in the grader asks what time it is, so a clock that is set back changes nothing."""

import ast
from pathlib import Path

STAFF = Path(__file__).parents[2] / "autograder"
ASKING = {"time", "time_ns", "now", "utcnow", "today", "st_mtime", "st_mtime_ns", "st_ctime"}
TELLING_INTERVALS = {"monotonic", "perf_counter", "process_time", "thread_time", "sleep"}
# Say to a person since when a lock is held, and when points were written; nothing is decided by it.
FOR_PEOPLE = {STAFF / "lock.py", STAFF / "history.py"}


def asked(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ASKING:
            yield f"{path.relative_to(STAFF)}:{node.lineno} {node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            names = {alias.name for alias in node.names} - TELLING_INTERVALS
            yield from (f"{path.relative_to(STAFF)}:{node.lineno} {name}" for name in names)


def test_the_clock_is_asked_for_people_only():
    files = [path for path in STAFF.rglob("*.py") if STAFF / "suites" not in path.parents]
    assert len(files) > 40
    assert list(asked(STAFF / "lock.py"))
    assert [line for path in files if path not in FOR_PEOPLE for line in asked(path)] == []
