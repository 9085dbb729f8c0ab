"""Nothing in the grader asks what time it is, so a clock that is set back changes nothing."""

import ast
from pathlib import Path

STAFF = Path(__file__).parents[2] / "autograder"
ASKING = {"time", "time_ns", "now", "utcnow", "today", "st_mtime", "st_mtime_ns", "st_ctime"}
TELLING_INTERVALS = {"monotonic", "perf_counter", "process_time", "thread_time", "sleep"}
# Where time is what it is about, and no verdict depends on it: since when a lock is held, when
# points were written and pages made, which hand-in is the newest, what is published on a day.
ABOUT_TIME = [
    STAFF / name
    for name in (
        "lock.py",
        "history.py",
        "cli/reporting.py",
        "cli/similar.py",
        "cli/release.py",
        "collecting",
        "publishing",
    )
]


def asked(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ASKING:
            yield f"{path.relative_to(STAFF)}:{node.lineno} {node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            names = {alias.name for alias in node.names} - TELLING_INTERVALS
            yield from (f"{path.relative_to(STAFF)}:{node.lineno} {name}" for name in names)


def test_no_verdict_depends_on_the_clock():
    files = [
        path
        for path in STAFF.rglob("*.py")
        if not any(place == path or place in path.parents for place in ABOUT_TIME)
        and STAFF / "suites" not in path.parents
    ]
    assert STAFF / "grade.py" in files
    assert STAFF / "nbgrader_plugin" / "grading.py" in files
    assert list(asked(STAFF / "lock.py"))
    assert [line for path in files for line in asked(path)] == []
