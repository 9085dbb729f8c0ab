"""Makes `source/` and `release/` from handouts, solutions and the student package.

build(course)      writes what has changed, and says which files
check(course)      says what is stale, and writes nothing
"""

from autograder.build.pipeline import build, check

__all__ = ["build", "check"]
