"""Hand-ins: read from disk, healed, and reduced to the cells that are run while grading.

`read_notebook` gives a notebook, or a NotebookError that says what to do; `heal` makes it what the
release was, with the student's work kept; `extract` takes out what the sandbox runs, which is what
the journal hashes.
"""

from autograder.notebook.handin import Cell, Handin, extract, handin_hash
from autograder.notebook.healing import heal
from autograder.notebook.reading import MAX_BYTES, parse_notebook, read_notebook

__all__ = [
    "MAX_BYTES",
    "Cell",
    "Handin",
    "extract",
    "handin_hash",
    "heal",
    "parse_notebook",
    "read_notebook",
]
