"""Unrolled's autograder: builds assignments, grades hand-ins in a sandbox, writes to nbgrader."""

__version__ = "0.1.0"
